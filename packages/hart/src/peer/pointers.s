# Pointer masking: every setting of every PMM field, accesses with tags in all modes, Bare and Sv39, with MXR, MPRV and
# the hypervisor's loads and stores.
.equ ROOT, 0x80020000
.equ USER_ROOT, 0x80021000
.equ GUEST_ROOT, 0x80024000
.equ HIGH, 0x80022000
.equ USER_HIGH, 0x80023000
.equ DATA, 0x80030000
.equ MXR, 1 << 19

  begin
  li t1, DATA
  li t0, 0x1122334455667788
  sd t0, 0(t1)

# Sv39: all of RAM where it is, and the gigabyte of DATA at the highest addresses too.
  write_pte ROOT, 2, 0x80000000, 0xcf
  write_pte ROOT, 511, 0x80000000, 0xcf
  write_pte USER_ROOT, 2, 0x80000000, 0xdf
  write_pte USER_ROOT, 511, 0x80000000, 0xdf
  write_pte GUEST_ROOT, 2, 0x80000000, 0xdf

# The fields hold 0, 2 and 3.
.macro values name, low
  li s0, 0
1: slli t0, s0, \low
  csrw \name, t0
  csrr t1, \name
  srli t1, t1, \low
  andi t1, t1, 3
  log t1
  addi s0, s0, 1
  li t0, 4
  bltu s0, t0, 1b
  csrw \name, zero
.endm
  values mseccfg, 32
  values menvcfg, 32
  values senvcfg, 32
  values henvcfg, 32
  values hstatus, 48

.macro access address
  li s5, \address
  li t0, 0
  ld t0, 0(s5)
  log t0
  sd t0, 8(s5)
  lr.d t0, (s5)
  amoor.d t0, zero, (s5)
.endm
.macro accesses
  access DATA
  access DATA | 0x0001 << 48
  access DATA | 0x8000 << 48
  access DATA | 0x0080 << 48
  access DATA | 0xfe00 << 48
  access DATA | 0xabcd << 48
  access 0xffffffffc0030000
  access 0x01ffffffc0030000
  access 0x1234ffffc0030000
  access 0xfeffffffc0030000
.endm
.macro guest_access address
  li s5, \address
  li t0, 0
  hlv.d t0, (s5)
  log t0
  hsv.d t0, (s5)
  li t0, 0
  hlvx.wu t0, (s5)
  log t0
.endm
.macro guest_accesses
  guest_access DATA
  guest_access DATA | 0x0100 << 48
  guest_access DATA | 0xabcd << 48
  guest_access 0xff12ffffc0030000
.endm

# The setting of s0 in the one field that s1 names, in turn; s2 counts the MXR bits.
.macro everywhere
  accesses
  to_S
  accesses
  to_M
  to_U
  accesses
  to_M
  to_VS
  accesses
  to_M
  to_VU
  accesses
  to_M
  li t0, 8 << 60 | ROOT >> 12
  csrw satp, t0
  csrw vsatp, t0
  sfence.vma
  hfence.vvma
  to_S
  accesses
  to_M
  to_VS
  accesses
  to_M
  set_bits hstatus, 1 << 8
  guest_accesses
  to_S
  guest_accesses
  to_M
  set_bits mstatus, 1 << 17 | MPP_S
  access DATA | 0x0100 << 48
  access 0x1234ffffc0030000
  clear_bits mstatus, 1 << 17
  csrw satp, zero
  to_U
  guest_accesses
  to_M
  clear_bits hstatus, 1 << 8
  li t0, 8 << 60 | USER_ROOT >> 12
  csrw satp, t0
  csrw vsatp, t0
  sfence.vma
  hfence.vvma
  guest_accesses
  to_U
  accesses
  guest_accesses
  to_M
  to_VU
  accesses
  to_M
  csrw satp, zero
  to_S
  guest_accesses
  to_M
  csrw vsatp, zero
  sfence.vma
  hfence.vvma
  guest_accesses
.endm
.macro clear_all
  csrw mseccfg, zero
  csrw menvcfg, zero
  csrw senvcfg, zero
  csrw henvcfg, zero
  clear_bits hstatus, 3 << 48
.endm

  li t0, 8 << 60 | GUEST_ROOT >> 12
  csrw hgatp, t0
  hfence.gvma
  set_bits hstatus, 1 << 9
  li s2, 0
next_mxr:
  li s1, 0
next_field:
  li s0, 2
next_setting:
  clear_all
  slli t0, s0, 32
  li t1, 0
  bne s1, t1, 1f
  csrw mseccfg, t0
1: li t1, 1
  bne s1, t1, 1f
  csrw menvcfg, t0
1: li t1, 2
  bne s1, t1, 1f
  csrw senvcfg, t0
1: li t1, 3
  bne s1, t1, 1f
  csrw henvcfg, t0
1: li t1, 4
  bne s1, t1, 1f
  slli t0, t0, 16
  csrs hstatus, t0
1: call everywhere_once
  addi s0, s0, 1
  li t0, 4
  bltu s0, t0, next_setting
  addi s1, s1, 1
  li t0, 5
  bltu s1, t0, next_field
  addi s2, s2, 1
  clear_bits mstatus, MXR
  clear_bits vsstatus, MXR
  li t0, 1
  bne s2, t0, 1f
  set_bits vsstatus, MXR
  j next_mxr
1: li t0, 2
  bne s2, t0, 1f
  set_bits mstatus, MXR
  j next_mxr
1: j done

everywhere_once:
  mv s3, ra
  keep
  everywhere
  fold
  jr s3
done:
  clear_all
  finish
