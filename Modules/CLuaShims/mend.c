// Mends what liblua 5.4.4 compiles wrong. In C because it reads liblua's own structures.
//
// What is read here is as lobject.h and lopcodes.h of 5.4.4 have it; for any other version this does
// nothing. The library is asked too, in case that the program is linked with another one.
#include <lua5.4/lauxlib.h>
#include <string.h>

#include "lib.h"

#if LUA_VERSION_RELEASE_NUM == 50404

typedef struct prototype {
  void *next;
  uint8_t type, marked, parameters, is_vararg, stack;
  int upvalue_count, constant_count, code_count, line_count, prototype_count, local_count;
  int far_line_count, first_line, last_line;
  void *constants;
  uint32_t *code;
  struct prototype **prototypes;
} prototype;

typedef struct closure {
  void *next;
  uint8_t type, marked, upvalue_count;
  void *gray;
  prototype *prototype;
} closure;

enum { TYPE_CLOSURE = LUA_TFUNCTION, TYPE_PROTOTYPE = LUA_NUMTYPES + 1 };
enum { LFALSESKIP = 6, LOADTRUE = 7, GETUPVAL = 9, CLOSE = 54, JMP = 56, TFORLOOP = 77 };

#define OPERATION(instruction) ((instruction) & 0x7f)
#define OPERAND_A(instruction) ((instruction) & 0x7f80)  // where it stands
#define ONE_STEP 0x80                                     // of a JMP

// `break` out of a generic `for` must close the loop's closing value (manual, section 3.3.5). Where it
// leaves a captured variable too, the parser puts a wrong operand into the OP_CLOSE behind the loop
// (leaveblock of lparser.c; fixed in 5.4.5): the first register above the loop's four control variables,
// not the first of them. The closing value stays open then, in a list of liblua's that goes on to
// refer to its stack slot.
//
// A generic loop's OP_TFORLOOP is always followed by this OP_CLOSE, and its operand is the first
// control variable. So to copy it is right for every loop. (A numeric loop has the same fault, but
// control variables that are never captured nor closed.)
static void mend_break(uint32_t *code) {
  if (OPERATION(code[0]) == TFORLOOP && OPERATION(code[1]) == CLOSE)
    code[1] = CLOSE | OPERAND_A(code[0]);
}

// A comparison that indexes an upvalue, `up[a < b]` (luaK_exp2val of lcode.c; fixed in 5.4.8): the
// upvalue is loaded in the middle of the comparison's own code, so where that is true the load is jumped
// over, and what is indexed is whatever the register had last.
//
//   LT a b, JMP to the LOADTRUE, GETUPVAL r, LFALSESKIP r+1, LOADTRUE r+1, GETTABLE r r+1
//
// Else LFALSESKIP follows on a JMP alone, so this is seen nowhere else. The load goes behind the
// LOADTRUE; all three are of one line, so the lines stay right.
static void mend_index(uint32_t *code) {
  if (OPERATION(code[0]) != JMP || OPERATION(code[1]) != GETUPVAL) return;
  if (OPERATION(code[2]) != LFALSESKIP || OPERATION(code[3]) != LOADTRUE) return;
  uint32_t load = code[1];
  code[0] -= ONE_STEP;
  code[1] = code[2];
  code[2] = code[3];
  code[3] = load;
}

// As deep as functions are nested, which the parser bounds (LUAI_MAXCCALLS).
static void mend(prototype *function) {
  uint32_t *code = function->code;
  int count = function->code_count;
  for (int i = 0; i + 1 < count; i++) mend_break(&code[i]);
  for (int i = 0; i + 3 < count; i++) mend_index(&code[i]);
  for (int i = 0; i < function->prototype_count; i++) mend(function->prototypes[i]);
}

static bool is_release(const char *release) {
  return strncmp(lua_ident + strlen("$LuaVersion: "), release, strlen(release)) == 0;
}

void umbra_lib_mend(lua_State *L) {
  if (!lua_isfunction(L, -1) || lua_iscfunction(L, -1) || !is_release(LUA_RELEASE " ")) return;
  const closure *function = lua_topointer(L, -1);
  if (function->type == TYPE_CLOSURE && function->prototype->type == TYPE_PROTOTYPE)
    mend(function->prototype);
}

#else

void umbra_lib_mend(lua_State *L) { (void)L; }

#endif
