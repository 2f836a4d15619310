import { describe, expect, test } from 'vitest';
import { cpuModels, parseCpu } from './cpu.ts';
import { extensionNamed, IsaError, parseIsa } from './isa.ts';
import { profiles } from './profiles.ts';

/** Of the profiles' extensions, those that may be missing still. V is a part of the project that comes later. */
const awaited = new Set(['V', 'Zvfhmin', 'Zvbb', 'Zvkt']);

describe.each(Object.entries(profiles))('%s', (profile, mandatory) => {
  test('has every mandatory extension but those that are awaited', () => {
    const isa = parseCpu(profile);
    const missing = mandatory.filter((name) => {
      const extension = extensionNamed(name);
      return !extension || !isa.has(extension);
    });
    expect(missing.filter((name) => !awaited.has(name))).toEqual([]);
  });

  test('has nothing that is not mandatory', () => {
    // Implied: za64rs implies za128rs; b is zba, zbb and zbs.
    const allowed = new Set([...mandatory, 'I', 'Za128rs', 'Zba', 'Zbb', 'Zbs'].map((name) => name.toLowerCase()));
    const [, letters = '', more = ''] = /^rv64([a-z]+?)_(.*)$/.exec(parseCpu(profile).name) ?? [];
    expect([...letters.split(''), ...more.split('_')].filter((name) => !allowed.has(name))).toEqual([]);
  });
});

test('each profile contains the one before', () => {
  const [rva20, rva22, rva23] = [profiles.rva20s64, profiles.rva22s64, profiles.rva23s64];
  expect(rva22).toEqual(expect.arrayContaining([...rva20]));
  expect(rva23).toEqual(expect.arrayContaining([...rva22]));
});

test('rva20s64 is without what came later', () => {
  const isa = parseCpu('rva20s64');
  for (const extension of ['B', 'Zba', 'Zicbom', 'Sstc', 'Za64rs', 'H', 'Sv48'] as const)
    expect(isa.has(extension)).toBe(false);
});

test.each([
  ['max', parseIsa('max').name],
  ['MAX', parseIsa('max').name],
  ['rv64i', 'rv64i_zicsr'],
  ['rv64imac_zicsr,h=true', 'rv64imach_zicsr'],
  ['rv64i,zba=on,zba=off', 'rv64i_zicsr'],
  // Whatever implies what is left out goes with it, and the rest of a shorthand stays.
  ['rv64ib,zbb=false', 'rv64i_zicsr_zba_zbs'],
  ['rv64imac_zacas_zabha,a=false', 'rv64imc_zicsr'],
  ['rv64i,zbkb=true,zbkc=true,zbkx=true,zksed=true,zksh=true', 'rv64i_zicsr_zbkb_zbkc_zbkx_zks_zksed_zksh'],
])('%s is %s', (text, name) => {
  expect(parseCpu(text).name).toBe(name);
});

test("rv64 is QEMU's, not the bare base", () => {
  const isa = parseCpu('rv64,sstc=false');
  expect([isa.has('H'), isa.has('Zbc'), isa.has('Zicbom'), isa.has('Sstc'), isa.has('Zicond')]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  ['rv65', 'rv64, rva20s64, rva22s64, rva23s64, max'],
  ['', 'rva22s64'],
  ['rv64,h', 'h=true'],
  ['rv64,h=yes', "'h=yes'"],
  ['rv64,zkr=true', "'zkr'"],
  ['rv64gcv', "'v'"],
  ['rv64,zicsr=false', 'every hart has Zicsr'],
  ['rv64,zcb=true,c=false', 'Zcb, which implies C'],
])('%s is refused in one line', (text, words) => {
  expect(() => parseCpu(text)).toThrow(IsaError);
  expect(() => parseCpu(text)).toThrow(words);
  expect(() => parseCpu(text)).not.toThrow('\n');
});

test('every model is understood', () => {
  for (const model of cpuModels) expect(parseCpu(model).has('M')).toBe(true);
});
