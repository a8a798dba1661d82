// What glibc has for child processes, for Swift to see: it declares these for GNU sources only, or in a
// header that is no part of Swift's Glibc module.
#ifndef UMBRA_PROCESS_H
#define UMBRA_PROCESS_H

#include <spawn.h>
#include <sys/pidfd.h>

extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions,
                                                const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

#endif
