import { parseIsa, rowsOf, type Insn, type Width } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bus } from './bus.ts';
import { mstatus } from '../csrs/csrs.ts';
import { bareHart } from '../testing/bare-hart.ts';

/** A device that takes every access, away from RAM. */
const device = 0x1000_0000n;

function recorder() {
  const writes: { width: Width; value: bigint }[] = [];
  const bus: Bus = {
    read: () => 0n,
    write: (_address, width, value) => {
      writes.push({ width, value });
      return true;
    },
  };
  return { writes, bus };
}

/** The instruction with x10 as rs1 and register 11 as rs2, and zeros otherwise. */
const withOperands = ({ match }: Insn): number => (match | (10 << 15) | (11 << 20)) >>> 0;

/** Rows that change memory, by the kind of effect that does. */
const rowsWith = (...kinds: readonly string[]): Insn[] =>
  rowsOf(parseIsa('max')).filter(({ does }) => does.some(({ k }) => kinds.includes(k)));

function execute(insn: Insn, register: bigint) {
  const { writes, bus } = recorder();
  const { hart } = bareHart([withOperands(insn)], { bus });
  hart.set(mstatus.FS, 3);
  hart.setX(10, device);
  hart.setX(11, register);
  hart.setF(11, register);
  return { writes, kind: hart.step().kind };
}

const stores = rowsWith('store');
const atomics = rowsWith('amo', 'sc', 'compare-and-swap-pair', 'cache-block');
const register = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(2n ** 64n - 1n, 2n ** 64n - 2n ** 31n, 0x1_0000_0001n, 1n << 63n),
);

/* unpriv "Load and Store Instructions": SD, SW, SH and SB store the low bits of rs2. */
describe('a device gets the low bits of what is stored, and no more', () => {
  test('the table has integer, floating-point and hypervisor stores of every width', () => {
    const names = ['sb', 'sh', 'sw', 'sd', 'fsh', 'fsw', 'fsd', 'hsv.b', 'hsv.h', 'hsv.w', 'hsv.d', 'sd.rl'];
    expect(stores.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  test.each(stores.map((insn) => [insn.name, insn] as const))('%s', (name, insn) => {
    const width = { b: 1, h: 2, w: 4, d: 8 }[name.replace('.rl', '').at(-1)!]!;
    fc.assert(
      fc.property(register, (value) => {
        const { writes, kind } = execute(insn, value);
        expect(kind).toBe('retired');
        expect(writes).toEqual([{ width, value: BigInt.asUintN(8 * width, value) }]);
      }),
      { numRuns: 20 },
    );
  });
});

/* priv "AMO PMA": a region need not support AMOs. */
test.each(atomics.map((insn) => [insn.name, insn] as const))('%s does not reach a device', (_name, insn) => {
  expect(execute(insn, 2n ** 64n - 1n).writes).toEqual([]);
});
