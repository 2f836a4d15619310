# What the guests of hardware errors share: events for each of the four kinds, whose handler notes what it finds, and turns.
# Every hart that there is has one, from hart 0 on; one that has had it waits. Each is to see each event once, on itself.

.equ ERROR_BANKS, 0x11000000  # the memory controller's, then one for each hart (reri "Register Layout")
.equ BANK_BYTES_LOG, 12
.equ FIRST_RECORD, 64
.equ CONTROL, 0
.equ STATUS, 8
.equ ADDR_INFO, 16
.equ STATUS_CLASSES, 0xf      # V, CE, UED, UEC
.equ CE, 1 << 1
.equ UED, 1 << 2
.equ UEC, 1 << 3

.equ LOCAL_HIGH_PRIORITY_RAS, 0
.equ GLOBAL_HIGH_PRIORITY_RAS, 0x8000
.equ LOCAL_LOW_PRIORITY_RAS, 0x100000
.equ GLOBAL_LOW_PRIORITY_RAS, 0x108000

# A note: how often its event came, where the record is that caused it, what that held then, and two saved registers.
.equ COUNT, 0
.equ RECORD, 8
.equ FOUND_STATUS, 16
.equ FOUND_ADDRESS, 24
.equ SAVED, 32
.equ NOTE_BYTES, 48

# s11 is the hart's id, s10 becomes 1 when something is not as it should be.
main:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv s11, a0
    li s10, 0
    la t0, kernel_vector
    csrw stvec, t0
    la t0, corrupted
    sd zero, 0(t0)
    call sse_arm
sweep_begin:
    li s9, ERROR_BANKS + FIRST_RECORD
    addi s8, s11, 1
    slli s8, s8, BANK_BYTES_LOG
    add s8, s8, s9            # s8: the hart's own record, s9: the memory controller's
    li a0, LOCAL_HIGH_PRIORITY_RAS
    la a1, local_high
    mv a2, s8
    call arm
    li a0, GLOBAL_HIGH_PRIORITY_RAS
    la a1, global_high
    mv a2, s9
    call arm
    li a0, LOCAL_LOW_PRIORITY_RAS
    la a1, local_low
    mv a2, s8
    call arm
    li a0, GLOBAL_LOW_PRIORITY_RAS
    la a1, global_low
    mv a2, s9
    call arm
    call errors               # the guest's own part
    li a0, GLOBAL_HIGH_PRIORITY_RAS
    call disarm
    li a0, GLOBAL_LOW_PRIORITY_RAS
    call disarm
sweep_end:
    bnez s10, turn_ends
    addi a0, s11, 1           # the next hart's turn
    la a1, next_hart
    li a2, 0
    li a7, SBI_HSM
    li a6, HSM_HART_START
    ecall
    beqz a0, rest
    la a0, passed             # there is none
    call print
turn_ends:
    mv a0, s10
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

next_hart:
    la sp, stack_end
    call main
    j finish

rest:
    wfi
    j rest

# Registers and enables the event a0 with the note at a1, for the record at a2; a global one prefers this hart. The event of a
# sweep goes before it, and may come while its handler runs.
arm:
    sd zero, COUNT(a1)
    sd a2, RECORD(a1)
    mv a3, a0
    mv a2, a1
    la a1, ras_handler
    li a7, SBI_SSE
    li a6, SSE_REGISTER
    ecall
    or s10, s10, a0
    mv t1, a3
    mv a0, t1
    li a1, SSE_PRIORITY
    li a2, 1
    slli t0, t1, 48           # bit 15: global
    bgez t0, 1f
    li a2, 3
1:  la a3, attributes
    sd s11, 16(a3)
    li a4, 0
    li a6, SSE_WRITE_ATTRS
    ecall
    or s10, s10, a0
    mv a0, t1
    li a6, SSE_ENABLE
    ecall
    or s10, s10, a0
    ret

# Gives back the event a0.
disarm:
    mv a3, a0
    li a7, SBI_SSE
    li a6, SSE_DISABLE
    ecall
    or s10, s10, a0
    mv a0, a3
    li a6, SSE_UNREGISTER
    ecall
    or s10, s10, a0
    ret

# Waits for the event of the note at a0, and a while longer; then it must have come once, when its record, no longer valid,
# held an error of the class a1 at the address a2.
expect:
1:  ld t0, COUNT(a0)
    beqz t0, 1b
    li t0, 16
2:  addi t0, t0, -1
    bnez t0, 2b
    ld t0, COUNT(a0)
    addi t0, t0, -1
    or s10, s10, t0
    ld t0, FOUND_STATUS(a0)
    andi t0, t0, STATUS_CLASSES
    xor t0, t0, a1
    or s10, s10, t0
    ld t0, FOUND_ADDRESS(a0)
    xor t0, t0, a2
    or s10, s10, t0
    sd zero, COUNT(a0)
    ret

# Notes what the record holds: a7 is the event's note.
ras_handler:
    sd t0, SAVED(a7)
    sd t1, SAVED + 8(a7)
    ld t0, COUNT(a7)
    addi t0, t0, 1
    sd t0, COUNT(a7)
    ld t0, RECORD(a7)
    ld t1, STATUS(t0)
    sd t1, FOUND_STATUS(a7)
    ld t1, ADDR_INFO(t0)
    sd t1, FOUND_ADDRESS(a7)
    ld t0, SAVED(a7)
    ld t1, SAVED + 8(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

# Counts hardware errors, cause 19, and goes on behind the instruction that took the trap.
.balign 4
kernel_vector:
    addi sp, sp, -16
    sd t0, 0(sp)
    sd t1, 8(sp)
    csrr t0, scause
    addi t0, t0, -19
    bnez t0, 1f
    la t0, corrupted
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    csrr t1, stval
    sd t1, 8(t0)
1:  csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    ld t0, 0(sp)
    ld t1, 8(sp)
    addi sp, sp, 16
    sret

.balign 8
attributes:                   # PRIORITY, CONFIG, PREFERRED_HART
    .dword 1, 0, 0
corrupted:                    # how many, and where the last one was
    .zero 16
local_high:
    .zero NOTE_BYTES
global_high:
    .zero NOTE_BYTES
local_low:
    .zero NOTE_BYTES
global_low:
    .zero NOTE_BYTES
