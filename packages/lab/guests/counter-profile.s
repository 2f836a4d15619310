# counter-profile: a kernel and its program of which a counter counts the instructions, in U-mode alone or in S-mode too, and
# overflows at every `profile_period`-th of them. The run must end as if nothing had been counted, however short the period.
# Where S-mode is counted the handler is counted as well, from the call that restarts the counter on: a period of no more than
# those instructions is over before the handler has completed, so the event comes again before anything else has run.

.equ PMU_COUNTER, 3
.equ USER_STACK, 0x401000
.equ USER_STACK_END, 0x402000

# Calls this function for counter 3.
.macro counter function, flags
    li a0, PMU_COUNTER
    li a1, 1
    li a2, \flags
    li a7, SBI_PMU
    li a6, \function
    ecall
.endm

.macro start_counter
    ld a3, profile_period
    neg a3, a3
    counter PMU_START, PMU_SET_INIT_VALUE
.endm

main:
    start_kernel
    la t0, user_stack
    map user_leaves, 1, PTE_USER
    sfence.vma
    call sse_arm
    li a0, SSE_PMU_OVERFLOW
    la a1, profile_sample
    la a2, profile_stack_end
    li a6, SSE_REGISTER
    ecall
    bnez a0, no_event
    li a0, SSE_PMU_OVERFLOW
    li a6, SSE_ENABLE
    ecall
    bnez a0, no_event
    li a0, PMU_COUNTER
    li a1, 1
    ld a2, profile_filter
    ori a2, a2, PMU_CLEAR_VALUE
    li a3, PMU_INSTRUCTIONS
    li a4, 0
    li a7, SBI_PMU
    li a6, PMU_CONFIG_MATCHING
    ecall
    bnez a0, no_event
    start_counter
sweep_begin:
    make_frame
    j return_to_user

no_event:
    la a0, no_counter
    call print
unexpected:
    li a0, 1
    j finish

.balign 4
handle_exception:
    enter_kernel
    read_trap
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, nested_trap
    li t0, CAUSE_ECALL_FROM_U
    bne s4, t0, unexpected
    csrsi sstatus, SSTATUS_SIE
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    bnez a7, finished
    addi a0, a0, 1
    sd a0, 80(sp)
    csrci sstatus, SSTATUS_SIE
return_to_user:
    prepare_user
    resume_frame
    sret

nested_trap:
    return_to_handler

finished:
    csrci sstatus, SSTATUS_SIE
    ld a0, 80(sp)
    li t0, 1275 + 10
    sub a0, a0, t0
sweep_end:
    mv s0, a0
    counter PMU_STOP, 0
    bnez s0, unexpected
    la a0, passed
    call print
    li a0, 0
    j finish

# a7 is the end of its stack.
profile_sample:
    addi a7, a7, -48
    sd sp, 0(a7)
    mv sp, a7
    sd a0, 8(sp)
    sd a1, 16(sp)
    sd a2, 24(sp)
    sd a3, 32(sp)
    counter PMU_STOP, 0
    la a0, profile_samples
    ld a1, 0(a0)
    addi a1, a1, 1
    sd a1, 0(a0)
    start_counter
profile_restarted:
    ld a3, 32(sp)
    ld a2, 24(sp)
    ld a1, 16(sp)
    ld a0, 8(sp)
    ld sp, 0(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
profile_completes:
    ecall

passed:
    .asciz "PASS counter-profile\n"
no_counter:
    .asciz "counter-profile: no event when a counter overflows; -cpu rv64,sscofpmf=true has it\n"
    .balign 16, 0
task:
    .zero 16
profile_filter:
    .dword PMU_SET_SINH
profile_period:
    .dword 7
profile_own:                  # what the handler writes
profile_samples:
    .zero 8
    .zero 64
profile_stack_end:

# The program adds 1 to 50, through its stack, and has the kernel add 1 ten times.
.balign 4096
user_code:
    li sp, USER_STACK_END
    li a0, 0
    li a7, 0
    li t0, 50
1:  jal ra, 3f
    addi t0, t0, -1
    bnez t0, 1b
    li t0, 10
2:  ecall
    addi t0, t0, -1
    bnez t0, 2b
    li a7, 1
    ecall
3:  addi sp, sp, -16
    sd t0, 0(sp)
    ld t1, 0(sp)
    add a0, a0, t1
    addi sp, sp, 16
    ret
.balign 4096
user_stack:
    .zero 4096
    tables
