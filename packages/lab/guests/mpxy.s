# mpxy: every hart has its own messages echoed, in memory of its own, and posts one, and hart 0 gets all that were posted as
# notifications. It says what it does over the lab channel: the phases of each hart, and the window of the sweep.

.equ SBI_MPXY, 0x4d505859
.equ MPXY_SET_SHMEM, 1
.equ MPXY_GET_CHANNEL_IDS, 2
.equ MPXY_READ_ATTRIBUTES, 3
.equ MPXY_WRITE_ATTRIBUTES, 4
.equ MPXY_SEND_WITH_RESPONSE, 5
.equ MPXY_SEND_WITHOUT_RESPONSE, 6
.equ MPXY_GET_NOTIFICATIONS, 7
.equ MSG_PROT_ID, 0
.equ EVENTS_STATE_CONTROL, 11
.equ ECHO_PROTOCOL, 0x80000001
.equ LAB_PROTOCOL, 0x80000002
.equ ECHO, 1
.equ ECHO_REVERSED, 2
.equ LAB_WINDOW_BEGINS, 1
.equ LAB_WINDOW_ENDS, 2
.equ LAB_PHASE, 3
.equ PAGE_SHIFT, 12
.equ MESSAGE, 64              # bytes

.macro mpxy function
    li a7, SBI_MPXY
    li a6, \function
    ecall
.endm

# Tells the lab: the name is four letters. s2 is the page of the hart, s4 the lab channel.
.macro tell message, name
    lw t0, \name
    sw t0, 0(s2)
    mv a0, s4
    li a1, \message
    li a2, 4
    mpxy MPXY_SEND_WITHOUT_RESPONSE
.endm

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    call sse_arm
    call start_others
    sd a0, 8(sp)
    li a0, 0
    call each_hart
    mv s5, a0
    call await_others
    add s5, s5, a0
    ld a0, 8(sp)
    call notifications
    add s5, s5, a0
    mv a0, s5
    bnez a0, 1f
    la a0, passed
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

# s1 becomes the hart's ID, s2 its page, s3 the channel that echoes and s4 the lab's.
each_hart:
    mv s6, ra
    mv s1, a0
    la s2, pages
    slli t0, a0, PAGE_SHIFT
    add s2, s2, t0
    mv a0, s2
    li a1, 0
    li a2, 0
    mpxy MPXY_SET_SHMEM
    bnez a0, each_failed
    li a0, 0
    mpxy MPXY_GET_CHANNEL_IDS
    bnez a0, each_failed
    lwu s7, 4(s2)             # RETURNED
    addi s8, s2, 8
    li t0, 2
    bne s7, t0, each_failed
    lwu s3, 0(s8)
    lwu s4, 4(s8)
    mv a0, s3
    li a1, ECHO_PROTOCOL
    call has_protocol
    bnez a0, each_failed
    mv a0, s4
    li a1, LAB_PROTOCOL
    call has_protocol
    bnez a0, each_failed
    tell LAB_PHASE, phase
    bnez a0, each_failed
    bnez s1, exchange         # the window is of hart 0
    tell LAB_WINDOW_BEGINS, window
sweep_begin:
    bnez a0, each_failed
exchange:
    mv t0, s2                 # a message of this hart's own
    addi t1, s2, MESSAGE
    addi t2, s1, 0x55
1:  sb t2, 0(t0)
    addi t2, t2, 7
    addi t0, t0, 1
    bne t0, t1, 1b
    mv a0, s3
    li a1, ECHO
    li a2, MESSAGE
    mpxy MPXY_SEND_WITH_RESPONSE
    bnez a0, each_failed
    addi a1, a1, -MESSAGE
    bnez a1, each_failed
    mv t0, s2
    addi t1, s2, MESSAGE
    addi t2, s1, 0x55
1:  lbu t3, 0(t0)
    andi t4, t2, 0xff
    bne t3, t4, each_failed
    addi t2, t2, 7
    addi t0, t0, 1
    bne t0, t1, 1b
    mv a0, s3
    li a1, ECHO_REVERSED
    li a2, MESSAGE
    mpxy MPXY_SEND_WITH_RESPONSE
    bnez a0, each_failed
    addi a1, a1, -MESSAGE
    bnez a1, each_failed
    addi t1, s2, MESSAGE
    addi t2, s1, 0x55
1:  addi t1, t1, -1
    lbu t3, 0(t1)
    andi t4, t2, 0xff
    bne t3, t4, each_failed
    addi t2, t2, 7
    bne t1, s2, 1b
    sw s1, 0(s2)              # and one that is posted
    mv a0, s3
    li a1, ECHO
    li a2, 4
    mpxy MPXY_SEND_WITHOUT_RESPONSE
    bnez a0, each_failed
    bnez s1, 1f
    tell LAB_WINDOW_ENDS, window
sweep_end:
    bnez a0, each_failed
1:  li a0, 0
    jr s6
each_failed:
    li a0, 1
    jr s6

# Answers 0 in a0 if the channel a0 is of protocol a1.
has_protocol:
    mv t0, a1
    li a1, MSG_PROT_ID
    li a2, 1
    mpxy MPXY_READ_ATTRIBUTES
    bnez a0, 1f
    lwu a0, 0(s2)
    sub a0, a0, t0
1:  ret

# Gets what all harts have posted, of which there are a0 besides hart 0: four bytes each, the hart's ID.
notifications:
    addi s1, a0, 1
    li t0, 1
    sw t0, 0(s2)
    mv a0, s3
    li a1, EVENTS_STATE_CONTROL
    li a2, 1
    mpxy MPXY_WRITE_ATTRIBUTES
    bnez a0, 3f
    mv a0, s3
    mpxy MPXY_GET_NOTIFICATIONS
    bnez a0, 3f
    slli t0, s1, 3            # three words each
    slli t1, s1, 2
    add t0, t0, t1
    bne a1, t0, 3f
    lwu t0, 0(s2)             # REMAINING
    bnez t0, 3f
    lwu t0, 4(s2)             # RETURNED
    bne t0, s1, 3f
    lwu t0, 8(s2)             # LOST
    bnez t0, 3f
    addi t0, s2, 16
    add t1, t0, a1
    li t2, 0                  # who has posted, a bit each
1:  lwu t3, 8(t0)
    li t4, 1
    sll t4, t4, t3
    or t2, t2, t4
    addi t0, t0, 12
    bne t0, t1, 1b
    li t4, 1
    sll t4, t4, s1
    addi t4, t4, -1
    bne t2, t4, 3f
    li a0, 0
    ret
3:  li a0, 1
    ret

phase:
    .ascii "echo"
window:
    .ascii "echo"
passed:
    .asciz "PASS mpxy\n"
    .balign 4096, 0
pages:
    .zero HARTS << PAGE_SHIFT
