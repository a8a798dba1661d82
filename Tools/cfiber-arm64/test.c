// Checks of CFiber in plain C, so that they run under an emulator of another processor too
// (Tools/test-arm64). One line a check; the exit status tells whether all held.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cfiber.h"

static int failures;
static void check(bool holds, const char *what) {
  printf("%s  %s\n", holds ? "ok    " : "FAILED", what);
  fflush(stdout);
  if (!holds) failures++;
}

static int received;
static void count_to_three(void *argument) {
  for (int i = 1; i <= 3; i++) {
    received = i * *(int *)argument;
    cfiber_leave(i);
  }
}

static void generator(void) {
  int factor = 7;
  cfiber *fiber = cfiber_new(CFIBER_SMALL, count_to_three, &factor);
  bool right = true;
  for (int i = 1; i <= 3; i++) right = right && cfiber_enter(fiber) == i && received == i * 7;
  check(right, "a fibre leaves with its codes, and goes on where it left");
  check(cfiber_enter(fiber) == CFIBER_RETURNED, "its entry's return is told");
  check(cfiber_enter(fiber) == CFIBER_RETURNED, "and told again to whoever enters it again");
  check(cfiber_current() == NULL, "the base has no current fibre");
  cfiber_free(fiber);
}

// Depth 3 suspends to the base, and leaves to its caller afterwards.
static cfiber *levels[4];
static int seen[4];
static void level(void *argument) {
  size_t depth = (size_t)argument;
  if (depth == 3) {
    cfiber_suspend(30);
    cfiber_leave(31);
    cfiber_suspend(32);
  } else {
    seen[depth] = cfiber_enter(levels[depth + 1]);
    if (cfiber_current() != levels[depth]) seen[depth] = -2;
    cfiber_leave((int)depth * 10 + seen[depth] % 10);
    cfiber_enter(levels[depth + 1]);
  }
}

static void nesting(void) {
  for (size_t i = 1; i <= 3; i++) levels[i] = cfiber_new(CFIBER_SMALL, level, (void *)i);
  check(cfiber_enter(levels[1]) == 30, "the leaf of three suspends straight to the base");
  check(cfiber_continue(levels[3]) == 11, "continued at the leaf, it leaves through its callers");
  check(seen[2] == 31 && seen[1] == 21, "each caller got what the one below left with");
  check(cfiber_enter(levels[1]) == 32, "it suspends again, entered through the whole chain");
  check(cfiber_continue(levels[3]) == CFIBER_RETURNED, "and all of them return");
  for (size_t i = 1; i <= 3; i++) cfiber_free(levels[i]);
}

// Keeps live floating-point values in callee-saved registers over switches, where there are any.
static double churn(double seed) {
  double a = seed, b = seed * 2, c = seed * 3, d = seed * 5, e = seed * 7, f = seed * 11;
  for (int i = 0; i < 1000; i++) {
    a += b * 0.5, b += c * 0.25, c += d * 0.125, d += e * 0.0625, e += f * 0.5, f += seed;
    if (cfiber_current()) cfiber_leave(0);
  }
  return a + b + c + d + e + f;
}
static void churn_entry(void *argument) { *(double *)argument = churn(*(double *)argument); }

static void floating_point(void) {
  double values[8], expected[8];
  cfiber *fibers[8];
  for (int i = 0; i < 8; i++) {
    values[i] = 1.5 + i;
    expected[i] = churn(values[i]);
    fibers[i] = cfiber_new(CFIBER_SMALL, churn_entry, &values[i]);
  }
  for (int round = 0; round <= 1000; round++)
    for (int i = 0; i < 8; i++) cfiber_enter(fibers[i]);
  check(memcmp(values, expected, sizeof values) == 0, "floating-point values survive switches");
  for (int i = 0; i < 8; i++) cfiber_free(fibers[i]);
}

