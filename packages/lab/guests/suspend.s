# suspend: a kernel that puts its hart, and then the system, to sleep, with software events masked and unmasked. Its own
# event is the global software event, whose handler notes where it was delivered; the sweep's local one preempts it. A
# timer wakes the hart, or an event that another hart injects: hart 0 alone can inject only while it is awake.
# Only memory is used across a deep sleep, because the registers are undefined when the hart resumes.

.equ SBI_TIME, 0x54494d45
.equ HSM_STOPPED, 1
.equ HSM_SUSPENDED, 4
.equ HSM_RETENTIVE, 0
.equ HSM_NON_RETENTIVE, 0x80000000
.equ SBI_SUSP, 0x53555350
.equ SUSP_TO_RAM, 0
.equ SIE_STIE, 1 << 5
.equ ALARM, 60                # ticks: 600 slots of the hart
.equ STOP, -1

.macro sbi extension, function
    li a7, \extension
    li a6, \function
    ecall
.endm

# So often the event has been delivered so far.
.macro delivered times
    la t0, note
    ld t1, 16(t0)
    li t2, \times
    bne t1, t2, unexpected
.endm

# And this is where it interrupted the hart last.
.macro at place
    la t2, \place
    ld t1, 8(t0)
    bne t1, t2, unexpected
.endm

.macro inject
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    li a1, 0
    sbi SBI_SSE, SSE_INJECT
    bnez a0, unexpected
.endm

.macro mask
    sbi SBI_SSE, SSE_HART_MASK
    bnez a0, unexpected
.endm

.macro unmask
    sbi SBI_SSE, SSE_HART_UNMASK
    bnez a0, unexpected
.endm

# Tells the next of the other harts to inject the event once hart 0 sleeps.
.macro call_for_event
    la t0, helpers
    ld t1, 0(t0)
    la t2, helper
    ld t3, 0(t2)
    addi t3, t3, 1
    ble t3, t1, 1f
    li t3, 1
1:  sd t3, 0(t2)
    la t2, turn
    sd t3, 0(t2)
    fence
.endm

.macro sleep
    li a0, HSM_RETENTIVE
    sbi SBI_HSM, HSM_HART_SUSPEND
.endm

.macro sleep_deeply
    li a0, HSM_NON_RETENTIVE
    li a7, SBI_HSM
    li a6, HSM_HART_SUSPEND
    call suspend
    bnez a0, unexpected
.endm

.macro system_sleep
    li a0, SUSP_TO_RAM
    li a7, SBI_SUSP
    li a6, 0
    call suspend
.endm

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    call enable_alarm
    call sse_arm
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    la a1, own_handler
    la a2, note
    sbi SBI_SSE, SSE_REGISTER
    bnez a0, unexpected
    li a0, SSE_GLOBAL_SOFTWARE_EVENT
    sbi SBI_SSE, SSE_ENABLE
    bnez a0, unexpected
start_helpers:
    la t0, helpers
    ld a0, 0(t0)
    addi a0, a0, 1
    la a1, help
    li a2, 0
    sbi SBI_HSM, HSM_HART_START
    bnez a0, sweep_begin      # there is no such hart
    la t0, helpers
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    j start_helpers

sweep_begin:
    # Masked, with the event pending: neither sleep delivers it, and after both the mask is still there.
    mask
    inject
    call set_alarm
    sleep
    bnez a0, unexpected
    delivered 0
    call set_alarm
    sleep_deeply
    delivered 0
    sbi SBI_SSE, SSE_HART_UNMASK
unmasked:
    bnez a0, unexpected
    delivered 1
    at unmasked
    la t0, helpers
    ld t0, 0(t0)
    bnez t0, together

    # Unmasked and alone: what was registered, enabled and unmasked still is.
    call set_alarm
    sleep
    bnez a0, unexpected
    call set_alarm
    sleep_deeply
    inject
    delivered 2
    j last

