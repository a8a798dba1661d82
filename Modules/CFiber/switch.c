// Going from stack to stack. In C because Swift has no name for a stack, and its compiler may move
// work across a call that it takes for an ordinary one.
#include "fiber.h"

__thread cfiber_thread cfiber_self INITIAL_EXEC;
static __thread place base INITIAL_EXEC;  // the thread's own stack
#ifdef CFIBER_ASAN
__thread place *place_left INITIAL_EXEC;
#endif

static inline place *place_of(cfiber *fiber) { return fiber ? &fiber->place : &base; }

int cfiber_enter(cfiber *fiber) {
  cfiber *caller = cfiber_self.current;
  fiber->caller = caller;
  cfiber_self.current = fiber;
  return place_switch(place_of(caller), &fiber->place, 0, false);
}

static inline void leave(int code, bool last) {
  cfiber *fiber = cfiber_self.current, *caller = fiber->caller;
  cfiber_self.current = caller;
  place_switch(&fiber->place, place_of(caller), code, last);
}

void cfiber_leave(int code) { leave(code, false); }

// `caller` stays as it is in every fibre of the chain: that is all it takes to go on later.
void cfiber_suspend(int code) {
  cfiber *leaf = cfiber_self.current;
  uint64_t *meter = cfiber_self.meter;
  if (meter) cfiber_meter_start(NULL);
  cfiber_self.leaf = leaf;
  cfiber_self.current = NULL;
  place_switch(&leaf->place, &base, code, false);
  if (meter) cfiber_meter_start(meter);
}

int cfiber_continue(cfiber *leaf) {
  cfiber_self.current = leaf;
  return place_switch(&base, &leaf->place, 0, false);
}

// Called by `cfiber_begin`. The loop: entering a fibre that has returned only returns again.
__attribute__((used, noreturn, visibility("hidden"))) void cfiber_run(void) {
  cfiber *fiber = cfiber_self.current;
  place_arrive(&fiber->place);
  fiber->entry(fiber->argument);
  for (;;) leave(CFIBER_RETURNED, true);
}

const cfiber *cfiber_at(const void *address, bool *in_guard) {
  const char *byte = address;
  for (const cfiber *fiber = cfiber_self.current; fiber; fiber = fiber->caller) {
    if (byte < fiber->low - GUARD(fiber->kind) || byte >= fiber->low + SIZE(fiber->kind)) continue;
    if (in_guard) *in_guard = byte < fiber->low;
    return fiber;
  }
  return NULL;
}

cfiber_kind cfiber_kind_of(const cfiber *fiber) { return fiber->kind; }
size_t cfiber_stack_size(cfiber_kind kind) { return SIZE(kind); }
