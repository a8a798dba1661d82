// The end of a thread. In C because a pthread key's destructor is the one hook that also threads
// made by others run (Swift's executors, libuv's pool).
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>

#include "fiber.h"

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_thread(void *unused) {
  (void)unused;
  cfiber_pool_end();
  cfiber_overflow_end();
}

static void make_key(void) { pthread_key_create(&key, end_thread); }

void cfiber_thread_watch(void) {
  pthread_once(&once, make_key);
  pthread_setspecific(key, &key);  // any value but NULL
}

void cfiber_name_thread(const char *name) {
  char kept[16] = {0};
  strncpy(kept, name, sizeof kept - 1);
  pthread_setname_np(pthread_self(), kept);
}

#ifdef CFIBER_TSAN
void cfiber_lock_taken(void *lock) { __tsan_acquire(lock); }
void cfiber_lock_left(void *lock) { __tsan_release(lock); }
#else
void cfiber_lock_taken(void *lock) { (void)lock; }
void cfiber_lock_left(void *lock) { (void)lock; }
#endif
