# Runs in M-mode from 0x80000000 on one hart, walks through every mode, and logs results of arithmetic, and for each trap
# the registers that trap entry wrote. s8 to s10 belong to the handlers.
.equ ROOT, 0x80020000
.equ PAGES, 0x80021000
.equ GUEST_ROOT, 0x80024000
.equ GUEST_PAGES, 0x80028000
.equ DATA, 0x80030000
.equ NOWHERE, 0x08000000

.equ SHOWN_STATUS, 0xc0000e19aa

.macro log_status name
  csrr s9, \name
  li s10, SHOWN_STATUS
  and s9, s9, s10
  log s9
.endm

# A transformed instruction may be zero where hardware likes, a pseudoinstruction may not: only the latter is logged.
.macro log_tinst name
  csrr s9, \name
  andi s10, s9, 1
  addi s10, s10, -1
  and s9, s9, s10
  log s9
.endm


.globl _start
_start:
  la t0, machine_trap
  csrw mtvec, t0
  la t0, supervisor_trap
  csrw stvec, t0
  la t0, guest_trap
  csrw vstvec, t0
  li s11, LOG
  csrw medeleg, zero
  csrw mideleg, zero
  csrw hedeleg, zero
  csrw mie, zero
  csrw satp, zero
  csrw vsatp, zero
  csrw hgatp, zero
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0

# ---- Arithmetic: for each operation one hash over all pairs of edge values.
.macro hash_all op
  li s0, 0
  la s1, edges
  la s2, edges_end
1: la s3, edges
2: ld a0, 0(s1)
  ld a1, 0(s3)
  \op a2, a0, a1
  slli t0, s0, 5
  add s0, s0, t0
  add s0, s0, a2
  addi s3, s3, 8
  bltu s3, s2, 2b
  addi s1, s1, 8
  bltu s1, s2, 1b
  log s0
.endm
  hash_all add
  hash_all sub
  hash_all sll
  hash_all slt
  hash_all sltu
  hash_all xor
  hash_all srl
  hash_all sra
  hash_all or
  hash_all and
  hash_all addw
  hash_all subw
  hash_all sllw
  hash_all srlw
  hash_all sraw
  hash_all mul
  hash_all mulh
  hash_all mulhsu
  hash_all mulhu
  hash_all div
  hash_all divu
  hash_all rem
  hash_all remu
  hash_all mulw
  hash_all divw
  hash_all divuw
  hash_all remw
  hash_all remuw

# ---- Atomics: the old value and the new one, over all pairs.
.macro atomic op, store
  li s0, 0
  li s4, DATA
  la s1, edges
  la s2, edges_end
1: la s3, edges
2: ld a0, 0(s1)
  ld a1, 0(s3)
  sd a0, 0(s4)
  \op a2, a1, (s4)
  ld a3, 0(s4)
  slli t0, s0, 5
  add s0, s0, t0
  add s0, s0, a2
  slli t0, s0, 5
  sub s0, t0, s0
  xor s0, s0, a3
  addi s3, s3, 8
  bltu s3, s2, 2b
  addi s1, s1, 8
  bltu s1, s2, 1b
  log s0
.endm
  atomic amoswap.w
  atomic amoadd.w
  atomic amoxor.w
  atomic amoand.w
  atomic amoor.w
  atomic amomin.w
  atomic amomax.w
  atomic amominu.w
  atomic amomaxu.w
  atomic amoswap.d
  atomic amoadd.d
  atomic amoxor.d
  atomic amoand.d
  atomic amoor.d
  atomic amomin.d
  atomic amomax.d
  atomic amominu.d
  atomic amomaxu.d
  lr.w a0, (s4)
  sc.w a1, s1, (s4)
  sc.w a2, s1, (s4)
  ld a3, 0(s4)
  log a0
  log a1
  log a2
  log a3

