import { assemble } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htinst, htval, medeleg, stval } from '../csrs/csrs.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';

/** Zacas and Zabha: amocas of every width, and the byte and halfword forms of the other AMOs. */

const start = BigInt(ramBase);
const at = start + 0x1000n;
const wordOf = (source: string) => new DataView(assemble(source).bytes.buffer).getUint32(0, true);
const value = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const unsigned = (bits: number, number: bigint) => BigInt.asUintN(bits, number);
const extended = (bits: number, number: bigint) => BigInt.asUintN(64, BigInt.asIntN(bits, number));

/** Runs `name a0, a2, (a1)` on this memory; gives a0 and memory after it. */
function amo(name: string) {
  const { hart, memory } = bareHart([wordOf(`${name} a0, a2, (a1)`)]);
  return (a0: bigint, a2: bigint, held: bigint) => {
    memory.write(ramBase + 0x1000, 8, held);
    hart.pc = start;
    hart.setX(10, a0);
    hart.setX(11, at);
    hart.setX(12, a2);
    expect(hart.step().kind).toBe('retired');
    return [hart.x(10), memory.read(ramBase + 0x1000, 8)];
  };
}
/** What is in the low bits of memory, with the bits above left alone. */
const replaced = (bits: number, held: bigint, low: bigint) => held - unsigned(bits, held) + unsigned(bits, low);

