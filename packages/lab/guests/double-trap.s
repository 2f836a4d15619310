# double-trap: a kernel whose double traps are detected (Ssdbltrp, on through FWFT) and told of by the event of double traps.
# What the sweep is after: the windows in which SDT is 1, at the entry of each trap until the kernel has its registers in
# memory, and before each sret. Injection sets SDT as well: a handler that takes a trap without clearing it has a double trap.

.equ SDT, 1 << 24

main:
    start_kernel
    call sse_arm
    li a0, SSE_DOUBLE_TRAP
    la a1, double_trapped
    la a2, double_trap_stack_end
    li a6, SSE_REGISTER
    ecall
    bnez a0, unexpected
    li a0, SSE_DOUBLE_TRAP
    li a6, SSE_ENABLE
    ecall
    bnez a0, unexpected
sweep_begin:
    switch_on FWFT_DOUBLE_TRAP
    bnez a0, unexpected
    ebreak                    # a trap from the kernel itself
    csrsi sstatus, SSTATUS_SIE
    nop
    csrci sstatus, SSTATUS_SIE
    make_frame
    j return_to_user

.balign 4
handle_exception:             # SDT = 1
    enter_kernel
    read_trap
    li t0, SDT
    csrc sstatus, t0
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, nested_trap
    li t0, CAUSE_ECALL_FROM_U
    bne s4, t0, unexpected
    csrsi sstatus, SSTATUS_SIE
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    bnez a7, finished
    csrci sstatus, SSTATUS_SIE
return_to_user:               # the frame's sstatus has SDT = 1 but for the first time
    li t0, SDT
    csrs sstatus, t0
    prepare_user
    resume_frame
    sret

nested_trap:
    return_to_handler

finished:
    csrci sstatus, SSTATUS_SIE
    li t0, SDT
    csrs sstatus, t0
    csrc sstatus, t0
sweep_end:
    li t0, SDT                # the event works: a double trap, once, on purpose
    csrs sstatus, t0
on_purpose:
    ebreak
    li t0, SDT
    csrc sstatus, t0
    la a0, passed
    call print
    li a0, 0
    j finish

unexpected:
    li a0, 1
    j finish

# a7 is the end of its stack.
double_trapped:
    sd t0, -8(a7)
    sd t1, -16(a7)
    csrr t0, sepc
    la t1, on_purpose
    bne t0, t1, unexpected
    addi t0, t0, 4
    csrw sepc, t0
    ld t0, -8(a7)
    ld t1, -16(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall

passed:
    .asciz "PASS double-trap\n"
    .balign 16, 0
task:
    .zero 16
    .zero 32
double_trap_stack_end:

.balign 4096
user_code:
    li a7, 0
    ecall
    li a7, 1
    ecall
    tables
