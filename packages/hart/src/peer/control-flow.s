# Landing pads, shadow stacks and double traps in every mode, from 0x80000000 on one hart. For each trap it logs what
# trap entry wrote, and in between the registers of interest. Encodings that older assemblers lack are written as data. s8
# to s10 belong to the handlers; s6 is where to go on after a jump to where nothing can be fetched.
.equ ROOT, 0x80020000
.equ PAGES, 0x80021000
.equ GUEST_ROOT, 0x80024000
.equ GUEST_PAGES, 0x80028000
.equ DATA, 0x80030000
.equ NOWHERE, 0x08000000

.equ NMIE, 8
.equ SPELP, 1 << 23
.equ SDT, 1 << 24
.equ MPELP, 1 << 41
.equ MDT, 1 << 42
.equ LPE, 4
.equ SSE, 8
.equ DTE, 1 << 59
# SIE MIE SPIE MPIE SPP MPP SPELP SDT GVA MPV MPELP MDT
.equ SHOWN_STATUS, 0x6c0018019aa

.macro log_status name
  csrr s9, \name
  li s10, SHOWN_STATUS
  and s9, s9, s10
  log s9
.endm
.macro lpad label
  .4byte 0x17 | (\label) << 12
.endm
.macro sspush_ra
  .4byte 0xce104073
.endm
.macro sspush_t0
  .4byte 0xce504073
.endm
.macro sspopchk_ra
  .4byte 0xcdc0c073
.endm
.macro sspopchk_t0
  .4byte 0xcdc2c073
.endm
# The short forms, of ra and of t0.
.macro short_push_and_pop
  .2byte 0x6081
  .2byte 0x6281
.endm
.macro ssrdp_a0
  .4byte 0xcdc04573
.endm
# ssamoswap.d a1, a0, (t1) and ssamoswap.w
.macro ssamoswap_d
  .4byte 0x48a335af
.endm
.macro ssamoswap_w
  .4byte 0x48a325af
.endm


# The hart has C, for what it changes in addresses; GNU as is not to use it, as ours does not.
.option norvc
.globl _start
_start:
  csrwi mnstatus, NMIE
  li s11, LOG
  li a1, 0
  log_csr mstatus
  li t0, MDT
  csrc mstatus, t0
  la t0, machine_trap
  csrw mtvec, t0
  la t0, supervisor_trap
  csrw stvec, t0
  la t0, guest_trap
  csrw vstvec, t0
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

# ---- What can be written.
.macro log_writable name
  li t0, -1
  csrw \name, t0
  log_csr \name
  csrw \name, zero
  log_csr \name
.endm
  li t0, 1 << 10
  csrw mseccfg, t0
  log_csr mseccfg
  csrw mseccfg, zero
  log_writable ssp
  li t0, SSE | LPE | DTE
  csrw menvcfg, t0
  csrw henvcfg, t0
  log_csr henvcfg
  csrwi senvcfg, SSE | LPE
  log_csr senvcfg
  li t0, -1
  csrw vsstatus, t0
  log_status vsstatus
  csrw vsstatus, zero
  set_bits mstatus, SDT | 2
  log_status mstatus
  log_status sstatus
  clear_bits mstatus, SDT
  set_bits mstatus, 2
  log_status sstatus
  clear_bits mstatus, 2
  csrw menvcfg, zero
  log_csr henvcfg
  log_csr senvcfg
  set_bits mstatus, SDT | 2
  log_status mstatus
  clear_bits mstatus, 2
  set_bits mstatus, SPELP | MPELP
  log_status mstatus
  clear_bits mstatus, SPELP | MPELP
  set_bits mstatus, MDT | 8
  log_status mstatus
  clear_bits mstatus, MDT
  csrw henvcfg, zero
  csrw senvcfg, zero

# ---- Jumps through each kind of register, to landing pads and to others. Where none is enabled, all of it just runs.
.macro jumps
  la t3, 1f
  jr t3
.balign 4
1: nop
  la t3, 1f
  jr t3
.balign 4
1: lpad 0
  la t3, 1f
  jalr ra, 0(t3)
.balign 4
1: lpad 0
  la ra, 1f
  ret
.balign 4
1: nop
  la t0, 1f
  jr t0
.balign 4
1: nop
  la t2, 1f
  jr t2
.balign 4
1: nop
  la t3, 1f
  li t2, 0x12345678
  jr t3
.balign 4
1: lpad 0x12345
  la t3, 1f
  li t2, 0xffffffff92345678
  jr t3
.balign 4
1: lpad 0x92345
  la t3, 1f
  li t2, 0x12346678
  jr t3
.balign 4
1: lpad 0x12345
# c.jr and c.jalr.
  la t3, 1f
  .2byte 0x8e02
