# perf-top: a kernel that is profiled as `perf top -g` does. A counter of cycles overflows some 4,000 times in a second of
# 100 million instructions, and the event of its overflow (SSE) interrupts whatever runs. Its handler reads a word of the
# program's stack, to find its callers. The page of it comes and goes: the program asks the kernel to take it away, and the
# kernel gives it back at the next page fault. Where it is away, the handler traps, and the kernel's exception table helps
# it on. It puts back what the trap wrote but sstatus and hstatus, which it forgets.

.equ USER_STACK, 0x402000
.equ USER_STACK_END, 0x403000
.equ PERIOD, 25161
.equ ROUNDS, 3000

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    start_kernel
    call sse_arm              # for a sweep, until the counter starts
sweep_begin:
    call perf_open
    bnez a0, 1f
    make_frame
    j return_to_user
1:  la a0, no_event
    call print
    li a0, 1
    j finish

# Registers the event and starts the counter. a0 = 0 when all went well.
perf_open:
    li a0, SSE_PMU_OVERFLOW
    la a1, perf_sample
    la a2, perf_stack_end
    li a7, SBI_SSE
    li a6, SSE_REGISTER
    ecall
    bnez a0, 1f
    li a0, SSE_PMU_OVERFLOW
    li a6, SSE_ENABLE
    ecall
    bnez a0, 1f
    li a0, 3                  # counters 3 to 18, which can overflow
    li a1, 0xffff
    li a2, PMU_CLEAR_VALUE
    li a3, PMU_CPU_CYCLES
    li a4, 0
    li a7, SBI_PMU
    li a6, PMU_CONFIG_MATCHING
    ecall
    bnez a0, 1f
    la t0, perf_counter
    sd a1, 0(t0)
    mv a0, a1
    li a1, 1
    li a2, PMU_SET_INIT_VALUE
    li a3, -PERIOD
    li a6, PMU_START
sweep_end:
    ecall
1:  ret

.balign 4
handle_exception:
    enter_kernel
read_sstatus:
    read_trap
    li t0, CAUSE_ECALL_FROM_U
    beq s4, t0, ecall_from_user
    andi t0, s1, SSTATUS_SPP
    bnez t0, fault_in_kernel
    li t0, CAUSE_STORE_PAGE_FAULT
    bne s4, t0, oops_fault
    li t0, USER_STACK
    li t1, USER_STACK_END
    bltu s3, t0, oops_fault
    bgeu s3, t1, oops_fault
    la t0, user_stack
    map user_leaves, 2, PTE_USER
    sfence.vma
    j return_to_user

# Call 0 takes the page of the program's stack away, call 1 ends the program.
ecall_from_user:
    andi t0, s1, SSTATUS_SPP
    bnez t0, oops_ecall       # as do_trap_ecall_u of Linux
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    bnez a7, finished
    la t0, user_leaves
    sd zero, 16(t0)
    sfence.vma
return_to_user:
    prepare_user
back_to_user:                 # sstatus is the program's: S1
    resume_frame
    sret
back_in_user:

# The exception table has one line; and the handler of a sweep may use this vector for its ebreak.
fault_in_kernel:
    addi t1, s2, 4
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, 1f
    li t0, CAUSE_LOAD_PAGE_FAULT
    bne s4, t0, oops_fault
    la t0, perf_read
    bne s2, t0, oops_fault
    la t1, perf_read_failed
1:  sd t1, FRAME_SEPC(sp)
    ld a0, FRAME_SSTATUS(sp)
    ld a2, FRAME_SEPC(sp)
    csrw sstatus, a0
    csrw sepc, a2
    resume_frame
    sret

oops_ecall:
    la s5, environment_call
    j oops
oops_fault:
    la s5, page_fault
    li t0, CAUSE_FETCH_PAGE_FAULT
    beq s4, t0, oops
    la s5, unexpected_trap
oops:
    call perf_close
    mv a0, s5
    call print
    li a0, 1
    j finish

finished:
    call perf_close
    ld a0, 80(sp)             # the program's own sum: 1,275 in each round
    li t0, 1275 * ROUNDS
    addi sp, sp, FRAME_SIZE
    bne a0, t0, 1f
    la a0, passed
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

# Nobody is to profile what comes now.
perf_close:
    li a7, SBI_SSE
    li a6, SSE_HART_MASK
    ecall
    la t0, perf_counter
    ld a0, 0(t0)
    li a1, 1
    li a2, 0
    li a7, SBI_PMU
    li a6, PMU_STOP
    ecall
    ret

# The handler: a7 is the end of its stack.
.balign 4
perf_sample:
    addi a7, a7, -96
    sd sp, 0(a7)
    mv sp, a7
    sd t0, 8(sp)
    sd t1, 16(sp)
    sd a0, 24(sp)
    sd a1, 32(sp)
    sd a2, 40(sp)
    sd a3, 48(sp)
    csrr t0, sepc
    sd t0, 56(sp)
    csrr t0, scause
    sd t0, 64(sp)
    csrr t0, stval
    sd t0, 72(sp)
    csrrw t0, sscratch, zero
    sd t0, 80(sp)
    la t0, perf_counter
    ld a0, 0(t0)
    li a1, 1
    li a2, 0
    li a7, SBI_PMU
    li a6, PMU_STOP
    ecall
    la t0, perf_samples
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    ld t1, 56(sp)
    sd t1, 8(t0)
    li t0, SSTATUS_SUM
    csrs sstatus, t0
    li t1, USER_STACK_END - 16
perf_read:
    ld t1, 0(t1)
perf_read_failed:
    csrc sstatus, t0
    la t0, perf_counter
    ld a0, 0(t0)
    li a1, 1
    li a2, PMU_SET_INIT_VALUE
    li a3, -PERIOD
    li a6, PMU_START
    ecall
    ld t0, 80(sp)
    csrw sscratch, t0
    ld t0, 72(sp)
    csrw stval, t0
    ld t0, 64(sp)
    csrw scause, t0
    ld t0, 56(sp)
    csrw sepc, t0
    ld a3, 48(sp)
    ld a2, 40(sp)
    ld a1, 32(sp)
    ld a0, 24(sp)
    ld t1, 16(sp)
    ld t0, 8(sp)
    ld sp, 0(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

passed:
    .asciz "PASS perf-top\n"
no_event:
    .asciz "perf-top: no event when a counter overflows; -cpu rv64,sscofpmf=true has it\n"
environment_call:
    .asciz "Oops - environment call from U-mode\n"
page_fault:
    .asciz "Oops - instruction page fault\n"
unexpected_trap:
    .asciz "Oops - unexpected trap\n"
    .balign 16, 0

task:
    .zero 16
perf_counter:
    .zero 8
perf_samples:
    .zero 8
perf_sampled:                 # the pc of the last one
    .zero 8
    .zero 1024
perf_stack_end:

# The program. It is entered at USER_CODE, and everything in it is relative to the pc. Its sum goes through its stack.
.balign 4096
user_code:
    li sp, USER_STACK_END
    li s0, 0
    li s1, ROUNDS
1:  addi sp, sp, -16
    sd s0, 0(sp)
    li t0, 50
    li s0, 0
2:  add s0, s0, t0
    addi t0, t0, -1
    bnez t0, 2b
    ld t0, 0(sp)
    add s0, s0, t0
    addi sp, sp, 16
    li a7, 0
    ecall
    addi s1, s1, -1
    bnez s1, 1b
    mv a0, s0
    li a7, 1
    ecall
.balign 4096
user_stack:
    .zero 4096
    tables
