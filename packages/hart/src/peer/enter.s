# What programs have that go from mode to mode, and write CSRs on their way. s9 and s10 are lost.
.equ MPP_S, 1 << 11
.equ MPP_M, 3 << 11
.equ MPV, 1 << 39

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

# A page-table entry for `frame`.
.macro write_pte table, index, frame, flags
  li s9, \table + 8 * (\index)
  li s10, ((\frame) >> 12) << 10 | \flags
  sd s10, 0(s9)
.endm
