// The coroutine library (Lua manual, section 6.2) of scripts. In C because each of these may raise an
// error, and scripts call them often.
//
// A stop that waits for the end of an instruction (umbra_evaluation.h) has to know which Lua thread
// executes it, so whoever enters a coroutine says so. The rest keeps bugs of liblua 5.4.4 away, and
// knows that what a console evaluates is no coroutine though it has a Lua thread of its own.
#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>

#include "lib.h"
#include "umbra_evaluation.h"

// The same in every VM of the process.
static struct {
  _Atomic(lua_CFunction) create, resume, close;
} stock;

// What it may raise is raised before the coroutine is entered, for something else than a coroutine.
static int coroutine_resume(lua_State *L) {
  umbra_vm *vm = umbra_vm_of(L);
  lua_State *coroutine = lua_tothread(L, 1);
  if (coroutine) vm->running = coroutine;
  int results = stock.resume(L);
  vm->running = L;
  return results;
}

// ---- close

// Whether coroutine.close would close it; otherwise it raises an error.
static bool is_closable(lua_State *L, lua_State *coroutine) {
  lua_Debug frame;
  return coroutine && coroutine != L &&
         (lua_status(coroutine) != LUA_OK || !lua_getstack(coroutine, 0, &frame));
}

// A chain of coroutines that close each other is not counted as nested C calls (fixed in 5.4.5).
#define MOST_NESTED 100

static int coroutine_close(lua_State *L) {
  umbra_vm *vm = umbra_vm_of(L);
  lua_State *coroutine = lua_tothread(L, 1);
  if (!is_closable(L, coroutine)) return stock.close(L);
  if (vm->closing >= MOST_NESTED) return luaL_error(L, "C stack overflow");
  vm->closing++;
  vm->running = coroutine;
  int results = stock.close(L);
  vm->running = L;
  vm->closing--;
  return results;
}

// ---- wrap

// Raises the error on top, which has ended `coroutine` unless that could not be resumed at all.
static int pass_error_on(lua_State *L, lua_State *coroutine) {
  umbra_vm *vm = umbra_vm_of(L);
  int status = lua_status(coroutine);
  if (status != LUA_OK && status != LUA_YIELD && vm->closing < MOST_NESTED) {
    vm->closing++;
    vm->running = coroutine;
    status = lua_resetthread(coroutine);  // runs its __close
    vm->running = L;
    vm->closing--;
    lua_xmove(coroutine, L, 1);
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int wrapped(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  int results = coroutine_resume(L);  // true and what it gave, or false and the error
  if (lua_toboolean(L, -results)) return results - 1;
  return pass_error_on(L, lua_tothread(L, lua_upvalueindex(1)));
}

static int coroutine_wrap(lua_State *L) {
  stock.create(L);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

// ---- outside of coroutines

static int coroutine_running(lua_State *L) {
  bool is_main = lua_pushthread(L) || L == umbra_vm_of(L)->evaluation;
  lua_pushboolean(L, is_main);
  return 2;
}

static int coroutine_yield(lua_State *L) {
  if (!lua_isyieldable(L) && L == umbra_vm_of(L)->evaluation) {
    lua_pushliteral(L, "attempt to yield from outside a coroutine");
    return lua_error(L);
  }
  return lua_yield(L, lua_gettop(L));
}

void umbra_lib_open_coroutine(lua_State *L) {
  luaL_requiref(L, "coroutine", luaopen_coroutine, 1);
  stock.create = umbra_lib_replace(L, "create", NULL);
  umbra_lib_replace(L, "create", stock.create);
  stock.resume = umbra_lib_replace(L, "resume", coroutine_resume);
  stock.close = umbra_lib_replace(L, "close", coroutine_close);
  umbra_lib_replace(L, "wrap", coroutine_wrap);
  umbra_lib_replace(L, "running", coroutine_running);
  umbra_lib_replace(L, "yield", coroutine_yield);
  lua_pop(L, 1);
}
