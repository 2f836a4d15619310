import { expect, test } from 'vitest';
import { decoder } from './decoder.ts';
import { IsaError, parseIsa } from './isa.ts';

test.each([
  // unpriv "Canonical Order"
  ['rv64', 'rv64i_zicsr'],
  ['RV64IMAC', 'rv64imac_zicsr'],
  ['rv64cami', 'rv64imac_zicsr'],
  ['rv64imac_zifencei_zicsr_h_sstc', 'rv64imach_zicsr_zifencei_sstc'],
  ['rv64imaczicsr_zifencei', 'rv64imac_zicsr_zifencei'],
  // unpriv "Instruction-Set Extension Names"
  ['rv64g', 'rv64imafd_zicsr_zifencei'],
  ['rv64gc_zfa_zfh', 'rv64imafdc_zicsr_zifencei_zfa_zfh_zfhmin'],
  ['rv64id', 'rv64ifd_zicsr'],
  ['rv64ih_svinval_sstc', 'rv64ih_zicsr_sstc_svinval'],
  ['rv64imac_zba_zbb_zbs', 'rv64imacb_zicsr_zba_zbb_zbs'],
  ['rv64ib', 'rv64ib_zicsr_zba_zbb_zbs'],
  ['rv64i_zks', 'rv64i_zicsr_zbkb_zbkc_zbkx_zks_zksed_zksh'],
  ['rv64i_zkt_zimop_zcb', 'rv64ic_zicsr_zimop_zcb_zkt'],
])('%s is %s', (text, name) => {
  expect(parseIsa(text).name).toBe(name);
});

test('a canonical name reads back as itself', () => {
  const { name } = parseIsa('max');
  expect(parseIsa(name).name).toBe(name);
});

test('what is made of an ISA is made once, by each that makes something of it', () => {
  const isa = parseIsa('rv64gc_sstc');
  const length = ({ name }: { name: string }) => ({ length: name.length });
  const first = ({ name }: { name: string }) => ({ first: name[0] });
  expect(isa.made(length)).toEqual({ length: isa.name.length });
  expect(isa.made(first)).toEqual({ first: 'r' });
  expect(isa.made(length)).toBe(isa.made(length));
  expect(decoder(isa)).toBe(decoder(isa));
  expect(decoder(parseIsa('rv64gc'))).not.toBe(decoder(isa));
});

test('max has everything', () => {
  const { name } = parseIsa('max');
  expect(name).toMatch(/^rv64ima.*c.*b.*h_zi.*_zihpm_.*_zba_.*_zks_.*_sstc_.*_svinval/);
});

test('has what is named and what that implies, and nothing else', () => {
  const isa = parseIsa('rv64h');
  expect(isa.has('H')).toBe(true);
  expect(isa.has('Zicsr')).toBe(true);
  expect(isa.has('M')).toBe(false);
  expect(isa.has('Svinval')).toBe(false);
});

test.each([
  ['rv64imafdqc', "'q'", 'the letters are imafdcbh'],
  ['rv64i_zkr', "'zkr'", 'zkn'],
  ['rv64i_svinvall', "'svinvall'", 'svinval'],
  ['rv32imac', "'rv32imac'", 'rv64'],
  ['', "''", 'rv64'],
])('%s is refused in one line', (text, culprit, known) => {
  expect(() => parseIsa(text)).toThrow(IsaError);
  expect(() => parseIsa(text)).toThrow(culprit);
  expect(() => parseIsa(text)).toThrow(known);
  expect(() => parseIsa(text)).not.toThrow('\n');
});

test('what a string says of translation is all there is; one that is silent has every scheme', () => {
  const schemes = (text: string) => (['Sv39', 'Sv48', 'Sv57'] as const).filter((scheme) => parseIsa(text).has(scheme));
  expect(['rv64gc', 'rv64gc_sv39', 'rv64gc_sv48', 'rv64gc_svbare', 'max'].map(schemes)).toEqual([
    ['Sv39', 'Sv48', 'Sv57'],
    ['Sv39'],
    ['Sv39', 'Sv48'],
    [],
    ['Sv39', 'Sv48', 'Sv57'],
  ]);
  expect(parseIsa('rv64i').extensions).toEqual(['I', 'Zicsr']);
});

// QEMU 11.1's max has Svadu and not Svade.
test('max is without what needs software that knows of it from the first instruction', () => {
  expect(['Svadu', 'Svade'].map((name) => parseIsa('max').has(name as 'Svadu'))).toEqual([true, false]);
  expect(parseIsa('max').has('Smdbltrp')).toBe(false);
  expect(parseIsa('max').has('Smrnmi')).toBe(false);
  expect(parseIsa('max_smrnmi').has('Smrnmi')).toBe(true);
  expect(parseIsa('max_smrnmi').has('H')).toBe(true);
  expect(parseIsa('rv64_smdbltrp_smrnmi').name).toBe('rv64i_zicsr_smdbltrp_smrnmi');
});
