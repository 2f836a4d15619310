# complete-save: takes a nested trap, as a kernel that works in its handler may, and puts back everything that the trap and
# sret write. Of each piece of state all lines are marked, because for each there is a handler made of this one that leaves
# them out.

.equ SSTATUS_SDT, 1 << 24

.balign 4
sse_handler:
    addi a7, a7, -96          # the event's argument is the end of this handler's stack
    sd sp, 0(a7)
    sd t0, 8(a7)
    mv sp, a7
    csrr t0, sepc                           #: sepc
    sd t0, 16(sp)                           #: sepc
    csrr t0, scause                         #: scause
    sd t0, 24(sp)                           #: scause
    csrr t0, stval                          #: stval
    sd t0, 32(sp)                           #: stval
    csrr t0, htval                          #: htval
    sd t0, 40(sp)                           #: htval
    csrr t0, htinst                         #: htinst
    sd t0, 48(sp)                           #: htinst
    csrr t0, hstatus                        #: hstatus
    sd t0, 56(sp)                           #: hstatus
    csrr t0, sstatus                        #: sstatus
    sd t0, 64(sp)                           #: sstatus
    csrrw t0, sscratch, zero                #: sscratch: 0 while the kernel runs
    sd t0, 72(sp)                           #: sscratch
    la t0, sse_nested_vector                #: stvec
    csrrw t0, stvec, t0                     #: stvec
    sd t0, 80(sp)                           #: stvec
    li t0, SSTATUS_SDT                      #: sdt: injection sets it, and with it a trap is a double trap
    csrc sstatus, t0                        #: sdt
sse_traps:
    ebreak
sse_trapped:
    ld t0, 80(sp)                           #: stvec
    csrw stvec, t0                          #: stvec
    ld t0, 72(sp)                           #: sscratch
    csrw sscratch, t0                       #: sscratch
    ld t0, 64(sp)                           #: sstatus
    csrw sstatus, t0                        #: sstatus
    ld t0, 56(sp)                           #: hstatus
    csrw hstatus, t0                        #: hstatus
    ld t0, 48(sp)                           #: htinst
    csrw htinst, t0                         #: htinst
    ld t0, 40(sp)                           #: htval
    csrw htval, t0                          #: htval
    ld t0, 32(sp)                           #: stval
    csrw stval, t0                          #: stval
    ld t0, 24(sp)                           #: scause
    csrw scause, t0                         #: scause
    ld t0, 16(sp)                           #: sepc
    csrw sepc, t0                           #: sepc
    ld t0, 8(sp)
    ld sp, 0(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

# As a kernel's: a trap that finds sscratch other than 0 comes from a program. t0 is already kept; the ebreak is 4 bytes.
.balign 4
sse_nested_vector:
    csrrw t0, sscratch, t0
    bnez t0, sse_program_trapped
    csrrw t0, sscratch, t0
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    sret
sse_program_trapped:          # here a kernel would end the program for a trap that was the handler's
    j sse_program_trapped
sse_handler_end:

.balign 16
sse_stack:
    .zero 1024
sse_stack_end:
