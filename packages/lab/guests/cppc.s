# cppc: every hart looks at the registers of its performance, asks for one that is its own, and sees what it gets.

.equ SBI_CPPC, 0x43505043
.equ CPPC_PROBE, 0
.equ CPPC_READ, 1
.equ CPPC_READ_HI, 2
.equ CPPC_WRITE, 3
.equ CPPC_HIGHEST, 0x0
.equ CPPC_LOWEST, 0x3
.equ CPPC_DESIRED, 0x5
.equ CPPC_TIME_WINDOW, 0x9
.equ CPPC_REFERENCE_COUNTER, 0xb
.equ CPPC_DELIVERED_COUNTER, 0xc
.equ CPPC_ENABLE, 0xe
.equ CPPC_REFERENCE, 0x12
.equ CPPC_RESERVED, 0x15
.equ SPINS, 500

.macro cppc function, register
    li a0, \register
    li a7, SBI_CPPC
    li a6, \function
    ecall
.endm

# The call has answered this error.
.macro answered error
    addi a0, a0, -(\error)
    bnez a0, each_failed
.endm

# Reads a register into another.
.macro take register, into
    cppc CPPC_READ, \register
    bnez a0, each_failed
    mv \into, a1
.endm

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    call sse_arm
    call start_others
    li a0, 0
    call each_hart
    sd a0, 8(sp)
    call await_others
    ld t0, 8(sp)
    or a0, a0, t0
    bnez a0, 1f
    la a0, passed
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

each_hart:
    mv s1, a0
    bnez s1, ask              # the window is of hart 0
sweep_begin:
    cppc CPPC_PROBE, CPPC_HIGHEST
    answered 0
    addi a1, a1, -32
    bnez a1, each_failed
    cppc CPPC_PROBE, CPPC_DELIVERED_COUNTER
    answered 0
    addi a1, a1, -64
    bnez a1, each_failed
    cppc CPPC_PROBE, CPPC_TIME_WINDOW
    answered 0
    bnez a1, each_failed
    cppc CPPC_PROBE, CPPC_RESERVED
    answered SBI_ERR_INVALID_PARAM
    cppc CPPC_READ, CPPC_TIME_WINDOW
    answered SBI_ERR_NOT_SUPPORTED
    cppc CPPC_READ_HI, CPPC_DELIVERED_COUNTER
    answered 0
    bnez a1, each_failed
    li a1, 1
    cppc CPPC_WRITE, CPPC_HIGHEST
    answered SBI_ERR_DENIED
ask:
    take CPPC_LOWEST, s2      # this hart asks for so much more than the lowest as its ID says
    add s2, s2, s1
    mv a1, s2
    cppc CPPC_WRITE, CPPC_DESIRED
    answered 0
    li a1, 1
    cppc CPPC_WRITE, CPPC_ENABLE
    answered 0
    take CPPC_REFERENCE_COUNTER, s3
    take CPPC_DELIVERED_COUNTER, s4
    li t0, SPINS
1:  addi t0, t0, -1
    bnez t0, 1b
    take CPPC_REFERENCE_COUNTER, s5
    take CPPC_DELIVERED_COUNTER, s6
    take CPPC_REFERENCE, s7
    take CPPC_DESIRED, t0     # another hart's requests are not this one's
    bne t0, s2, each_failed
    sub s5, s5, s3            # the counter goes as much more slowly as the performance is less than the reference;
    mul s5, s5, s2
    sub s6, s6, s4
    mul s6, s6, s7            # it has no fractions, and was read a little later
    sub t0, s6, s5
    bgez t0, 2f
    neg t0, t0
2:  slli s7, s7, 1
    bgt t0, s7, each_failed
    beqz s6, each_failed
    li a0, 0
    bnez s1, 3f
sweep_end:
3:  ret
each_failed:
    li a0, 1
    ret

passed:
    .asciz "PASS cppc\n"
    .balign 16, 0
