# The beginning of a program that logs one 64-bit hash for each instruction, over the results of 200 runs with random
# operands; see integer-extensions.s. s0 counts, s1 is the state of the random numbers, s2 the hash, s4 an address, s5 a
# factor.
.equ DATA, 0x80040000

# xorshift64
.macro random register
  slli t0, s1, 13
  xor s1, s1, t0
  srli t0, s1, 7
  xor s1, s1, t0
  slli t0, s1, 17
  xor s1, s1, t0
  mv \register, s1
.endm

.macro fold register
  xor s2, s2, \register
  mul s2, s2, s5
  srli t0, s2, 29
  xor s2, s2, t0
.endm

# Every other pair has operands that are shortened by a random number of bits.
.macro begin
  li s2, 0
  li s0, 200
1:
  random a1
  random a2
  andi t1, s0, 1
  beqz t1, 2f
  random t1
  srl a1, a1, t1
  random t1
  sra a2, a2, t1
2:
.endm

.macro end
  addi s0, s0, -1
  bnez s0, 1b
  log s2
.endm

.macro binary name
  begin
  \name a0, a1, a2
  fold a0
  end
.endm

.macro unary name
  begin
  \name a0, a1
  fold a0
  end
.endm

.macro with_immediate name, value
  begin
  \name a0, a1, \value
  fold a0
  end
.endm
