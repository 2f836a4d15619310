import { parseCpu } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { isaProperties } from './isa-properties.ts';

const properties = (cpu: string) => {
  const { isa, shortIsaString } = parseCpu(cpu);
  return isaProperties(isa, shortIsaString);
};

/** An ISA string that has 501 characters with the names of the parts of M, A, C and D. */
const long = [
  'rv64imafdcbh_zic64b_zicbom_zicbop_zicboz_ziccamoa_ziccamoc_ziccif_zicclsm_ziccrse_zicfilp_zicfiss',
  '_zicntr_zicond_zicsr_zifencei_zihintntl_zihintpause_zihpm_zimop_za128rs_za64rs_zabha_zacas_zawrs',
  '_zfh_zfhmin_zcb_zcmop_zba_zbb_zbc_zbkb_zbkc_zbkx_zbs_zkn_zknd_zkne_zknh_zks_zksed_zksh_zkt_sdtrig',
  '_supm_ssaia_ssccptr_sscofpmf_sscounterenw_ssdbltrp_ssnpm_ssstrict_sstc_sstvala_sstvecd_ssu64xl_svadu',
  '_svvptc_shcounterenw_shgatpa_shtvala_shvsatpa_shvstvala_shvstvecd_smaia',
  '_smepmp_smmpm',
].join('');

describe('riscv,isa', () => {
  test('is the whole string where old software can read it', () => {
    expect(properties('rv64imac_sv39,h=on')['riscv,isa']).toBe('rv64imach_zicsr_zmmul_zaamo_zalrsc_zca');
    for (const cpu of ['rv64', 'rva22s64', 'rva23s64']) {
      const { 'riscv,isa': isa, 'riscv,isa-extensions': extensions } = properties(cpu);
      expect((isa as string).split('_').slice(1)).toEqual((extensions as string[]).filter((name) => name.length > 1));
    }
  });

  // U-Boot 2023.01 (Debian's u-boot-qemu) stops with error -28 where it has 512 characters, and starts where it has 511.
  test('has the letters alone where it would be longer than 511 characters', () => {
    const [fits, tooLong] = [`${long}_smcntrpmf`, `${long}_smnpm_sspm`];
    expect(properties(fits)['riscv,isa']).toHaveLength(511);
    expect(properties(`${fits},short-isa-string=off`)['riscv,isa']).toHaveLength(511);
    expect(properties(`${fits},short-isa-string=on`)['riscv,isa']).toBe('rv64imafdcbh');
    expect(properties(tooLong)['riscv,isa']).toBe('rv64imafdcbh');
    expect(properties(`${tooLong},short-isa-string=off`)['riscv,isa']).toHaveLength(512);
    expect(properties('max')['riscv,isa']).toBe('rv64imafdcbh');
  });

  test('leaves nothing out of riscv,isa-extensions', () => {
    const { extensions } = parseCpu('max').isa;
    const named = extensions.map((name) => name.toLowerCase()).filter((name) => !/^sv(?:bare|39|48|57)$/.test(name));
    const parts = ['zmmul', 'zaamo', 'zalrsc', 'zca', 'zcd'];
    for (const cpu of ['max', 'max,short-isa-string=on'])
      expect((properties(cpu)['riscv,isa-extensions'] as string[]).toSorted()).toEqual([...named, ...parts].toSorted());
  });
});

// unpriv "Additional Standard Unprivileged Extension Names": by category, IMAFDQLCBKJTVPH, and alphabetically in each.
test('parts of extensions have names as well, in canonical order', () => {
  expect(properties('rv64imacb_zawrs_zabha_zicsr_sstc')['riscv,isa']).toBe(
    'rv64imacb_zicsr_zmmul_zaamo_zabha_zalrsc_zawrs_zca_zba_zbb_zbs_sstc',
  );
  for (const [cpu, names] of [
    ['rv64ic', ['zca']],
    ['rv64ifdc', ['zca', 'zcd']],
    ['rv64ifd', []],
  ] as const)
    expect((properties(cpu)['riscv,isa-extensions'] as string[]).filter((name) => name.startsWith('zc'))).toEqual(
      names,
    );
});

// As QEMU 11.1 says it.
test.each([
  ['rv64', 'riscv,sv57'],
  ['rva22s64', 'riscv,sv39'],
  ['rv64,sv57=off', 'riscv,sv48'],
  ['rv64,sv39=off', 'riscv,none'],
])('mmu-type of %s is %s', (cpu, type) => {
  expect(properties(cpu)['mmu-type']).toBe(type);
});
