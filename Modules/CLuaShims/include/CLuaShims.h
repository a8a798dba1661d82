#ifndef CLUASHIMS_H
#define CLUASHIMS_H
#include "umbra_arena.h"
#include "umbra_call.h"
#include "umbra_evaluation.h"
#include "umbra_lib.h"
#include "umbra_message.h"
#include "umbra_object.h"
#include "umbra_tick.h"
#include "umbra_vm.h"
#endif
