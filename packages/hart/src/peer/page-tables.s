# Svnapot, Svpbmt and Svadu in every stage: leaf entries with every value of N, PBMT and some of PPN[3:0], with and without
# A and D, under six of the sixteen settings of menvcfg and henvcfg, and what becomes of the entries. (With steps of 1 for
# both s1 and s3, all of them, it agrees too, but takes a minute.)
.equ ROOT, 0x80020000
.equ MIDDLE, 0x80021000
.equ LEAVES, 0x80022000
.equ GUEST_ROOT, 0x80024000
.equ GUEST_MIDDLE, 0x80028000
.equ GUEST_LEAVES, 0x80029000
.equ DATA, 0x80030000
.equ VIRTUAL, 0x40000000
.equ PBMTE, 1 << 62
.equ ADUE, 1 << 61

# Writes entry s1 with the bits of s0 to entry s2 of a table of leaves.
.macro write_leaf table
  li t0, \table
  slli t1, s2, 3
  add t0, t0, t1
  sd s0, 0(t0)
.endm
.macro log_leaf table
  li t0, \table
  slli t1, s2, 3
  add t0, t0, t1
  ld t1, 0(t0)
  log t1
.endm
# Loads and stores the page of entry s2.
.macro touch
  li s5, VIRTUAL
  slli t0, s2, 12
  add s5, s5, t0
  li t0, 0
  ld t0, 8(s5)
  log t0
  sd t0, 16(s5)
.endm

  begin
# Each page of the data region holds its own address.
  li t0, DATA
  li t1, 16
  li t2, 0x1000
1: sd t0, 8(t0)
  add t0, t0, t2
  addi t1, t1, -1
  bnez t1, 1b

# Through satp or vsatp: RAM where it is, and the leaves at VIRTUAL.
  write_pte ROOT, 2, 0x80000000, 0xcf
  write_pte ROOT, 1, MIDDLE, 0x01
  write_pte MIDDLE, 0, LEAVES, 0x01
  write_pte GUEST_ROOT, 2, 0x80000000, 0xdf
  write_pte GUEST_ROOT, 1, GUEST_MIDDLE, 0x01
  write_pte GUEST_MIDDLE, 0, GUEST_LEAVES, 0x01

# ---- One stage, then as the first of two, then as the G-stage with vsatp Bare.
  li s4, 0
next_stage:
  li s3, 0
next_setting:
  # s3: menvcfg.PBMTE and ADUE, henvcfg.PBMTE and ADUE
  write menvcfg, PBMTE | ADUE
  slli t0, s3, 61
  csrw henvcfg, t0
  srli t0, s3, 2
  slli t0, t0, 61
  csrw menvcfg, t0
  log_csr menvcfg
  log_csr henvcfg
  keep
  li s2, 11
  call all_leaves
  fold
  addi s3, s3, 3
  li t0, 16
  bltu s3, t0, next_setting
  addi s4, s4, 1
  li t0, 3
  bltu s4, t0, next_stage
  j pointers

all_leaves:
  li s1, 0
next_leaf:
  # s1: 4 bits of PPN, N, 2 of PBMT, 2 of A and D
  andi t0, s1, 15
  li s0, (DATA >> 12) << 10
  slli t0, t0, 10
  or s0, s0, t0
  srli t0, s1, 4
  andi t1, t0, 1
  slli t1, t1, 63
  or s0, s0, t1
  srli t1, t0, 1
  andi t1, t1, 3
  slli t1, t1, 61
  or s0, s0, t1
  srli t1, t0, 3
  slli t1, t1, 6
  or s0, s0, t1
  ori s0, s0, 0x7
  li t0, 1
  beq s4, zero, one_stage
  beq s4, t0, first_of_two

# As the G-stage, where every page is a user's.
  ori s0, s0, 0x10
  write_leaf GUEST_LEAVES
  csrw vsatp, zero
  li t0, 8 << 60 | GUEST_ROOT >> 12
  csrw hgatp, t0
  hfence.gvma
  to_VS
  touch
  to_M
  log_leaf GUEST_LEAVES
  j 1f
one_stage:
  write_leaf LEAVES
  li t0, 8 << 60 | ROOT >> 12
  csrw satp, t0
  sfence.vma
  to_S
  touch
  to_M
  csrw satp, zero
  log_leaf LEAVES
  j 1f
first_of_two:
  write_leaf LEAVES
  li t0, 8 << 60 | ROOT >> 12
  csrw vsatp, t0
  li t0, 8 << 60 | GUEST_ROOT >> 12
  csrw hgatp, t0
  hfence.vvma
  hfence.gvma
  to_VS
  touch
  to_M
  log_leaf LEAVES
1: addi s1, s1, 4
  li t0, 512
  bltu s1, t0, next_leaf
  ret

# ---- Bits 54 to 63 of a pointer, and 54 to 60 of a leaf, each alone.
pointers:
  write menvcfg, PBMTE | ADUE
  write henvcfg, PBMTE | ADUE
  li t0, 8 << 60 | ROOT >> 12
  csrw satp, t0
  write_pte LEAVES, 3, DATA, 0xcf
  li s2, 3
  li s0, 1 << 54
1: li t0, MIDDLE
  li t1, (LEAVES >> 12) << 10 | 1
  or t1, t1, s0
  sd t1, 0(t0)
  sfence.vma
  to_S
  touch
  to_M
  slli s0, s0, 1
  bnez s0, 1b
  write_pte MIDDLE, 0, LEAVES, 0x01
  li s0, 1 << 54
1: li t0, LEAVES
  li t1, (DATA >> 12) << 10 | 0xcf
  or t1, t1, s0
  sd t1, 24(t0)
  sfence.vma
  to_S
  touch
  to_M
  slli s0, s0, 1
  bnez s0, 1b
  csrw satp, zero
  finish
