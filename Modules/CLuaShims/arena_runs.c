// The arena's upper half: blocks of whole pages. In C for the same reason as arena.c.
#define _GNU_SOURCE
#include <sys/mman.h>

#include "arena.h"

static inline char *address_of(const umbra_arena *arena, uint32_t first) {
  return arena->upper + ((size_t)first << PAGE_SHIFT);
}

static inline uint32_t first_of(const umbra_arena *arena, const void *block) {
  return (uint32_t)((size_t)((const char *)block - arena->upper) >> PAGE_SHIFT);
}

// A bin for each length up to 16 pages, then one for each doubling.
static unsigned bin_of(uint32_t count) {
  return count <= 16 ? count - 1 : 12u + 31u - (unsigned)__builtin_clz(count);
}

static void mark(umbra_arena *arena, uint32_t first, uint32_t count, run_state state) {
  page *table = arena->page_table;
  table[first].count = table[first + count - 1].count = count;
  table[first].state = table[first + count - 1].state = state;
}

static void put(umbra_arena *arena, uint32_t first, uint32_t count, run_state state) {
  mark(arena, first, count, state);
  unsigned bin = bin_of(count);
  page *run = &arena->page_table[first];
  run->previous = 0;
  run->next = arena->state.bins[bin];
  if (run->next) arena->page_table[run->next - 1].previous = first + 1;
  arena->state.bins[bin] = first + 1;
  arena->state.filled_bins |= 1ull << bin;
  if (state == RUN_DIRTY) arena->state.idle += (size_t)count << PAGE_SHIFT;
}

static void take(umbra_arena *arena, uint32_t first) {
  page *run = &arena->page_table[first];
  unsigned bin = bin_of(run->count);
  if (run->previous) arena->page_table[run->previous - 1].next = run->next;
  else arena->state.bins[bin] = run->next;
  if (run->next) arena->page_table[run->next - 1].previous = run->previous;
  if (!arena->state.bins[bin]) arena->state.filled_bins &= ~(1ull << bin);
  if (run->state == RUN_DIRTY) arena->state.idle -= (size_t)run->count << PAGE_SHIFT;
}

static bool is_free(const page *page) { return page->state >= RUN_CLEAN; }

// Takes `count` pages out of the free run at `first`, and puts the rest back.
static void carve(umbra_arena *arena, uint32_t first, uint32_t count) {
  const page *run = &arena->page_table[first];
  if (run->state == RUN_CLEAN) arena_make_room(arena, (size_t)count << PAGE_SHIFT);
  uint32_t rest = run->count - count;
  run_state state = run->state;
  take(arena, first);
  if (rest) put(arena, first + count, rest, state);
  mark(arena, first, count, RUN_USED);
}

// The smallest bin whose runs all fit, then the one below, where some may.
static bool find(umbra_arena *arena, uint32_t count, uint32_t *found) {
  unsigned bin = bin_of(count);
  for (uint32_t at = arena->state.bins[bin], tries = 8; at && tries; tries--) {
    if (arena->page_table[at - 1].count >= count) return *found = at - 1, true;
    at = arena->page_table[at - 1].next;
  }
  uint64_t above = bin + 1 < 64 ? arena->state.filled_bins >> (bin + 1) << (bin + 1) : 0;
  if (!above) return false;
  *found = arena->state.bins[__builtin_ctzll(above)] - 1;
  return true;
}

// Where the free run that ends at the frontier starts; the frontier where there is none.
static uint32_t tail_of(const umbra_arena *arena) {
  uint32_t pages = arena->state.pages;
  if (pages == 0 || !is_free(&arena->page_table[pages - 1])) return pages;
  return pages - arena->page_table[pages - 1].count;
}

// Takes `count` pages from `first`, which is the tail, by moving the frontier.
static bool extend(umbra_arena *arena, uint32_t first, uint32_t count) {
  if (arena->page_count - first < count) return false;
  uint32_t tail = arena->state.pages - first;
  if (tail && arena->page_table[first].state == RUN_CLEAN) tail = 0;
  arena_make_room(arena, (size_t)(count - tail) << PAGE_SHIFT);
  if (first < arena->state.pages) take(arena, first);
  arena->state.pages = first + count;
  if (arena->state.pages > arena->most_pages) arena->most_pages = arena->state.pages;
  mark(arena, first, count, RUN_USED);
  return true;
}

static uint32_t pages_of(size_t size) { return (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT); }

static bool is_possible(const umbra_arena *arena, size_t size) {
  return size <= (size_t)arena->page_count << PAGE_SHIFT;
}

void *arena_run_new(umbra_arena *arena, size_t size) {
  if (!is_possible(arena, size)) return NULL;
  uint32_t count = pages_of(size), first;
  size_t bytes = (size_t)count << PAGE_SHIFT;
  if (!arena_admit(arena, bytes)) return NULL;
  if (find(arena, count, &first)) carve(arena, first, count);
  else if (!extend(arena, first = tail_of(arena), count)) return NULL;
  arena_charge(arena, bytes);
  return address_of(arena, first);
}

// Frees pages that are in no list, together with the free runs on either side.
static void release(umbra_arena *arena, uint32_t first, uint32_t count) {
  uint32_t after = first + count;
  arena->state.used -= (size_t)count << PAGE_SHIFT;
  if (after < arena->state.pages && is_free(&arena->page_table[after])) {
    take(arena, after);
    count += arena->page_table[after].count;
  }
  if (first > 0 && is_free(&arena->page_table[first - 1])) {
    first -= arena->page_table[first - 1].count;
    take(arena, first);
    count += arena->page_table[first].count;
  }
  put(arena, first, count, RUN_DIRTY);
}

void arena_run_free(umbra_arena *arena, void *block) {
  uint32_t first = first_of(arena, block);
  release(arena, first, arena->page_table[first].count);
}

static bool grow(umbra_arena *arena, uint32_t first, uint32_t count, uint32_t wanted) {
  uint32_t more = wanted - count, after = first + count;
  size_t bytes = (size_t)more << PAGE_SHIFT;
  const page *next = &arena->page_table[after];
  bool is_enough = after < arena->state.pages && is_free(next) && next->count >= more;
  if (!is_enough && after != tail_of(arena)) return false;
  if (!arena_admit(arena, bytes)) return false;
  if (is_enough) carve(arena, after, more);
  else if (!extend(arena, after, more)) return false;
  mark(arena, first, wanted, RUN_USED);
  arena_charge(arena, bytes);
  return true;
}

bool arena_run_resize(umbra_arena *arena, void *block, size_t size) {
  if (!is_possible(arena, size)) return false;
  uint32_t first = first_of(arena, block), count = arena->page_table[first].count;
  uint32_t wanted = pages_of(size);
  if (wanted > count) return grow(arena, first, count, wanted);
  if (wanted < count) {
    mark(arena, first, wanted, RUN_USED);
    release(arena, first + wanted, count - wanted);
  }
  return true;
}

void arena_trim_runs(umbra_arena *arena) {
  for (unsigned bin = 0; bin < BINS; bin++) {
    for (uint32_t at = arena->state.bins[bin]; at; at = arena->page_table[at - 1].next) {
      page *run = &arena->page_table[at - 1];
      if (run->state == RUN_CLEAN) continue;
      madvise(address_of(arena, at - 1), (size_t)run->count << PAGE_SHIFT, MADV_DONTNEED);
      mark(arena, at - 1, run->count, RUN_CLEAN);
    }
  }
}
