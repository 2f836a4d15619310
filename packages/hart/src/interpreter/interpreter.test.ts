import { describe, expect, test } from 'vitest';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import {
  mcause,
  mcountinhibit,
  mcycle,
  medeleg,
  mepc,
  minstret,
  mip,
  mscratch,
  mstatus,
  mtinst,
  mtval,
  mtvec,
} from '../csrs/csrs.ts';
import { noReservation } from '../state/cells.ts';

const start = BigInt(ramBase);

describe('a step', () => {
  test('retires an instruction and says which', () => {
    const { hart } = bareHart([0x00a0_0513]); // li a0, 10
    const step = hart.step();
    const { decoded } = step;
    expect(step).toMatchObject({ kind: 'retired', pc: start, word: 0x00a0_0513, cause: 0n });
    expect(decoded).toMatchObject({ insn: { name: 'addi' }, imm: 10, length: 4 });
    expect([hart.pc, hart.x(10)]).toEqual([start + 4n, 10n]);
  });

  test('is told in one object, again and again', () => {
    const { hart } = bareHart([0x13, 0x13]);
    expect(hart.step()).toBe(hart.step());
  });

  test('of a compressed instruction is two bytes', () => {
    const { hart } = bareHart([0x0000_4529]); // c.li a0, 10
    const step = hart.step();
    const { decoded } = step;
    expect(step).toMatchObject({ kind: 'retired', pc: start, word: 0x4529, cause: 0n });
    expect(decoded).toMatchObject({ insn: { name: 'addi' }, compressed: { name: 'c.li' }, length: 2 });
    expect([hart.pc, hart.x(10)]).toEqual([start + 2n, 10n]);
  });

  test('that executes nothing has decoded nothing', () => {
    const { hart } = bareHart([0x13, 0]);
    expect([hart.step().decoded?.insn.name, hart.step().decoded]).toEqual(['addi', undefined]);
  });

  test('x0 stays zero', () => {
    const { hart } = bareHart([0x0050_0013]); // li zero, 5
    hart.step();
    hart.setX(0, 7n);
    expect(hart.x(0)).toBe(0n);
  });

  test.each([
    ['a 32-bit word that is no instruction', 0xffff_ffff, 0xffff_ffffn],
    ['a 16-bit word that is none, without the bits after it', 0x1234_0000, 0n],
    ['a CSR that does not exist', 0x5c00_2573, 0x5c00_2573n],
    ['a write to a read-only CSR', 0xf140_1073, 0xf140_1073n],
  ])('%s is illegal, and mtval has the bits', (_, word, bits) => {
    const { hart } = bareHart([word]);
    hart.write(mtvec, start + 0x100n);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 2n });
    expect([hart.read(mcause), hart.read(mtval), hart.read(mepc), hart.pc]).toEqual([2n, bits, start, start + 0x100n]);
  });

  // unpriv "Unconditional Jumps" and "Load and Store Instructions".
  test('jalr clears bit 0 of its target', () => {
    const { hart } = bareHart([0x0005_80e7]); // jalr ra, 0(a1)
    hart.setX(11, start + 0x101n);
    expect(hart.step().kind).toBe('retired');
    expect(hart.pc).toBe(start + 0x100n);
  });

  test.each([
    ['lw a0, 0(a1)', 0x0005_a503, 0xffff_ffff_8765_4321n],
    ['lwu a0, 0(a1)', 0x0005_e503, 0x8765_4321n],
    ['lbu a0, 3(a1)', 0x0035_c503, 0x87n],
    ['lb a0, 3(a1)', 0x0035_8503, 0xffff_ffff_ffff_ff87n],
    ['lh a0, 2(a1)', 0x0025_9503, 0xffff_ffff_ffff_8765n],
    ['lhu a0, 2(a1)', 0x0025_d503, 0x8765n],
  ])('%s extends what it loads', (_, word, value) => {
    const { hart, memory } = bareHart([word]);
    memory.write(ramBase + 0x100, 8, 0x1234_5678_8765_4321n);
    hart.setX(11, start + 0x100n);
    hart.step();
    expect(hart.x(10)).toBe(value);
  });

  test('pc and link wrap at the end of the address space', () => {
    const { hart } = bareHart([0xff9f_f0ef]); // jal ra, -8
    hart.step();
    expect([hart.pc, hart.x(1)]).toEqual([start - 8n, start + 4n]);
  });

  test('without C, a jump to an odd halfword traps at the jump and does not link', () => {
    const { hart } = bareHart([0x0060_00ef], { isa: 'rv64ima' }); // jal ra, 6
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 0n });
    expect([hart.read(mepc), hart.read(mtval), hart.x(1)]).toEqual([start, start + 6n, 0n]);
  });
});

describe('CSR instructions (unpriv "CSR Instructions")', () => {
  test.each([
    ['csrrw a0, mscratch, a1', 0x3405_9573, 0b1010n],
    ['csrrs a0, mscratch, a1', 0x3405_a573, 0b1110n],
    ['csrrc a0, mscratch, a1', 0x3405_b573, 0b0100n],
    ['csrrwi a0, mscratch, 9', 0x3404_d573, 9n],
    ['csrrsi a0, mscratch, 9', 0x3404_e573, 0b1101n],
    ['csrrci a0, mscratch, 9', 0x3404_f573, 0b0100n],
    ['csrrs a0, mscratch, zero', 0x3400_2573, 0b1100n],
  ])('%s', (_, word, after) => {
    const { hart } = bareHart([word]);
    hart.write(mscratch, 0b1100n);
    hart.setX(11, 0b1010n);
    hart.step();
    expect([hart.x(10), hart.read(mscratch)]).toEqual([0b1100n, after]);
  });

  test('csrrs and csrrc with x0 may read what cannot be written, csrrw with x0 may not', () => {
    const read = bareHart([0xf140_2573]).hart; // csrrs a0, mhartid, zero
    expect(read.step().kind).toBe('retired');
    const write = bareHart([0xf140_1573]).hart; // csrrw a0, mhartid, zero
    expect(write.step().cause).toBe(2n);
  });

  test('rd may be the source', () => {
    const { hart } = bareHart([0x3405_95f3]); // csrrw a1, mscratch, a1
    hart.write(mscratch, 3n);
    hart.setX(11, 4n);
    hart.step();
    expect([hart.x(11), hart.read(mscratch)]).toEqual([3n, 4n]);
  });
});

