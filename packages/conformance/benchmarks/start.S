# Where a guest starts: a stack, zeroed data, floating point on; then main, which does not return.
.section .text.start, "ax"
.globl _start
_start:
    la sp, stack_top
    la t0, bss_start
    la t1, bss_end
1:  bgeu t0, t1, 2f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b
2:  li t0, 1 << 13                  # FS: Initial
#ifdef M_MODE
    csrs mstatus, t0
#else
    csrs sstatus, t0
#endif
    j main