.balign 4
1: nop
  la t3, 1f
  .2byte 0x9e02
.balign 4
1: lpad 0
# A landing pad two bytes off (between two short nops), an illegal instruction, nothing to fetch.
  la t3, 1f + 2
  jr t3
.balign 4
1: .2byte 0x0001
  lpad 0
  .2byte 0x0001
  la t3, 1f
  jr t3
.balign 4
1: .4byte 0xffffffff
  la s6, 1f
  li t3, NOWHERE
  jr t3
.balign 4
1: lpad 0x77777
  log t2
.endm
.macro jumps_everywhere
  jumps
  to_S
  jumps
  to_M
  to_U
  jumps
  to_M
  to_VS
  jumps
  to_M
  to_VU
  jumps
  to_M
.endm
  jumps_everywhere
  li t0, 1 << 10
  csrw mseccfg, t0
  jumps
  csrw mseccfg, zero
  csrwi menvcfg, LPE
  jumps_everywhere
  csrwi menvcfg, 0
  csrwi henvcfg, LPE
  jumps_everywhere
  csrwi henvcfg, 0
  csrwi senvcfg, LPE
  jumps_everywhere
  csrwi menvcfg, LPE
  csrwi henvcfg, LPE

# ---- The same, delegated.
  li t0, 0x4b0ff
  csrw medeleg, t0
  to_S
  jumps
  to_M
  to_U
  jumps
  to_M
  to_VS
  jumps
  to_M
  li t0, 0x4b0ff
  csrw hedeleg, t0
  to_VS
  jumps
  to_M
  to_VU
  jumps
  to_M
  csrw medeleg, zero
  csrw hedeleg, zero

# ---- Returns with and without a landing pad expected, to modes where they are enabled and not.
.macro returns
  set_bits mstatus, MPELP
  to_S
  nop
  log_csr sstatus
  to_M
  log_status mstatus
  set_bits mstatus, MPELP
  to_VU
  nop
  to_M
  set_bits mstatus, MPELP
  to_U
  nop
  to_M
  set_bits mstatus, MPELP
  to_VS
  nop
  to_M
  set_bits mstatus, SPELP | 1 << 8
  la s9, 1f
  csrw sepc, s9
  sret
1: nop
  to_M
  set_bits vsstatus, SPELP
  to_VS
  la s9, 1f
  csrw sepc, s9
  sret
1: nop
  to_M
.endm
  returns
  csrwi menvcfg, 0
  csrwi henvcfg, 0
  csrwi senvcfg, 0
  returns
  clear_bits mstatus, SPELP | MPELP
  clear_bits vsstatus, SPELP

# ---- MNRET.
  li t0, 1 << 9 | 1 << 7 | 1 << 11
  csrw mnstatus, t0
  csrwi henvcfg, LPE
  la t0, 1f
  csrw mnepc, t0
  .4byte 0x70200073
1: nop
  to_M
  log_csr mnstatus
  csrwi henvcfg, 0
  to_S
  .4byte 0x70200073
  to_M

# ---- Shadow stacks: pages of each kind from 0x40000000, in the tables that modes.s uses.
  write_pte ROOT, 2, 0x80000000, 0xcf
  write_pte ROOT, 1, PAGES, 0x01
  write_pte PAGES, 0, PAGES + 0x1000, 0x01
  write_pte PAGES + 0x1000, 0, DATA, 0xc5
  write_pte PAGES + 0x1000, 1, DATA, 0xc3
  write_pte PAGES + 0x1000, 2, DATA, 0xc7
  write_pte PAGES + 0x1000, 3, DATA, 0xc9
  write_pte PAGES + 0x1000, 4, DATA, 0xcb
  write_pte PAGES + 0x1000, 5, DATA, 0xcd
  write_pte PAGES + 0x1000, 6, DATA, 0xcf
  write_pte PAGES + 0x1000, 7, DATA, 0xd5
  write_pte PAGES + 0x1000, 8, DATA, 0x05
  write_pte PAGES + 0x1000, 9, DATA, 0xc4
  write_pte PAGES + 0x1000, 10, DATA, 0x85
  write_pte PAGES + 0x1000, 11, NOWHERE, 0xc5
  write_pte PAGES, 1, DATA, 0xc5
  write_pte PAGES, 2, 0x80000000, 0xc5
.macro shadow_stack_instructions
  li ra, 0x1111
  li t0, 0x5555
  sspush_ra
  sspush_t0
  log_ssp
  sspopchk_t0
  sspopchk_ra
  log_ssp
  sspopchk_ra
  log_ssp
  short_push_and_pop
  log_ssp
  mv t0, ra
  short_push_and_pop
  log_ssp
  ssrdp_a0
  log a0
.endm
.macro log_ssp
  csrr a0, ssp
  log a0
