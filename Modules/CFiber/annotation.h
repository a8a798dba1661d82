// What the sanitizers want to know about stacks. All of it is empty without them.
#ifndef CFIBER_ANNOTATION_H
#define CFIBER_ANNOTATION_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#define CFIBER_HAS(feature) __has_feature(feature)
#else
#define CFIBER_HAS(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || CFIBER_HAS(address_sanitizer)
#define CFIBER_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__) || CFIBER_HAS(thread_sanitizer)
#define CFIBER_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

// Without optimization too: TSan counts calls, and would see one on one stack return on the other.
#define INLINED static inline __attribute__((always_inline))

typedef struct annotation {
#ifdef CFIBER_ASAN
  void *fake;          // ASan's heap copies of the frames (it finds uses after return by them)
  const void *bottom;  // the stack's bounds; for the base, as ASan told on the way out
  size_t size;
#endif
#ifdef CFIBER_TSAN
  void *tsan;
#endif
} annotation;

INLINED void annotate_new(annotation *new, const void *low, size_t size) {
  (void)new, (void)low, (void)size;
#ifdef CFIBER_ASAN
  *new = (annotation){.bottom = low, .size = size};
#endif
#ifdef CFIBER_TSAN
  new->tsan = __tsan_create_fiber(0);
#endif
}

// Before the switch; `last` if nobody comes back.
INLINED void annotate_departure(annotation *from, annotation *to, bool last) {
  (void)from, (void)to, (void)last;
#ifdef CFIBER_ASAN
  __sanitizer_start_switch_fiber(last ? NULL : &from->fake, to->bottom, to->size);
  if (last) from->fake = NULL;
#endif
#ifdef CFIBER_TSAN
  if (!from->tsan) from->tsan = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(to->tsan, 0);
#endif
}

// After the switch, on the stack `here`, coming from `from`.
INLINED void annotate_arrival(annotation *here, annotation *from) {
  (void)here, (void)from;
#ifdef CFIBER_ASAN
  __sanitizer_finish_switch_fiber(here->fake, &from->bottom, &from->size);
#endif
}

INLINED void annotate_free(annotation *old) {
  (void)old;
#ifdef CFIBER_ASAN
  if (old->fake) {  // pretend to go there and leave for good: the only way to free a fake stack
    annotation self;
    annotate_departure(&self, old, false);
    annotate_arrival(old, &self);
    annotate_departure(old, &self, true);
    annotate_arrival(&self, old);
  }
  __asan_unpoison_memory_region(old->bottom, old->size);
#endif
#ifdef CFIBER_TSAN
  __tsan_destroy_fiber(old->tsan);
#endif
}

#endif
