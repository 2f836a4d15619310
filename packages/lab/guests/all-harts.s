# Every hart there is runs the guest's `each_hart`, hart 0 itself between start_others and await_others. each_hart gets the
# hart's ID in a0 and answers 0 in a0 if all went well.

.equ HARTS, 8                 # at most
.equ STACK_SHIFT, 8           # of each of the others: 256 bytes

# Answers in a0 how many others there are.
start_others:
    la t0, others
1:  ld a0, 0(t0)
    addi a0, a0, 1
    la a1, other_hart
    li a2, 0
    li a7, SBI_HSM
    li a6, HSM_HART_START
    ecall
    bnez a0, 2f               # there is no such hart
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    j 1b
2:  ld a0, 0(t0)
    ret

other_hart:
    mv s0, a0
    la sp, other_stacks
    slli t0, a0, STACK_SHIFT
    add sp, sp, t0
    call each_hart
    snez a0, a0
    la t0, other_failures
    amoadd.d zero, a0, (t0)
    fence rw, w
    la t0, others_done
    li t1, 1
    amoadd.d zero, t1, (t0)
    li a7, SBI_HSM
    li a6, HSM_HART_STOP
    ecall
1:  j 1b

# Waits until all of the others have done so, and answers in a0 how many of them failed.
await_others:
    la t0, others
    ld t1, 0(t0)
    la t0, others_done
1:  ld t2, 0(t0)
    bne t1, t2, 1b
    fence r, rw
    la t0, other_failures
    ld a0, 0(t0)
    ret

.balign 8
others:
    .zero 8
others_done:
    .zero 8
other_failures:
    .zero 8
.balign 16
other_stacks:
    .zero HARTS << STACK_SHIFT
