# linux-2025: keeps what the entry proposed for Linux in November 2025 kept. It runs on a stack of its own, keeps every
# general register, sstatus, sepc, scause, stval and sscratch, and clears sscratch as a kernel's entry expects. It keeps
# neither hstatus nor stvec: its nested trap goes wherever stvec happens to point.

sse_handler:
    addi a7, a7, -256         # the event's argument is the end of this handler's stack
    registers sd, a7
    sd x2, 16(a7)
    sd x4, 32(a7)
    sd x5, 40(a7)
    sd x10, 80(a7)
    mv sp, a7
    csrr s1, sepc
    csrr s2, sstatus
    csrr s3, stval
    csrr s4, scause
    csrrw s5, sscratch, zero
    ebreak
    csrw sscratch, s5
    csrw sstatus, s2
    csrw sepc, s1
    csrw stval, s3
    csrw scause, s4
    mv a7, sp
    registers ld, a7
    ld x2, 16(a7)
    ld x4, 32(a7)
    ld x5, 40(a7)
    ld x10, 80(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:

.balign 16
sse_stack:
    .zero 1024
sse_stack_end:
