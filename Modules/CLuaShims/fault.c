// Faults inside Lua. In C because it runs in a signal handler and goes from there to another stack.
//
// liblua 5.4.4 has bugs that plain source can trigger. A SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT
// that is raised while the flag is on is one: the script is stopped where it stands, as by a limit.
// Every other fault goes to the handler that was there before. This is robustness, not a boundary:
// a script that can write where it wants needs no fault.
#define _GNU_SOURCE
#include "fault.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

#include "umbra_tick.h"

static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { COUNT = sizeof numbers / sizeof *numbers };
static struct sigaction before[COUNT];

static struct sigaction *handler_before(int number) {
  for (int i = 0; i < COUNT; i++)
    if (numbers[i] == number) return &before[i];
  return NULL;
}

static void hand_on(int number, siginfo_t *info, void *context) {
  struct sigaction *old = handler_before(number);
  if (old->sa_handler == SIG_DFL || old->sa_handler == SIG_IGN) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(number, &action, NULL);
    if (info->si_code <= 0) raise(number);  // was sent: going back would not repeat it
  } else if (old->sa_flags & SA_SIGINFO) {
    old->sa_sigaction(number, info, context);
  } else {
    old->sa_handler(number);
  }
}

static void on_fault(int number, siginfo_t *info, void *context) {
  if (!umbra_self.in_lua) return hand_on(number, info, context);
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