describe.each([
  ['amocas.b', 8],
  ['amocas.h', 16],
  ['amocas.w', 32],
  ['amocas.d', 64],
] as const)('%s', (name, bits) => {
  test('stores rs2 where memory holds what rd holds, whatever is above', () => {
    const run = amo(name);
    fc.assert(
      fc.property(value, value, value, (above, a2, held) => {
        const a0 = replaced(bits, above, held);
        expect(run(a0, a2, held)).toEqual([extended(bits, held), replaced(bits, held, a2)]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('leaves memory alone where one bit differs', () => {
    const run = amo(name);
    fc.assert(
      fc.property(fc.nat(bits - 1), value, value, (bit, a2, held) => {
        expect(run(held ^ (1n << BigInt(bit)), a2, held)).toEqual([extended(bits, held), held]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe.each([8, 16])('AMOs of %i bits', (bits) => {
  const less = (a: bigint, b: bigint) => BigInt.asIntN(bits, a) < BigInt.asIntN(bits, b);
  const below = (a: bigint, b: bigint) => unsigned(bits, a) < unsigned(bits, b);
  test.each<[string, (held: bigint, a2: bigint) => bigint]>([
    ['amoswap', (_, b) => b],
    ['amoadd', (a, b) => a + b],
    ['amoand', (a, b) => a & b],
    ['amoor', (a, b) => a | b],
    ['amoxor', (a, b) => a ^ b],
    ['amomin', (a, b) => (less(a, b) ? a : b)],
    ['amomax', (a, b) => (less(a, b) ? b : a)],
    ['amominu', (a, b) => (below(a, b) ? a : b)],
    ['amomaxu', (a, b) => (below(a, b) ? b : a)],
  ])('%s', (name, operate) => {
    const run = amo(`${name}.${bits === 8 ? 'b' : 'h'}`);
    fc.assert(
      fc.property(value, value, (a2, held) => {
        expect(run(0n, a2, held)).toEqual([extended(bits, held), replaced(bits, held, operate(held, a2))]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('amocas.q', () => {
  const low = 0x0123_4567_89ab_cdefn;
  const high = 0xfedc_ba98_7654_3210n;
  /** Runs `amocas.q rd, rs2, (s0)`, memory holding high and low; a0, a1 are compared and a2, a3 stored. */
  function run(source: string, a0: bigint, a1: bigint) {
    const { hart, memory } = bareHart([wordOf(source)]);
    memory.write(ramBase + 0x1000, 8, low);
    memory.write(ramBase + 0x1008, 8, high);
    [a0, a1, 7n, 9n].forEach((register, index) => hart.setX(10 + index, register));
    hart.setX(8, at);
    hart.setX(1, 5n);
    expect(hart.step().kind).toBe('retired');
    expect(hart.x(0)).toBe(0n);
    return [hart.x(10), hart.x(11), memory.read(ramBase + 0x1000, 8), memory.read(ramBase + 0x1008, 8), hart.x(1)];
  }

  test('compares and swaps a pair', () => {
    expect(run('amocas.q a0, a2, (s0)', low, high)).toEqual([low, high, 7n, 9n, 5n]);
  });
  test('compares the low half', () => {
    expect(run('amocas.q a0, a2, (s0)', low + 1n, high)).toEqual([low, high, low, high, 5n]);
  });
  test('compares the high half', () => {
    expect(run('amocas.q a0, a2, (s0)', low, high - 1n)).toEqual([low, high, low, high, 5n]);
  });
  test('the pair of x0 is zero as a source', () => {
    expect(run('amocas.q a0, zero, (s0)', low, high)).toEqual([low, high, 0n, 0n, 5n]);
  });
  test('the pair of x0 is zero to compare with, and is not written', () => {
    expect(run('amocas.q zero, a2, (s0)', low, high)).toEqual([low, high, low, high, 5n]);
    const { hart, memory } = bareHart([wordOf('amocas.q zero, a2, (s0)')]);
    hart.setX(8, at);
    hart.setX(1, 5n);
    hart.setX(12, 7n);
    hart.step();
    expect([memory.read(ramBase + 0x1000, 8), hart.x(0), hart.x(1)]).toEqual([7n, 0n, 5n]);
  });

  test.each([7, 20])('an odd register is reserved: bit %i', (bit) => {
    const { hart } = bareHart([wordOf('amocas.q a0, a2, (s0)') | (1 << bit)]);
    hart.setX(8, at);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 2n });
  });
});

describe('traps', () => {
  test.each([
    ['amocas.h', 1n],
    ['amocas.w', 2n],
    ['amocas.d', 4n],
    ['amocas.q', 8n],
  ])('%s at a misaligned address', (name, offset) => {
    const { hart } = bareHart([wordOf(`${name} a0, a2, (s0)`)]);
    hart.setX(8, at + offset);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 6n });
  });

  test.each(['amocas.b', 'amocas.h', 'amocas.w', 'amocas.d', 'amocas.q'])(
    '%s needs permission to write, even if it would not',
    (name) => {
      const { hart, memory, tables } = supervisor();
      memory.write(Number(data), 4, BigInt(wordOf(`${name} a0, a2, (s0)`)));
      tables.map(3, root, 0x1000n, data, all);
      tables.map(3, root, 0x2000n, data + 0x1000n, pte.V | pte.R | pte.A | pte.D);
      hart.pc = 0x1000n;
      hart.setX(8, 0x2010n);
      hart.setX(10, 1n);
      expect(hart.step()).toMatchObject({ kind: 'trap', cause: 15n });
    },
  );

  test('amocas.q in a guest faults as a store in the second stage too', () => {
    const { hart, memory, tables } = guest();
    const word = wordOf('amocas.q a0, a2, (s0)');
    hart.write(medeleg, 1n << 23n);
    memory.write(Number(data), 4, BigInt(word));
    tables.map(3, root, 0x1000n, data, all);
    tables.map(3, root, 0x2000n, 0x1_0000_0000n, all);
    tables.map(3, guestRoot, 0x1_0000_0000n, data + 0x1000n, pte.V | pte.R | pte.A | pte.D | pte.U);
    hart.pc = 0x1000n;
    hart.setX(8, 0x2010n);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 23n });
    expect([hart.read(stval), hart.read(htval)]).toEqual([0x2010n, 0x1_0000_0010n >> 2n]);
    // priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`": the atomic with rs1 replaced
    expect(hart.read(htinst)).toBe(BigInt((word & ~0x000f_8000) >>> 0));
  });

  test.each([
    ['amocas.w', 'rv64ima_zabha'],
    ['amocas.q', 'rv64ima_zabha'],
    ['amocas.b', 'rv64ima_zacas'],
    ['amoadd.b', 'rv64ima_zacas'],
  ])('%s is illegal in %s', (name, isa) => {
    const { hart } = bareHart([wordOf(`${name} a0, a2, (s0)`)], { isa });
    hart.setX(8, at);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 2n });
  });
});
