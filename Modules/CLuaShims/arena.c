// The arena's front: small blocks, limits, Lua's entry. In C because Lua calls it with the flag on.
#define _GNU_SOURCE
#include "arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// 16-byte steps to 256, four steps a doubling to 2 KiB, then what divides a span well.
static const uint16_t class_size[CLASSES] = {
    16,  32,  48,  64,  80,  96,  112, 128, 144,  160,  176,  192,  208,  224,  240,  256,  320,
    384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2720, 3264, 4096, 5456, 8192};
static uint8_t class_table[SMALL_MAX / 16 + 1];

__attribute__((constructor)) static void fill_class_table(void) {
  for (unsigned step = 0, class = 0; step <= SMALL_MAX / 16; step++) {
    while (class_size[class] < step * 16) class++;
    class_table[step] = (uint8_t)class;
  }
}

static inline unsigned class_of(size_t size) { return class_table[(size + 15) >> 4]; }

// ---- spans

static inline char *start_of(const umbra_arena *arena, const span *span) {
  return arena->base + ((size_t)(span - arena->span_table) << SPAN_SHIFT);
}

static inline unsigned capacity(const span *span) { return SPAN_SIZE / class_size[span->class]; }

static void link_partial(umbra_arena *arena, span *span) {
  struct span **head = &arena->state.partial[span->class];
  span->previous = NULL;
  span->next = *head;
  if (*head) (*head)->previous = span;
  *head = span;
}

static void unlink_partial(umbra_arena *arena, span *span) {
  if (span->previous) span->previous->next = span->next;
  else arena->state.partial[span->class] = span->next;
  if (span->next) span->next->previous = span->previous;
}

static void release_span(umbra_arena *arena, span *span) {
  span->live = 0;
  span->clean = false;
  span->next = arena->state.free_spans;
  arena->state.free_spans = span;
  arena->state.used -= SPAN_SIZE;
  arena->state.idle += SPAN_SIZE;
}

static span *take_span(umbra_arena *arena) {
  if (!arena_admit(arena, SPAN_SIZE)) return NULL;
  span *span = arena->state.free_spans;
  if (!span && arena->state.spans == arena->span_count) return NULL;
  if (!span || span->clean) arena_make_room(arena, SPAN_SIZE);
  if (span) {
    arena->state.free_spans = span->next;
    if (!span->clean) arena->state.idle -= SPAN_SIZE;
  } else {
    span = &arena->span_table[arena->state.spans++];
    if (arena->state.spans > arena->most_spans) arena->most_spans = arena->state.spans;
  }
  arena_charge(arena, SPAN_SIZE);
  return span;
}

static span *new_span(umbra_arena *arena, unsigned class) {
  span *span = take_span(arena);
  if (!span) return NULL;
  char *start = start_of(arena, span);
  *span = (struct span){.bump = start, .class = (uint8_t)class};
  span->end = start + capacity(span) * class_size[class];
  return span;
}

// A span of `class` that has something to hand out becomes the current one. The current span counts
// as one live block more, so that it never looks empty.
static span *next_span(umbra_arena *arena, unsigned class) {
  span *old = arena->state.current[class], *span = arena->state.partial[class];
  if (old) {
    old->full = true;
    old->live = 1;
    arena->state.current[class] = NULL;
  }
  if (span) unlink_partial(arena, span);
  else if (!(span = new_span(arena, class))) return NULL;
  span->live++;
  return arena->state.current[class] = span;
}

static __attribute__((noinline)) void *small_new_slowly(umbra_arena *arena, unsigned class);

static inline void *small_new(umbra_arena *arena, unsigned class) {
  span *span = arena->state.current[class];
  if (!span) return small_new_slowly(arena, class);
  void *block = span->free;
  if (block) {
    span->free = *(void **)block;
  } else {
    block = span->bump;
    if (block == span->end) return small_new_slowly(arena, class);
    span->bump += class_size[class];
  }
  span->live++;
  return block;
}

static void *small_new_slowly(umbra_arena *arena, unsigned class) {
  return next_span(arena, class) ? small_new(arena, class) : NULL;
}

// The span was full and has something to hand out again, or has become empty.
static __attribute__((noinline)) void span_changed(umbra_arena *arena, span *span) {
  if (span->full) {
    span->full = false;
    span->live = (uint16_t)(capacity(span) - 1);
    link_partial(arena, span);
  } else {
    unlink_partial(arena, span);
    release_span(arena, span);
  }
}

// A full span says it has one live block, so that one test finds both cases that need attention.
static inline void small_free(umbra_arena *arena, void *block) {
  span *span = &arena->span_table[(size_t)((char *)block - arena->base) >> SPAN_SHIFT];
  *(void **)block = span->free;
  span->free = block;
  if (--span->live == 0) span_changed(arena, span);
}

// ---- limits

bool arena_drop_empty_spans(umbra_arena *arena) {
  size_t before = arena->state.used;
  for (unsigned class = 0; class < CLASSES; class++) {
    span *span = arena->state.current[class];
    if (!span || span->live != 1) continue;
    arena->state.current[class] = NULL;
    release_span(arena, span);
  }
  return arena->state.used < before;
}

static size_t allowed(const umbra_arena *arena) {
  return arena->limit + (arena->grant ? arena->reserve : 0);
}

