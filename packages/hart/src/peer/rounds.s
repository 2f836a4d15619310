# What programs have that try random settings in rounds, in the frame of frame.s, and log in each which interrupt the hart
# takes then. s0 is the random state, s1 counts rounds.

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
.macro begin_rounds count
  li s0, 0x9e3779b97f4a7c15
  la t0, taken_in_M
  csrw mtvec, t0
  la t0, taken_below_M
  csrw stvec, t0
  csrw vstvec, t0
  li s1, \count
.endm

# Where the interrupts of every mode are taken, or the ecall of a hart that takes none; the next round is at `round`.
.macro end_rounds
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
taken_below_M:
  csrr t0, scause
  log t0
  csrr t0, sstatus
  andi t0, t0, 0x100
  log t0
  ecall

end:
.endm