.endm
.macro shadow_stacks
  li s5, 0x40000000
  li s6, 0x1000
  li s7, 12
2: addi t1, s5, 0x40
  csrw ssp, t1
  shadow_stack_instructions
  addi t1, s5, 0x100
  li a0, 0x123456789abcdef0
  ssamoswap_d
  log a1
  ssamoswap_w
  log a1
  addi t1, t1, 4
  ssamoswap_w
  log a1
  ssamoswap_d
  ld a1, 0x20(s5)
  log a1
  sd a1, 0x28(s5)
  amoadd.d a1, a1, (s5)
  log a1
  addi s5, s5, 1024
  addi s5, s5, 1024
  addi s5, s5, 1024
  addi s5, s5, 1024
  addi s7, s7, -1
  bnez s7, 2b
  la s6, 3f
  li t1, 0x40000000
  jr t1
3: la s6, 3f
  li t1, 0x40001000
  jr t1
3: li t1, 0x40200040
  csrw ssp, t1
  sspush_ra
  li t1, 0x40470040
  csrw ssp, t1
  sspush_ra
  sspopchk_ra
  li t1, 0x8000000000
  csrw ssp, t1
  sspush_ra
  sspopchk_ra
.endm
  li t0, 8 << 60 | ROOT >> 12
  csrw satp, t0
  sfence.vma
  to_S
  shadow_stacks
  to_M
  csrwi menvcfg, SSE
  to_S
  shadow_stacks
  to_M
  li t0, 3 << 18
  csrs mstatus, t0
  to_S
  shadow_stacks
  to_M
  li t0, 3 << 18
  csrc mstatus, t0
# In M-mode, as itself and as S-mode.
  shadow_stack_instructions
  li t1, DATA
  ssamoswap_d
  ssamoswap_w
  li t0, 1 << 17 | MPP_S
  csrs mstatus, t0
  li t1, 0x40000100
  ssamoswap_d
  sd a1, 0(t1)
  li t1, 0x40001100
  ssamoswap_d
  csrw menvcfg, zero
  li t1, 0x40000100
  ssamoswap_d
  ld a1, 0(t1)
  li t0, 1 << 17
  csrc mstatus, t0
# Bare.
  csrwi menvcfg, SSE
  csrw satp, zero
  to_S
  li t1, DATA + 0x40
  csrw ssp, t1
  shadow_stack_instructions
  ssamoswap_d
  to_M

# ---- In U-mode and in a guest.
  to_U
  csrr a0, ssp
  sspush_ra
  ssrdp_a0
  ssamoswap_d
  log a0
  to_M
  csrwi senvcfg, SSE
  to_U
  csrr a0, ssp
  sspush_ra
  ssrdp_a0
  ssamoswap_d
  log a0
  to_M
  write_pte GUEST_ROOT, 2, 0x80000000, 0xdf
  write_pte GUEST_ROOT, 1, GUEST_PAGES, 0x01
  write_pte GUEST_PAGES, 0, DATA, 0xd7
  write_pte PAGES, 3, PAGES + 0x2000, 0x01
  write_pte PAGES + 0x2000, 0, 0x40000000, 0xc5
  write_pte PAGES + 0x2000, 1, 0x40270000, 0xc5
  write_pte PAGES + 0x2000, 2, 0x40470000, 0xc5
  write_pte PAGES + 0x2000, 3, 0x40600000, 0xc5
  write_pte GUEST_PAGES, 1, 0x80000000, 0xd3
  write_pte GUEST_PAGES, 2, 0x80000000, 0xd5
  li t0, 8 << 60 | ROOT >> 12
  csrw vsatp, t0
  li t0, 8 << 60 | GUEST_ROOT >> 12
  csrw hgatp, t0
  hfence.vvma
  hfence.gvma
  to_VS
  csrr a0, ssp
  sspush_ra
  ssrdp_a0
  li t1, 0x40000100
  ssamoswap_d
  ld a1, 0(t1)
  to_M
  csrwi henvcfg, SSE
  to_VS
  shadow_stacks
.macro guest_shadow_stack address
  li t1, \address
  csrw ssp, t1
  sspush_ra
  sspopchk_ra
  li t1, \address
  ssamoswap_d
  ld a1, 0(t1)
  sd a1, 0(t1)
.endm
  guest_shadow_stack 0x40600040
  guest_shadow_stack 0x40601040
  guest_shadow_stack 0x40602040
  guest_shadow_stack 0x40603040
  to_M
  csrr t2, vsatp
  csrw vsatp, zero
  csrw senvcfg, zero
  to_VU
  csrr a0, ssp
  ssrdp_a0
  ssamoswap_d
  to_M
  csrwi henvcfg, 0
  to_VU
  csrr a0, ssp
  ssrdp_a0
  ssamoswap_d
  to_M
