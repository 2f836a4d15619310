# The traps of a kernel that is entered and left in the order of Linux, as macros. sscratch is the task while U-mode runs, and
# 0 while the kernel does.

# The trap frame: x1 to x31 in their own places, then these.
.equ FRAME_TP, 32
.equ FRAME_SEPC, 256
.equ FRAME_SSTATUS, 264
.equ FRAME_STVAL, 272
.equ FRAME_SCAUSE, 280
.equ FRAME_SIZE, 288
# The task that tp points to while the kernel runs.
.equ TASK_KERNEL_SP, 0
.equ TASK_USER_SP, 8

.equ CAUSE_BREAKPOINT, 3
.equ CAUSE_ECALL_FROM_U, 8
.equ CAUSE_FETCH_PAGE_FAULT, 12
.equ CAUSE_LOAD_PAGE_FAULT, 13
.equ CAUSE_STORE_PAGE_FAULT, 15

# Entry: swap tp, find the kernel's stack, keep the registers,
.macro enter_kernel
    csrrw tp, sscratch, tp
    bnez tp, 1f
    csrr tp, sscratch
    addi sp, sp, -FRAME_SIZE
    sd x5, 40(sp)
    addi x5, sp, FRAME_SIZE
    j 2f
1:  sd sp, TASK_USER_SP(tp)
    ld sp, TASK_KERNEL_SP(tp)
    addi sp, sp, -FRAME_SIZE
    sd x5, 40(sp)
    ld x5, TASK_USER_SP(tp)
2:  sd x5, 16(sp)
    registers sd, sp
    sd x10, 80(sp)
    sd x16, 128(sp)
    sd x17, 136(sp)
.endm

# then sstatus, sepc, stval, scause (s1 to s4) and sscratch.
.macro read_trap
    csrr s1, sstatus
    csrr s2, sepc
    csrr s3, stval
    csrr s4, scause
    csrr s5, sscratch
    sd s1, FRAME_SSTATUS(sp)
    sd s2, FRAME_SEPC(sp)
    sd s3, FRAME_STVAL(sp)
    sd s4, FRAME_SCAUSE(sp)
    sd s5, FRAME_TP(sp)
    csrw sscratch, zero
.endm

# The way back to U-mode, up to the registers.
.macro prepare_user
    la tp, task
    addi t0, sp, FRAME_SIZE
    sd t0, TASK_KERNEL_SP(tp)
    csrw sscratch, tp
    ld a0, FRAME_SSTATUS(sp)
    ld a2, FRAME_SEPC(sp)
    csrw sstatus, a0
    csrw sepc, a2
    ld x4, FRAME_TP(sp)
.endm

# The registers of the frame come back; sret follows.
.macro resume_frame
    registers ld, sp
    ld x5, 40(sp)
    ld x10, 80(sp)
    ld x16, 128(sp)
    ld x17, 136(sp)
    ld x2, 16(sp)
.endm