// The callee-saved registers themselves, with values that no compiler would put there.
__attribute__((noinline, used)) static void leave_0(void) { cfiber_leave(0); }
#if defined(__aarch64__)
static bool registers_hold(void) {
  long bad;
  __asm__ volatile(
      "mov x19, #19\n mov x28, #28\n fmov d8, #8.0\n fmov d15, #15.0\n"
      "bl leave_0\n"
      "fmov d0, #8.0\n fcmp d0, d8\n cset x1, ne\n"
      "fmov d0, #15.0\n fcmp d0, d15\n cinc x1, x1, ne\n"
      "cmp x19, #19\n cinc x1, x1, ne\n cmp x28, #28\n cinc x1, x1, ne\n mov %0, x1\n"
      : "=r"(bad)::"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
        "x13", "x14", "x15", "x16", "x17", "x19", "x28", "x30", "d0", "d1", "d2", "d3", "d4", "d5",
        "d6", "d7", "d8", "d15", "cc", "memory");
  return bad == 0;
}
static void spoil_registers(void) {
  __asm__ volatile("mov x19, #0\n mov x28, #0\n fmov d8, xzr\n fmov d15, xzr" ::
      : "x19", "x28", "d8", "d15");
}
#else
static bool registers_hold(void) {
  long bad;
  __asm__ volatile(
      "subq $128, %%rsp\n movq %%rsp, %%rbx\n andq $-16, %%rsp\n"
      "movq $12, %%r12\n movq $15, %%r15\n call leave_0\n"
      "movq %%rbx, %%rsp\n addq $128, %%rsp\n"
      "leaq -12(%%r12), %0\n subq $15, %%r15\n orq %%r15, %0\n"
      : "=a"(bad)::"rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r15", "cc",
        "memory");
  return bad == 0;
}
static void spoil_registers(void) {
  __asm__ volatile("xorl %%r12d, %%r12d\n xorl %%r15d, %%r15d" ::: "r12", "r15");
}
#endif
static void registers_entry(void *held) { *(bool *)held = registers_hold(); }

static void registers(void) {
  bool held = false;
  cfiber *fiber = cfiber_new(CFIBER_SMALL, registers_entry, &held);
  cfiber_enter(fiber);
  spoil_registers();
  cfiber_enter(fiber);
  check(held, "callee-saved registers are the fibre's own");
  cfiber_free(fiber);
}

static void alignment_entry(void *misaligned) {
  _Alignas(16) volatile char local[16];
  *(size_t *)misaligned = (size_t)__builtin_frame_address(0) % 16 + (size_t)local % 16;
}

static void alignment(void) {
  size_t misaligned = 1;
  cfiber *fiber = cfiber_new(CFIBER_LARGE, alignment_entry, &misaligned);
  cfiber_enter(fiber);
  check(misaligned == 0, "a fibre's stack starts at a multiple of 16");
  cfiber_free(fiber);
}

static void suspend_in_handler(int number) {
  (void)number;
  int error = errno;
  cfiber_suspend(5);
  errno = error;
}
static void raise_signal(void *flag) {
  raise(SIGUSR1);
  *(bool *)flag = true;
}

static void signals(void) {
  struct sigaction action = {.sa_handler = suspend_in_handler, .sa_flags = SA_NODEFER};
  sigaction(SIGUSR1, &action, NULL);
  bool flag = false;
  cfiber *fiber = cfiber_new(CFIBER_LARGE, raise_signal, &flag);
  bool right = cfiber_enter(fiber) == 5 && !flag;
  right = right && cfiber_continue(fiber) == CFIBER_RETURNED && flag;
  check(right, "a signal handler suspends its fibre, which goes on later");
  cfiber_free(fiber);
}

enum { MANY = 20000, MANY_WATCHED = 2000 };  // ThreadSanitizer has room for 8,128
static void many(void) {
  static cfiber *fibers[MANY];
  int factor = 1;
  bool right = true;
  int count = cfiber_switch_calls ? MANY_WATCHED : MANY;
  for (int i = 0; i < count; i++) {
    fibers[i] = cfiber_new(CFIBER_SMALL, count_to_three, &factor);
    right = right && fibers[i] && cfiber_enter(fibers[i]) == 1;
  }
  for (int i = 0; i < count; i++) right = right && cfiber_enter(fibers[i]) == 2;
  check(right && cfiber_pool_stats().live == (size_t)count, "thousands of fibres live at once");
  for (int i = 0; i < count; i++) cfiber_free(fibers[i]);
  cfiber_pool_trim(0);
  cfiber_stats stats = cfiber_pool_stats();
  check(!stats.live && !stats.pooled && !stats.mapped, "trimmed to nothing, no memory is kept");
}

