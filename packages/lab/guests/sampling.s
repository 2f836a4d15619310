# sampling: a kernel that samples its program exactly. A counter of instructions, which counts in U-mode alone, overflows
# with every `period`-th of them, and the handler of the event of its overflow (SSE) notes in `histogram` where the program
# would have gone on. Nothing is missed and nothing is late, so the histogram is the one that the program's trace says.

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    la t0, kernel_vector
    csrw stvec, t0
    csrw sscratch, zero       # sscratch: the kernel's sp while U-mode runs
    call sse_arm              # for a sweep, until the counter starts
sweep_begin:
    li a0, SSE_PMU_OVERFLOW
    la a1, sample
    la a2, sample_registers
    li a7, SBI_SSE
    li a6, SSE_REGISTER
    ecall
    bnez a0, no_event
    li a0, SSE_PMU_OVERFLOW
    li a6, SSE_ENABLE
    ecall
    bnez a0, no_event
    li a0, 3                  # counters 3 to 18, which can overflow
    li a1, 0xffff
    li a2, PMU_CLEAR_VALUE | PMU_SET_SINH
    li a3, PMU_INSTRUCTIONS
    li a4, 0
    li a7, SBI_PMU
    li a6, PMU_CONFIG_MATCHING
    ecall
    bnez a0, no_event
    la t0, counter
    sd a1, 0(t0)
    mv a0, a1
    li a1, 1
    li a2, PMU_SET_INIT_VALUE
    ld a3, 8(t0)
    neg a3, a3
    li a6, PMU_START
sweep_end:
    ecall
    bnez a0, no_event
    li t0, SSTATUS_SPP
    csrc sstatus, t0
    la t0, program
    csrw sepc, t0
    csrw sscratch, sp
    sret
no_event:
    la a0, no_event_line
    call print
    li a0, 1
    j finish

# Call 0 returns at once, call 1 ends the program. Whatever else it is, is for the handler of a sweep, and its ebreak.
.balign 4
kernel_vector:
    csrrw sp, sscratch, sp
    bnez sp, 1f
    csrr sp, sscratch
1:  addi sp, sp, -16
    sd t0, 0(sp)
    csrrw t0, sscratch, zero
    sd t0, 8(sp)              # sp of the trapped code
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    csrr t0, scause
    addi t0, t0, -8           # environment call from U-mode
    bnez t0, 2f
    bnez a7, program_ended
    addi t0, sp, 16
    csrw sscratch, t0
2:  ld t0, 0(sp)
    ld sp, 8(sp)
    sret

program_ended:
    addi sp, sp, 16
    la t0, counter
    ld a0, 0(t0)
    li a1, 1
    li a2, 0
    li a7, SBI_PMU
    li a6, PMU_STOP
    ecall
    la t0, histogram          # every sample is in it, and nothing else
    la t1, histogram_end
    li t2, 0
1:  lwu t3, 0(t0)
    add t2, t2, t3
    addi t0, t0, 4
    bltu t0, t1, 1b
    la t0, samples
    ld t0, 0(t0)
    sub a0, t2, t0
    bnez a0, 1f
    la a0, passed
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

# The handler: a7 is where it may keep registers. It needs no stack and takes no trap.
.balign 4
sample:
    sd t0, 0(a7)
    sd t1, 8(a7)
    sd a0, 16(a7)
    sd a1, 24(a7)
    sd a2, 32(a7)
    sd a3, 40(a7)
    la t0, counter
    ld a0, 0(t0)
    li a1, 1
    li a2, 0
    li a7, SBI_PMU
    li a6, PMU_STOP
    ecall
    csrr t0, scountovf        # the counter has overflowed
    la t1, counter
    ld t1, 0(t1)
    srl t0, t0, t1
    andi t0, t0, 1
    la t1, samples
    ld a0, 0(t1)
    add a0, a0, t0
    sd a0, 0(t1)
    csrr t0, sepc
    la t1, program
    sub t0, t0, t1
    la t1, histogram
    add t0, t0, t1
    lw t1, 0(t0)
    addi t1, t1, 1
    sw t1, 0(t0)
    la t0, counter
    ld a0, 0(t0)
    li a1, 1
    li a2, PMU_SET_INIT_VALUE
    ld a3, 8(t0)
    neg a3, a3
    li a6, PMU_START
    ecall
    la a6, sample_registers
    ld t0, 0(a6)
    ld t1, 8(a6)
    ld a0, 16(a6)
    ld a1, 24(a6)
    ld a2, 32(a6)
    ld a3, 40(a6)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

passed:
    .asciz "PASS sampling\n"
no_event_line:
    .asciz "sampling: no event when a counter overflows; -cpu rv64,sscofpmf=true has it\n"
    .balign 16, 0

# The program: loops, branches that depend on random numbers, calls of a function and of the kernel.
program:
    li s0, 12345
    la s1, rounds
    ld s1, 0(s1)
    li s2, 0
    li s3, 1103515245
1:  mul s0, s0, s3
    addi s0, s0, 1013
    srli t1, s0, 16
    andi t2, t1, 15
    beqz t2, 3f
2:  add s2, s2, t2
    addi t2, t2, -1
    bnez t2, 2b
3:  andi t2, t1, 64
    beqz t2, 4f
    jal ra, function
    j 5f
4:  xor s2, s2, t1
5:  andi t2, t1, 0x380
    bnez t2, 6f
    li a7, 0
    ecall
6:  addi s1, s1, -1
    bnez s1, 1b
    li a7, 1
    ecall
function:
    slli t3, s2, 7
    xor s2, s2, t3
    srli t3, s2, 9
    xor s2, s2, t3
    ret
program_end:

.balign 8
counter:                      # its number, and every how many instructions it overflows
    .zero 8
period:
    .dword 100
rounds:                       # of the program
    .dword 1000
samples:
    .zero 8
sample_registers:
    .zero 48
histogram:                    # of each instruction of the program, so many samples
    .zero 1024
histogram_end:
