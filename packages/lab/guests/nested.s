# nested: a kernel whose own event, the global software event, has a handler that takes a trap and asks for its attributes.
# What the sweep is after: an event of higher order (the local software event has the same priority and the smaller id) at every
# instruction of that handler, and around the call that brings the first event. The kernel checks that it is resumed with all
# that it had. With DEPTH 3 that handler brings the local PMU overflow event, whose handler is interrupted in turn: the event of
# the sweep is then the third.

.equ SPP_SPIE_SIE, SSTATUS_SPP | SSTATUS_SPIE | SSTATUS_SIE
.equ KEPT_SEPC, 0x1234560     # of the kernel, while the event interrupts it
.equ KEPT_SCAUSE, 13
.equ KEPT_STVAL, 0x789
.equ KEPT_SSCRATCH, 0xabc

# Brings the event while sstatus has just these of SPP, SPIE and SIE. INTERRUPTED_FLAGS has SPP and SPIE in bits 0 and 1.
.macro inject_with fields, flags
    li t0, SPP_SPIE_SIE
    csrc sstatus, t0
    li t0, \fields
    csrs sstatus, t0
    li t0, KEPT_SEPC
    csrw sepc, t0
    li t0, KEPT_SCAUSE
    csrw scause, t0
    li t0, KEPT_STVAL
    csrw stval, t0
    li t0, KEPT_SSCRATCH
    csrw sscratch, t0
    li s1, \flags
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    li a1, 0
    li a7, SBI_SSE
    li a6, SSE_INJECT
    ecall
    bnez a0, unexpected
    li t0, SPP_SPIE_SIE
    csrr t1, sstatus
    and t1, t1, t0
    li t0, \fields
    bne t0, t1, unexpected
    csrr t0, sepc
    li t1, KEPT_SEPC
    bne t0, t1, unexpected
    csrr t0, scause
    li t1, KEPT_SCAUSE
    bne t0, t1, unexpected
    csrr t0, stval
    li t1, KEPT_STVAL
    bne t0, t1, unexpected
    csrr t0, sscratch
    li t1, KEPT_SSCRATCH
    bne t0, t1, unexpected
.endm

# An event that is REGISTERED gets a priority; that of the sweep keeps 0, the most urgent.
.macro set_priority event, priority
    la a3, attributes
    li t0, \priority
    sd t0, 0(a3)
    li a0, \event
    li a1, SSE_PRIORITY
    li a2, 1
    li a4, 0
    li a6, SSE_WRITE_ATTRS
    ecall
    bnez a0, unexpected
.endm

main:
    la t0, vector
    csrw stvec, t0
    call sse_arm
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    la a1, own_handler
    la a2, own_stack_end
    li a6, SSE_REGISTER
    ecall
    bnez a0, unexpected
.if DEPTH == 3
    set_priority SSE_GLOBAL_SOFTWARE_EVENT, 2
    li a0, SSE_PMU_OVERFLOW
    la a1, second_handler
    la a2, second_stack_end
    li a6, SSE_REGISTER
    ecall
    bnez a0, unexpected
    set_priority SSE_PMU_OVERFLOW, 1
    li a0, SSE_PMU_OVERFLOW
    li a6, SSE_ENABLE
    ecall
    bnez a0, unexpected
.endif
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    li a6, SSE_ENABLE
    ecall
    bnez a0, unexpected
sweep_begin:
    inject_with SSTATUS_SPP | SSTATUS_SIE, 1
    inject_with SSTATUS_SPIE, 2
    csrci sstatus, SSTATUS_SIE
sweep_end:
    la t0, handled
    ld t0, 0(t0)
    addi t0, t0, -2
    bnez t0, unexpected
.if DEPTH == 3
    la t0, second_handled
    ld t0, 0(t0)
    addi t0, t0, -2
    bnez t0, unexpected
.endif
    la a0, passed
    call print
    li a0, 0
    j finish

unexpected:
    li a0, 1
    j finish

# The ebreak of a handler; t0 is already kept.
.balign 4
vector:
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    sret

# s1 is what the event's flags must be.
own_handler:
    addi a7, a7, -96
    sd sp, 0(a7)
    mv sp, a7
    sd t0, 8(sp)
    sd t1, 16(sp)
    sd a0, 24(sp)
    csrr t0, sepc
    sd t0, 32(sp)
    csrr t0, scause
    sd t0, 40(sp)
    csrr t0, stval
    sd t0, 48(sp)
    csrr t0, sstatus
    sd t0, 56(sp)
    ebreak
own_trapped:
    sd a1, 64(sp)
    sd a2, 72(sp)
    sd a3, 80(sp)
    sd a4, 88(sp)
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    li a1, SSE_INTERRUPTED_SEPC
    li a2, 4
    la a3, attributes
    li a4, 0
    li a7, SBI_SSE
    li a6, SSE_READ_ATTRS
    ecall
    bnez a0, unexpected
    la t0, attributes
    ld t1, 0(t0)
    li a0, KEPT_SEPC
    bne t1, a0, unexpected
    ld t1, 8(t0)
    bne t1, s1, unexpected
    ld t1, 16(t0)             # a6 and a7 of the call that brought the event
    li a0, SSE_INJECT
    bne t1, a0, unexpected
    ld t1, 24(t0)
    li a0, SBI_SSE
    bne t1, a0, unexpected
    la t0, handled
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
.if DEPTH == 3
    li a0, SSE_PMU_OVERFLOW
    li a1, 0
    li a7, SBI_SSE
    li a6, SSE_INJECT
    ecall
    bnez a0, unexpected
.endif
    ld a4, 88(sp)
    ld a3, 80(sp)
    ld a2, 72(sp)
    ld a1, 64(sp)
    ld t0, 56(sp)
    csrw sstatus, t0
    ld t0, 48(sp)
    csrw stval, t0
    ld t0, 40(sp)
    csrw scause, t0
    ld t0, 32(sp)
    csrw sepc, t0
    ld a0, 24(sp)
    ld t1, 16(sp)
    ld t0, 8(sp)
    ld sp, 0(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
own_handler_end:

.if DEPTH == 3
second_handler:               # counts, and takes a trap
    addi a7, a7, -64
    sd t0, 0(a7)
    sd t1, 8(a7)
    sd sp, 16(a7)
    mv sp, a7
    csrr t0, sepc
    sd t0, 24(sp)
    csrr t0, scause
    sd t0, 32(sp)
    csrr t0, stval
    sd t0, 40(sp)
    csrr t0, sstatus
    sd t0, 48(sp)
    ebreak
    la t0, second_handled
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    ld t0, 48(sp)
    csrw sstatus, t0
    ld t0, 40(sp)
    csrw stval, t0
    ld t0, 32(sp)
    csrw scause, t0
    ld t0, 24(sp)
    csrw sepc, t0
    ld t1, 8(sp)
    ld t0, 0(sp)
    ld sp, 16(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

    .balign 16, 0
second_handled:               # so often
    .zero 8
    .zero 120
second_stack_end:
.endif

passed:
.if DEPTH == 3
    .asciz "PASS nested-thrice\n"
.else
    .asciz "PASS nested\n"
.endif
    .balign 16, 0
handled:                      # so often
    .zero 8
attributes:
    .zero 32
    .zero 128
own_stack_end:
