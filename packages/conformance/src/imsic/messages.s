# Interrupt files, in the frame of frame.s, on a board with aia=aplic-imsic,aia-guests=3: 60 rounds write random values to
# the files of M-mode, S-mode and a guest and to what enables interrupts, send random messages, and log what the CSRs
# read before and after claims; then the hart enters a random mode below M, and it is logged which interrupt it takes there, or
# that it takes none. The fields IPRIO of mtopi and stopi are left out: on QEMU they do not have the identity. s0 is the random
# state, s1 counts rounds.
.equ EIDELIVERY, 0x70
.equ EITHRESHOLD, 0x72
.equ EIP, 0x80
.equ EIE, 0xc0
.equ M_PAGES, 0x24000000
.equ S_PAGES, 0x28000000
# The interrupts of S-mode and of guests, and the external ones.
.equ INTERRUPTS, 0x1e66

.macro select csr, number
  li t2, \number
  csrw \csr, t2
.endm
.macro fill select_csr, register
  select \select_csr, EIDELIVERY
  write_random \register, 1
  # One time in four there is a threshold.
  random t0
  andi t1, t0, 3
  snez t1, t1
  neg t1, t1
  srli t0, t0, 8
  andi t0, t0, 255
  not t1, t1
  and t0, t0, t1
  select \select_csr, EITHRESHOLD
  csrw \register, t0
  fill_register \select_csr, \register, EIP
  fill_register \select_csr, \register, EIP + 2
  fill_register \select_csr, \register, EIP + 4
  fill_register \select_csr, \register, EIP + 6
  fill_register \select_csr, \register, EIE
  fill_register \select_csr, \register, EIE + 2
  fill_register \select_csr, \register, EIE + 4
  fill_register \select_csr, \register, EIE + 6
.endm
# Few bits, or none.
.macro fill_register select_csr, register, number
  select \select_csr, \number
  random t0
  random t1
  and t0, t0, t1
  random t1
  and t0, t0, t1
  random t1
  andi t1, t1, 1
  neg t1, t1
  and t0, t0, t1
  csrw \register, t0
.endm
.macro log_register select_csr, register, number
  select \select_csr, \number
  csrr t0, \register
  log t0
.endm
.macro log_file select_csr, register
  log_register \select_csr, \register, EIDELIVERY
  log_register \select_csr, \register, EITHRESHOLD
  log_register \select_csr, \register, EIP
  log_register \select_csr, \register, EIP + 2
  log_register \select_csr, \register, EIP + 4
  log_register \select_csr, \register, EIP + 6
  log_register \select_csr, \register, EIE
  log_register \select_csr, \register, EIE + 6
.endm
# A message to a random file, of a random identity, sometimes none that there is.
.macro send
  random t0
  srli t1, t0, 20
  andi t1, t1, 3
  slli t1, t1, 12
  li t2, S_PAGES
  add t1, t1, t2
  andi t2, t0, 4
  bnez t2, 1f
  li t1, M_PAGES
1: srli t0, t0, 30
  andi t0, t0, 0x1ff
  sw t0, 0(t1)
.endm
.macro log_guest
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 63
  log t0
  beqz t0, 1f
  csrr t0, vstopei
  log t0
  log_file vsiselect, vsireg
1:
.endm
.macro log_all
  log_bits mtopei, -1
  log_bits stopei, -1
  log_guest
  log_bits mip, INTERRUPTS
  log_bits sip, INTERRUPTS
  log_bits hip, INTERRUPTS
  log_bits vsip, INTERRUPTS
  log_bits hvip, 0x444
  log_bits hgeip, -1
  log_bits hgeie, -1
  log_bits mtopi, 0xfff << 16
  log_bits stopi, 0xfff << 16
  # QEMU's vstopi does not ask hideleg, and misses what hvip asserts while no guest file is selected.
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 3
  snez t0, t0
  csrr t1, hideleg
  srli t1, t1, 10
  and t0, t0, t1
  beqz t0, 2f
  csrr t0, vstopi
2: log t0
.endm

begin
  begin_rounds 60
  # IPRIOM: vstopi has the priority.
  li t0, 1 << 8
  csrw hvictl, t0
  csrw hviprio1, zero
  li t0, -1
  csrw hgeie, t0
  log_bits hgeie, -1

round:
  li t0, 3 << 12
  csrc hstatus, t0
  random t0
  srli t0, t0, 10
  li t1, 3 << 12
  and t0, t0, t1
  csrs hstatus, t0
  li t0, INTERRUPTS
  csrc mip, t0
  csrc hvip, t0
  csrc mie, t0
  fill miselect, mireg
  fill siselect, sireg
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 63
  beqz t0, no_guest
  fill vsiselect, vsireg
no_guest:
  write_random hgeie, -1
  write_random mideleg, INTERRUPTS
  write_random mie, INTERRUPTS
  write_random mip, 0x222
  write_random hideleg, 0x444
  write_random hvip, 0x444
  send
  send
  send
  keep
  log_all
  log_file miselect, mireg
  log_file siselect, sireg
  fold
  # Claims: what a write of any value leaves, with and without a read.
  keep
  csrrw t0, mtopei, zero
  log t0
  li t1, -1
  csrrc t0, stopei, t1
  log t0
  csrw mtopei, t1
  csrrs t0, mtopei, zero
  log t0
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 63
  beqz t0, no_claim
  csrrw t0, vstopei, t1
  log t0
no_claim:
  send
  log_all
  log_file miselect, mireg
  log_file siselect, sireg
  fold

  # Enters HS, U, VS or VU with random SIE, by sret: QEMU 11.1 takes no write of mstatus.MPV.
  li t0, 0x122
  csrc mstatus, t0
  random t0
  li t1, 0x102
  and t0, t0, t1
  csrs mstatus, t0
  li t0, 0x20
  csrs mstatus, t0
  random t1
  andi t1, t1, 2
  csrw vsstatus, t1
  li t0, 0x80
  csrc hstatus, t0
  random t1
  and t0, t0, t1
  csrs hstatus, t0
  la t0, below
  csrw sepc, t0
  sret
below:
  ecall

end_rounds
finish
