# poisoned-load: each of the four RAS events by the load of a line whose data is corrupted. The load takes a hardware error,
# which is signalled by the hart, that cannot use the data, and by the memory controller, that hands it on as corrupted.

.equ COMMAND, 56              # of the memory controller's bank
.equ POISON, 1
.equ SCRUB, 2
.equ RECORD_BYTES, 64
.equ ELSE, 1 << 0
.equ CES_LOW, 1 << 2
.equ UEDS_LOW, 1 << 4
.equ UEDS_HIGH, 2 << 4
.equ UECS_LOW, 1 << 6
.equ UECS_HIGH, 2 << 6

errors:
    addi sp, sp, -16
    sd ra, 0(sp)
    la s7, line
    li s6, ERROR_BANKS + COMMAND

    # As the firmware has set up the records.
    call load_corrupted
    la a0, local_high
    li a1, UEC
    addi a2, s7, 24
    call expect
    la a0, global_low
    li a1, UED
    addi a2, s7, 24
    call expect

    # The other way round.
    li t0, ELSE | CES_LOW | UEDS_LOW | UECS_LOW
    sw t0, CONTROL(s8)
    li t0, ELSE | CES_LOW | UEDS_HIGH | UECS_HIGH
    sw t0, CONTROL(s9)
    call load_corrupted
    la a0, local_low
    li a1, UEC
    addi a2, s7, 24
    call expect
    la a0, global_high
    li a1, UED
    addi a2, s7, 24
    call expect
    li t0, ELSE | CES_LOW | UEDS_LOW | UECS_HIGH
    sw t0, CONTROL(s8)
    sw t0, CONTROL(s9)

    # A line that is scrubbed before anybody needs it: the second record of the memory controller tells.
    la a0, global_low
    addi t0, s9, RECORD_BYTES
    sd t0, RECORD(a0)
    ori t1, s7, POISON
    sd t1, 0(s6)
    ori t1, s7, SCRUB
    sd t1, 0(s6)
    li a1, CE
    mv a2, s7
    call expect
    ld t1, 24(s7)
    or s10, s10, t1
    la t0, corrupted
    ld t1, 0(t0)
    addi t1, t1, -1
    or s10, s10, t1
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

# Poisons the line, and loads of its middle: the register keeps what it had, and the trap tells the address. Then the line is
# overwritten as a whole, and is good again.
load_corrupted:
    la t0, corrupted
    sd zero, 0(t0)
    ori t1, s7, POISON
    sd t1, 0(s6)
    li a0, -1
    ld a0, 24(s7)
    addi a0, a0, 1
    or s10, s10, a0
    ld t1, 0(t0)
    addi t1, t1, -1
    or s10, s10, t1
    ld t1, 8(t0)
    addi t1, t1, -24
    xor t1, t1, s7
    or s10, s10, t1
    cbo.zero (s7)
    ld a0, 24(s7)
    or s10, s10, a0
    ld t1, 0(t0)
    addi t1, t1, -1
    or s10, s10, t1
    ret

passed:
    .asciz "PASS poisoned-load\n"
    .balign 64, 0
line:
    .zero 64
