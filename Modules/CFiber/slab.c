// Stacks that no thread holds: many to a mapping, so that 100,000 of them are a few map entries.
// In C because a slab is raw memory that keeps its own books. Shared by all threads, under a lock:
// threads come here only when their own pool is empty or full.
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>

#include "fiber.h"

enum { HEADER = 16 << 10, MOST = 64 };  // pages have 16 KiB on some arm64 systems
static const unsigned slots_of[CFIBER_KINDS] = {[CFIBER_SMALL] = MOST, [CFIBER_LARGE] = 8};

// At the start of its mapping; the slots follow, each a guard and a stack.
struct slab {
  slab *next, **link;  // among the slabs of its kind with a slot to take
  cfiber_kind kind;
  unsigned made;  // slots that have their guard
  unsigned idle;  // of those, how many are here: their indices are in `slots`
  unsigned char slots[MOST];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static slab *with_room[CFIBER_KINDS];
static size_t mapped;

static size_t slot_size(cfiber_kind kind) { return GUARD(kind) + SIZE(kind); }
static size_t slab_size(cfiber_kind kind) { return HEADER + slots_of[kind] * slot_size(kind); }

static void link_slab(slab *slab) {
  struct slab **head = &with_room[slab->kind];
  slab->next = *head;
  slab->link = head;
  if (slab->next) slab->next->link = &slab->next;
  *head = slab;
}

static void unlink_slab(slab *slab) {
  *slab->link = slab->next;
  if (slab->next) slab->next->link = slab->link;
  slab->link = NULL;
}

static slab *map_slab(cfiber_kind kind) {
  size_t size = slab_size(kind);
  slab *slab = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (slab == MAP_FAILED) return NULL;
  madvise(slab, size, MADV_NOHUGEPAGE);  // a huge page would spend 2 MiB on 30 shallow stacks
  slab->kind = kind;
  mapped += size;
  link_slab(slab);
  return slab;
}

static void unmap_slab(slab *slab) {
  unlink_slab(slab);
  mapped -= slab_size(slab->kind);
  munmap(slab, slab_size(slab->kind));
}

static char *slot_at(slab *slab, unsigned index) {
  return (char *)slab + HEADER + index * slot_size(slab->kind);
}

// Stacks that all began at the same offset would share a few sets of the cache: with 128 bytes from
// one to the next, entering 1,000 fibres in turn takes two thirds of the time.
static size_t colour(unsigned index) { return index % 16 * 128; }

static cfiber *take(slab *slab) {
  size_t guard = GUARD(slab->kind);
  unsigned index = slab->idle ? slab->slots[slab->idle - 1] : slab->made;
  char *slot = slot_at(slab, index);
  if (slab->idle) {
    slab->idle--;
  } else {
    if (!cfiber_guard(slot, guard)) return NULL;
    slab->made++;
  }
  if (!slab->idle && slab->made == slots_of[slab->kind]) unlink_slab(slab);
  cfiber *fiber = (cfiber *)(slot + slot_size(slab->kind) - colour(index)) - 1;
  fiber->slab = slab;
  fiber->kind = slab->kind;
  fiber->low = slot + guard;
  return fiber;
}

cfiber *cfiber_slab_take(cfiber_kind kind) {
  pthread_mutex_lock(&lock);
  slab *slab = with_room[kind] ? with_room[kind] : map_slab(kind);
  cfiber *fiber = slab ? take(slab) : NULL;
  pthread_mutex_unlock(&lock);
  return fiber;
}

void cfiber_slab_give(cfiber *fiber) {
  slab *slab = fiber->slab;
  char *low = fiber->low;
  size_t index = (size_t)(low - (char *)slab) / slot_size(slab->kind);
  madvise(low, SIZE(slab->kind), MADV_DONTNEED);  // with `fiber` itself
  pthread_mutex_lock(&lock);
  if (!slab->link) link_slab(slab);
  slab->slots[slab->idle++] = (unsigned char)index;
  if (slab->idle == slab->made) unmap_slab(slab);
  pthread_mutex_unlock(&lock);
}

size_t cfiber_slab_mapped(void) {
  pthread_mutex_lock(&lock);
  size_t size = mapped;
  pthread_mutex_unlock(&lock);
  return size;
}
