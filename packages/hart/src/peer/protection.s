# Smepmp: what mseccfg and the PMP registers can be given, and the accesses that M-mode, S-mode and U-mode can make under
# each combination of L, R, W and X.
.equ MML, 1
.equ MMWP, 2
.equ RLB, 4
.equ DATA, 0x80030000
.equ UNMATCHED, 0x800d0000

.macro log_settings
  log_csr mseccfg
  log_csr pmpcfg0
  log_csr pmpcfg2
  log_csr pmpaddr0
.endm
.macro access address
  li s5, \address
  ld t0, 8(s5)
  sd t0, 8(s5)
  la s6, 1f
  jr s5
1:
.endm
.macro accesses_at address
  access \address
  to_S
  access \address
  to_M
  to_U
  access \address
  to_M
  set_bits mstatus, 1 << 17 | MPP_S
  li s5, \address
  ld t0, 8(s5)
  sd t0, 8(s5)
  clear_bits mstatus, 1 << 17
.endm

  begin
# Instructions that return to s6.
  li t1, 0x000b0067000b0067
  li t0, DATA
  sd t1, 0(t0)
  li t0, UNMATCHED
  sd t1, 0(t0)
  log_settings

# Without MML, where W without R is reserved. RLB lets locked entries change.
  write mseccfg, RLB
  write pmpaddr0, (DATA >> 2) | 0x1ff
  call all_combinations
  write pmpaddr0, 0x1234
  log_settings
  write pmpaddr0, (DATA >> 2) | 0x1ff

# The program for M-mode alone to execute; then, with MML, for S-mode and U-mode too. Its last page, with tohost, the log
# and devices for all to read and write. There is nothing for what lies from 0x800c0000 on.
  la t0, tohost
  srli t0, t0, 2
  ori t0, t0, 0x1ff
  csrw pmpaddr8, t0
  write pmpaddr9, (0x80000000 >> 2) | 0x7ff
  write pmpaddr10, (0x80000000 >> 2) | 0xffff
  write pmpaddr11, (0x80080000 >> 2) | 0x7fff
  write pmpaddr12, 0x3ffffff
  write pmpcfg2, 0x1f00000000009c00
  log_settings
  write mseccfg, MML | RLB
  write pmpcfg2, 0x0000001e1e1e9e1e
  log_settings
  call all_combinations

# Without RLB again, for ever: what rules can be added, and that they stay.
  write mseccfg, 0
  write mseccfg, RLB
  log_settings
  write pmpcfg0, 0x9f9e9d9c9b9a9998
  log_settings
  write pmpcfg0, 0x1f1e1d1c1b1a1918
  write pmpaddr0, 0x1234
  log_settings
  accesses_at DATA
  write mseccfg, MMWP
  log_settings
  accesses_at UNMATCHED
  write mseccfg, 0
  log_settings
  j done

all_combinations:
  li s0, 0
next_combination:
  andi t0, s0, 7
  slli t1, s0, 4
  andi t1, t1, 0x80
  or t0, t0, t1
  ori t0, t0, 0x18
  csrw pmpcfg0, t0
  log_settings
  accesses_at DATA
  addi s0, s0, 1
  li t0, 16
  bltu s0, t0, next_combination
  csrw pmpcfg0, zero
  accesses_at UNMATCHED
  ret
done:
  finish
