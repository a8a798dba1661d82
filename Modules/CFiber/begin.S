// The first frame of every fibre. Assembly, since a backtrace must end here instead of running off
// the stack: the return address is declared as undefined, and the frame pointer is 0.
        .text
        .globl  cfiber_begin
        .hidden cfiber_begin
        .type   cfiber_begin, %function
        .p2align 4
cfiber_begin:
        .cfi_startproc
#if defined(__x86_64__)
        .cfi_undefined rip
        call    cfiber_run
        ud2
#elif defined(__aarch64__)
        .cfi_undefined x30
        bl      cfiber_run
        brk     #1
#endif
        .cfi_endproc
        .size   cfiber_begin, . - cfiber_begin
        .section .note.GNU-stack, "", %progbits
