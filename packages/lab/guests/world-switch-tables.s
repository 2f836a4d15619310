# The page tables of world-switch: the kernel's own, the guest's two stages, and the CSRs that switch them on. They are
# built at run time, as an assembler cannot shift an address into an entry.

build_tables:
    li t0, 0x80000000
    map host_root, 2, PTE_KERNEL
    la t0, host_root
    srli t0, t0, 12
    li t1, SATP_SV39
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    # G-stage, Sv39x4
    la t0, gstage_middle
    map gstage_root, 2, PTE_TABLE
    la t0, gstage_leaves
    map gstage_middle, 1, PTE_TABLE
    la t0, late_leaves
    map gstage_middle, 2, PTE_TABLE
    la t0, guest_root
    map gstage_leaves, 0, GUEST_RAM
    la t0, guest_kernel
    map gstage_leaves, 1, GUEST_RAM
    la t0, guest_program
    map gstage_leaves, 2, GUEST_RAM
    la t0, guest_middle
    map gstage_leaves, 3, GUEST_RAM
    la t0, guest_leaves
    map gstage_leaves, 4, GUEST_RAM
    la t0, guest_data
    map gstage_leaves, 5, GUEST_RAM
    la t0, gstage_root
    srli t0, t0, 12
    li t1, SATP_SV39
    or t0, t0, t1
    csrw hgatp, t0
    # VS-stage, Sv39, in guest physical addresses
    li t0, 0
    map guest_root, 1, PTE_USER           # the devices, 1 GiB at 0x40000000
    li t0, GUEST_BASE + 0x3000
    map guest_root, 2, PTE_TABLE
    li t0, GUEST_BASE + 0x4000
    map guest_middle, 1, PTE_TABLE
    li t0, 0x80400000
    map guest_middle, 2, PTE_KERNEL
    li t0, GUEST_BASE + 0x1000
    map guest_leaves, 1, PTE_KERNEL
    li t0, GUEST_BASE + 0x2000
    map guest_leaves, 2, PTE_USER
    li t0, GUEST_BASE + 0x5000
    map guest_leaves, 5, PTE_KERNEL
    li t0, GUEST_BASE >> 12
    li t1, SATP_SV39
    or t0, t0, t1
    csrw vsatp, t0
    hfence.gvma
    hfence.vvma
    li t0, 1 << CAUSE_ECALL_FROM_U
    csrw hedeleg, t0                      # VS-mode answers its program itself
    csrw hideleg, zero
    csrw vsstatus, zero
    ret

.balign 16384
gstage_root:
    .zero 16384
gstage_middle:
    .zero 4096
gstage_leaves:
    .zero 4096
late_leaves:
    .zero 4096
host_root:
    .zero 4096
late_page:
    .dword 40
