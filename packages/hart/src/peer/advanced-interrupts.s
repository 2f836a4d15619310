# The Advanced Interrupt Architecture, in the frame of frame.s: 120 rounds, as rounds.s has them, write random values to the registers that
# decide which interrupt is next, and log what all of them read; then the hart enters a random mode below M, and it is
# logged which interrupt it takes there, or that it takes none. Interrupts that Spike has not (35 and 43), the writable
# iprio arrays, and so the fields IPRIO of mtopi and stopi, are left out.

# Without MTI, which a platform may assert at reset.
.equ INTERRUPTS, 0x1f6e

.macro log_all
  log_bits mip, INTERRUPTS
  log_bits mie, INTERRUPTS
  log_bits mideleg, 0x1fff
  log_bits mvien, 0x1fff
  log_bits mvip, 0x1fff
  log_bits sip, 0x1fff
  log_bits sie, 0x1fff
  log_bits hideleg, 0x1fff
  log_bits hvip, 0x1fff
  log_bits hip, 0x1fff
  log_bits hie, 0x1fff
  log_bits vsip, 0x1fff
  log_bits vsie, 0x1fff
  log_bits hvictl, -1
  log_bits mtopi, 0xfff << 16
  # Spike leaves out what is pending in hip: there is nothing to compare then.
  csrr t0, hip
  csrr t1, hie
  and t0, t0, t1
  csrr t1, hideleg
  not t1, t1
  and t0, t0, t1
  csrr t1, stopi
  beqz t0, 1f
  li t1, 0
1: srli t0, t1, 16
  log t0
  log_bits vstopi, -1
.endm

begin
  begin_rounds 120
round:
  # The interrupts of this round are few, so that not always the same one is first.
  random s2
  random t0
  and s2, s2, t0
  li t0, 0x1fff
  and s2, s2, t0
  write_random mideleg, 0x1fff
  write_random mvien, 0x202
  write_random mie, INTERRUPTS
  write_random mip, 0x222
  write_random mvip, 0x222
  write_random sie, 0x1fff
  write_random hideleg, 0x444
  write_random hie, 0x1444
  write_random hvip, 0x444
  # VTI with an interrupt that is none of the usual ones, 13; IID 9 or 13. With DPR the number is 0: Spike has an external
  # interrupt before any injected one with DPR, whatever their numbers.
  random t0
  andi t0, t0, 1
  slli t0, t0, 18
  li t1, 9 << 16
  add t0, t0, t1
  random t1
  li t2, 0x400003ff
  and t1, t1, t2
  or t0, t0, t1
  andi t1, t0, 1 << 9
  beqz t1, 1f
  andi t0, t0, ~0xff
1: csrw hvictl, t0
  keep
  log_all
  csrc mip, s2
  csrc sip, s2
  csrc mie, s2
  csrc vsip, s2
  csrc vsie, s2
  csrs hvip, s2
  log_all
  fold

  # Spike takes an interrupt for M-mode in HS-mode while one of the same number is asserted there: not enabled in both.
  csrr t0, mvien
  csrr t1, mideleg
  not t1, t1
  and t0, t0, t1
  csrc mie, t0

  # With VTI, Spike takes VS-level timer and software interrupts although vstopi is zero: not enabled.
  csrr t0, hvictl
  srli t0, t0, 30
  beqz t0, 1f
  li t0, 0x22
  csrc vsie, t0
1:
  # Enters HS, U, VS or VU with random SIE.
  li t0, MPP_M | MPV | 0xaa
  csrc mstatus, t0
  random t0
  li t1, MPP_S | MPV | 0x22
  and t0, t0, t1
  csrs mstatus, t0
  csrr t0, mstatus
  random t1
  andi t1, t1, 2
  csrw vsstatus, t1
  li t0, 1 << 5
  csrs mstatus, t0
  la t0, below
  csrw mepc, t0
  mret
below:
  ecall

end_rounds
finish
