# world-switch: an HS-mode kernel with Sv39 on that runs a guest (VS-mode kernel, VU-mode program) behind two-stage
# translation, and swaps hstatus, sstatus, stvec, sepc and sscratch around it in the order of Linux's KVM. The guest runs
# twice: first with stvec pointing at the world switch's own return path, as KVM does it, then with stvec left at the
# kernel's one trap vector, as other hypervisors do it.
#
#   guest physical    guest virtual
#   0x80200000        the same         six pages of this image, from guest_root on
#   0x80401000        the same         not mapped until the guest loads from it (load guest-page fault)
#   0x10000000        0x50000000       never mapped: a device that the kernel emulates (store guest-page fault)

.equ GUEST_BASE, 0x80200000
.equ GUEST_LATE_PAGE, 0x80401000
.equ GUEST_DEVICE, 0x10000000
.equ GUEST_DEVICE_VIRTUAL, 0x50000000
.equ GUEST_RAM, PTE_USER                  # the G-stage wants U in every leaf

.equ HSTATUS_SPV, 1 << 7
.equ HSTATUS_SPVP, 1 << 8
.equ HSTATUS_VTW, 1 << 21

.equ CAUSE_ECALL_FROM_U, 8
.equ CAUSE_ECALL_FROM_VS, 10
.equ CAUSE_LOAD_GUEST_PAGE_FAULT, 21
.equ CAUSE_STORE_GUEST_PAGE_FAULT, 23

# A virtual CPU: the guest's x1 to x31 in their own places, then its other state, the host's, and why it came back.
.equ GUEST_A0, 80
.equ GUEST_SEPC, 256
.equ GUEST_SSTATUS, 264
.equ GUEST_HSTATUS, 272
.equ GUEST_STVEC, 280                     # stvec while the guest runs
.equ HOST_SSTATUS, 288
.equ HOST_HSTATUS, 296
.equ HOST_STVEC, 304
.equ HOST_SSCRATCH, 312
.equ HOST_REGISTERS, 320                  # ra, sp, gp, tp, s0 to s11
.equ EXIT_SCAUSE, 448
.equ EXIT_STVAL, 456
.equ EXIT_HTVAL, 464
.equ EXIT_HTINST, 472
.equ VCPU_SIZE, 480

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    sd s0, 8(sp)
    call build_tables
    la t0, host_vector
    csrw stvec, t0
    csrw sscratch, zero                   # sscratch: the virtual CPU while its guest runs, 0 otherwise
    call sse_arm
sweep_begin:
    la a0, guest_return
    call run_to_the_end
    bnez a0, 1f
    la a0, host_vector
    call run_to_the_end
sweep_end:
    bnez a0, 1f
    la a0, passed
    call print
    li a0, 0
1:  ld ra, 0(sp)
    ld s0, 8(sp)
    addi sp, sp, 16
    ret

# Runs the guest from its first instruction to its last, with stvec = a0 meanwhile. Returns 0 in a0 when all it did was
# what it should do.
run_to_the_end:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv t1, a0
    la a0, vcpu
    sd t1, GUEST_STVEC(a0)
    li t0, GUEST_BASE + 0x1000
    sd t0, GUEST_SEPC(a0)
    li t0, SSTATUS_SPP | SSTATUS_SPIE
    sd t0, GUEST_SSTATUS(a0)
    li t0, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_VTW
    csrr t1, hstatus
    or t0, t0, t1
    sd t0, GUEST_HSTATUS(a0)

    call run                              # until the load from the page that is not there yet
    ld t0, EXIT_SCAUSE(a0)
    addi t0, t0, -CAUSE_LOAD_GUEST_PAGE_FAULT
    bnez t0, unexpected
    ld t0, EXIT_HTVAL(a0)
    li t1, GUEST_LATE_PAGE >> 2
    bne t0, t1, unexpected
    la t0, late_page
    map late_leaves, 1, GUEST_RAM
    hfence.gvma

    call run                              # until the store to the device
    ld t0, EXIT_SCAUSE(a0)
    addi t0, t0, -CAUSE_STORE_GUEST_PAGE_FAULT
    bnez t0, unexpected
    ld t0, EXIT_HTVAL(a0)
    li t1, GUEST_DEVICE >> 2
    bne t0, t1, unexpected
    call emulate_store
    li t0, 42                             # 40 from the late page, 1 from VS-mode, 1 from VU-mode
    bne a1, t0, unexpected

    call run                              # until the guest says that it is done
    ld t0, EXIT_SCAUSE(a0)
    addi t0, t0, -CAUSE_ECALL_FROM_VS
    bnez t0, unexpected
    ld a0, GUEST_A0(a0)
    addi a0, a0, -42
    li t0, 0
    map late_leaves, 1, 0                 # as it was, for the next run
    hfence.gvma
    j 1f
unexpected:
    li a0, 1
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

