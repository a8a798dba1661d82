// The arena's image: what it was at one moment, kept to be put back. In C as all of the arena.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

// Memory touched past the image that is kept warm for the next script, of each half.
#define WARM ((size_t)256 << 10)

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
                      const page *pages, void (*visit)(char **, char *, size_t), char **contents) {
  for (uint32_t i = 0; i < state->spans; i++) {
    char *start = span_start(arena, i);
    if (spans[i].bump > start) visit(contents, start, (size_t)(spans[i].bump - start));
  }
  for (uint32_t i = 0; i < state->pages; i += pages[i].count)
    if (pages[i].state == RUN_USED)
      visit(contents, arena->upper + ((size_t)i << PAGE_SHIFT), (size_t)pages[i].count << PAGE_SHIFT);
}

static void measure(char **contents, char *start, size_t size) {
  (void)start;
  *contents += size;
}

static void keep(char **contents, char *start, size_t size) {
  memcpy(*contents, start, size);
  *contents += size;
}

static void put_back(char **contents, char *start, size_t size) {
  memcpy(start, *contents, size);
  *contents += size;
}

bool umbra_arena_save(umbra_arena *arena) {
  arena_image_free(arena);
  char *length = NULL;
  each_part(arena, &arena->state, arena->span_table, arena->page_table, measure, &length);
  size_t spans = arena->state.spans * sizeof(span), pages = arena->state.pages * sizeof(page);
  size_t size = sizeof(arena_image) + spans + pages + (size_t)length;
  arena_image *image = malloc(size);
  if (!image) return false;
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

// What lies past the image and is not to be kept warm goes back to the system.
static void give_back(umbra_arena *arena) {
  size_t spans = ((size_t)arena->most_spans - arena->state.spans) << SPAN_SHIFT;
  if (spans > WARM) {
    madvise(span_start(arena, arena->state.spans) + WARM, spans - WARM, MADV_DONTNEED);
    arena->most_spans = arena->state.spans + (uint32_t)(WARM >> SPAN_SHIFT);
  }
  size_t pages = ((size_t)arena->most_pages - arena->state.pages) << PAGE_SHIFT;
  if (pages > WARM) {
    madvise(arena->upper + ((size_t)arena->state.pages << PAGE_SHIFT) + WARM, pages - WARM,
            MADV_DONTNEED);
    arena->most_pages = arena->state.pages + (uint32_t)(WARM >> PAGE_SHIFT);
  }
}

void umbra_arena_restore(umbra_arena *arena) {
  const arena_image *image = arena->image;
  arena->state = image->state;
  memcpy(arena->span_table, image->spans, image->state.spans * sizeof(span));
  memcpy(arena->page_table, image->pages, image->state.pages * sizeof(page));
  char *contents = image->contents;
  each_part(arena, &image->state, image->spans, image->pages, put_back, &contents);
  arena->peak = arena->state.used;
  arena->grant = false;
  give_back(arena);
}

size_t umbra_arena_image_size(const umbra_arena *arena) {
  return arena->image ? arena->image->size : 0;
}

void arena_image_free(umbra_arena *arena) {
  free(arena->image);
  arena->image = NULL;
}
