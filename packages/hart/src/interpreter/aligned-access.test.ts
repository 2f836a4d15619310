import { assemble, parseIsa } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htinst, mcause, medeleg, mtinst, mtval, stval, tdata1, tdata2, tselect } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, root, supervisor } from '../testing/page-tables.ts';
import { exception } from '../csrs/causes.ts';

/** Zalasr: loads and stores that must be aligned (unpriv "Load-Acquire and Store-Release Instructions"). */

const start = BigInt(ramBase);
const at = start + 0x1000n;
const isa = parseIsa('max');
const wordOf = (source: string) => new DataView(assemble(source, { isa }).bytes.buffer).getUint32(0, true);
const value = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function prepared(source: string, address: bigint) {
  const { hart, memory } = bareHart([wordOf(source)]);
  hart.setX(11, address);
  return { hart, memory };
}
const trapOf = (hart: Hart) => ({ cause: hart.read(mcause), tval: hart.read(mtval) });

const loads = ['lb', 'lh', 'lw', 'ld'].flatMap((name, size) =>
  ['aq', 'aqrl'].map((order) => [`${name}.${order}`, 2 ** size] as const),
);
const stores = ['sb', 'sh', 'sw', 'sd'].flatMap((name, size) =>
  ['rl', 'aqrl'].map((order) => [`${name}.${order}`, 2 ** size] as const),
);

describe.each(loads)('%s', (name, bytes) => {
  test('loads at every multiple of its width, and sign-extends', () => {
    const { hart, memory } = prepared(`${name} a0, (a1)`, at);
    fc.assert(
      fc.property(value, fc.nat(8 / bytes - 1), (held, index) => {
        memory.write(Number(at), 8, held);
        hart.pc = start;
        hart.setX(11, at + BigInt(index * bytes));
        expect(hart.step().kind).toBe('retired');
        const loaded = BigInt.asIntN(8 * bytes, held >> BigInt(8 * bytes * index));
        expect(hart.x(10)).toBe(BigInt.asUintN(64, loaded));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test.runIf(bytes > 1)('traps at every other address, and leaves rd alone', () => {
    for (let offset = 1n; offset < BigInt(bytes); offset++) {
      const { hart } = prepared(`${name} a0, (a1)`, at + offset);
      hart.setX(10, 7n);
      hart.step();
      expect(trapOf(hart)).toEqual({ cause: exception.loadAddressMisaligned, tval: at + offset });
      expect(hart.x(10)).toBe(7n);
    }
  });
});

describe.each(stores)('%s', (name, bytes) => {
  test('stores the low bytes of rs2 at every multiple of its width, and no others', () => {
    const { hart, memory } = prepared(`${name} a2, (a1)`, at);
    fc.assert(
      fc.property(value, value, fc.nat(8 / bytes - 1), (held, stored, index) => {
        memory.write(Number(at), 8, held);
        hart.pc = start;
        hart.setX(11, at + BigInt(index * bytes));
        hart.setX(12, stored);
        expect(hart.step().kind).toBe('retired');
        const mask = ((1n << BigInt(8 * bytes)) - 1n) << BigInt(8 * bytes * index);
        expect(memory.read(Number(at), 8)).toBe((held & ~mask) | ((stored << BigInt(8 * bytes * index)) & mask));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test.runIf(bytes > 1)('traps at every other address, and stores nothing', () => {
    for (let offset = 1n; offset < BigInt(bytes); offset++) {
      const { hart, memory } = prepared(`${name} a2, (a1)`, at + offset);
      hart.setX(12, ~0n);
      hart.step();
      expect(trapOf(hart)).toEqual({ cause: exception.storeAddressMisaligned, tval: at + offset });
      expect(memory.read(Number(at), 8)).toBe(0n);
      expect(memory.read(Number(at) + 8, 8)).toBe(0n);
    }
  });
});

test('ordinary loads and stores of the same widths may be misaligned', () => {
  for (const source of ['lh a0, (a1)', 'lw a0, (a1)', 'ld a0, (a1)', 'sh a0, (a1)', 'sw a0, (a1)', 'sd a0, (a1)']) {
    const { hart } = prepared(source, at + 1n);
    expect(hart.step().kind, source).toBe('retired');
  }
});

// No transformation of them is defined, and then xtinst is zero (priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`").
test('a trap tells nothing of the instruction', () => {
  for (const source of ['lw.aq a0, (a1)', 'sw.rl a0, (a1)']) {
    const { hart } = prepared(source, at + 2n);
    hart.write(mtinst, 5n);
    hart.step();
    expect(hart.read(mtinst), source).toBe(0n);
  }
});

test('a misaligned address comes before a page that is not there, and straddles no pages', () => {
  const { hart, memory, tables } = supervisor();
  const code = 0x4000_0000n;
  tables.map(3, root, code, data, all);
  memory.write(Number(data), 4, BigInt(wordOf('ld.aq a0, (a1)')));
  hart.write(medeleg, 0xffffn);
  for (const [address, cause] of [
    [0x5000_0004n, 4n],
    [0x4000_0ffcn, 4n],
    [0x5000_0008n, 13n],
  ] as const) {
    hart.pc = code;
    hart.setX(11, address);
    expect(hart.step().cause).toBe(cause);
    expect(hart.read(stval)).toBe(address);
    expect(hart.read(htinst)).toBe(0n);
  }
});

// priv "Machine Cause (mcause) Register": an address breakpoint comes before the misaligned address.
test('a trigger on the address comes first', () => {
  const { hart } = bareHart([wordOf('lw.aq a0, (a1)')], { isa: 'rv64ima_zalasr_sdtrig' });
  hart.write(tselect, 0n);
  hart.write(tdata2, at + 2n);
  hart.write(tdata1, (6n << 60n) | (1n << 6n) | 1n);
  hart.setX(11, at + 2n);
  hart.step();
  expect(trapOf(hart).cause).toBe(exception.breakpoint);
});
