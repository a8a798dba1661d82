// The diagnosis of a stack overflow. In C because a signal handler may run almost nothing, and what
// Swift code calls behind one's back (allocation, reference counting) is not on the list.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "fiber.h"

enum { ALTERNATE_SIZE = 64 << 10 };

static struct sigaction before_segv, before_bus;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static __thread void *alternate INITIAL_EXEC;

static void tell(cfiber_kind kind) {
  static const char small[] =
      "umbra: a fibre overflowed its stack of 64 KiB; deep recursion? "
      "run it on a larger stack (1 MiB)\n";
  static const char large[] = "umbra: a fibre overflowed its stack of 1 MiB; endless recursion?\n";
  bool is_small = kind == CFIBER_SMALL;
  size_t size = is_small ? sizeof small : sizeof large;
  ssize_t ignored = write(2, is_small ? small : large, size - 1);
  (void)ignored;
}

static void set_default(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(number, &action, NULL);
}

void cfiber_hand_on(const struct sigaction *before, int number, siginfo_t *info, void *context) {
  bool was_sent = info->si_code <= 0;  // by kill() and the like: going back would not repeat it
  if (before->sa_handler == SIG_IGN && was_sent) return;
  if (before->sa_handler == SIG_DFL || before->sa_handler == SIG_IGN) {
    set_default(number);
    if (was_sent) raise(number);
    return;
  }
  sigset_t mask = ((ucontext_t *)context)->uc_sigmask;
  sigorset(&mask, &mask, &before->sa_mask);
  if (!(before->sa_flags & SA_NODEFER)) sigaddset(&mask, number);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);  // it may leave by a jump, and then its mask stays
  if (before->sa_flags & SA_SIGINFO)
    before->sa_sigaction(number, info, context);
  else
    before->sa_handler(number);
}

static void handle(int number, siginfo_t *info, void *context) {
  struct sigaction *before = number == SIGSEGV ? &before_segv : &before_bus;
  bool in_guard = false;
  const cfiber *fiber = info->si_code > 0 ? cfiber_at(info->si_addr, &in_guard) : NULL;
  if (fiber && in_guard) tell(fiber->kind);
  cfiber_hand_on(before, number, info, context);
  if (fiber && in_guard) set_default(number);  // nobody mends this: the next try ends the process
}

static void install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &before_segv);
  sigaction(SIGBUS, &action, &before_bus);
}

static void give_alternate_stack(void) {
  stack_t stack;
  if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
  void *memory = mmap(NULL, ALTERNATE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return;
  stack = (stack_t){.ss_sp = memory, .ss_size = ALTERNATE_SIZE};
  sigaltstack(&stack, NULL);
  alternate = memory;
  cfiber_thread_watch();
}

void cfiber_diagnose_overflow(void) {
  pthread_once(&once, install);
  if (!alternate) give_alternate_stack();
}

void cfiber_overflow_end(void) {
  if (!alternate) return;
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == alternate) {
    stack = (stack_t){.ss_flags = SS_DISABLE};
    sigaltstack(&stack, NULL);
  }
  munmap(alternate, ALTERNATE_SIZE);
  alternate = NULL;
}
