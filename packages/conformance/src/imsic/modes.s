# Who may reach which interrupt file, in the frame of frame.s, on a board with aia=aplic-imsic,aia-guests=3: every mode
# tries the CSRs of all levels while a guest interrupt file is selected, while none is, and while M-mode filters supervisor
# external interrupts; and M-mode makes accesses of all kinds to the pages. What traps is logged.

# Goes on at the next instruction in the mode with this SPP and SPV, by sret: QEMU 11.1 takes no write of mstatus.MPV.
.macro go spp, spv
  li s9, 1 << 8
  csrc mstatus, s9
  li s9, \spp << 8
  csrs mstatus, s9
  li s9, 1 << 7
  csrc hstatus, s9
  li s9, \spv << 7
  csrs hstatus, s9
  auipc s9, 0
  addi s9, s9, 16
  csrw sepc, s9
  sret
.endm
.macro go_S
  go 1, 0
.endm
.macro go_U
  go 0, 0
.endm
.macro go_VS
  go 1, 1
.endm
.macro go_VU
  go 0, 1
.endm

.macro try csr
  li a0, 0x5a5a
  csrr a0, \csr
  log a0
.endm
.macro try_all
  try mtopei
  try mireg
  try stopei
  try sireg
  try vstopei
  try vsireg
.endm
.macro claim_all
  csrw stopei, zero
  csrw vstopei, zero
  csrsi stopei, 1
.endm
.macro select number
  li a0, \number
  csrw miselect, a0
  csrw siselect, a0
  csrw vsiselect, a0
.endm
.macro in_all_modes
  try_all
  go_S
  try_all
  to_M
  go_U
  try_all
  to_M
  go_VS
  try_all
  to_M
  go_VU
  try_all
  to_M
.endm
# What it logs is one word.
.macro with number
  select \number
  keep
  in_all_modes
  fold
.endm
.macro with_all
  with 0x70
  with 0x72
  with 0x80
  with 0x81
  with 0x86
  with 0xbf
  with 0xc0
  with 0xc1
  with 0xff
.endm

begin
  la t0, machine_trap
  csrw mtvec, t0
  # Something is in every file.
  li a1, 0x24000000
  li a0, 5
  sw a0, 0(a1)
  li a1, 0x28000000
  li a0, 6
  sw a0, 0(a1)
  li a1, 0x28001000
  li a0, 7
  sw a0, 0(a1)
  li a1, 0x28003000
  li a0, 200
  sw a0, 0(a1)
  li a0, -1
  select 0xc0
  csrw mireg, a0
  csrw sireg, a0
  li t0, 1 << 12
  csrs hstatus, t0
  csrw vsireg, a0
  select 0xc6
  csrw mireg, a0
  csrw sireg, a0
  csrw vsireg, a0
  with_all
  li t0, 3 << 12
  csrs hstatus, t0
  with_all
  csrc hstatus, t0
  with_all
  li t0, 1 << 9
  csrs mvien, t0
  with 0x70
  with 0x80
  go_S
  claim_all
  to_M
  csrc mvien, t0
  go_S
  claim_all
  to_M
  li t0, 1 << 12
  csrs hstatus, t0
  go_VS
  claim_all
  try stopei
  to_M
  in_all_modes

  # The pages: reads of every width, stores of every width, and behind the pages that there are.
.macro page base
  li a1, \base
  ld a0, 0(a1)
  lw a0, 0(a1)
  log a0
  lh a0, 0(a1)
  lb a0, 0(a1)
  lw a0, 4(a1)
  log a0
  li a2, \base + 0xffc
  lw a0, 0(a2)
  log a0
  li a0, 9
  sd a0, 0(a1)
  sh a0, 0(a1)
  sb a0, 0(a1)
  sw a0, 4(a1)
  sw a0, 8(a1)
  li a0, 0x109
  sw a0, 0(a1)
  li a0, 10
  sw a0, 0(a1)
.endm
  page 0x24000000
  page 0x24001000
  page 0x28000000
  page 0x28001000
  page 0x28003000
  page 0x28004000
  select 0x80
  try_all
finish
