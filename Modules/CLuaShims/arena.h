// What the files of the arena share. See umbra_arena.h for what it is for.
//
// The reserved range has two halves. The lower one is cut into *spans* of 16 KiB, each for blocks of
// one size class, as mimalloc's pages are: a block is found and given back with a few instructions.
// The upper one is cut into *runs* of 4 KiB pages, one block each, which merge when they are freed
// and grow in place where the next pages are free.
//
// A tick may stop a VM in the middle of anything here, for good. So nothing here locks or calls malloc,
// and everything that a stop could leave half done is plain data that the next restore overwrites.
#ifndef UMBRA_ARENA_PARTS_H
#define UMBRA_ARENA_PARTS_H

#include "umbra_arena.h"

#define SPAN_SHIFT 14
#define SPAN_SIZE ((size_t)1 << SPAN_SHIFT)
#define PAGE_SHIFT 12
#define PAGE_SIZE ((size_t)1 << PAGE_SHIFT)
#define SMALL_MAX 8192  // the largest block that lies in a span
#define CLASSES 33
#define BINS 48

typedef struct span {
  void *free;        // blocks that were given back
  char *bump, *end;  // blocks that were never handed out
  uint16_t live;     // how many frees until it needs attention; 0 where it is free
  uint8_t class;
  bool full;         // in no list: nothing to hand out
  bool clean;        // free, and its memory is the system's
  struct span *previous, *next;  // among the spans of its class that have something to hand out
} span;

typedef enum { RUN_INNER = 0, RUN_USED, RUN_CLEAN, RUN_DIRTY } run_state;

// One a page; what it says of a run stands at the run's first page and, for free runs, at its last.
typedef struct page {
  uint32_t count;
  uint32_t previous, next;  // free runs of one bin, by first page + 1
  uint32_t state;
} page;

// Everything that restore puts back but the tables.
typedef struct arena_state {
  span *current[CLASSES];
  span *partial[CLASSES];
  span *free_spans;
  uint32_t spans;  // taken from the lower half so far
  uint32_t pages;  // taken from the upper half so far
  uint32_t bins[BINS];
  uint64_t filled_bins;  // which are not empty
  size_t used;           // bytes of spans and runs in use
  size_t idle;           // bytes of free spans and runs that may still be resident
  bool over;
} arena_state;

struct umbra_arena {
  arena_state state;
  char *base, *upper;  // where the halves start
  uint32_t span_count, page_count;
  span *span_table;
  page *page_table;
  size_t limit, reserve, peak;
  size_t most;  // the highest limit that the range has room for
  bool grant;
  uint32_t most_spans, most_pages;  // touched since the last time memory was given back
  struct arena_image *image;
};

// Whether `size` more bytes may be used.
bool arena_admit(umbra_arena *arena, size_t size);
// Gives up the current spans that hold nothing, which are kept for speed. False where there are none.
bool arena_drop_empty_spans(umbra_arena *arena);
// To be called before `size` bytes that are not resident are used: where they would not fit beside
// what is idle, that goes back to the system. So what is resident stays within the limit too.
void arena_make_room(umbra_arena *arena, size_t size);
static inline void arena_charge(umbra_arena *arena, size_t size) {
  arena->state.used += size;
  if (arena->state.used > arena->peak) arena->peak = arena->state.used;
}

void *arena_run_new(umbra_arena *arena, size_t size);
void arena_run_free(umbra_arena *arena, void *block);
// In place; false where the pages behind it are taken.
bool arena_run_resize(umbra_arena *arena, void *block, size_t size);
void arena_trim_runs(umbra_arena *arena);
void arena_image_free(umbra_arena *arena);

#endif
