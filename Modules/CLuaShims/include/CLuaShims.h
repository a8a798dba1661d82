#ifndef CLUASHIMS_H
#define CLUASHIMS_H
#include "umbra_arena.h"
#endif