# ---- Loads and stores, misaligned ones too.
  li s4, DATA
  la s1, edges
  ld a0, 48(s1)
  sd a0, 3(s4)
  ld a1, 0(s4)
  ld a2, 8(s4)
  lw a3, 1(s4)
  lwu a4, 5(s4)
  lh a5, 7(s4)
  lhu a6, 9(s4)
  lb a7, 10(s4)
  log a1
  log a2
  log a3
  log a4
  log a5
  log a6
  log a7

# ---- Traps in M-mode.
.macro traps_of_one_mode
  ebreak
  .4byte 0xffffffff
  .4byte 0
  csrr t0, mhartid
  csrr t0, sscratch
  csrr t0, hstatus
  csrr t0, vsscratch
  csrw cycle, zero
  sfence.vma
  hfence.vvma
  hfence.gvma
  li t1, NOWHERE
  ld t0, 0(t1)
  sd t0, 8(t1)
  li t1, DATA + 0x1002
  hlv.w t0, (t1)
  hsv.b t0, (t1)
.endm
  traps_of_one_mode

# ---- The same in the others, nothing delegated.
  to_S
  traps_of_one_mode
  to_M
  to_U
  traps_of_one_mode
  sret
  wfi
  mret
  to_M
  to_VS
  traps_of_one_mode
  mret
  to_M
  to_VU
  traps_of_one_mode
  sret
  wfi
  mret
  to_M

# ---- Control bits.
  li t0, 7 << 20
  csrs mstatus, t0
  to_S
  sfence.vma
  csrr t0, satp
  sret
  wfi
  hfence.gvma
  hfence.vvma
  csrr t0, hgatp
  csrr t0, vsatp
  to_M
  to_VS
  csrr t0, satp
  wfi
  to_M
  li t0, 7 << 20
  csrc mstatus, t0
  csrs hstatus, t0
  to_VS
  sfence.vma
  csrr t0, satp
  sret
  wfi
  to_M
  csrc hstatus, t0
  li t0, 1 << 9
  csrs hstatus, t0
  to_U
  li t1, DATA
  hlv.d t0, (t1)
  hfence.vvma
  to_M
  li t0, 1 << 9
  csrc hstatus, t0
  csrwi mcounteren, 5
  csrwi hcounteren, 1
  csrwi scounteren, 0
  to_VS
  csrr t0, cycle
  csrr t0, instret
  csrr t0, time
  to_M
  to_VU
  csrr t0, cycle
  to_M
  to_U
  csrr t0, cycle
  csrr t0, time
  to_M
  csrwi mcounteren, 0

# ---- Sv39: code and log through one gigapage, pages with various permissions from 0x40000000.
  write_pte ROOT, 2, 0x80000000, 0xcf
  write_pte ROOT, 1, PAGES, 0x01
  write_pte PAGES, 0, PAGES + 0x1000, 0x01
  write_pte PAGES + 0x1000, 0, DATA, 0xcf
  write_pte PAGES + 0x1000, 1, DATA, 0xc3
  write_pte PAGES + 0x1000, 2, DATA, 0xc9
  write_pte PAGES + 0x1000, 3, DATA, 0xdf
  write_pte PAGES + 0x1000, 4, DATA, 0xce
  write_pte PAGES + 0x1000, 5, DATA, 0xc5
  write_pte PAGES + 0x1000, 6, DATA, 0xd1
  write_pte PAGES + 0x1000, 7, NOWHERE, 0xcf
  write_pte PAGES, 1, DATA, 0xcf
  write_pte PAGES, 2, NOWHERE, 0x01
.macro page_faults
  li s5, 0x40000000
  li s6, 0x1000
  li s7, 8
3: ld t0, 8(s5)
  sd t0, 16(s5)
  add s5, s5, s6
  addi s7, s7, -1
  bnez s7, 3b
  li s5, 0x40000ffd
  sd t0, 0(s5)
  li s5, 0x40200000
  ld t0, 0(s5)
  li s5, 0x40400008
  ld t0, 0(s5)
  sd t0, 0(s5)
  amoadd.d t0, t0, (s5)
  li s5, 0xc0000000
  lr.d t0, (s5)
  li s5, 1 << 39
  ld t0, 0(s5)
  li s5, 0x40001000
  la s6, 4f
  jr s5
