# two-harts: harts that work for each other, two or more in a ring: each starts the next one, until there is none. All run
# the same code, so that each of them can be swept. What the sweep is after: an event while the hart holds a reservation of LR,
# while it holds a spin lock for which the next hart waits, and while it waits for one itself; before and after it starts
# a hart, sends and gets an IPI, and asks for a remote fence, of a hart that spins with its interrupts off.

.equ HARTS, 8                 # at most
.equ STACK_SHIFT, 8           # of each of the others: 256 bytes
.equ INCREMENTS, 3            # of the counter that has no lock, by each hart
.equ SIE_SSIE, 1 << 1
.equ SBI_IPI, 0x735049
.equ IPI_SEND, 0
.equ SBI_RFENCE, 0x52464e43
.equ RFENCE_FENCE_I, 0
.equ RFENCE_SFENCE_VMA, 1
.equ HSM_STARTED, 0
.equ CAUSE_BREAKPOINT, 3
.equ FROM_PREVIOUS, 0
.equ FROM_NEXT, 8

.macro sbi extension, function
    li a7, \extension
    li a6, \function
    ecall
.endm

main:
    call each_hart
    la t0, harts
    ld t1, 0(t0)
    li t2, 2
    blt t1, t2, alone
    addi t2, t1, -1
    la t0, finished
1:  ld t3, 0(t0)
    bne t2, t3, 1b
    fence r, rw
    la t0, counted            # each hart with a reservation
    ld t2, 0(t0)
    li t3, INCREMENTS
    mul t3, t1, t3
    bne t2, t3, unexpected
    la t0, locked             # each hart once, hart 0 twice: first and last
    ld t2, 0(t0)
    addi t3, t1, 1
    bne t2, t3, unexpected
    la a0, passed
    call print
    li a0, 0
    j finish

alone:
    la a0, needs_another
    call print
unexpected:
    li a0, 1
    j finish

another_hart:
    la sp, other_stacks_end
    slli t0, a0, STACK_SHIFT
    sub sp, sp, t0
    call each_hart
    la t0, finished
    li t1, 1
    fence rw, w
    amoadd.d zero, t1, (t0)
    sbi SBI_HSM, HSM_HART_STOP
    j unexpected

# What each hart does. Its ID is in a0; s0 has it from here on, and s1 that of the next hart.
each_hart:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv s0, a0
    la t0, vector
    csrw stvec, t0
    li t0, SIE_SSIE
    csrw sie, t0
    call sse_arm
sweep_begin:
    addi a0, s0, -1           # who has started it may call it from now on
    bltz a0, 1f
    li a1, FROM_NEXT
    call call_hart
1:  addi a0, s0, 1
    la a1, another_hart
    li a2, 0
    sbi SBI_HSM, HSM_HART_START
    addi s1, s0, 1
    bnez a0, 1f
    li a1, FROM_NEXT
    call await_call
    j 2f
1:  la t0, harts              # there is no such hart: the ring closes here
    sd s1, 0(t0)
    li s1, 0
    beqz s0, sweep_end
2:  li s2, INCREMENTS
    la t0, counted
3:  lr.d t1, (t0)
    addi t1, t1, 1
    sc.d t2, t1, (t0)
    bnez t2, 3b
    addi s2, s2, -1
    bnez s2, 3b
    beqz s0, first
    call wait_for_lock
    call hold_lock
    j sweep_end
first:
    la t0, lock               # free: nobody has been called
    li t1, 1
    amoswap.w.aq t1, t1, (t0)
    bnez t1, unexpected
    call hold_lock
    call wait_for_lock
    call leave_lock
sweep_end:
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

# The hart that has the lock calls: it is told that this one waits, which then does so, with interrupts off.
wait_for_lock:
    addi sp, sp, -16
    sd ra, 0(sp)
    li a1, FROM_PREVIOUS
    call await_call
    addi a0, s0, -1
    bgez a0, 1f
    la t0, harts              # before hart 0 there is the last one
    ld a0, 0(t0)
    addi a0, a0, -1
1:  li a1, FROM_NEXT
    call call_hart
    la t0, lock
    li t1, 1
2:  amoswap.w.aq t2, t1, (t0)
    bnez t2, 2b
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

# This hart has the lock. While the next one waits for it, that has to make fences.
hold_lock:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv a0, s1
    li a1, FROM_PREVIOUS
    call call_hart
    li a1, FROM_NEXT
    call await_call
    li a0, 1
    mv a1, s1
    li a2, 0                  # the whole address space
    li a3, 0
    sbi SBI_RFENCE, RFENCE_SFENCE_VMA
    bnez a0, unexpected
    li a0, 1
    mv a1, s1
    sbi SBI_RFENCE, RFENCE_FENCE_I
    bnez a0, unexpected
    mv a0, s1
    sbi SBI_HSM, HSM_HART_GET_STATUS
    bnez a0, unexpected
    li t0, HSM_STARTED
    bne a1, t0, unexpected
    ld ra, 0(sp)
    addi sp, sp, 16
leave_lock:
    la t0, locked             # no other hart writes it meanwhile
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    la t0, lock
    fence rw, w
    sw zero, 0(t0)
    ret

# Calls the hart in a0: a message from its neighbour in a1, and an IPI.
call_hart:
    la t0, calls
    slli t1, a0, 4
    add t0, t0, t1
    add t0, t0, a1
    li t1, 1
    sd t1, 0(t0)
    fence
    mv a1, a0
    li a0, 1                  # the hart mask, and its base
    sbi SBI_IPI, IPI_SEND
    bnez a0, unexpected
    ret

# Sleeps until the neighbour in a1 has called.
await_call:
    la t0, calls
    slli t1, s0, 4
    add t0, t0, t1
    add t0, t0, a1
1:  ld t1, 0(t0)
    bnez t1, 2f
    wfi
    csrsi sstatus, SSTATUS_SIE
    csrci sstatus, SSTATUS_SIE
    j 1b
2:  sd zero, 0(t0)
    ret

# An IPI, which a hart takes where it awaits it, or the ebreak of a handler, which has kept t0.
.balign 4
vector:
    csrrw t0, sscratch, t0
    csrr t0, scause
    bgez t0, 1f
    li t0, SIE_SSIE
    csrc sip, t0
    csrrw t0, sscratch, t0
    sret
1:  addi t0, t0, -CAUSE_BREAKPOINT
    bnez t0, unexpected
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    csrrw t0, sscratch, t0
    sret

passed:
    .asciz "PASS two-harts\n"
needs_another:
    .asciz "There is no second hart.\n"
.balign 64, 0
counted:                      # with reservations
    .zero 64
lock:                         # 1: a hart has it
    .zero 8
locked:                       # the times that harts had it
    .zero 8
harts:                        # how many there are, once that is known
    .zero 8
finished:                     # harts besides hart 0
    .zero 8
calls:                        # of each hart: 1 if its neighbour has called, from before and from behind
    .zero HARTS << 4
.balign 16
    .zero HARTS << STACK_SHIFT
other_stacks_end:
