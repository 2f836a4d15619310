# A program under a kernel, as macros for the guests in which the two share something that an event must not disturb.

.equ USER_CODE, 0x400000

# Turns Sv39 on: the kernel where it is, the program's page at USER_CODE, and whatever the guest has in user_leaves itself.
# The kernel's trap vector is handle_exception.
.macro start_kernel
    li t0, 0x80000000
    map kernel_root, 2, PTE_KERNEL
    la t0, user_middle
    map kernel_root, 0, PTE_TABLE
    la t0, user_leaves
    map user_middle, 2, PTE_TABLE
    la t0, user_code
    map user_leaves, 0, PTE_USER
    la t0, kernel_root
    srli t0, t0, 12
    li t1, SATP_SV39
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    la t0, handle_exception
    csrw stvec, t0
    csrw sscratch, zero       # the task while U-mode runs, 0 while the kernel does
    la tp, task
.endm

# Makes the frame of a program that was trapped at its first instruction. return_to_user starts it.
.macro make_frame
    addi sp, sp, -FRAME_SIZE
    li t0, USER_CODE
    sd t0, FRAME_SEPC(sp)
    csrr t0, sstatus
    andi t0, t0, ~(SSTATUS_SPP | SSTATUS_SPIE)
    sd t0, FRAME_SSTATUS(sp)
.endm

# Goes on behind the ebreak of a handler that uses the kernel's vector; s2 is sepc.
.macro return_to_handler
    addi s2, s2, 4
    ld a0, FRAME_SSTATUS(sp)
    csrw sstatus, a0
    csrw sepc, s2
    resume_frame
    sret
.endm

# Asks for a feature of the firmware; a0 = 0 when it is on.
.macro switch_on feature
    li a7, SBI_FWFT
    li a6, FWFT_SET
    li a0, \feature
    li a1, 1
    li a2, 0
    ecall
.endm

# Ends the guest, the sweep before it: a0 = 0 when all went well.
.macro end_with text
sweep_end:
    bnez a0, 1f
    la a0, \text
    call print
    li a0, 0
1:  j finish
.endm

.macro tables
.balign 4096
kernel_root:
    .zero 4096
user_middle:
    .zero 4096
user_leaves:
    .zero 4096
.endm
