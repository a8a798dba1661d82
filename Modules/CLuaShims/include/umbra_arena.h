// The arena: all memory of one Lua VM, in one reserved range of addresses.
#ifndef UMBRA_ARENA_H
#define UMBRA_ARENA_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct umbra_arena umbra_arena;

// Reserves a range for `limit` bytes of pages in use, plus a reserve (see `umbra_arena_grant`).
// NULL where the address space cannot be had.
umbra_arena *umbra_arena_new(size_t limit);
void umbra_arena_free(umbra_arena *arena);

// What Lua's lua_Alloc asks for. NULL where the limit would be passed.
void *umbra_arena_realloc(umbra_arena *arena, void *block, size_t old_size, size_t new_size);

// While `grant` is on, requests past the limit are met from the reserve instead of refused, and
// `umbra_arena_over` tells that it happened: used while host code runs, which must not see a Lua
// memory error. The reserve is limited: see the .c file.
void umbra_arena_grant(umbra_arena *arena, bool grant);
bool umbra_arena_over(const umbra_arena *arena);

// Bytes of pages in use: now, and the most since new/restore. The limit is on this figure.
size_t umbra_arena_used(const umbra_arena *arena);
size_t umbra_arena_peak(const umbra_arena *arena);
size_t umbra_arena_limit(const umbra_arena *arena);
// Whether so many bytes are free under the limit, in one piece or in several.
bool umbra_arena_has_room(const umbra_arena *arena, size_t size);
// Another limit from now on, up to the one that the arena was made with. What is in use stays.
void umbra_arena_set_limit(umbra_arena *arena, size_t limit);
bool umbra_arena_contains(const umbra_arena *arena, const void *address);

// Keeps a copy of everything allocated now (the image); restore puts it back, byte for byte at the
// same addresses, and forgets everything newer. Restore is the fast path: microseconds.
bool umbra_arena_save(umbra_arena *arena);
void umbra_arena_restore(umbra_arena *arena);

// After a restore, memory that was touched past the image stays resident: the next script finds it
// warm, which is worth a fifth of its time if it needs much. Trim gives all but `keep` bytes of it
// back to the system; warm tells how many there are.
//
// First touches can hardly be made cheaper: to populate ahead (MADV_POPULATE_WRITE) saved a twentieth,
// and huge pages, which cost an eighth where the system has some at hand, took five times as long in
// all (4 ms each, in which no tick comes through) in a virtual machine that reports free ones to its host.
void umbra_arena_trim(umbra_arena *arena, size_t keep);
size_t umbra_arena_warm(const umbra_arena *arena);
size_t umbra_arena_image_size(const umbra_arena *arena);
#endif
