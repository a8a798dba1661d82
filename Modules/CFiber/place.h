// A place: where a stack stands while it does not run, with what the sanitizers want to know of it.
#ifndef CFIBER_PLACE_H
#define CFIBER_PLACE_H

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

typedef struct place {
  void *sp;
#ifdef CFIBER_ASAN
  void *fake;          // ASan's heap copy of the frames (use-after-return detection)
  const void *bottom;  // the stack's bounds; for the base, as ASan told on the way out
  size_t size;
#endif
#ifdef CFIBER_TSAN
  void *tsan;
#endif
} place;

// In assembly (switch_*.S), since no compiler lets a language change its stack pointer: saves the
// callee-saved registers and the stack pointer to `*save`, takes those found at `to`, and returns
// `code` there. A new stack begins in `cfiber_begin`, which calls `cfiber_run` (switch.c).
int cfiber_switch(void **save, void *to, int code);
void cfiber_begin(void);

// How cfiber_switch lays out what it saves, in words from the saved stack pointer upwards.
#if defined(__x86_64__)
enum { SAVED_FRAME = 5, SAVED_RETURN = 6, SAVED_WORDS = 7 };
#elif defined(__aarch64__)
enum { SAVED_FRAME = 0, SAVED_RETURN = 1, SAVED_WORDS = 20 };
#else
#error "CFiber knows x86-64 and arm64 only"
#endif

#ifdef CFIBER_ASAN
extern __thread place *place_left __attribute__((tls_model("initial-exec")));
#endif

// First thing on the stack that was switched to.
static inline void place_arrive(place *here) {
#ifdef CFIBER_ASAN
  place *left = place_left;
  __sanitizer_finish_switch_fiber(here->fake, &left->bottom, &left->size);
#else
  (void)here;
#endif
}

// From the running place `here` to `there`, which gets `code`; `last` if nobody comes back here.
static inline int place_switch(place *here, place *there, int code, bool last) {
#ifdef CFIBER_ASAN
  place_left = here;
  __sanitizer_start_switch_fiber(last ? NULL : &here->fake, there->bottom, there->size);
  if (last) here->fake = NULL;
#endif
#ifdef CFIBER_TSAN
  if (!here->tsan) here->tsan = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(there->tsan, 0);
#endif
  (void)last;
  code = cfiber_switch(&here->sp, there->sp, code);
  place_arrive(here);
  return code;
}

// A new place at the high end of the stack [low, top): entering it runs `cfiber_run`.
static inline void place_begin(place *new, void *low, void *top) {
  void **sp = (void **)top - 2 - SAVED_WORDS;  // 2: keeps to 16 bytes, and ends a frame walk
  sp = (void **)((size_t)sp & ~(size_t)15);
#if defined(__x86_64__)
  sp -= SAVED_WORDS % 2;  // so that `cfiber_begin` starts at a multiple of 16
#endif
  sp[SAVED_FRAME] = NULL;
  sp[SAVED_RETURN] = (void *)cfiber_begin;
  new->sp = sp;
#ifdef CFIBER_ASAN
  new->fake = NULL;
  new->bottom = low;
  new->size = (size_t)((char *)top - (char *)low);
#else
  (void)low;
#endif
#ifdef CFIBER_TSAN
  new->tsan = __tsan_create_fiber(0);
#endif
}

// Forgets a place that does not run.
static inline void place_end(place *old) {
#ifdef CFIBER_ASAN
  if (old->fake) {  // pretend to go there and leave for good: the only way to free a fake stack
    place self;
    __sanitizer_start_switch_fiber(&self.fake, old->bottom, old->size);
    __sanitizer_finish_switch_fiber(old->fake, &self.bottom, &self.size);
    __sanitizer_start_switch_fiber(NULL, self.bottom, self.size);
    __sanitizer_finish_switch_fiber(self.fake, NULL, NULL);
  }
  __asan_unpoison_memory_region(old->bottom, old->size);
#endif
#ifdef CFIBER_TSAN
  __tsan_destroy_fiber(old->tsan);
#endif
  (void)old;
}

#endif