# One stay in the guest. Interrupts are off, hstatus is the guest's from here until the registers say why it came back.
run:
    addi sp, sp, -16
    sd ra, 0(sp)
    ld t0, GUEST_HSTATUS(a0)
    csrrw t0, hstatus, t0
    sd t0, HOST_HSTATUS(a0)
    call switch_to_guest
    ld t0, HOST_HSTATUS(a0)
    csrrw t0, hstatus, t0
    sd t0, GUEST_HSTATUS(a0)
    csrr t0, htval
    sd t0, EXIT_HTVAL(a0)
    csrr t0, htinst
    sd t0, EXIT_HTINST(a0)
    csrr t0, scause
    sd t0, EXIT_SCAUSE(a0)
    csrr t0, stval
    sd t0, EXIT_STVAL(a0)
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

.macro host_registers op
    \op ra, HOST_REGISTERS(a0)
    \op sp, HOST_REGISTERS + 8(a0)
    \op gp, HOST_REGISTERS + 16(a0)
    \op tp, HOST_REGISTERS + 24(a0)
    \op s0, HOST_REGISTERS + 32(a0)
    \op s1, HOST_REGISTERS + 40(a0)
    \op s2, HOST_REGISTERS + 48(a0)
    \op s3, HOST_REGISTERS + 56(a0)
    \op s4, HOST_REGISTERS + 64(a0)
    \op s5, HOST_REGISTERS + 72(a0)
    \op s6, HOST_REGISTERS + 80(a0)
    \op s7, HOST_REGISTERS + 88(a0)
    \op s8, HOST_REGISTERS + 96(a0)
    \op s9, HOST_REGISTERS + 104(a0)
    \op s10, HOST_REGISTERS + 112(a0)
    \op s11, HOST_REGISTERS + 120(a0)
.endm

switch_to_guest:
    host_registers sd
    ld t0, GUEST_SSTATUS(a0)
    ld t1, GUEST_STVEC(a0)
    ld t2, GUEST_SEPC(a0)
    csrrw t0, sstatus, t0
    csrrw t1, stvec, t1
    csrw sepc, t2
    csrrw t2, sscratch, a0
    sd t0, HOST_SSTATUS(a0)
    sd t1, HOST_STVEC(a0)
    sd t2, HOST_SSCRATCH(a0)
    registers ld, a0
    ld x2, 16(a0)
    ld x4, 32(a0)
    ld x5, 40(a0)
    ld x16, 128(a0)
    ld x17, 136(a0)
    ld x10, 80(a0)
    sret

# From the guest when stvec is the switch's own: nothing but the guest can trap here, so nothing is asked.
.balign 4
guest_return:
    csrrw a0, sscratch, a0
save_guest:
    registers sd, a0
    sd x2, 16(a0)
    sd x4, 32(a0)
    sd x5, 40(a0)
    sd x16, 128(a0)
    sd x17, 136(a0)
    csrr t0, sepc
    ld t1, HOST_STVEC(a0)
    ld t2, HOST_SSTATUS(a0)
    ld t3, HOST_SSCRATCH(a0)
    csrrw t3, sscratch, t3
    csrw stvec, t1
    csrrw t2, sstatus, t2
    sd t0, GUEST_SEPC(a0)
    sd t2, GUEST_SSTATUS(a0)
    sd t3, GUEST_A0(a0)
    host_registers ld
    ret

# The kernel's one trap vector: from the guest when sscratch is not 0, else from the kernel, where only the ebreak of a
# handler that borrows this vector is expected.
.balign 4
host_vector:
    csrrw a0, sscratch, a0
    bnez a0, save_guest
    csrrw a0, sscratch, a0
    addi sp, sp, -16
    sd t0, 0(sp)
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    ld t0, 0(sp)
    addi sp, sp, 16
    sret

# Finds out which register the guest stored, as KVM does: from htinst, or from the instruction itself, read with the
# guest's eyes, where hardware leaves htinst 0. Here both are done, and must agree. Returns its value in a1 and lets the
# guest go on behind the store. hstatus is the guest's around the hlvx.
emulate_store:
    ld t1, GUEST_HSTATUS(a0)
    ld t2, GUEST_SEPC(a0)
    csrrw t1, hstatus, t1
    hlvx.wu t3, (t2)
    csrw hstatus, t1
    ld t4, EXIT_HTINST(a0)
    li a1, 0
    beqz t4, 1f
    xor t4, t4, t3
    li t5, 0x01f0707c                     # rs2, funct3 and opcode but for bit 1, which says 4 bytes in htinst
    and t4, t4, t5
    bnez t4, 2f
1:  srli t3, t3, 17                       # rs2 is bits 24:20: eight times it is where the register was kept
    andi t3, t3, 0xf8
    add t3, t3, a0
    ld a1, 0(t3)
2:  addi t2, t2, 4
    sd t2, GUEST_SEPC(a0)
    ret

passed:
    .asciz "PASS world-switch\n"
    .balign 16, 0

.balign 8
vcpu:
    .zero VCPU_SIZE