describe('mcycle and minstret (priv "Hardware Performance Monitor")', () => {
  const csrrInstret = 0xb020_2573; // csrr a0, minstret

  test('count what retired before the instruction that reads them', () => {
    const { hart } = bareHart([0x13, 0x13, csrrInstret]);
    for (let step = 0; step < 3; step++) hart.step();
    expect([hart.x(10), hart.read(minstret), hart.read(mcycle)]).toEqual([2n, 3n, 3n]);
  });

  test('an instruction that traps does not retire', () => {
    const { hart } = bareHart([0x0000_0073]);
    hart.step();
    expect(hart.read(minstret)).toBe(0n);
  });

  test('a written value is what the next instruction sees', () => {
    const { hart } = bareHart([0xb025_9073, csrrInstret]); // csrw minstret, a1
    hart.setX(11, 100n);
    hart.step();
    hart.step();
    expect(hart.x(10)).toBe(100n);
  });

  test('carry into the upper half', () => {
    const { hart } = bareHart([0x13, 0x13]);
    hart.write(minstret, 0xffff_ffffn);
    hart.step();
    expect(hart.read(minstret)).toBe(0x1_0000_0000n);
  });

  test.each([
    [1n, 0n, 1n],
    [4n, 1n, 0n],
    [5n, 0n, 0n],
  ])('mcountinhibit %i', (inhibit, cycles, instructions) => {
    const { hart } = bareHart([0x13]);
    hart.write(mcountinhibit, inhibit);
    hart.step();
    expect([hart.read(mcycle), hart.read(minstret)]).toEqual([cycles, instructions]);
  });
});

/** priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`"; encodings from GNU as. */
describe('mtinst', () => {
  test.each([
    ['lw a0, 16(a1)', 0x0105_a503, 0x0000_2503n],
    ['sd a0, 16(a1)', 0x00a5_b823, 0x00a0_3023n],
    ['c.lw a0, 16(a1)', 0x4988, 0x0000_2501n],
    ['c.sd a0, 16(a1)', 0xe988, 0x00a0_3021n],
    ['c.sdsp a0, 16(sp)', 0xe82a, 0x00a0_3021n],
    ['amoadd.d a0, a2, (a1)', 0x00c5_b52f, 0x00c0_352fn],
    ['lr.d a0, (a1)', 0x1005_b52f, 0x1000_352fn],
    ['hlv.d a0, (a1)', 0x6c05_c573, 0x6c00_4573n],
    ['hsv.d a0, (a1)', 0x6ea5_c073, 0x6ea0_4073n],
  ])('of %s', (_, word, transformed) => {
    const { hart } = bareHart([word]);
    hart.setX(2, 0x1000n);
    hart.setX(11, 0x1000n);
    expect([5n, 7n]).toContain(hart.step().cause);
    expect(hart.read(mtinst)).toBe(transformed);
  });

  test('is zero for what accesses no memory, and for a fetch', () => {
    const { hart } = bareHart([0xffff_ffff]);
    hart.store(mtinst, 5, 0);
    hart.step();
    expect(hart.read(mtinst)).toBe(0n);
    hart.store(mtinst, 5, 0);
    expect(hart.step().cause).toBe(1n);
    expect(hart.read(mtinst)).toBe(0n);
  });
});

test('two harts of one process know nothing of one another', () => {
  const first = bareHart([0x00a0_0513]);
  const second = bareHart([0x00b0_0513]);
  first.hart.step();
  second.hart.step();
  expect([first.hart.x(10), second.hart.x(10)]).toEqual([10n, 11n]);
});

test('reset: M-mode at the given pc, registers clear, interrupt lines as devices drive them', () => {
  const { hart } = bareHart();
  hart.enter('U', true);
  hart.setX(10, 5n);
  hart.write(medeleg, 0x100n);
  hart.setInterrupt('MTIP', true);
  hart.waiting = true;
  hart.reset(start + 8n);
  expect([hart.privilege, hart.V, hart.pc, hart.x(10), hart.read(medeleg)]).toEqual(['M', false, start + 8n, 0n, 0n]);
  expect([hart.waiting, hart.state.reservation, hart.get(mstatus.MIE)]).toEqual([false, noReservation, 0]);
  expect(hart.read(mip)).toBe(1n << 7n);
});

test('a restored block is the hart as it was', () => {
  const { hart, memory } = bareHart([0x00a0_0513, 0x0015_0513]);
  hart.write(medeleg, 0x100n);
  hart.step();
  const block = memory.hartBlock(0).slice();
  hart.step();
  hart.reset(0n);
  memory.hartBlock(0).set(block);
  hart.flushTranslations();
  hart.step();
  expect([hart.x(10), hart.pc, hart.read(medeleg), hart.read(minstret)]).toEqual([11n, start + 8n, 0x100n, 2n]);
});
