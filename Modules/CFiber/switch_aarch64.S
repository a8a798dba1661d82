// The switch for arm64 (AAPCS64). See place.h for why it is assembly.
//
// The rounding mode (fpcr) is left alone: it is the thread's here, as errno is.
#if defined(__aarch64__)
        .text
        .globl  cfiber_switch
        .hidden cfiber_switch
        .type   cfiber_switch, %function
        .p2align 4
cfiber_switch:                          // int (void **x0, void *x1, int w2)
        .cfi_startproc
        stp     x29, x30, [sp, #-160]!
        .cfi_def_cfa_offset 160
        .cfi_offset x29, -160
        .cfi_offset x30, -152
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        mov     sp, x1
        mov     w0, w2
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x30, [sp], #160
        .cfi_def_cfa_offset 0
        .cfi_restore x29
        .cfi_restore x30
        ret
        .cfi_endproc
        .size   cfiber_switch, . - cfiber_switch

        .globl  cfiber_begin
        .hidden cfiber_begin
        .type   cfiber_begin, %function
        .p2align 4
cfiber_begin:                           // first frame of a fibre; sp is a multiple of 16
        .cfi_startproc
        .cfi_undefined x30              // a backtrace ends here
        .cfi_undefined x29
        bl      cfiber_run
        brk     #1
        .cfi_endproc
        .size   cfiber_begin, . - cfiber_begin
#endif
#if defined(__linux__)
        .section .note.GNU-stack, "", %progbits
#endif
