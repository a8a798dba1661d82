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

static void link_partial(umbra_arena *arena, span *span) {
  struct span **head = &arena->state.partial[span->class];
  span->full = false;
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

static span *take_span(umbra_arena *arena) {
  if (!arena_admit(arena, SPAN_SIZE)) return NULL;
  span *span = arena->state.free_spans;
  if (span) {
    arena->state.free_spans = span->next;
    arena->state.idle -= arena->state.idle < SPAN_SIZE ? arena->state.idle : SPAN_SIZE;
  } else {
    if (arena->state.spans == arena->span_count) return NULL;
    span = &arena->span_table[arena->state.spans++];
    if (arena->state.spans > arena->most_spans) arena->most_spans = arena->state.spans;
  }
  arena_charge(arena, SPAN_SIZE);
  return span;
}

// A span of `class` that has something to hand out becomes the current one.
static span *next_span(umbra_arena *arena, unsigned class) {
  span *span = arena->state.current[class];
  if (span) span->full = true;
  span = arena->state.partial[class];
  if (span) {
    unlink_partial(arena, span);
  } else {
    span = take_span(arena);
    if (!span) return NULL;
    char *start = arena->base + ((size_t)(span - arena->span_table) << SPAN_SHIFT);
    *span = (struct span){.bump = start, .class = (uint8_t)class};
    span->end = start + SPAN_SIZE / class_size[class] * class_size[class];
  }
  arena->state.current[class] = span;
  return span;
}

static void *small_new(umbra_arena *arena, unsigned class) {
  span *span = arena->state.current[class];
  for (;;) {
    if (span) {
      void *block = span->free;
      if (block) {
        span->free = *(void **)block;
        span->live++;
        return block;
      }
      if (span->bump < span->end) {
        block = span->bump;
        span->bump += class_size[class];
        span->live++;
        return block;
      }
    }
    span = next_span(arena, class);
    if (!span) {
      arena->state.current[class] = NULL;
      return NULL;
    }
  }
}

// The span has become empty, or has something to hand out again.
static void span_changed(umbra_arena *arena, span *span) {
  if (span == arena->state.current[span->class]) return;
  if (span->live > 0) return link_partial(arena, span);
  if (!span->full) unlink_partial(arena, span);
  span->full = false;
  span->next = arena->state.free_spans;
  arena->state.free_spans = span;
  arena->state.used -= SPAN_SIZE;
  arena->state.idle += SPAN_SIZE;
}

static inline void small_free(umbra_arena *arena, void *block) {
  span *span = &arena->span_table[(size_t)((char *)block - arena->base) >> SPAN_SHIFT];
  *(void **)block = span->free;
  span->free = block;
  if (--span->live == 0 || span->full) span_changed(arena, span);
}

// ---- limits

bool arena_admit(umbra_arena *arena, size_t size) {
  size_t allowed = arena->limit + (arena->grant ? arena->reserve : 0);
  if (arena->state.used + size > allowed) return false;
  if (arena->state.used + size > arena->limit) arena->state.over = true;
  if (arena->state.used + arena->state.idle + size > allowed) arena_run_trim(arena);
  return true;
}

void umbra_arena_grant(umbra_arena *arena, bool grant) { arena->grant = grant; }
bool umbra_arena_over(const umbra_arena *arena) { return arena->state.over; }
size_t umbra_arena_used(const umbra_arena *arena) { return arena->state.used; }
size_t umbra_arena_peak(const umbra_arena *arena) { return arena->peak; }
size_t umbra_arena_limit(const umbra_arena *arena) { return arena->limit; }

bool umbra_arena_contains(const umbra_arena *arena, const void *address) {
  const char *byte = address;
  return byte >= arena->base && byte < arena->upper + ((size_t)arena->page_count << PAGE_SHIFT);
}

// ---- Lua's entry

static inline void *new_block(umbra_arena *arena, size_t size) {
  return size <= SMALL_MAX ? small_new(arena, class_of(size)) : arena_run_new(arena, size);
}

static inline void free_block(umbra_arena *arena, void *block, size_t size) {
  if (size <= SMALL_MAX) small_free(arena, block);
  else arena_run_free(arena, block);
}

static bool fits_in_place(umbra_arena *arena, void *block, size_t old_size, size_t new_size) {
  if (old_size > SMALL_MAX) return new_size > SMALL_MAX && arena_run_resize(arena, block, new_size);
  return new_size <= SMALL_MAX && class_of(old_size) == class_of(new_size);
}

void *umbra_arena_realloc(umbra_arena *arena, void *block, size_t old_size, size_t new_size) {
  if (!block) return new_size == 0 ? NULL : new_block(arena, new_size);
  if (new_size == 0) {
    free_block(arena, block, old_size);
    return NULL;
  }
  if (fits_in_place(arena, block, old_size, new_size)) return block;
  void *result = new_block(arena, new_size);
  // Lua takes it for granted that a block can always shrink.
  if (!result) return new_size <= old_size ? block : NULL;
  memcpy(result, block, old_size < new_size ? old_size : new_size);
  free_block(arena, block, old_size);
  return result;
}

// ---- life

static void *reserve_range(size_t size) {
  void *range = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return range == MAP_FAILED ? NULL : range;
}

// Lower half, upper half and both tables, in one mapping.
static size_t layout(umbra_arena *arena) {
  size_t half = (arena->limit + arena->reserve + SPAN_SIZE - 1) >> SPAN_SHIFT << SPAN_SHIFT;
  arena->span_count = (uint32_t)(half >> SPAN_SHIFT);
  // Free runs that do not fit cost address space, not memory: hence twice as much.
  arena->page_count = (uint32_t)(2 * half >> PAGE_SHIFT);
  return 3 * half + arena->span_count * sizeof(span) + arena->page_count * sizeof(page);
}

umbra_arena *umbra_arena_new(size_t limit) {
  umbra_arena *arena = calloc(1, sizeof *arena);
  if (!arena) return NULL;
  arena->limit = limit;
  arena->reserve = limit / 8 < (1 << 20) ? 1 << 20 : limit / 8 > (16 << 20) ? 16 << 20 : limit / 8;
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
  munmap(arena->base, layout(arena));
  arena_image_free(arena);
  free(arena);
}
