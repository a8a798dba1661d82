// The switch, inline. Out of line it costs 20 ns instead of 3: each `ret` after it would come from
// another stack than its `call`, which processors predict wrongly. Include cfiber.h instead.
#ifndef CFIBER_INLINE_H
#define CFIBER_INLINE_H

#include "cfiber.h"

// The switch as a call, where inline assembly cannot do: with sanitizers, which want to be told,
// and where the compiler uses registers that the assembly does not name.
int cfiber_switch_call(cfiber_place *from, cfiber_place *to, int code);

// Whether it must be the call. A variable, since Swift's importer does not see the sanitizers.
extern const bool cfiber_switch_calls;

#if defined(__AVX512F__) || defined(__APX_F__) || defined(__ARM_FEATURE_SVE)
#define CFIBER_SWITCH_CALLS true
#else
#define CFIBER_SWITCH_CALLS cfiber_switch_calls
#endif

// Saves the place to `from`, takes the one at `to`, and gives `code` there. Assembly, since no
// compiler lets a language change its stack pointer. Registers that may hold a frame or base
// pointer go through the place; all others are named as clobbered, so the compiler saves what is
// in use and no more. Neither mxcsr/x87 control word nor fpcr are: nothing in Swift or Lua sets
// them, and loading them would cost more than all the rest.
static inline __attribute__((always_inline)) int cfiber_switch(cfiber_place *from, cfiber_place *to,
                                                               int code) {
#if defined(__x86_64__)
  register cfiber_place *here __asm__("rdi") = from;
  register cfiber_place *there __asm__("rsi") = to;
  register long given __asm__("rax") = code;
  __asm__ volatile(
      "leaq 1f(%%rip), %%rdx\n\t"
      "movq %%rdx, 0(%%rdi)\n\t"
      "movq %%rsp, 8(%%rdi)\n\t"
      "movq %%rbp, 16(%%rdi)\n\t"
      "movq %%rbx, 24(%%rdi)\n\t"
      "movq 16(%%rsi), %%rbp\n\t"
      "movq 24(%%rsi), %%rbx\n\t"
      "movq 8(%%rsi), %%rsp\n\t"
      "jmpq *0(%%rsi)\n"
      "1:"
      : "+r"(here), "+r"(there), "+r"(given)
      :
      : "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",
        "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
        "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "cc",
        "memory");
#elif defined(__aarch64__)
  register cfiber_place *here __asm__("x0") = from;
  register cfiber_place *there __asm__("x1") = to;
  register long given __asm__("x2") = code;
  __asm__ volatile(
      "adr x9, 1f\n\t"
      "mov x10, sp\n\t"
      "stp x9, x10, [x0]\n\t"
      "stp x29, x19, [x0, #16]\n\t"
      "ldp x9, x10, [x1]\n\t"
      "ldp x29, x19, [x1, #16]\n\t"
      "mov sp, x10\n\t"
      "br x9\n"
      "1:"
      : "+r"(here), "+r"(there), "+r"(given)
      :
      : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",
        "x17", "x18", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30", "v0",
        "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14",
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",
        "v28", "v29", "v30", "v31", "cc", "memory");
#else
#error "CFiber knows x86-64 and arm64 only"
#endif
  return (int)given;
}

static inline int cfiber_go(cfiber_place *from, cfiber_place *to, int code) {
  if (__builtin_expect(CFIBER_SWITCH_CALLS, false)) return cfiber_switch_call(from, to, code);
  return cfiber_switch(from, to, code);
}

// A fibre begins with its place.
static inline cfiber_place *cfiber_place_of(cfiber *fiber) {
  return fiber ? (cfiber_place *)fiber : &cfiber_self.base;
}

static inline void *cfiber_argument(cfiber_entry entry) {
  const cfiber_place *place = cfiber_place_of(cfiber_self.current);
  return place->entry == entry ? place->argument : NULL;
}

static inline void cfiber_set_argument(cfiber *fiber, void *argument) {
  cfiber_place_of(fiber)->argument = argument;
}

static inline int cfiber_enter(cfiber *fiber) {
  cfiber *caller = cfiber_self.current;
  cfiber_place_of(fiber)->caller = caller;
  cfiber_self.current = fiber;
  return cfiber_go(cfiber_place_of(caller), cfiber_place_of(fiber), 0);
}

static inline void cfiber_leave(int code) {
  cfiber_place *from = cfiber_place_of(cfiber_self.current);
  cfiber_self.current = from->caller;
  cfiber_go(from, cfiber_place_of(from->caller), code);
}

// `caller` stays as it is in every fibre of the chain: that is all it takes to go on later.
static inline void cfiber_suspend(int code) {
  cfiber *leaf = cfiber_self.current;
  uint64_t *meter = cfiber_self.meter;
  if (meter) cfiber_meter_start(NULL);
  cfiber_self.leaf = leaf;
  cfiber_self.current = NULL;
  cfiber_go(cfiber_place_of(leaf), &cfiber_self.base, code);
  if (meter) cfiber_meter_start(meter);
}

static inline void cfiber_fetch(cfiber *leaf) { __builtin_prefetch(cfiber_place_of(leaf), true); }

static inline void cfiber_fetch_frames(cfiber *leaf) {
  const char *top = (const char *)cfiber_place_of(leaf)->sp;
  for (int line = 0; line < 4; line++) __builtin_prefetch(top + line * 64, true);
}

static inline void cfiber_fetch_memory(const void *start) { __builtin_prefetch(start, true); }

static inline int cfiber_continue(cfiber *leaf) {
  cfiber_self.current = leaf;
  return cfiber_go(&cfiber_self.base, cfiber_place_of(leaf), 0);
}

#endif
