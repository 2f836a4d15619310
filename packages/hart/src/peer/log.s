# What every program here does with its results: `log` keeps a word, and `print_log` ends the program. s11 points behind the
# log.
.equ LOG, 0x80080000
.equ UART, 0x10000000
.equ FINISHER, 0x100000

.macro log value
  sd \value, 0(s11)
  addi s11, s11, 8
.endm

# Prints the log, one word a line in hexadecimal, on the UART, and ends by the test finisher or by HTIF.
.macro print_log
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
.endm

# Where HTIF looks.
.macro host_words
.globl tohost
tohost:
  .8byte 0
.globl fromhost
fromhost:
  .8byte 0
.endm
