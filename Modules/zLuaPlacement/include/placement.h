// Where liblua lies in the program.
//
// How fast Lua's interpreter loop runs depends on where its code lies: `luaV_execute` at the start of
// a cache line ran a numeric script in 640 ms, 32 bytes further in 570 (AMD EPYC; 600 at 16 and at 48).
// lua5.4, the program, happens to lie well. In a program that links the library, it lies where the
// code before it ends, so any change anywhere could cost or gain a tenth.
//
// SwiftPM gives the linker its objects sorted by their paths, and the archives after them. So this
// target, last by its name, ends where liblua begins, and ends so that the loop lies well.
// `Tools/bench sandbox` shows the effect (compute_against_lua5.4), `nm` where the loop lies. Another
// linker may order the archive's members in another way; no promise hangs on it.
//
// In assembly, as no language says where code ends.
#ifndef UMBRA_PLACEMENT_H
#define UMBRA_PLACEMENT_H

extern const char umbra_lua_placement[];

// The linker drops what nothing refers to.
static inline void umbra_keep_lua_placement(void) {
  __asm__ volatile("" : : "r"(umbra_lua_placement));
}

#endif
