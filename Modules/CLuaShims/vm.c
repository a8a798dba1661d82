// A VM's life. In C because Lua calls back for memory, panics and hooks with the flag on, where no
// Swift may run.
#include <lua5.4/lauxlib.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "placement.h"
#include "umbra_message.h"
#include "umbra_tick.h"

// A request inside Lua that the limit does not allow. Lua collects its garbage and asks for the very
// same again; if that is refused too, the script ends here, since the memory error that Lua would throw
// could be caught. A library buffer does not ask again (lauxlib's resizebox): then `refused` stays set,
// and the script ends at the next refusal, or with the error that it did not catch.
static void *refuse(umbra_vm *vm, void *block, size_t size) {
  bool can_help = size < umbra_arena_limit(vm->arena);
  if (vm->refused || !can_help) umbra_leave_for_good(vm, UMBRA_STOP_MEMORY);
  vm->refused = true;
  vm->refused_block = block;
  vm->refused_size = size;
  return NULL;
}

// Host code must not see a memory error at all (it would be a longjmp across Swift), so with the flag
// off the request is met from the arena's reserve, and the script ends at the next border.
static void *grant(umbra_vm *vm, void *block, size_t old_size, size_t new_size) {
  umbra_arena_grant(vm->arena, true);
  void *result = umbra_arena_realloc(vm->arena, block, old_size, new_size);
  umbra_arena_grant(vm->arena, false);
  umbra_vm_stop(vm, UMBRA_STOP_MEMORY);
  return result;
}

// lua_Alloc.
static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  umbra_vm *vm = context;
  if (!block) old_size = 0;  // it is then Lua's word for the kind of object
  void *result = umbra_arena_realloc(vm->arena, block, old_size, new_size);
  if (!result && new_size > 0)
    return umbra_self.in_lua ? refuse(vm, block, new_size) : grant(vm, block, old_size, new_size);
  if (vm->refused && vm->refused_block == block && vm->refused_size == new_size) vm->refused = false;
  return result;
}

// Lua is about to abort: an error that nothing protects, which liblua's bugs can bring about.
static int panic(lua_State *L) {
  if (umbra_self.in_lua) umbra_leave_torn(umbra_vm_of(L), UMBRA_STOP_FAULT);
  return 0;
}

static void count(lua_State *L, lua_Debug *event) {
  (void)event;
  umbra_vm *vm = umbra_vm_of(L);
  if (++vm->instructions > vm->instruction_limit)
    umbra_leave_for_good(vm, UMBRA_STOP_INSTRUCTIONS);
}

void umbra_vm_count_instructions(umbra_vm *vm, uint64_t limit) {
  vm->instruction_limit = limit;
  umbra_vm_hook(vm, vm->L);
}

void umbra_vm_hook(umbra_vm *vm, lua_State *L) {
  lua_sethook(L, NULL, 0, 0);
  umbra_tick_by_hook(L);
  if (vm->instruction_limit == UINT64_MAX) return;
  // Each instruction by itself: a coroutine starts its count anew, so with any larger step a script
  // would hide its work in short coroutines.
  lua_sethook(L, count, LUA_MASKCOUNT, 1);
}

static void unlimited(umbra_vm *vm) {
  vm->cpu_limit = vm->instruction_limit = vm->host_call_limit = UINT64_MAX;
}

umbra_vm *umbra_vm_new(size_t limit) {
  umbra_vm *vm = calloc(1, sizeof *vm);
  if (!vm) return NULL;
  umbra_keep_lua_placement();
  unlimited(vm);
  vm->arena = umbra_arena_new(limit);
  if (vm->arena) vm->L = lua_newstate(allocate, vm);
  if (!vm->L) {
    umbra_vm_free(vm);
    return NULL;
  }
  lua_atpanic(vm->L, panic);
  // As lua5.4, the program, has it.
  lua_gc(vm->L, LUA_GCGEN, 0, 0);
  *(umbra_vm **)lua_getextraspace(vm->L) = vm;
  umbra_vm_hook(vm, vm->L);
  return vm;
}

// No lua_close: there is nothing outside the arena, and it would run Lua code.
void umbra_vm_free(umbra_vm *vm) {
  if (vm->arena) umbra_arena_free(vm->arena);
  umbra_message_free_all(vm);
  free(vm);
}

void umbra_give_memory_back(void) { malloc_trim(0); }

bool umbra_vm_save(umbra_vm *vm) { return umbra_arena_save(vm->arena); }

void umbra_vm_restore(umbra_vm *vm) {
  umbra_tick_shorten();
  umbra_arena_restore(vm->arena);
  umbra_message_recycle(vm);
  vm->stop = UMBRA_STOP_NONE;
  vm->midway = 0;
  vm->depth = vm->closing = 0;
  vm->fault_signal = 0;
  vm->torn = false;
  vm->patience_end = 0;
  vm->refused = false;
  vm->cpu = vm->instructions = vm->host_calls = 0;
  unlimited(vm);
}
