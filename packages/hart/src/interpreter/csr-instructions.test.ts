import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import * as all from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { exception } from '../csrs/causes.ts';

/** A bare hart with this program at the start of RAM; `run` executes it up to the label `end`. */
function program(source: string, options: Parameters<typeof bareHart>[1] = {}) {
  const { memory, hart } = bareHart([], options);
  const { bytes, symbols } = assemble(`${source}\nend: j end`, { origin: BigInt(ramBase) });
  memory.writeBytes(ramBase, bytes);
  const end = symbols.get('end');
  const run = () => {
    for (let steps = 0; hart.pc !== end; steps++) {
      if (steps === 1000) throw new Error(`no end after ${steps} steps, pc 0x${hart.pc.toString(16)}`);
      hart.step();
    }
  };
  return { hart, run, symbols };
}
const a0 = 10;
const a1 = 11;
const modes = { HS: ['S', false], U: ['U', false], VS: ['S', true], VU: ['U', true] } as const;
function enter(hart: Hart, mode: keyof typeof modes): void {
  const [privilege, V] = modes[mode];
  hart.enter(privilege, V);
}

/** unpriv "CSR Instructions": rd gets the old value, and the operand is a register or five bits. */
describe('what the six instructions do', () => {
  test.each([
    ['csrrw a0, mscratch, a1', 0xffn],
    ['csrrs a0, mscratch, a1', 0xf0ffn],
    ['csrrc a0, mscratch, a1', 0xf000n],
    ['csrrwi a0, mscratch, 21', 21n],
    ['csrrsi a0, mscratch, 21', 0xf0f5n],
    ['csrrci a0, mscratch, 21', 0xf0e0n],
  ])('%s', (instruction, written) => {
    const { hart, run } = program(instruction);
    hart.write(all.mscratch, 0xf0f0n);
    hart.setX(a1, 0xffn);
    run();
    expect(hart.x(a0)).toBe(0xf0f0n);
    expect(hart.read(all.mscratch)).toBe(written);
  });

  test.each([
    ['csrrs a0, mhartid, x0', 'retired'],
    ['csrrci a0, mhartid, 0', 'retired'],
    ['csrrs a0, mhartid, a1', 'trap'],
    ['csrrsi x0, mhartid, 1', 'trap'],
    ['csrrw x0, mhartid, x0', 'trap'],
    ['csrrwi x0, mhartid, 0', 'trap'],
  ])('%s: the register number, not its value, makes a write (%s)', (instruction, kind) => {
    const { hart } = program(instruction);
    expect(hart.step().kind).toBe(kind);
  });

  test('csrrw with one register for both takes its old value', () => {
    const { hart, run } = program('csrrw a0, mscratch, a0');
    hart.setX(a0, 7n);
    hart.write(all.mscratch, 9n);
    run();
    expect([hart.x(a0), hart.read(all.mscratch)]).toEqual([9n, 7n]);
  });
});

describe('a denied access', () => {
  test.each([
    ['csrr a0, mstatus', 'HS', exception.illegalInstruction],
    ['csrr a0, hstatus', 'VS', exception.virtualInstruction],
    ['csrr a0, sstatus', 'VU', exception.virtualInstruction],
    ['csrr a0, sstatus', 'U', exception.illegalInstruction],
    ['csrw hgeip, x0', 'VS', exception.illegalInstruction],
    ['csrr a0, time', 'VS', exception.illegalInstruction],
  ] as const)('%s in %s traps with the instruction in mtval, and changes nothing', (instruction, mode, cause) => {
    const { hart } = program(instruction);
    enter(hart, mode);
    hart.setX(a0, 5n);
    const { kind, word } = hart.step();
    expect(kind).toBe('trap');
    expect(hart.read(all.mcause)).toBe(cause);
    expect(hart.read(all.mtval)).toBe(BigInt(word));
    expect(hart.read(all.mepc)).toBe(BigInt(ramBase));
    expect(hart.x(a0)).toBe(5n);
  });
});

/** priv "Hardware Performance Monitor", "Machine Counter-Inhibit (mcountinhibit) Register". */
describe('counters', () => {
  test('instret counts what retired before the instruction that reads it', () => {
    const { hart, run } = program('csrr a0, instret\nnop\nnop\ncsrr a1, instret');
    run();
    expect([hart.x(a0), hart.x(a1)]).toEqual([0n, 3n]);
  });

  test('a written value is what the next instruction sees', () => {
    const { hart, run } = program('li a2, 100\ncsrw minstret, a2\ncsrr a0, minstret\ncsrr a1, cycle');
    run();
    expect([hart.x(a0), hart.x(a1)]).toEqual([100n, 3n]);
  });

  test('an instruction that traps is not counted', () => {
    const { hart, symbols, run } = program('csrr a0, instret\necall\nhandler: csrr a1, instret');
    hart.write(all.mtvec, symbols.get('handler')!);
    run();
    expect(hart.x(a1) - hart.x(a0)).toBe(1n);
  });

  test.each([
    ['cycle', 1n, [0n, 4n]],
    ['instret', 4n, [4n, 0n]],
  ])('mcountinhibit stops %s alone', (_, inhibited, [cycle, instret]) => {
    const { hart, run } = program('nop\nnop\nnop\nnop');
    hart.write(all.mcountinhibit, inhibited);
    run();
    expect([hart.read(all.mcycle), hart.read(all.minstret)]).toEqual([cycle, instret]);
  });

  test('a counter goes on from its last value to zero', () => {
    const { hart, run } = program('nop\nnop');
    hart.write(all.mcycle, (1n << 64n) - 1n);
    run();
    expect(hart.read(all.mcycle)).toBe(1n);
  });
});

/** priv "Hypervisor and Virtual Supervisor CSRs". */
describe('with V = 1 the supervisor addresses mean the VS CSRs', () => {
  test('and the HS CSRs keep their values', () => {
    const { hart, run } = program('csrw sscratch, a0\ncsrw sepc, a0\ncsrsi sstatus, 2\ncsrr a1, sscratch');
    enter(hart, 'VS');
    hart.setX(a0, 0x1235n);
    run();
    expect(hart.x(a1)).toBe(0x1235n);
    expect([all.sscratch, all.sepc, all.sstatus].map((csr) => hart.read(csr))).toEqual([0n, 0n, 0x2_0000_0000n]);
    expect([all.vsscratch, all.vsepc, all.vsstatus].map((csr) => hart.read(csr))).toEqual([
      0x1235n,
      0x1234n,
      0x2_0000_0002n,
    ]);
  });

  test('senvcfg and scounteren have no VS CSR and are themselves', () => {
    const { hart, run } = program('csrwi senvcfg, 1\ncsrwi scounteren, 7');
    hart.write(all.mstateen0, -1n);
    hart.write(all.hstateen0, -1n);
    enter(hart, 'VS');
    run();
    expect([hart.read(all.senvcfg), hart.read(all.scounteren)]).toEqual([1n, 7n]);
  });

  test('time adds htimedelta', () => {
    const { hart, run } = program('csrr a0, time', { time: () => 1000n });
    hart.write(all.mcounteren, 2n);
    hart.write(all.hcounteren, 2n);
    hart.write(all.htimedelta, -1n);
    enter(hart, 'VS');
    run();
    expect(hart.x(a0)).toBe(999n);
  });
});

describe('interrupts that CSR instructions make', () => {
  test('csrrs on mip does not store the line of SEIP', () => {
    const { hart, run } = program('csrrsi a0, mip, 2\ncsrrci a1, mip, 2');
    hart.setInterrupt('SEIP', true);
    run();
    hart.setInterrupt('SEIP', false);
    expect([hart.x(a0), hart.x(a1)]).toEqual([0x200n, 0x202n]);
    expect(hart.read(all.mip)).toBe(0n);
  });

  test('a write to sip is taken before the next instruction', () => {
    const { hart } = program('csrsi sip, 2\nli a0, 1');
    hart.write(all.mideleg, 2n);
    hart.write(all.sie, 2n);
    hart.write(all.sstatus, 2n);
    enter(hart, 'HS');
    expect(hart.step().kind).toBe('retired');
    expect(hart.step().kind).toBe('interrupt');
    expect(hart.read(all.scause)).toBe((1n << 63n) | 1n);
    expect(hart.read(all.sepc)).toBe(BigInt(ramBase) + 4n);
  });

  test('VS-mode interrupts itself through sip, as supervisor software interrupt', () => {
    const { hart } = program('csrsi sip, 2\nli a0, 1');
    hart.write(all.hideleg, 4n);
    hart.write(all.vsie, 2n);
    hart.write(all.vsstatus, 2n);
    enter(hart, 'VS');
    expect(hart.step().kind).toBe('retired');
    expect(hart.step().kind).toBe('interrupt');
    expect([hart.V, hart.read(all.vscause), hart.read(all.scause)]).toEqual([true, (1n << 63n) | 1n, 0n]);
  });

  test.each([
    ['HS', all.scause],
    ['VS', all.vscause],
  ] as const)('stimecmp interrupts %s when its time has come, and not before', (mode, cause) => {
    let now = 0n;
    const { hart } = program('li a0, 3\ncsrw stimecmp, a0\nloop: j loop', { time: () => now });
    hart.write(all.mcounteren, 2n);
    hart.write(all.hcounteren, 2n);
    hart.write(all.menvcfg, 1n << 63n);
    hart.write(all.henvcfg, 1n << 63n);
    hart.write(all.stimecmp, -1n);
    hart.write(all.vstimecmp, -1n);
    hart.write(all.mideleg, 0x20n);
    hart.write(all.hideleg, 0x40n);
    hart.write(all.mie, 0x60n);
    hart.write(all.sstatus, 2n);
    hart.write(all.vsstatus, 2n);
    enter(hart, mode);
    const kinds = Array.from({ length: 4 }, () => {
      const { kind } = hart.step();
      now++;
      return kind;
    });
    expect(kinds).toEqual(['retired', 'retired', 'retired', 'interrupt']);
    expect(hart.read(cause)).toBe((1n << 63n) | 5n);
  });
});

test('a locked PMP entry holds M-mode too, at once', () => {
  const { hart } = program('csrw pmpaddr1, a0\ncsrw pmpcfg0, a1\nlw a2, 0(a3)');
  // Entry 0 becomes a locked NA4 region without permissions at the end of the page, entry 1 everything else.
  const address = BigInt(ramBase) + 0xffcn;
  hart.write(all.pmpaddrs[0]!, address >> 2n);
  hart.setX(a0, (1n << 54n) - 1n);
  hart.setX(a1, 0x1f90n);
  hart.setX(13, address);
  hart.step();
  hart.step();
  expect(hart.step()).toMatchObject({ kind: 'trap', cause: exception.loadAccessFault });
  expect(hart.read(all.mtval)).toBe(address);
});
