import { parseCpu } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { board } from './board.ts';
import { devices } from './testing/accesses.ts';
import { machineWith, program } from './testing/program.ts';

const { machineMode } = devices().made;

/*
 * Expected values: OpenSBI 1.9 on QEMU 11.1's virt. It prints for its domain: 0x2000000 to 0x200ffff S/U: (); 0x100000,
 * 0x10000000 and 0xc000000 to 0xc5fffff S/U: (R,W); all else S/U: (R,W,X).
 */
test('of the devices, the CLINT alone is closed', () => {
  expect(machineMode).toEqual([{ base: 0x200_0000, size: 0x1_0000 }]);
});

/** Each hart touches every register that the firmware relies on, and then waits for its timer. */
const source = `
  .macro touch op, reg, place
    \\op \\reg, \\place
    addi s3, s3, 1
  .endm
  _start:
    la t0, trap
    csrw stvec, t0
    mv s1, a0
    bnez a0, begin
    li a0, 1
    la a1, _start
    sbi SBI_HSM, 0
  begin:
    li s2, CLINT
    li s4, MTIMECMP
    li s5, CLINT + 0xb000
    li t1, -1
    rdtime a0
    addi a0, a0, 200
    sbi SBI_TIME, 0
    touch lw, t0, 0(s2)
    touch sw, t1, 0(s2)
    touch sw, t1, 4(s2)
    touch ld, t0, 0(s4)
    touch sd, t1, 0(s4)
    touch sw, t1, 8(s4)
    touch ld, t0, 0x7f8(s5)
    touch sd, t1, 0x7f8(s5)
    touch sb, t1, 0x7ff(s5)
    # The devices that are not M-mode's answer.
    li t0, UART
    lbu t1, 5(t0)
    li t0, PLIC
    lw t1, 4(t0)
    li t0, 0x101000
    lw t1, 0(t0)
    li t0, 1 << 5
    csrs sie, t0
    1: wfi
    csrr t0, sip
    andi t0, t0, 1 << 5
    beqz t0, 1b
    addi a0, s1, '0'
    sbi SBI_DBCN, 2
    beqz s1, 2f
    sbi SBI_HSM, 1
    2: li a0, 1
    sbi SBI_HSM, 2
    li t0, 1
    bne a1, t0, 2b
    poweroff
  .balign 4
  trap:
    # Load and store access faults only, and each is counted once: s3 is 0 again after the instruction.
    csrr t0, scause
    addi t0, t0, -5
    andi t0, t0, ~2
    bnez t0, lost
    addi s3, s3, -1
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    li t1, -1
    sret
  lost:
    li t0, FINISHER
    li t1, 0x13333
    sw t1, 0(t0)
`;

test.each(['rv64,sstc=false', 'rv64', 'max', 'rva22s64'])(
  '%s: no stray access of any hart loses an IPI, a timer or the time',
  (cpu) => {
    const { machine, console } = machineWith({ kernel: program(source), harts: 2, ...parseCpu(cpu) });
    expect(machine.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'poweroff' });
    expect(console.text.split('').toSorted()).toEqual(['0', '1']);
    expect(machine.harts.map((hart) => hart.x(19))).toEqual([0n, 0n]);
    expect(machine.clock.time()).toBeLessThan(10_000n);
  },
);

test('every device that is M-mode’s has a size and a place that one PMP entry can name', () => {
  // priv "Address Matching": a naturally aligned power of two, of eight bytes at least.
  for (const { base, size } of [...machineMode, board.clint]) {
    expect(Number.isInteger(Math.log2(size / 8))).toBe(true);
    expect(base % size).toBe(0);
  }
});
