import { describe, expect, test } from 'vitest';
import { cpuModels, parseCpu } from './cpu.ts';
import { missing } from './cpu-properties.ts';
import { extensionNamed, IsaError, parseIsa } from './isa.ts';
import { profiles } from './profiles.ts';

/** Of the profiles' extensions, those that may be missing still. V is a part of the project that comes later. */
const awaited = new Set(['V', 'Zvfhmin', 'Zvbb', 'Zvkt']);

/** What QEMU 11.1 lists in riscv,isa-extensions for its models of this name beyond the profile and what that implies. */
const beyondProfiles: Readonly<Record<string, readonly string[]>> = {
  rva22s64: ['Sdtrig', 'Ssstrict', 'Ssu64xl'],
  rva23s64: ['Sdtrig', 'Smnpm', 'Smstateen', 'Ssstrict'],
};

describe.each(Object.entries(profiles))('%s', (profile, mandatory) => {
  test('has every mandatory extension but those that are awaited', () => {
    const isa = parseCpu(profile).isa;
    const missing = mandatory.filter((name) => {
      const extension = extensionNamed(name);
      return !extension || !isa.has(extension);
    });
    expect(missing.filter((name) => !awaited.has(name))).toEqual([]);
  });

  test('has nothing besides but what QEMU has besides', () => {
    // Implied: za64rs implies za128rs; b is zba, zbb and zbs.
    const implied = ['I', 'Za128rs', 'Zba', 'Zbb', 'Zbs'];
    const allowed = new Set(
      [...mandatory, ...implied, ...(beyondProfiles[profile] ?? [])].map((name) => name.toLowerCase()),
    );
    for (const name of beyondProfiles[profile] ?? [])
      expect(parseCpu(profile).isa.has(extensionNamed(name)!)).toBe(true);
    const [, letters = '', more = ''] = /^rv64([a-z]+?)_(.*)$/.exec(parseCpu(profile).isa.name) ?? [];
    expect([...letters.split(''), ...more.split('_')].filter((name) => !allowed.has(name))).toEqual([]);
  });
});

test('each profile contains the one before', () => {
  const [rva20, rva22, rva23] = [profiles.rva20s64, profiles.rva22s64, profiles.rva23s64];
  expect(rva22).toEqual(expect.arrayContaining([...rva20]));
  expect(rva23).toEqual(expect.arrayContaining([...rva22]));
});

test('rva20s64 is without what came later', () => {
  const isa = parseCpu('rva20s64').isa;
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
  expect(parseCpu(text).isa.name).toBe(name);
});

// What QEMU 11.1 lists for its rv64 in riscv,isa-extensions, but for the parts of M, A and C, and its mmu-type.
test("rv64 is QEMU's, whole", () => {
  const parts = ['zmmul', 'zaamo', 'zalrsc', 'zca', 'zcd'];
  const listed =
    'i m a f d c h zic64b zicbom zicbop zicboz ziccamoa ziccif zicclsm ziccrse zicntr zicsr zifencei zihintntl ' +
    'zihintpause zihpm zmmul za64rs zaamo zalrsc zawrs zfa zca zcd zba zbb zbc zbs sdtrig shcounterenw shgatpa shtvala ' +
    'shvsatpa shvstvala shvstvecd ssccptr sscounterenw ssstrict sstc sstvala sstvecd ssu64xl svadu svvptc';
  const expected = [...listed.split(' '), 'sv39', 'sv48', 'sv57', 'svbare'].filter((name) => !parts.includes(name));
  // Implied here: B by Zba, Zbb and Zbs, Za128rs by Za64rs.
  const { extensions } = parseCpu('rv64').isa;
  expect(extensions.map((name) => name.toLowerCase()).toSorted()).toEqual([...expected, 'b', 'za128rs'].toSorted());
});

