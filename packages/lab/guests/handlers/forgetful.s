# forgetful: takes a nested trap on a vector of its own, and puts back sepc, scause, stval and stvec. It forgets sstatus
# and hstatus, which the trap and sret wrote as well.

.balign 4
sse_handler:
    addi a7, a7, -48          # the event's argument is the end of this handler's stack
    sd t0, 0(a7)
    csrr t0, sepc
    sd t0, 8(a7)
    csrr t0, scause
    sd t0, 16(a7)
    csrr t0, stval
    sd t0, 24(a7)
    la t0, sse_nested_vector
    csrrw t0, stvec, t0
    sd t0, 32(a7)
    ebreak
    ld t0, 32(a7)
    csrw stvec, t0
    ld t0, 24(a7)
    csrw stval, t0
    ld t0, 16(a7)
    csrw scause, t0
    ld t0, 8(a7)
    csrw sepc, t0
    ld t0, 0(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

# t0 is already kept; the ebreak is 4 bytes.
.balign 4
sse_nested_vector:
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    sret
sse_handler_end:

.balign 16
sse_stack:
    .zero 128
sse_stack_end:
