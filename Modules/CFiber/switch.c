// Where fibres begin, and the switch as a call. In C because Swift has no name for a stack.
#include "fiber.h"

__thread cfiber_thread cfiber_self INITIAL_EXEC;
static __thread annotation base INITIAL_EXEC;
static __thread annotation *left INITIAL_EXEC;  // the stack that this thread came from

#if defined(CFIBER_ASAN) || defined(CFIBER_TSAN)
const bool cfiber_switch_calls = true;
#else
const bool cfiber_switch_calls = false;
#endif

static annotation *annotation_of(cfiber_place *place) {
  return place == &cfiber_self.base ? &base : &((cfiber *)place)->annotation;
}

__attribute__((noinline)) int cfiber_switch_call(cfiber_place *from, cfiber_place *to, int code) {
  annotation *here = annotation_of(from);
  left = here;
  annotate_departure(here, annotation_of(to), code == CFIBER_RETURNED);
  code = cfiber_switch(from, to, code);
  annotate_arrival(here, left);
  return code;
}

// Called by `cfiber_begin`. The loop: entering a fibre that has returned only returns again.
__attribute__((used, noreturn)) void cfiber_run(void) {
  cfiber *fiber = cfiber_self.current;
  if (cfiber_switch_calls) annotate_arrival(&fiber->annotation, left);
  fiber->place.entry(fiber->place.argument);
  for (;;) cfiber_leave(CFIBER_RETURNED);
}

void cfiber_begin(void);  // begin.S

// The 16 bytes above the first frame are 0, for walkers of frame pointers.
void cfiber_prepare(cfiber *fiber) {
  void **sp = (void **)((uintptr_t)fiber & ~(uintptr_t)15) - 2;
  sp[0] = sp[1] = NULL;
  fiber->place = (cfiber_place){
      .pc = (void *)cfiber_begin,
      .sp = sp,
      .entry = fiber->place.entry,
      .argument = fiber->place.argument,
  };
  annotate_new(&fiber->annotation, fiber->low, SIZE(fiber->kind));
}

const cfiber *cfiber_at(const void *address, bool *in_guard) {
  const char *byte = address;
  for (const cfiber *fiber = cfiber_self.current; fiber; fiber = fiber->place.caller) {
    if (byte < fiber->low - GUARD(fiber->kind) || byte >= fiber->low + SIZE(fiber->kind)) continue;
    if (in_guard) *in_guard = byte < fiber->low;
    return fiber;
  }
  return NULL;
}

cfiber_kind cfiber_kind_of(const cfiber *fiber) { return fiber->kind; }
size_t cfiber_stack_size(cfiber_kind kind) { return SIZE(kind); }

size_t cfiber_room(void) {
  const cfiber *fiber = cfiber_self.current;
  const char *here = __builtin_frame_address(0);
  if (!fiber) return SIZE_MAX;
  return here > fiber->low ? (size_t)(here - fiber->low) : 0;
}
