# The guest of world-switch: a VS-mode kernel and its VU-mode program. These six pages are its physical memory from
# GUEST_BASE on. Code in them is relative to the pc, as it does not run at the addresses it is linked at.

.balign 4096
guest_root:
    .zero 4096

guest_kernel:
    la t0, guest_vector
    csrw stvec, t0
    la t0, guest_data
    csrw sscratch, t0
    li t0, GUEST_LATE_PAGE
    ld a0, 0(t0)
    addi a0, a0, 1
    li t0, SSTATUS_SPP
    csrc sstatus, t0
    la t0, guest_program
    csrw sepc, t0
    sret

# Call 0 adds one to a0, any other is for the host.
.balign 4
guest_vector:
    csrrw sp, sscratch, sp
    sd t0, 0(sp)
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    bnez a7, 1f
    addi a0, a0, 1
    ld t0, 0(sp)
    csrrw sp, sscratch, sp
    sret
1:  ecall
.balign 4096
guest_program:
    li a7, 0
    ecall
    li t1, GUEST_DEVICE_VIRTUAL
    sd a0, 0(t1)
    li a7, 1
    ecall
.balign 4096
guest_middle:
    .zero 4096
guest_leaves:
    .zero 4096
guest_data:
    .zero 4096
