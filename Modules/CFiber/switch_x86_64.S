// The switch for x86-64 (System V ABI). See place.h for why it is assembly.
//
// The rounding modes (mxcsr, x87 control word), which the ABI also counts as callee-saved, are left
// alone: they are the thread's here, as errno is. Nothing in Swift or Lua sets them.
#if defined(__x86_64__)
        .text
        .globl  cfiber_switch
        .hidden cfiber_switch
        .type   cfiber_switch, @function
        .p2align 4
cfiber_switch:                          // int (void **rdi, void *rsi, int edx)
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r15, 0
        movl    %edx, %eax
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbp
        ret
        .cfi_endproc
        .size   cfiber_switch, . - cfiber_switch

        .globl  cfiber_begin
        .hidden cfiber_begin
        .type   cfiber_begin, @function
        .p2align 4
cfiber_begin:                           // first frame of a fibre; rsp is a multiple of 16
        .cfi_startproc
        .cfi_undefined rip              // a backtrace ends here
        .cfi_undefined rbp
        call    cfiber_run
        ud2
        .cfi_endproc
        .size   cfiber_begin, . - cfiber_begin
#endif
#if defined(__linux__)
        .section .note.GNU-stack, "", %progbits
#endif