# HLV, HLVX and HSV, as VS-mode.
  csrw vsatp, t2
  csrwi henvcfg, SSE
  li t0, 1 << 8
  csrs hstatus, t0
  li t1, 0x40000100
  hlv.d a0, (t1)
  hsv.d a0, (t1)
  hlvx.wu a0, (t1)
  csrw vsatp, zero
  csrw hgatp, zero
  csrwi menvcfg, 0

# ---- Double traps.
  li t0, DTE
  csrw menvcfg, t0
  li t0, 0xb0ff
  csrw medeleg, t0
  la t0, supervisor_trap_again
  csrw stvec, t0
  la t0, guest_trap_again
  csrw vstvec, t0
.macro double_traps
  to_S
  ebreak
  log_csr scause
  log_csr sepc
  log_status sstatus
  li t0, SDT
  csrc sstatus, t0
  to_M
  to_U
  ebreak
  to_M
  to_VS
  ebreak
  to_M
  to_VU
  ebreak
  to_M
  log_status vsstatus
  log_csr vscause
.endm
  double_traps
  li t0, 0xb0ff
  csrw hedeleg, t0
  double_traps
  li t0, DTE
  csrw henvcfg, t0
  double_traps
# What SRET and MRET clear.
  set_bits mstatus, SDT | 1 << 8
  to_S
  log_status sstatus
  la s9, 1f
  csrw sepc, s9
  sret
1: log_status sstatus
  to_M
  set_bits mstatus, SDT
  set_bits vsstatus, SDT
  to_VS
  log_status sstatus
  to_M
  log_status mstatus
  set_bits mstatus, SDT
  to_VU
  to_M
  log_status mstatus
  log_status vsstatus
  set_bits mstatus, SDT
  set_bits vsstatus, SDT
  li s9, 1 << 7
  csrs hstatus, s9
  la s9, 1f
  csrw sepc, s9
  sret
1: to_M
  log_status mstatus
  log_status vsstatus

  print_log

# Goes on behind the instruction that trapped, or, where that could not be fetched, at s6. An ecall goes on in M-mode.
# After a software check no landing pad is expected any more.
.balign 4
machine_trap:
  log_csr mcause
  log_csr mtval
  log_csr mepc
  log_status mstatus
  log_csr mtval2
  li s9, MDT
  csrc mstatus, s9
  csrr s9, mcause
  li s8, 16
  beq s9, s8, 4f
  csrr s10, mepc
  addi s10, s10, 4
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  beq s9, s8, 1f
  li s8, 20
  beq s9, s8, 1f
  li s8, 18
  bne s9, s8, 2f
  li s8, MPELP
  csrc mstatus, s8
  j 2f
1: mv s10, s6
2: csrw mepc, s10
  addi s9, s9, -8
  li s10, 4
  bgeu s9, s10, 3f
  li s10, MPP_M
  csrs mstatus, s10
3: mret
# A double trap: goes on where the supervisor's own handler would have.
4: log_csr sepc
  log_csr scause
  log_csr vsepc
  li s9, SDT
  csrc mstatus, s9
  csrc vsstatus, s9
  csrr s10, mepc
  addi s10, s10, 4
  csrw mepc, s10
  mret

.balign 4
supervisor_trap:
  log_csr scause
  log_csr stval
  log_csr sepc
  log_status sstatus
  csrr s10, sepc
  addi s10, s10, 4
  csrr s9, scause
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  beq s9, s8, 1f
  li s8, 18
  bne s9, s8, 2f
  li s8, SPELP
  csrc sstatus, s8
  j 2f
1: mv s10, s6
2: csrw sepc, s10
  sret

.balign 4
guest_trap:
  log_csr scause
  log_csr stval
  log_csr sepc
  log_status sstatus
  csrr s10, sepc
  addi s10, s10, 4
  csrr s9, scause
  li s8, 1
  beq s9, s8, 1f
  li s8, 12
  beq s9, s8, 1f
  li s8, 18
  bne s9, s8, 2f
  li s8, SPELP
  csrc sstatus, s8
  j 2f
1: mv s10, s6
2: csrw sepc, s10
  sret

# Handlers that trap again, if that is a double trap: M-mode lets them go on behind it.
.macro trap_again
  log_csr scause
  log_csr sepc
  log_status sstatus
  li s10, SDT
  and s9, s9, s10
  beqz s9, 1f
  ebreak
1: log_status sstatus
  csrr s9, sepc
  addi s9, s9, 4
  csrw sepc, s9
  sret
.endm
.balign 4
supervisor_trap_again:
  trap_again
.balign 4
guest_trap_again:
  trap_again

.balign 8
  host_words
