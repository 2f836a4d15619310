# error-injection: each of the four RAS events by a record that is injected (reri "Control Register (`control_i`)").

.equ DELAY, 4                 # eid counts ticks
.equ STATUS_AIT_SPA, 1 << 12
.equ SOMEWHERE, 0x80abcde0

errors:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv a0, s8
    li a1, UEC
    la a3, local_high
    call inject
    mv a0, s8
    li a1, CE
    la a3, local_low
    call inject
    mv a0, s9
    li a1, UEC
    la a3, global_high
    call inject
    mv a0, s9
    li a1, CE
    la a3, global_low
    call inject
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

# Lets an error of class a1 appear in the record at a0, which is to be the event of the note at a3.
inject:
    li a2, SOMEWHERE
    sd a2, ADDR_INFO(a0)
    li t0, STATUS_AIT_SPA
    or t0, t0, a1
    sd t0, STATUS(a0)
    li t0, DELAY
    sw t0, CONTROL + 4(a0)
    mv a0, a3
    j expect

passed:
    .asciz "PASS error-injection\n"
    .balign 16, 0
