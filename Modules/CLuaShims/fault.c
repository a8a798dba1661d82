// Faults inside Lua. In C because it runs in a signal handler and goes from there to another stack.
//
// liblua 5.4.4 has bugs that plain source can trigger. A SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT
// that is raised while the flag is on is one: the script is stopped where it stands, as by a limit.
// Every other goes to the handler that was there before: faults of the host, and signals that somebody
// sent, a watchdog's SIGABRT for one. This is robustness, not a boundary: a script that can write where
// it wants needs no fault.
#define _GNU_SOURCE
#include "fault.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>
#include <unistd.h>

#include "cfiber.h"
#include "umbra_tick.h"

static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { COUNT = sizeof numbers / sizeof *numbers };
static struct sigaction before[COUNT];

static const struct sigaction *handler_before(int number) {
  int i = 0;
  while (numbers[i] != number) i++;
  return &before[i];
}

// The processor's fault, or abort() and what calls it, which signal their own thread.
static bool is_raised(const siginfo_t *info) {
  return info->si_code > 0 || (info->si_code == SI_TKILL && info->si_pid == getpid());
}

// The handler before is the host's code, which no tick may take the thread away from.
static void hand_on(int number, siginfo_t *info, void *context) {
  sig_atomic_t in_lua = umbra_self.in_lua;
  umbra_self.in_lua = 0;
  cfiber_hand_on(handler_before(number), number, info, context);
  if (in_lua) umbra_flag_on();
}

static void on_fault(int number, siginfo_t *info, void *context) {
  if (!umbra_self.in_lua || !is_raised(info)) return hand_on(number, info, context);
  umbra_vm *vm = umbra_self.vm;
  umbra_self.in_lua = 0;
  vm->fault_signal = number;
  // This handler is left without a return, so the mask that it runs under has to be undone here.
  pthread_sigmask(SIG_SETMASK, &((ucontext_t *)context)->uc_sigmask, NULL);
  umbra_leave_torn(vm, UMBRA_STOP_FAULT);
}

void umbra_fault_install(int tick) {
  struct sigaction action = {.sa_sigaction = on_fault,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, tick);
  for (int i = 0; i < COUNT; i++) sigaction(numbers[i], &action, &before[i]);
}
