# State enables: what mstateen, hstateen and sstateen hold, and which of the CSRs that they govern can be read and written
# in each mode, under each setting of mstateen and hstateen. The bits of state that one of the two harts does not have are
# left out.
.equ SE, 1 << 63
.equ ENVCFG, 1 << 62
.equ SHOWN, 3 << 62

.macro log_stateen name
  csrr s9, \name
  li s10, SHOWN
  and s9, s9, s10
  log s9
.endm
.macro hold name
  li t0, SHOWN
  csrw \name, t0
  log_stateen \name
  csrw \name, zero
  log_stateen \name
.endm
.macro hypervisor_writes
  csrr t0, hstateen0
  csrw hstateen0, t0
  csrr t0, hstateen1
  csrr t0, henvcfg
  csrw henvcfg, zero
.endm
.macro supervisor_writes
  csrr t0, mstateen0
  csrr t0, sstateen0
  csrw sstateen0, zero
  csrr t0, sstateen1
  csrr t0, sstateen2
  csrr t0, sstateen3
  csrr t0, senvcfg
  csrw senvcfg, zero
.endm
.macro all_writes
  hypervisor_writes
  supervisor_writes
.endm

  begin
  hold mstateen0
  hold mstateen1
  hold mstateen2
  hold mstateen3
  hold hstateen0
  hold hstateen1
  hold hstateen2
  hold hstateen3
  hold sstateen0
  hold sstateen1
  hold sstateen2
  hold sstateen3
  li t0, SHOWN
  csrw mstateen0, t0
  csrw mstateen1, t0
  hold hstateen0
  hold hstateen1
  csrw mstateen1, zero

# s0: SE and ENVCFG of mstateen0, and of hstateen0.
  li s0, 0
next_setting:
  li t0, SHOWN
  csrw mstateen0, t0
  csrw mstateen3, t0
  slli t0, s0, 62
  csrw hstateen0, t0
  csrw hstateen3, t0
  srli t0, s0, 2
  slli t0, t0, 62
  csrw mstateen0, t0
  csrw mstateen3, t0
  log_stateen mstateen0
  log_stateen hstateen0
  keep
  to_S
  all_writes
  to_M
  to_U
  all_writes
  to_M
  to_VS
  all_writes
  to_M
  to_VU
  all_writes
  to_M
  fold
  addi s0, s0, 1
  li t0, 16
  bltu s0, t0, next_setting

# scountovf: OF of three counters, as mcounteren and hcounteren let it be seen.
  write mhpmevent3, SE
  write mhpmevent7, SE
  write mhpmevent18, SE
  csrr t0, scountovf
  log t0
  write mcounteren, 0x40008
  write hcounteren, 0x00088
  to_S
  csrr t0, scountovf
  csrw scountovf, zero
  to_M
  log t0
  to_VS
  csrr t0, scountovf
  to_M
  log t0
  to_U
  csrr t0, scountovf
  to_M
  to_VU
  csrr t0, scountovf
  to_M

# The filters of the counters.
  write mcyclecfg, -1
  csrr t0, mcyclecfg
  log t0
  write minstretcfg, -1
  csrr t0, minstretcfg
  log t0
  write mhpmevent3, 0xff << 56
  csrr t0, mhpmevent3
  log t0

# minstret as the filters let it count: M-mode and U-mode alone, S-mode alone, VS-mode alone.
.macro count_where filter
  write minstretcfg, \filter
  csrw minstret, zero
  nop
  to_S
  nop
  nop
  to_M
  to_U
  nop
  nop
  nop
  to_M
  to_VS
  nop
  nop
  nop
  nop
  nop
  to_M
  to_VU
  nop
  to_M
  csrr t0, minstret
  log t0
.endm
  write mcountinhibit, 0
  count_where 0
  count_where 1 << 62
  count_where 1 << 61
  count_where 1 << 60
  count_where 1 << 59
  count_where 1 << 58
  count_where 0x5f << 57
  count_where 0x3f << 57
  count_where 0x6f << 57
  count_where 0x77 << 57
  count_where 0x7b << 57

# The local counter-overflow interrupt: held in mip and mie, delegated, in sip and sie.
.macro log_lcofi name
  csrr s9, \name
  li s10, 1 << 13
  and s9, s9, s10
  log s9
.endm
  csrci mstatus, 8
  li t0, 1 << 13
  csrs mie, t0
  csrs mip, t0
  log_lcofi mie
  log_lcofi mip
  log_lcofi sip
  csrs mideleg, t0
  log_lcofi mideleg
  log_lcofi sip
  log_lcofi sie
  csrc sip, t0
  log_lcofi mip
  finish