static void warmth(void) {
  cfiber *first = cfiber_new(CFIBER_SMALL, count_to_three, NULL);
  cfiber *second = cfiber_new(CFIBER_SMALL, count_to_three, NULL);
  cfiber_free(first);
  cfiber_free(second);
  check(cfiber_new(CFIBER_SMALL, count_to_three, NULL) == second, "the stack freed last is next");
  cfiber_free(second);
}

static void *free_elsewhere(void *fiber) {
  cfiber_free(fiber);
  return (void *)cfiber_pool_stats().pooled;
}
static void threads(void) {
  cfiber *fiber = cfiber_new(CFIBER_LARGE, count_to_three, NULL);
  pthread_t thread;
  void *pooled;
  pthread_create(&thread, NULL, free_elsewhere, fiber);
  pthread_join(thread, &pooled);
  cfiber_pool_trim(0);
  check((size_t)pooled == 1 && cfiber_pool_stats().mapped == 0,
        "a fibre freed on another thread is pooled there, and given back when that thread ends");
}

static int deep(volatile char *from, unsigned levels) {
  volatile char here[512];
  here[0] = *from;
  return levels ? deep(here, levels - 1) + here[0] : 0;
}
static void overflow_entry(void *unused) {
  (void)unused;
  volatile char one = 1;
  deep(&one, 1 << 20);
}
static int *volatile nowhere = (int *)16;
static void wild_entry(void *unused) {
  (void)unused;
  *nowhere = 1;
}
static void overflow_nested(void *unused) {
  (void)unused;
  cfiber_enter(cfiber_new(CFIBER_SMALL, overflow_entry, NULL));
}

static void previous_handler(int number) {
  (void)number;
  _exit(42);
}

// Runs `entry` in a child process; its standard error goes to `text`. Returns the wait status.
static int in_child(cfiber_kind kind, cfiber_entry entry, bool has_previous, char *text,
                    size_t size) {
  int ends[2];
  if (pipe(ends) != 0) exit(2);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    signal(SIGSEGV, has_previous ? previous_handler : SIG_DFL);
    cfiber_diagnose_overflow();
    cfiber_enter(cfiber_new(kind, entry, NULL));
    _exit(0);
  }
  close(ends[1]);
  size_t length = 0;
  ssize_t got;
  while ((got = read(ends[0], text + length, size - 1 - length)) > 0) length += (size_t)got;
  text[length] = 0;
  close(ends[0]);
  int status;
  waitpid(child, &status, 0);
  return status;
}

static void overflow(void) {
  char text[512];
  int status = in_child(CFIBER_SMALL, overflow_entry, false, text, sizeof text);
  check(WIFSIGNALED(status) && strstr(text, "stack of 64 KiB"), "an overflow is told, then fatal");
  status = in_child(CFIBER_LARGE, overflow_entry, false, text, sizeof text);
  check(WIFSIGNALED(status) && strstr(text, "stack of 1 MiB"), "of a large stack too");
  status = in_child(CFIBER_LARGE, overflow_nested, true, text, sizeof text);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 42 && strstr(text, "stack of 64 KiB"),
        "of a nested fibre too, and the handler that was there before is called");
  status = in_child(CFIBER_SMALL, wild_entry, false, text, sizeof text);
  check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV && !strstr(text, "umbra"),
        "any other fault takes its course");
  status = in_child(CFIBER_SMALL, wild_entry, true, text, sizeof text);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 42, "also to the handler before");
}

int main(void) {
  generator();
  nesting();
  floating_point();
  registers();
  alignment();
  signals();
  overflow();
  many();
  warmth();
  threads();
  printf("%d failed\n", failures);
  return failures != 0;
}
