# The frame of a program that walks through the modes from 0x80000000 on one hart: it begins with `begin` and ends with
# `finish`. Every trap goes to M-mode, which logs what trap entry wrote and goes on behind the instruction, or, where
# that could not be fetched, at s6; an ecall goes on in M-mode. `log` adds a word. At the end the log is printed, one word
# a line in hexadecimal, on the UART, and the program ends, by the test finisher or by HTIF. s7 to s11 belong to the
# frame; s11 points behind the log.
.equ LOG, 0x80080000
.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ MPP_S, 1 << 11
.equ MPP_M, 3 << 11
.equ MPV, 1 << 39

.macro log value
  sd \value, 0(s11)
  addi s11, s11, 8
.endm
.macro log_csr name
  csrr s9, \name
  log s9
.endm
.macro write name, value
  li s9, \value
  csrw \name, s9
.endm
.macro set_bits name, bits
  li s9, \bits
  csrs \name, s9
.endm
.macro clear_bits name, bits
  li s9, \bits
  csrc \name, s9
.endm

# Goes on at the next instruction in the mode with this MPP and MPV.
.macro enter mpp, mpv
  li s9, MPP_M | MPV
  csrc mstatus, s9
  li s9, \mpp | \mpv
  csrs mstatus, s9
  auipc s9, 0
  addi s9, s9, 16
  csrw mepc, s9
  mret
.endm
.macro to_S
  enter MPP_S, 0
.endm
.macro to_U
  enter 0, 0
.endm
.macro to_VS
  enter MPP_S, MPV
.endm
.macro to_VU
  enter 0, MPV
.endm
.macro to_M
  ecall
.endm

# A page-table entry for `frame`; s9 and s10 are lost.
.macro write_pte table, index, frame, flags
  li s9, \table + 8 * (\index)
  li s10, ((\frame) >> 12) << 10 | \flags
  sd s10, 0(s9)
.endm

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
  li t0, LOG
print_word:
  ld t1, 0(t0)
  li t2, 60
print_digit:
  srl t3, t1, t2
  andi t3, t3, 15
  li t4, 10
  blt t3, t4, 1f
  addi t3, t3, 39
1: addi t3, t3, 48
  li t4, UART
  sb t3, 0(t4)
  addi t2, t2, -4
  bgez t2, print_digit
  li t3, 10
  sb t3, 0(t4)
  addi t0, t0, 8
  bltu t0, s11, print_word
  la t0, tohost
  li t1, 1
  sd t1, 0(t0)
  li t0, FINISHER
  li t1, 0x5555
  sw t1, 0(t0)
  j .

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
.globl tohost
tohost:
  .8byte 0
.globl fromhost
fromhost:
  .8byte 0
.balign 4096
.endm
