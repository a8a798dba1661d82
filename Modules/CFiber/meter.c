// How long a chain of fibres had the thread. In C because a suspension stops the clock, and a signal
// handler may suspend.
#include <time.h>

#include "fiber.h"

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// Adds what passed up to `time` to the running meter.
static void settle(uint64_t time, uint64_t most) {
  uint64_t passed = time - cfiber_self.mark;
  *cfiber_self.meter += passed < most ? passed : most;
}

void cfiber_meter_add(uint64_t most) {
  if (!cfiber_self.meter) return;
  uint64_t time = now();
  settle(time, most);
  cfiber_self.mark = time;
}

uint64_t *cfiber_meter_start(uint64_t *meter) {
  uint64_t *before = cfiber_self.meter, time = now();
  if (before) settle(time, UINT64_MAX);
  cfiber_self.meter = meter;
  cfiber_self.mark = time;
  return before;
}