4: li s5, 0x50000000
  la s6, 5f
  jr s5
5:
.endm
  li t0, 8 << 60 | ROOT >> 12
  csrw satp, t0
  to_S
  sfence.vma
  page_faults
  to_M
  li t0, 3 << 18
  csrs mstatus, t0
  to_S
  page_faults
  to_M
  li t0, 3 << 18
  csrc mstatus, t0

# ---- MPRV: M-mode code with S-mode's view of memory.
  li t0, 1 << 17 | MPP_S
  csrs mstatus, t0
  li t1, 0x40000000
  ld t2, 0(t1)
  li t1, 0x50000000
  ld t2, 0(t1)
  li t0, 1 << 17
  csrc mstatus, t0
  csrw satp, zero

# ---- Two stages: the same tables for the guest, a G-stage with one gigapage and holes.
  write_pte GUEST_ROOT, 2, 0x80000000, 0xdf
  write_pte GUEST_ROOT, 1, GUEST_PAGES, 0x01
  write_pte GUEST_PAGES, 0, DATA, 0xd7
  write_pte PAGES, 3, PAGES + 0x2000, 0x01
  write_pte PAGES + 0x2000, 0, 0x40600000, 0xcf
  write_pte PAGES + 0x2000, 1, 0x4000000000, 0xcf
  write_pte PAGES, 4, 0x40800000, 0x01
  li t0, 8 << 60 | ROOT >> 12
  csrw vsatp, t0
  li t0, 8 << 60 | GUEST_ROOT >> 12
  csrw hgatp, t0
  hfence.vvma
  hfence.gvma
.macro guest_faults
  page_faults
  li s5, 0x40600ff8
  ld t0, 0(s5)
  sd t0, 0(s5)
  amoadd.w t0, t0, (s5)
  li s5, 0x40601010
  lw t0, 4(s5)
  li s5, 0x40800018
  ld t0, 0(s5)
  sd t0, 0(s5)
  la s6, 6f
  jr s5
6: li s5, 0x40600000
  la s6, 7f
  jr s5
7:
.endm
  to_VS
  guest_faults
  to_M
  li t0, 3 << 18
  csrs vsstatus, t0
  to_VS
  page_faults
  to_M
  li t0, 3 << 18
  csrc vsstatus, t0

# ---- HLV and HSV as VS-mode and as VU-mode.
.macro guest_accesses
  li s5, 0x40000000
  hlv.d t0, (s5)
  hsv.d t0, (s5)
  hlvx.wu t0, (s5)
  li s5, 0x40001000
  hsv.w t0, (s5)
  hlvx.hu t0, (s5)
  li s5, 0x40002000
  hlv.bu t0, (s5)
  hlvx.wu t0, (s5)
  li s5, 0x40003000
  hlv.d t0, (s5)
  li s5, 0x40600000
  hlv.d t0, (s5)
  hsv.d t0, (s5)
  li s5, 0x40800000
  hlv.d t0, (s5)
  hlvx.wu t0, (s5)
.endm
  li t0, 1 << 8
  csrs hstatus, t0
  to_S
  guest_accesses
  to_M
  csrc hstatus, t0
  li t0, 1 << 8
  csrc hstatus, t0
  to_S
  guest_accesses
  to_M

# ---- Delegated to HS-mode.
  li t0, 0xf0b0ff
  csrw medeleg, t0
  li t0, 1 << 18 | 1 << 8
  csrs mstatus, t0
  to_S
  .4byte 0xffffffff
  guest_accesses
  ebreak
  to_M
  to_VS
  guest_faults
  ebreak
  csrr t0, hstatus
  .4byte 0xffffffff
  to_M
  csrw vsatp, zero
  to_VU
  ebreak
  sret
  to_M
  li t0, 8 << 60 | ROOT >> 12
  csrw vsatp, t0

