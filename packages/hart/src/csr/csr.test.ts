import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsAt, extract, insert, toHalves, valueIn, withValue } from './csr.ts';
import { csr, format, view } from './csr-declaration.ts';
import { CsrMap } from '../csrs/csr-map.ts';

const spec = 'priv "Machine Scratch (mscratch) Register"';

test('fields that overlap cannot be declared', () => {
  expect(() => csr('mscratch', { spec, fields: { A: { bits: [7, 4] }, B: { bits: [4, 0] } } })).toThrow(
    'mscratch.B overlaps another field',
  );
});

test('a field cannot take the name of a member that every CSR has', () => {
  expect(() => csr('mscratch', { spec, fields: { address: { bits: 0 } } })).toThrow(
    'mscratch.address is not the name of a field',
  );
});

test('two CSRs at one address cannot be listed', () => {
  const one = csr('mscratch', { spec, fields: {} });
  const other = csr('mscratch', { spec, fields: {} });
  expect(() => new CsrMap([one, other])).toThrow('0x340 is declared twice');
});

test('a field is named by its register, with its place', () => {
  const register = csr('mscratch', { spec, fields: { A: { bits: 0 }, B: { bits: [7, 4] } } });
  expect(register.B).toMatchObject({ name: 'B', low: 4, mask: 0xf0n, half: 0, shift: 4 });
  expect(register.B.csr).toBe(register);
  expect(register.address).toBe(0x340);
});

test('a view shows the fields of its register themselves', () => {
  const register = csr('mscratch', { spec, fields: { A: { bits: 1 }, B: { bits: 2, readOnly: true } } });
  const window = view('sscratch', { spec, of: register, fields: { renamed: register.A, B: register.B } });
  expect(window.renamed).toBe(register.A);
  expect(window.parts).toMatchObject([{ of: register, visible: 0b110, writable: 0b010 }]);
});

test('a field can be taken out of a value and put into one', () => {
  const { B } = csr('mscratch', { spec, fields: { B: { bits: [63, 60] } } });
  expect(extract(B, 0x9000_0000_0000_0123n)).toBe(9n);
  expect(insert(B, 0x1an, 0xf000_0000_0000_0123n)).toBe(0xa000_0000_0000_0123n);
});

test('a format has fields and no address, and is declared as a register is', () => {
  const one = format('one', { spec, fields: { A: { bits: [7, 4] }, B: { bits: [40, 8] } } });
  expect([one.A, one.B]).toMatchObject([
    { name: 'A', low: 4, mask: 0xf0n, half: 0, shift: 4, ones: 0xf0 },
    { name: 'B', low: 8, mask: 0x1ff_ffff_ff00n, half: undefined },
  ]);
  expect(one.fields).toEqual([one.A, one.B]);
  expect('address' in one).toBe(false);
  expect(() => format('one', { spec, fields: { A: { bits: 1 }, B: { bits: [2, 1] } } })).toThrow(
    'one.B overlaps another field',
  );
  expect(() => format('one', { spec, fields: { fields: { bits: 1 } } })).toThrow(
    'one.fields is not the name of a field',
  );
});

test('a field of a half is what it is of the whole value', () => {
  const anywhere = fc.tuple(fc.nat({ max: 63 }), fc.nat({ max: 63 }));
  const atTheTop = fc.constantFrom([31, 0], [31, 30], [63, 32], [63, 63]);
  const positions = fc.oneof(anywhere, atTheTop).map(([a, b]) => [Math.max(a!, b!), Math.min(a!, b!)]);
  const value = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(positions, value, value, ([high, low], whole, wanted) => {
      const bits = bitsAt('one', [high!, low!]);
      expect(bits.half === undefined).toBe(high! >= 32 && low! < 32);
      if (bits.half === undefined) return;
      const half = toHalves(whole)[bits.half];
      expect(BigInt(valueIn(bits, half))).toBe(extract(bits, whole));
      const changed = withValue(bits, Number(BigInt.asIntN(32, wanted)), half);
      expect(changed >>> 0).toBe(toHalves(insert(bits, wanted, whole))[bits.half]);
    }),
  );
});
