import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from './assembler/assemble.ts';
import { decoder } from './decoder.ts';
import { disassemble, undecodable } from './disassemble.ts';
import { parseIsa } from './isa.ts';
import { compressedTables, isaTables } from './isa-tables.ts';

const isa = parseIsa('max_smrnmi');
const decode = decoder(isa);
const text = (bits: number, pc = 0n) => {
  const decoded = decode(bits);
  return decoded ? disassemble(decoded, pc) : undecodable(bits);
};

test('an address is followed by its symbol', () => {
  const jal = decode(0x008000ef); // jal ra, .+8
  expect(jal && disassemble(jal, 0x1000n, (address) => (address === 0x1008n ? 'main' : undefined))).toBe(
    'jal\t0x1008 <main>',
  );
  expect(jal && disassemble(jal, 0x1000n)).toBe('jal\t0x1008');
});

test('addresses wrap at 64 bits', () => {
  expect(text(0xff9ff06f)).toBe('j\t0xfffffffffffffff8'); // j .-8
});

test('what the syntax cannot express is data', () => {
  expect(text(0x0ff00f8f)).toBe('.4byte\t0xff00f8f'); // fence with rd = t6: a fence, and no source for it
  expect(text(0xffffffff)).toBe('.4byte\t0xffffffff');
  expect(text(0x9000)).toBe('.2byte\t0x9000');
  expect(text(0)).toBe('unimp');
});

test('the letters of a fence stand in the order iorw, as GNU objdump has them', () => {
  expect(text(0x0210000f)).toBe('fence\tr,w');
  expect(text(0x0830000f)).toBe('fence\ti,rw');
  expect(text(0x0140000f)).toBe('fence\tw,o');
});

test('the ordering bits are part of the mnemonic', () => {
  expect(text(0x1605b52f)).toBe('lr.d.aqrl\ta0,(a1)');
});

const C = compressedTables.flatMap(({ rows }) => rows);
const insns = isaTables.flatMap(({ rows }) => rows);
/** Any word of any 32-bit row, without those whose operands have reserved values. */
const words = fc
  .tuple(fc.constantFrom(...insns), fc.integer({ min: 0, max: 0xffff_ffff }))
  .map(([{ match, mask }, filling]) => (match | (filling & ~mask)) >>> 0)
  .filter((word) => decode(word) !== undefined);

describe('assemble undoes disassemble', () => {
  const origin = 0x8000_0000n;
  /** Disassembles the encodings where they would stand one after another, and assembles the listing. */
  const again = (encodings: readonly number[], names: 'aliases' | 'no aliases') => {
    let pc = origin;
    const listing = encodings.map((bits) => {
      const decoded = decode(bits);
      if (!decoded) throw new Error(`${bits.toString(16)} does not decode`);
      const line = disassemble(decoded, pc, undefined, names);
      pc += BigInt(decoded.length);
      return line;
    });
    const { bytes } = assemble(listing.join('\n'), { origin, isa });
    return new DataView(bytes.buffer);
  };

  test.each(['aliases', 'no aliases'] as const)('for 32-bit words, %s', (names) => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 50 }), (list) => {
        const view = again(list, names);
        expect(list.map((_, index) => view.getUint32(4 * index, true))).toEqual(list);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('for every compressed encoding', () => {
    const list = Array.from({ length: 0x1_0000 }, (_, bits) => bits).filter((bits) => decode(bits)?.compressed);
    const view = again(list, 'no aliases');
    expect(list.map((_, index) => view.getUint16(2 * index, true))).toEqual(list);
    const redefined = ['c.mop.1', 'c.mop.5'];
    expect(new Set(list.map((bits) => decode(bits)?.compressed))).toEqual(
      new Set(C.filter(({ name }) => !redefined.includes(name))),
    );
  });
});
