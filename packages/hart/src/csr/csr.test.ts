import { expect, test } from 'vitest';
import { extract, insert } from './csr.ts';
import { csr, view } from './csr-declaration.ts';
import { CsrMap } from '../csrs/csr-access.ts';

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
