# shadow-stack: a kernel and its program, each with a shadow stack (Zicfiss), S-mode's on through FWFT and U-mode's through
# senvcfg. What the sweep is after: ssp between a push and its check, and while the kernel changes it for its own at entry and
# exit, as Linux does.

.equ SENVCFG_SSE, 1 << 3
.equ PTE_KERNEL_SHADOW, 0xc5  # D A - - - W - V: W without R is a shadow stack
.equ PTE_USER_SHADOW, 0xd5
.equ KERNEL_SHADOW_END, 0x402000
.equ USER_SHADOW_END, 0x403000

main:
    start_kernel
    la t0, kernel_shadow
    map user_leaves, 1, PTE_KERNEL_SHADOW
    la t0, user_shadow
    map user_leaves, 2, PTE_USER_SHADOW
    sfence.vma
    call sse_arm
    switch_on FWFT_SHADOW_STACK
    bnez a0, unexpected
    li t0, SENVCFG_SSE
    csrs senvcfg, t0
    li t0, KERNEL_SHADOW_END
    csrw ssp, t0
sweep_begin:
    call checked
    make_frame
    li s6, USER_SHADOW_END
    j return_to_user

# Returns where both stacks say.
checked:
    addi sp, sp, -16
    sd ra, 0(sp)
    sspush ra
    ld ra, 0(sp)
    addi sp, sp, 16
    sspopchk ra
    ret

.balign 4
handle_exception:
    enter_kernel
    read_trap
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, nested_trap
    li t0, CAUSE_ECALL_FROM_U
    bne s4, t0, unexpected
    li t0, KERNEL_SHADOW_END
    csrrw s6, ssp, t0         # s6 is the program's
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    call checked
    bnez a7, finished
return_to_user:
    csrw ssp, s6
    prepare_user
    resume_frame
    sret

nested_trap:
    return_to_handler

unexpected:
    li a0, 1
    j finish

finished:
    ld a0, 80(sp)
    addi a0, a0, -42
    end_with passed

passed:
    .asciz "PASS shadow-stack\n"
    .balign 16, 0
task:
    .zero 16

.balign 4096
user_code:
    li a0, 41
    jal ra, 1f
    li a7, 1
    ecall
1:  sspush ra
    ssrdp t0                  # its top can be read but not written
    ld t1, 0(t0)
    bne t1, ra, 2f
    addi a0, a0, 1
2:  li a7, 0
    ecall
    sspopchk ra
    ret
.balign 4096
kernel_shadow:
    .zero 4096
user_shadow:
    .zero 4096
    tables