/** As `qemu-system-riscv64 -cpu TEXT -M virt,dumpdtb=…` of QEMU 11.1 says in mmu-type. */
test.each([
  ['rv64', 'Sv57'],
  ['max', 'Sv57'],
  ['rva22s64', 'Sv39'],
  ['rva23s64', 'Sv39'],
  ['rv64,sv57=off', 'Sv48'],
  ['rv64,sv48=off', 'Sv39'],
  ['rv64,sv39=off', undefined],
  ['max,sv39=off', undefined],
  ['rv64,sv39=on', 'Sv39'],
  ['rv64,sv48=on', 'Sv48'],
  ['rva23s64,sv48=on', 'Sv48'],
  ['rva22s64,sv57=on', 'Sv57'],
  // An ISA string is not QEMU's, and has all schemes unless it is told.
  ['rv64imac', 'Sv57'],
  ['rv64imac,sv39=off', undefined],
  ['rv64imac,sv48=off', 'Sv39'],
])('the widest scheme of %s is %s', (text, widest) => {
  const { isa } = parseCpu(text);
  expect((['Sv57', 'Sv48', 'Sv39'] as const).find((scheme) => isa.has(scheme))).toBe(widest);
  expect(parseIsa(isa.name).name).toBe(isa.name);
  expect(parseIsa(isa.name).has('Sv39')).toBe(isa.has('Sv39'));
});

test('settings are not extensions', () => {
  expect(parseCpu('rv64')).toEqual({ isa: expect.anything() });
  expect(parseCpu('max,short-isa-string=on,reentrant-triggers=off,sstc=off')).toEqual({
    isa: expect.objectContaining({ name: parseCpu('max,sstc=off').isa.name }),
    shortIsaString: true,
    reentrantTriggers: false,
  });
});

// The names are QEMU's: `qemu-system-riscv64 -device max-riscv-cpu,help`, version 11.1.
test.each([
  'pmp=on',
  'pmp=true,mmu=on',
  'vlen=128,elen=64,vext_spec=v1.0',
  'num-pmp-regions=16,pmp-granularity=4',
  'priv_spec=v1.13.0',
  'cbom_blocksize=64,cbop_blocksize=0x40,cboz_blocksize=64',
  'pmu-mask=0x7fff8',
  'mvendorid=0,marchid=0,mimpid=0,resetvec=0x1000',
  'v=false,zvbb=off,ztso=false,zkr=off',
])('%s says what every hart is', (words) => {
  const { isa, ...settings } = parseCpu(`rv64,${words}`);
  expect([isa.name, settings]).toEqual([parseCpu('rv64').isa.name, {}]);
});

test.each([
  ['pmp=off', '16 entries'],
  ['pmp=', '16 entries'],
  ['PMP=maybe', '16 entries'],
  ['num-pmp-regions=64', '16 entries'],
  ['vlen=100', 'no vectors'],
  ['vlen=2048', 'no vectors'],
  ['priv_spec=v1.12.0', 'v1.13.0'],
  ['cbom_blocksize=32', '64 bytes'],
  ['pmu-num=8', '16 counters'],
  ['mvendorid=1', 'mvendorid is 0'],
  ['mmu=off', 'sv39=off'],
  ['v=true', "the extension 'v' is not implemented"],
  ['zvkng=on', "'zvkng' is not implemented"],
])('%s is not to be had', (word, why) => {
  expect(() => parseCpu(`rv64,${word}`)).toThrow(IsaError);
  expect(() => parseCpu(`rv64,${word}`)).toThrow(why);
});

test('what is called missing is', () => {
  expect(missing.filter((name) => extensionNamed(name))).toEqual([]);
});

test('rv64 is not the bare base', () => {
  const isa = parseCpu('rv64,sstc=false').isa;
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
  ['rv64,svbare=off', 'every hart has Svbare'],
  ['rva23u64', "nearest to 'rva23u64' is rva23s64"],
  ['rv64,sstk=on', 'the nearest that is, is sstc'],
  ['rv64,short-isa-strings=on', 'the nearest that is, is short-isa-string'],
  ['rv64,sv57=on,sv48=off', 'Sv57, which implies Sv48'],
  ['rv64,zcb=true,c=false', 'Zcb, which implies C'],
])('%s is refused in one line', (text, words) => {
  expect(() => parseCpu(text)).toThrow(IsaError);
  expect(() => parseCpu(text)).toThrow(words);
  expect(() => parseCpu(text)).not.toThrow('\n');
});

test('every model is understood', () => {
  for (const model of cpuModels) expect(parseCpu(model).isa.has('M')).toBe(true);
});