together:                     # Unmasked: the event wakes the hart, and is delivered before it does anything else.
    li a0, -1                 # no alarm
    sbi SBI_TIME, 0
    call_for_event
    sleep
woken:
    bnez a0, unexpected
    delivered 2
    at woken
    call_for_event
    sleep_deeply
    delivered 3
    at resumed
    mask
    call_for_event
    sleep_deeply              # a masked event wakes the hart too, and waits
    delivered 3
    unmask
    delivered 4
    system_sleep
    li t0, SBI_ERR_DENIED     # others are awake
    bne a0, t0, unexpected
    li t0, STOP
    la t1, turn
    sd t0, 0(t1)
    fence
    la t0, helpers
    ld t0, 0(t0)
    la t1, helper
    sd t0, 0(t1)
wait_for_helpers:             # from the last one down
    la t0, helper
    ld a0, 0(t0)
    beqz a0, last
    sbi SBI_HSM, HSM_HART_GET_STATUS
    li t0, HSM_STOPPED
    bne a1, t0, wait_for_helpers
    la t0, helper
    ld t1, 0(t0)
    addi t1, t1, -1
    sd t1, 0(t0)
    j wait_for_helpers

last:                         # The system sleeps: masked with the event pending, and unmasked.
    la t0, note
    sd zero, 16(t0)
    mask
    inject
    call set_alarm
    system_sleep
    bnez a0, unexpected
    delivered 0
    unmask
    delivered 1
    call set_alarm
    system_sleep
    bnez a0, unexpected
    inject
    delivered 2
sweep_end:
    la a0, slept
    call print
    li a0, 0
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

unexpected:
    li a0, 1
    j finish

# Calls the function in a7 and a6, with a0, and comes back once the hart has resumed, or the error is in a0.
suspend:
    la a2, kept
    sd ra, 0(a2)
    sd sp, 8(a2)
    la a1, resumed
    ecall
    ret
resumed:                      # a0 is the hart id, 0
    bnez a0, unexpected
    ld ra, 0(a1)
    ld sp, 8(a1)
    csrr t0, satp
    bnez t0, unexpected
    csrr t0, sstatus
    andi t0, t0, SSTATUS_SIE
    bnez t0, unexpected
enable_alarm:                 # SIE stays off: what is enabled wakes the hart, and traps nowhere
    li t0, SIE_STIE
    csrw sie, t0
    ret

# Lets the timer go off when the hart sleeps; until it is set again it is pending.
set_alarm:
    rdtime a0
    addi a0, a0, ALARM
    sbi SBI_TIME, 0
    ret

# Notes where the event was delivered, and how often.
own_handler:
    sd t0, 0(a7)
    csrr t0, sepc
    sd t0, 8(a7)
    ld t0, 16(a7)
    addi t0, t0, 1
    sd t0, 16(a7)
    ld t0, 0(a7)
    sbi SBI_SSE, SSE_COMPLETE

# The other harts, with their ids in s0: one whose turn it is waits until hart 0 sleeps, and injects the event.
help:
    mv s0, a0
await_turn:
    la t0, turn
    ld t0, 0(t0)
    bltz t0, stop
    bne t0, s0, await_turn
1:  li a0, 0
    sbi SBI_HSM, HSM_HART_GET_STATUS
    li t0, HSM_SUSPENDED
    bne a1, t0, 1b
    la t0, turn
    sd zero, 0(t0)
    fence
    inject
    j await_turn
stop:
    sbi SBI_HSM, HSM_HART_STOP

slept:
    .asciz "PASS suspend\n"
    .balign 8, 0
note:                         # of the handler: t0, sepc, how often
    .zero 24
kept:                         # across a deep sleep: ra, sp
    .zero 16
helpers:                      # harts besides hart 0; with the ids from 1 on
    .zero 8
helper:                       # the latest that was called
    .zero 8
turn:                         # whose turn it is, or STOP
    .zero 8
.balign 16
