#ifndef UMBRA_FAULT_H
#define UMBRA_FAULT_H

// Installs the handlers that contain faults inside Lua; `tick` stays blocked while they run.
void umbra_fault_install(int tick);

#endif
