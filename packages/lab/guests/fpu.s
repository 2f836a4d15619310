# fpu: a kernel that hands the f registers to its program. What the sweep is after: each state of FS, in both modes: Off while
# they are nobody's, Initial at the program's first use, Dirty after it, Clean once the kernel has saved them.

.equ FS_SHIFT, 13
.equ FS_INITIAL, 1
.equ FS_CLEAN, 2
.equ FS_DIRTY, 3

# Gives FS of the sstatus in t0 a value. Clobbers t1.
.macro with_FS state
    li t1, ~(FS_DIRTY << FS_SHIFT)
    and t0, t0, t1
    li t1, \state << FS_SHIFT
    or t0, t0, t1
.endm

main:
    start_kernel
    csrr t0, sstatus
    with_FS 0
    csrw sstatus, t0
    call sse_arm
sweep_begin:
    nop                       # Off
    csrr t0, sstatus
    with_FS FS_INITIAL
    csrw sstatus, t0
    make_frame
    j return_to_user

.balign 4
handle_exception:
    enter_kernel
    read_trap
    li t0, CAUSE_BREAKPOINT
    beq s4, t0, nested_trap
    li t0, CAUSE_ECALL_FROM_U
    bne s4, t0, unexpected
    srli t0, s1, FS_SHIFT
    andi t0, t0, FS_DIRTY
    li t1, FS_DIRTY
    bne t0, t1, unexpected    # the program has computed
    la t0, user_floats
    fsd f0, 0(t0)
    fsd f1, 8(t0)
    frcsr t1
    sd t1, 16(t0)
    mv t0, s1
    with_FS FS_CLEAN
    sd t0, FRAME_SSTATUS(sp)
    csrw sstatus, t0
    addi s2, s2, 4
    sd s2, FRAME_SEPC(sp)
    bnez a7, finished
return_to_user:
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
    .asciz "PASS fpu\n"
    .balign 16, 0
task:
    .zero 16
user_floats:                  # f0, f1, fcsr
    .zero 24

.balign 4096
user_code:
    li t0, 14
    fcvt.d.l f0, t0           # FS: from Initial to Dirty
    li t0, 3
    fcvt.d.l f1, t0
    li a7, 0
    ecall
    fcvt.l.d t0, f1           # Clean
    li t1, 3
    bne t0, t1, 1f
    fmul.d f0, f0, f1         # Dirty again
    fcvt.l.d a0, f0
1:  li a7, 1
    ecall
    tables
