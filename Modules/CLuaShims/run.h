#ifndef UMBRA_RUN_H
#define UMBRA_RUN_H

// At the thread's end: gives back what it keeps for its next run.
void umbra_end_thread_runs(void);

#endif