bool arena_admit(umbra_arena *arena, size_t size) {
  while (arena->state.used + size > allowed(arena))
    if (!arena_drop_empty_spans(arena)) return false;
  if (arena->state.used + size > arena->limit) arena->state.over = true;
  return true;
}

static void trim_spans(umbra_arena *arena) {
  for (span *span = arena->state.free_spans; span && !span->clean; span = span->next) {
    madvise(start_of(arena, span), SPAN_SIZE, MADV_DONTNEED);
    span->clean = true;
  }
}

void arena_make_room(umbra_arena *arena, size_t size) {
  if (arena->state.used + arena->state.idle + size <= allowed(arena)) return;
  trim_spans(arena);
  arena_trim_runs(arena);
  arena->state.idle = 0;
}

void umbra_arena_grant(umbra_arena *arena, bool grant) { arena->grant = grant; }
bool umbra_arena_over(const umbra_arena *arena) { return arena->state.over; }
size_t umbra_arena_used(const umbra_arena *arena) { return arena->state.used; }
size_t umbra_arena_peak(const umbra_arena *arena) { return arena->peak; }
size_t umbra_arena_limit(const umbra_arena *arena) { return arena->limit; }

bool umbra_arena_has_room(const umbra_arena *arena, size_t size) {
  return arena->state.used <= arena->limit && size <= arena->limit - arena->state.used;
}

void umbra_arena_set_limit(umbra_arena *arena, size_t limit) {
  arena->limit = limit < arena->most ? limit : arena->most;
}

bool umbra_arena_contains(const umbra_arena *arena, const void *address) {
  const char *byte = address;
  return byte >= arena->base && byte < arena->upper + ((size_t)arena->page_count << PAGE_SHIFT);
}

// ---- Lua's entry

// Not by its size: a block that could not shrink is larger than Lua thinks.
static inline bool is_small(const umbra_arena *arena, const void *block) {
  return (const char *)block < arena->upper;
}

static inline void *new_block(umbra_arena *arena, size_t size) {
  return size <= SMALL_MAX ? small_new(arena, class_of(size)) : arena_run_new(arena, size);
}

static inline void free_block(umbra_arena *arena, void *block) {
  if (is_small(arena, block)) small_free(arena, block);
  else arena_run_free(arena, block);
}

static inline bool fits_in_place(umbra_arena *arena, void *block, size_t old_size,
                                 size_t new_size) {
  if (!is_small(arena, block)) return new_size > SMALL_MAX && arena_run_resize(arena, block, new_size);
  return new_size <= SMALL_MAX && class_of(old_size) == class_of(new_size);
}

static __attribute__((noinline)) void *resize(umbra_arena *arena, void *block, size_t old_size,
                                              size_t new_size) {
  if (fits_in_place(arena, block, old_size, new_size)) return block;
  void *result = new_block(arena, new_size);
  // Lua takes it for granted that a block can always shrink.
  if (!result) return new_size <= old_size ? block : NULL;
  memcpy(result, block, old_size < new_size ? old_size : new_size);
  free_block(arena, block);
  return result;
}

void *umbra_arena_realloc(umbra_arena *arena, void *block, size_t old_size, size_t new_size) {
  if (!block) return new_size == 0 ? NULL : new_block(arena, new_size);
  if (new_size != 0) return resize(arena, block, old_size, new_size);
  free_block(arena, block);
  return NULL;
}

// ---- life

// More could not be counted in pages of 32 bits.
#define LIMIT_MAX ((size_t)1 << 40)

// What host code may ask for past the limit: an eighth of it, from 1 to 16 MiB.
static size_t reserve_for(size_t limit) {
  size_t least = (size_t)1 << 20, most = (size_t)16 << 20;
  return limit / 8 < least ? least : limit / 8 > most ? most : limit / 8;
}

static void *reserve_range(size_t size) {
  void *range = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return range == MAP_FAILED ? NULL : range;
}

// Lower half, upper half and both tables, in one mapping.
static size_t layout(umbra_arena *arena) {
  size_t half = (arena->most + arena->reserve + SPAN_SIZE - 1) >> SPAN_SHIFT << SPAN_SHIFT;
  arena->span_count = (uint32_t)(half >> SPAN_SHIFT);
  // Free runs that do not fit cost address space, not memory: hence twice as much.
  arena->page_count = (uint32_t)(2 * half >> PAGE_SHIFT);
  return 3 * half + arena->span_count * sizeof(span) + arena->page_count * sizeof(page);
}

umbra_arena *umbra_arena_new(size_t limit) {
  umbra_arena *arena = limit <= LIMIT_MAX ? calloc(1, sizeof *arena) : NULL;
  if (!arena) return NULL;
  arena->limit = arena->most = limit;
  arena->reserve = reserve_for(limit);
  arena->base = reserve_range(layout(arena));
  if (!arena->base) {
    free(arena);
    return NULL;
  }
  arena->upper = arena->base + ((size_t)arena->span_count << SPAN_SHIFT);
  arena->span_table = (span *)(arena->upper + ((size_t)arena->page_count << PAGE_SHIFT));
  arena->page_table = (page *)(arena->span_table + arena->span_count);
  return arena;
}

void umbra_arena_free(umbra_arena *arena) {
  if (!arena) return;
  munmap(arena->base, layout(arena));
  arena_image_free(arena);
  free(arena);
}