# ---- Delegated to VS-mode.
  li t0, 0xb0ff
  csrw hedeleg, t0
  to_VS
  guest_faults
  ebreak
  csrr t0, hstatus
  .4byte 0xffffffff
  to_M
  csrw vsatp, zero
  to_VU
  ebreak
  sret
  .4byte 0xffffffff
  to_M

# ---- Software interrupts of each level.
  csrwi mideleg, 2
  csrwi hideleg, 4
  li t0, 0x6
  csrw mie, t0
  csrsi mip, 2
  to_S
  csrsi sstatus, 2
  nop
  csrci sstatus, 2
  to_M
  li t0, 4
  csrw hvip, t0
  to_VS
  csrsi sstatus, 2
  nop
  to_M
  csrw mideleg, zero
  csrsi mip, 2
  csrsi mstatus, 8
  nop
  csrci mstatus, 8

# ---- PMP: 4 KiB that S-mode may only read, below a region that it may use.
  csrw medeleg, zero
  csrw hedeleg, zero
  csrw hgatp, zero
  csrw vsatp, zero
  li t0, -1
  csrw pmpaddr1, t0
  li t0, (DATA >> 2) | 0x1ff
  csrw pmpaddr0, t0
  li t0, 0x1f19
  csrw pmpcfg0, t0
  sfence.vma
  to_S
  li t1, DATA
  ld t0, 0(t1)
  sd t0, 0(t1)
  sd t0, 0xff(t1)
  amoadd.d t0, t0, (t1)
  la s6, 8f
  jr t1
8: to_M
  ld t0, 0(t1)
  sd t0, 0(t1)

  print_log

# Goes on behind the instruction that trapped, or, where that could not be fetched, at s6. An ecall goes on in M-mode.
.balign 4
machine_trap:
  log_csr mcause
  log_csr mtval
  log_csr mepc
  log_status mstatus
  log_csr mtval2
  log_tinst mtinst
  csrr s9, mcause
  bltz s9, machine_interrupt
  csrr s10, mepc
  addi s10, s10, 4
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  beq s9, s8, 1f
  li s8, 20
  bne s9, s8, 2f
1: mv s10, s6
2: csrw mepc, s10
  addi s9, s9, -8
  li s10, 4
  bgeu s9, s10, 3f
  li s10, MPP_M
  csrs mstatus, s10
3: mret
machine_interrupt:
  csrci mip, 2
  mret

.balign 4
supervisor_trap:
  log_csr scause
  log_csr stval
  log_csr sepc
  log_status sstatus
  csrr s9, hstatus
  andi s9, s9, 0x1c0
  log s9
  log_csr htval
  log_tinst htinst
  csrr s9, scause
  bltz s9, 4f
  csrr s10, sepc
  addi s10, s10, 4
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  beq s9, s8, 1f
  li s8, 20
  bne s9, s8, 2f
1: mv s10, s6
2: csrw sepc, s10
3: sret
4: csrci sip, 2
  sret

.balign 4
guest_trap:
  log_csr scause
  log_csr stval
  log_csr sepc
  log_status sstatus
  csrr s9, scause
  bltz s9, 4f
  csrr s10, sepc
  addi s10, s10, 4
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  bne s9, s8, 2f
1: mv s10, s6
2: csrw sepc, s10
  sret
4: csrci sip, 2
  sret

.balign 8
edges:
  .8byte 0
  .8byte 1
  .8byte -1
  .8byte 0x7fffffffffffffff
  .8byte 0x8000000000000000
  .8byte 0x7fffffff
  .8byte 0x123456789abcdef0
  .8byte 0xffffffff80000000
  .8byte 37
edges_end:

.balign 8
  host_words
