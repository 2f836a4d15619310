/** Prints what the received-data interrupt brings, through UART, PLIC and SEIP. */
export const echo = `
  la t0, handler
  csrw stvec, t0
  li t0, PLIC
  li t1, 1
  sw t1, 40(t0)              # priority of source 10
  li t0, PLIC + 0x2080
  li t1, 1 << 10
  sw t1, 0(t0)               # enabled for S-mode of hart 0
  li t0, UART
  li t1, 1
  sb t1, 1(t0)               # IER: received data
  li t0, 1 << 9
  csrs sie, t0
  csrsi sstatus, 2
  1: wfi
  j 1b
  .balign 4
  handler:
  li t0, PLIC + 0x201004
  lw t1, 0(t0)
  li t2, UART
  lb t3, 0(t2)
  sb t3, 0(t2)
  sw t1, 0(t0)
  sret
`;
