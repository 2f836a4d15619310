/** What M-mode software does last when it starts: it gives S-mode all memory, and goes on there. */
export const toSupervisor = (entry: string): string => `
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 1 << 11            # MPP = S
    csrw mstatus, t0
    la t0, ${entry}
    csrw mepc, t0
    mret
`;

/**
 * M-mode software that answers an ECALL when hart 1 has answered its software interrupt, as a remote fence does. All harts go
 * on in S-mode at `supervisor`.
 *
 * @param delay iterations of a loop in which hart 1 is long in coming back
 */
export const waitingFirmware = (supervisor: string, delay = 1): string => `
_start:
    la t0, trap
    csrw mtvec, t0
    li t0, 8
    csrw mie, t0              # MSIE
${toSupervisor('supervisor')}
supervisor:
${supervisor}
.balign 4
trap:
    csrr t2, mcause
    li t3, 0x2000004          # MSIP of hart 1
    la t5, answered
    bltz t2, interrupted
    sw zero, 0(t5)
    li t4, 1
    sw t4, 0(t3)
1:  lw t6, 0(t5)
    beqz t6, 1b
    csrr t2, mepc
    addi t2, t2, 4
    csrw mepc, t2
    mret
interrupted:
    sw zero, 0(t3)
    li t6, 1
    sw t6, 0(t5)
    li t4, ${delay}
2:  addi t4, t4, -1
    bnez t4, 2b
    mret
.balign 4
answered:
    .word 0
`;
