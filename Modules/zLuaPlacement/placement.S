// See placement.h. What is linked of liblua puts luaV_execute so far behind its start that this ending
// brings it to 32 bytes past the start of a cache line.
#define BEYOND_THE_LINE 16

  .text
  .p2align 6
  .globl umbra_lua_placement
umbra_lua_placement:
  .skip BEYOND_THE_LINE, 0

#if defined(__ELF__)
  .section .note.GNU-stack, "", %progbits
#endif
