# The frame of a program that walks through the modes from 0x80000000 on one hart: it begins with `begin` and ends with
# `finish`. Every trap goes to M-mode, which logs what trap entry wrote and goes on behind the instruction, or, where
# that could not be fetched, at s6; an ecall goes on in M-mode. s7 to s11 belong to the frame.
.macro begin
.globl _start
_start:
  la t0, machine_trap
  csrw mtvec, t0
  li s11, LOG
  csrw medeleg, zero
  csrw mideleg, zero
  csrw mie, zero
  csrw satp, zero
  csrw vsatp, zero
  csrw hgatp, zero
  li t0, -1
  csrw pmpaddr15, t0
  li t0, 0x1f << 56
  csrw pmpcfg2, t0
.endm

# From here on words are kept, until `fold` leaves one in the place of all of them, which depends on every one.
.macro keep
  mv s7, s11
.endm
.macro fold
  li s9, 0
  mv s10, s7
1: ld s8, 0(s10)
  add s9, s9, s8
  slli s8, s9, 5
  add s9, s9, s8
  addi s10, s10, 8
  bltu s10, s11, 1b
  mv s11, s7
  log s9
.endm

.macro finish
  print_log

.balign 4
machine_trap:
  csrr s9, mcause
  addi s10, s9, -8
  li s8, 4
  bltu s10, s8, 3f
  log s9
  log_csr mtval
  log_csr mepc
  log_csr mtval2
  csrr s9, mcause
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
  mret
3: csrr s10, mepc
  addi s10, s10, 4
  csrw mepc, s10
  li s10, MPP_M
  csrs mstatus, s10
  mret

.balign 4096
  host_words
.balign 4096
.endm
