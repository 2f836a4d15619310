# Interrupt files, in the frame of frame.s, on a board with aia=aplic-imsic,aia-guests=3: 60 rounds write random values to
# the files of M-mode, S-mode and a guest and to what enables interrupts, send random messages, and log what the CSRs
# read before and after claims; then the hart enters a random mode below M, and it is logged which interrupt it takes there, or
# that it takes none. The fields IPRIO of mtopi and stopi are left out: on QEMU they do not have the identity. s0 is the random
# state, s1 counts rounds.
.equ MISELECT, 0x350
.equ MIREG, 0x351
.equ MTOPEI, 0x35c
.equ MTOPI, 0xfb0
.equ SISELECT, 0x150
.equ SIREG, 0x151
.equ STOPEI, 0x15c
.equ STOPI, 0xdb0
.equ VSISELECT, 0x250
.equ VSIREG, 0x251
.equ VSTOPEI, 0x25c
.equ VSTOPI, 0xeb0
.equ HVICTL, 0x609
.equ HVIPRIO1, 0x646
.equ HGEIE, 0x607
.equ HGEIP, 0xe12
.equ EIDELIVERY, 0x70
.equ EITHRESHOLD, 0x72
.equ EIP, 0x80
.equ EIE, 0xc0
.equ M_PAGES, 0x24000000
.equ S_PAGES, 0x28000000
# The interrupts of S-mode and of guests, and the external ones.
.equ INTERRUPTS, 0x1e66

# xorshift64
.macro random register
  slli \register, s0, 13
  xor s0, s0, \register
  srli \register, s0, 7
  xor s0, s0, \register
  slli \register, s0, 17
  xor s0, s0, \register
  mv \register, s0
.endm
.macro write_random csr, mask
  random t0
  li t1, \mask
  and t0, t0, t1
  csrw \csr, t0
.endm
.macro log_bits csr, mask
  csrr t0, \csr
  li t1, \mask
  and t0, t0, t1
  log t0
.endm
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
  csrr t0, VSTOPEI
  log t0
  log_file VSISELECT, VSIREG
1:
.endm
.macro log_all
  log_bits MTOPEI, -1
  log_bits STOPEI, -1
  log_guest
  log_bits mip, INTERRUPTS
  log_bits sip, INTERRUPTS
  log_bits hip, INTERRUPTS
  log_bits vsip, INTERRUPTS
  log_bits hvip, 0x444
  log_bits HGEIP, -1
  log_bits HGEIE, -1
  log_bits MTOPI, 0xfff << 16
  log_bits STOPI, 0xfff << 16
  # QEMU's vstopi does not ask hideleg, and misses what hvip asserts while no guest file is selected.
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 3
  snez t0, t0
  csrr t1, hideleg
  srli t1, t1, 10
  and t0, t0, t1
  beqz t0, 2f
  csrr t0, VSTOPI
2: log t0
.endm

begin
  li s0, 0x9e3779b97f4a7c15
  la t0, taken_in_M
  csrw mtvec, t0
  la t0, taken_in_S
  csrw stvec, t0
  la t0, taken_in_VS
  csrw vstvec, t0
  # IPRIOM: vstopi has the priority.
  li t0, 1 << 8
  csrw HVICTL, t0
  csrw HVIPRIO1, zero
  li t0, -1
  csrw HGEIE, t0
  log_bits HGEIE, -1
  li s1, 60

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
  fill MISELECT, MIREG
  fill SISELECT, SIREG
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 63
  beqz t0, no_guest
  fill VSISELECT, VSIREG
no_guest:
  write_random HGEIE, -1
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
  log_file MISELECT, MIREG
  log_file SISELECT, SIREG
  fold
  # Claims: what a write of any value leaves, with and without a read.
  keep
  csrrw t0, MTOPEI, zero
  log t0
  li t1, -1
  csrrc t0, STOPEI, t1
  log t0
  csrw MTOPEI, t1
  csrrs t0, MTOPEI, zero
  log t0
  csrr t0, hstatus
  srli t0, t0, 12
  andi t0, t0, 63
  beqz t0, no_claim
  csrrw t0, VSTOPEI, t1
  log t0
no_claim:
  send
  log_all
  log_file MISELECT, MIREG
  log_file SISELECT, SIREG
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

.balign 4
taken_in_M:
  csrr t0, mcause
  log t0
  csrr t0, mstatus
  li t1, MPP_M | MPV
  and t0, t0, t1
  log t0
  addi s1, s1, -1
  beqz s1, end
  j round

# A trap below M-mode is logged, and then, once more, as the ecall to M-mode with which it ends, unless an interrupt comes first.
.balign 4
taken_in_S:
  csrr t0, scause
  log t0
  csrr t0, sstatus
  andi t0, t0, 0x100
  log t0
  ecall

.balign 4
taken_in_VS:
  csrr t0, scause
  log t0
  csrr t0, sstatus
  andi t0, t0, 0x100
  log t0
  ecall

end:
finish
