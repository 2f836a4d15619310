# Triggers, in the frame of frame.s: what the trigger CSRs hold after writes of every type, and breakpoints of mcontrol6,
# icount and etrigger, in every mode, with the tdata1 that each leaves behind. Where Spike does what the
# specification does not say, nothing is compared: it has mcontrol and trace actions, no size and no match modes from 8
# upward, compares all of tdata2 with narrower data, and sets hit on the beginning of a chain that does not fire.
.equ DATA, 0x80030000
.equ MCONTROL6, 6 << 60
.equ ICOUNT, 3 << 60
.equ ITRIGGER, 4 << 60
.equ ETRIGGER, 5 << 60
.equ LOAD, 1
.equ STORE, 2
.equ EXECUTE, 4
.equ U, 1 << 3
.equ S, 1 << 4
.equ M, 1 << 6
.equ VU, 1 << 23
.equ VS, 1 << 24
.equ CHAIN, 1 << 11
.equ SELECT, 1 << 21
.equ GE, 2 << 7
.equ LT, 3 << 7
.equ NAPOT, 1 << 7
.equ MASK_LOW, 4 << 7
.equ MASK_HIGH, 5 << 7

.macro trigger index, type, data
  write tselect, \index
  csrw tdata1, zero
  write tdata2, \data
  write tdata1, \type
.endm
.macro trigger_at index, type, label
  write tselect, \index
  csrw tdata1, zero
  la s9, \label
  csrw tdata2, s9
  write tdata1, \type
.endm
.macro log_trigger index
  write tselect, \index
  log_csr tdata1
.endm
.macro disable
  write tselect, 0
  csrw tdata1, zero
  write tselect, 1
  csrw tdata1, zero
.endm
.macro try csr, value
  write \csr, \value
  log_csr \csr
.endm

.macro addresses match
  trigger 0, MCONTROL6 | LOAD | STORE | U | \match, DATA + 3
  to_U
  lb a2, 0(a0)
  ld a2, 0(a0)
  sb a1, 3(a0)
  lw a2, 4(a0)
  sw a1, 8(a0)
  to_M
  log_trigger 0
.endm
.macro stored data, store
  trigger 0, MCONTROL6 | STORE | U | SELECT, \data
  to_U
  \store a1, 0(a0)
  \store zero, 0(a0)
  to_M
  log_trigger 0
.endm
.macro executed mode, enter
  trigger_at 0, MCONTROL6 | EXECUTE | \mode, 7f
  \enter
  li a2, 1
7: li a2, 2
  to_M
  log a2
  log_trigger 0
.endm
.macro counted count
  trigger 0, ICOUNT | \count << 10 | 1 << 6, 0
  to_U
  li a2, 1
  ebreak
  li a2, 2
  li a2, 3
  li a2, 4
  to_M
  log_trigger 0
.endm

begin
  write tselect, 3
  log_csr tselect
  write tselect, 4
  log_csr tselect
  write tselect, 0
  log_csr tdata1
  try tdata1, MCONTROL6 | 0x3e0085f
  try tdata1, MCONTROL6 | VS | VU | M | GE
  try tdata1, MCONTROL6 | MASK_HIGH | CHAIN
  try tdata1, MCONTROL6 | 6 << 7
  try tdata1, ICOUNT | 0x7ffffc0
  try tdata1, ETRIGGER | 1 << 58 | 0x1ac0
  try tdata1, ITRIGGER | 1 << 58 | 0x1ac0
  try tdata1, ETRIGGER | 1 << 59
  try tdata1, 15 << 60
  try tdata1, 7 << 60 | 1
  try tdata1, 0
  try tdata2, -1
  try tdata3, -1
  try tdata3, 3 << 48 | 3
  try tdata3, 7 << 48 | 2
  try tdata3, 0
  try mcontext, -1
  try hcontext, 0x1234
  log_csr mcontext
  try scontext, -1
  csrw scontext, zero
  csrw mcontext, zero

  # Addresses and data, from U-mode; each breakpoint is logged by the frame and goes on behind the instruction.
  li a0, DATA
  li a1, 0x1122334455667788
  sd a1, 0(a0)
  addresses 0
  addresses NAPOT
  addresses GE
  addresses LT
  addresses MASK_LOW
  addresses MASK_HIGH
  stored 0x88, sb
  stored 0x55667788, sw
  stored 0x1122334455667788, sd

  # AMOs are loads and stores.
  trigger 0, MCONTROL6 | LOAD | U, DATA
  to_U
  amoadd.d a2, a1, (a0)
  lr.d a2, (a0)
  sc.d a3, a2, (a0)
  to_M
  log_trigger 0
  trigger 0, MCONTROL6 | STORE | U, DATA
  to_U
  amoadd.d a2, a1, (a0)
  to_M
  log_trigger 0

  # An instruction by its address, before it is executed, in every mode; in M-mode only while MIE is set.
  executed U, to_U
  executed S, to_S
  executed VS, to_VS
  executed VU, to_VU
  trigger_at 0, MCONTROL6 | EXECUTE | M, 7f
  csrci mstatus, 8
7: li a2, 3
  log a2
  csrsi mstatus, 8
  trigger_at 0, MCONTROL6 | EXECUTE | M, 7f
  li a2, 4
7: li a2, 5
  csrci mstatus, 8
  log a2
  log_trigger 0

  disable

  # A chain of two addresses.
  trigger 0, MCONTROL6 | LOAD | U | GE | CHAIN, DATA + 8
  trigger 1, MCONTROL6 | LOAD | U | LT, DATA + 16
  to_U
  lb a2, 7(a0)
  lb a2, 8(a0)
  lb a2, 15(a0)
  lb a2, 16(a0)
  to_M
  log_trigger 1
  disable

  # Contexts.
  write scontext, 5
  trigger 0, MCONTROL6 | LOAD | U, DATA
  write tdata3, 5 << 2 | 1
  to_U
  lb a2, 0(a0)
  to_M
  write scontext, 6
  to_U
  lb a2, 0(a0)
  to_M
  write tdata3, 7 << 2 | 1 | 1 << 36
  to_U
  lb a2, 0(a0)
  to_M
  csrw scontext, zero
  write hcontext, 11
  write tdata3, 5 << 51 | 5 << 48
  to_U
  lb a2, 0(a0)
  to_M
  write hcontext, 10
  to_U
  lb a2, 0(a0)
  to_M
  csrw hcontext, zero
  csrw tdata3, zero
  disable

  # A number of instructions, of which traps are some.
  counted 1
  counted 2
  counted 3
  counted 5

  # A load by its data, which is known when it has retired.
  disable
  li a1, 0x77
  sd a1, 0(a0)
  trigger 0, MCONTROL6 | LOAD | U | SELECT, 0x77
  to_U
  lb a2, 1(a0)
  lb a2, 0(a0)
  li a2, 6
  nop
  to_M
  log a2
  log_trigger 0
  disable

  # An exception that goes to S-mode, while breakpoints go to M-mode.
  la s9, handler
  csrw stvec, s9
  write medeleg, 1 << 2
  trigger 0, ETRIGGER | 1 << 6, 1 << 2
  la s6, 8f
  to_U
  .4byte 0
8: to_M
  log_trigger 0
  log_csr scause
  disable
  csrw medeleg, zero
  j end

.balign 4
handler:
  nop
  csrr a2, scause
  la a3, 8b
  csrw sepc, a3
  sret

end:
finish
