# user-return: an S-mode kernel under U-mode code, entered and left in the order of a Linux kernel. What the sweep is
# after: the window between `csrw sstatus` and `sret` (S1), the first instructions of a trap entry (S2), and kernel code
# with SIE = 1 and SPP = 1 (S3). The first visit to U-mode runs with SIE = 0, the later ones with SIE = 1.

.equ USER_DATA, 0x401000

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    la t0, user_data
    map user_leaves, 1, PTE_USER
    start_kernel
    call sse_arm
sweep_begin:
kernel_warning:
    ebreak                    # a trap from the kernel itself, taken with SIE = 0: the way to S3
    li t0, SSTATUS_SUM
    csrs sstatus, t0
    li a0, USER_DATA
    ld a1, 0(a0)
    csrc sstatus, t0
    make_frame
    sd a1, 80(sp)
    j return_to_user

.balign 4
handle_exception:
    enter_kernel
    read_trap
    li t0, CAUSE_ECALL_FROM_U
    beq s4, t0, ecall_from_user
    li t0, CAUSE_BREAKPOINT
    bne s4, t0, unexpected
    la t0, kernel_warning
    addi t1, s2, 4
    sd t1, FRAME_SEPC(sp)
    bne s2, t0, return_to_kernel      # the nested trap of an SSE handler that uses this vector
    csrsi sstatus, SSTATUS_SIE        # S-mode with SIE = 1, and SPP = 1 as the trap came from the kernel
    la t0, warnings
    ld t1, 0(t0)
    addi t1, t1, 1
    sd t1, 0(t0)
    csrci sstatus, SSTATUS_SIE

return_to_kernel:
    ld a0, FRAME_SSTATUS(sp)
    ld a2, FRAME_SEPC(sp)
    csrw sstatus, a0
    csrw sepc, a2
    j restore_registers

# Call 0 adds one to a0, call 1 ends the program. The frame gets SPIE: from now on U-mode runs with SIE = 1.
ecall_from_user:
    csrsi sstatus, SSTATUS_SIE
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    ori s1, s1, SSTATUS_SPIE
    sd s1, FRAME_SSTATUS(sp)
    bnez a7, finished
    addi a0, a0, 1
    sd a0, 80(sp)
    csrci sstatus, SSTATUS_SIE

return_to_user:
    prepare_user
restore_registers:
    resume_frame
    sret

unexpected:
    li a0, 1
    j finish

finished:
    csrci sstatus, SSTATUS_SIE
    addi sp, sp, FRAME_SIZE
sweep_end:
    addi a0, a0, -42          # 40 from the kernel's copy of user memory, and two calls
    bnez a0, 1f
    la a0, returned
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

returned:
    .asciz "PASS user-return\n"
    .balign 16, 0

.balign 8
task:
    .zero 16
warnings:
    .zero 8

# The program. It is entered at USER_CODE, and everything in it is relative to the pc.
.balign 4096
user_code:
    li a7, 0
    ecall
    li s2, USER_DATA
    sd a0, 8(s2)
    ld a0, 8(s2)
    ecall
    li a7, 1
    ecall
.balign 4096
user_data:
    .dword 40
    tables
