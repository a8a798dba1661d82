// The arena's image: what it was at one moment, kept to be put back. In C as all of the arena.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

// Followed by the tables' first entries, and then by the contents of the used parts, in order.
typedef struct arena_image {
  arena_state state;
  size_t size;
  span *spans;
  page *pages;
  char *contents;
} arena_image;

static char *span_start(const umbra_arena *arena, uint32_t index) {
  return arena->base + ((size_t)index << SPAN_SHIFT);
}

// Calls `visit` for each part of the arena that holds anything, as its tables stand.
static void each_part(const umbra_arena *arena, const arena_state *state, const span *spans,
                      const page *pages, void (*visit)(void *, char *, size_t), void *context) {
  for (uint32_t i = 0; i < state->spans; i++) {
    char *start = span_start(arena, i);
    if (spans[i].live) visit(context, start, (size_t)(spans[i].bump - start));
  }
  for (uint32_t i = 0; i < state->pages; i += pages[i].count)
    if (pages[i].state == RUN_USED)
      visit(context, arena->upper + ((size_t)i << PAGE_SHIFT), (size_t)pages[i].count << PAGE_SHIFT);
}

static void measure(void *length, char *start, size_t size) {
  (void)start;
  *(size_t *)length += size;
}

static void keep(void *contents, char *start, size_t size) {
  memcpy(*(char **)contents, start, size);
  *(char **)contents += size;
}

static void put_back(void *contents, char *start, size_t size) {
  memcpy(start, *(char **)contents, size);
  *(char **)contents += size;
}

bool umbra_arena_save(umbra_arena *arena) {
  arena_image_free(arena);
  arena_drop_empty_spans(arena);
  size_t length = 0;
  each_part(arena, &arena->state, arena->span_table, arena->page_table, measure, &length);
  size_t spans = arena->state.spans * sizeof(span), pages = arena->state.pages * sizeof(page);
  size_t size = sizeof(arena_image) + spans + pages + length;
  // Not by malloc, which keeps what ten thousand freed images were.
  arena_image *image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (image == MAP_FAILED) return false;
  image->state = arena->state;
  image->size = size;
  image->spans = (span *)(image + 1);
  image->pages = (page *)((char *)image->spans + spans);
  image->contents = (char *)image->pages + pages;
  memcpy(image->spans, arena->span_table, spans);
  memcpy(image->pages, arena->page_table, pages);
  char *contents = image->contents;
  each_part(arena, &arena->state, arena->span_table, arena->page_table, keep, &contents);
  arena->image = image;
  return true;
}

static void discard(void *from, void *to) {
  uintptr_t start = ((uintptr_t)from + PAGE_SIZE - 1) & -PAGE_SIZE;
  uintptr_t end = (uintptr_t)to & -PAGE_SIZE;
  if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
}

static uint32_t at_most(uint32_t count, size_t limit) {
  return count < limit ? count : (uint32_t)limit;
}

// With what lies past the frontier go its entries in the tables.
static void trim_spans(umbra_arena *arena, size_t keep) {
  uint32_t first = arena->state.spans, end = arena->most_spans;
  uint32_t cut = first + at_most(end - first, keep >> SPAN_SHIFT);
  discard(span_start(arena, cut), span_start(arena, end));
  discard(&arena->span_table[cut], &arena->span_table[end]);
  arena->most_spans = cut;
}

static void trim_pages(umbra_arena *arena, size_t keep) {
  uint32_t first = arena->state.pages, end = arena->most_pages;
  uint32_t cut = first + at_most(end - first, keep >> PAGE_SHIFT);
  discard(arena->upper + ((size_t)cut << PAGE_SHIFT), arena->upper + ((size_t)end << PAGE_SHIFT));
  discard(&arena->page_table[cut], &arena->page_table[end]);
  arena->most_pages = cut;
}

static size_t warm_spans(const umbra_arena *arena) {
  return (size_t)(arena->most_spans - arena->state.spans) << SPAN_SHIFT;
}

size_t umbra_arena_warm(const umbra_arena *arena) {
  return warm_spans(arena) + ((size_t)(arena->most_pages - arena->state.pages) << PAGE_SHIFT);
}

void umbra_arena_trim(umbra_arena *arena, size_t keep) {
  if (umbra_arena_warm(arena) <= keep) return;
  trim_spans(arena, keep);
  trim_pages(arena, keep - warm_spans(arena));
}

static void put_image_back(umbra_arena *arena, const arena_image *image) {
  arena->state = image->state;
  memcpy(arena->span_table, image->spans, image->state.spans * sizeof(span));
  memcpy(arena->page_table, image->pages, image->state.pages * sizeof(page));
  char *contents = image->contents;
  each_part(arena, &image->state, image->spans, image->pages, put_back, &contents);
}

// Without an image the arena becomes empty.
void umbra_arena_restore(umbra_arena *arena) {
  if (arena->image) put_image_back(arena, arena->image);
  else arena->state = (arena_state){0};
  arena->peak = arena->state.used;
  arena->grant = false;
}

size_t umbra_arena_image_size(const umbra_arena *arena) {
  return arena->image ? arena->image->size : 0;
}

void arena_image_free(umbra_arena *arena) {
  if (arena->image) munmap(arena->image, arena->image->size);
  arena->image = NULL;
}
