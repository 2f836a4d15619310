# landing-pad: a kernel and its program with landing pads on (Zicfilp), S-mode's through FWFT and U-mode's through senvcfg.
# What the sweep is after: the boundaries between an indirect jump and its lpad, in both modes; and the kernel that handles a
# page fault at a landing pad of the program, which it returns to with one expected (SPELP).

.equ SENVCFG_LPE, 1 << 2
.equ USER_LATE, 0x401000

main:
    start_kernel
    call sse_arm
    switch_on FWFT_LANDING_PAD
    bnez a0, unexpected
    li t0, SENVCFG_LPE
    csrs senvcfg, t0
sweep_begin:
    la t3, 1f
    jr t3
.balign 4
1:  lpad 0
    li t2, 0x12345000         # a label, which the pad compares
    la t3, labelled
    jalr t3
    make_frame
    j return_to_user

.balign 4
labelled:
    lpad 0x12345
    ret

.balign 4
handle_exception:
    enter_kernel
    read_trap
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, nested_trap
    li t0, CAUSE_FETCH_PAGE_FAULT
    beq s4, t0, late_page
    li t0, CAUSE_ECALL_FROM_U
    beq s4, t0, finished
unexpected:
    li a0, 1
    j finish

late_page:                    # the program has jumped there, and its landing pad is still expected
    la t0, user_late
    map user_leaves, 1, PTE_USER
    sfence.vma
return_to_user:
    prepare_user
    resume_frame
    sret

nested_trap:
    return_to_handler

finished:
    ld a0, 80(sp)
    addi a0, a0, -42
    end_with passed

passed:
    .asciz "PASS landing-pad\n"
    .balign 16, 0
task:
    .zero 16

.balign 4096
user_code:
    li a0, 40
    la t3, 1f
    jr t3
.balign 4
1:  lpad 0
    addi a0, a0, 1
    li t3, USER_LATE
    jr t3
.balign 4096
user_late:
    lpad 0
    addi a0, a0, 1
    ecall
    tables
