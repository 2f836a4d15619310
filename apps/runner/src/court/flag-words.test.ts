import { expect, test } from 'vitest';
import { options, type Given, type OptionName } from '../options.ts';
import { settingFlags } from '../setting-flags.ts';
import { flagsIn, flagWords } from './flag-words.ts';

/** A value for each flag of a sweep, as it is given; a switch has none. */
const given: Readonly<Partial<Record<OptionName, string>>> = {
  kernel: 'Image',
  bios: 'fw.bin',
  initrd: 'initrd.gz',
  append: 'console=ttyS0 quiet',
  smp: '2',
  m: '96M',
  poison: '0x80400000',
  cpu: 'rva23s64,sdtrig=on,short-isa-string=on',
  policy: 'spec-3.0',
  pmuSnapshots: 'off',
  instructionsPerTick: '20',
  quantum: '300',
  engine: 'jit',
  seed: '7',
  handler: 'forgetful',
  window: 'echo',
  begin: 'do_idle#3',
  end: 'phase:booted',
  boundaries: '5000',
  functions: '__kvm_riscv_switch_to,VS,VU',
  symbols: 'vmlinux@0x1000',
  machine: 'virt,aia=aplic-imsic,aia-guests=2',
  dtb: 'given.dtb',
  net: 'none',
  semihostingConfig: 'enable=on,arg=first,arg=second',
  restore: 'booted.snap',
  maxInstructions: '1000000',
  source: 'counter',
  hart: '1',
  clock: 'running',
  firmwareMemory: '0x80000000-0x8007ffff',
};

const valueOf = (name: OptionName): unknown => {
  const row = options[name];
  if (!('read' in row)) return true;
  const value: unknown = row.read(given[name] ?? '');
  return 'repeats' in row ? [value, value] : value;
};

test.each(settingFlags)('%s goes to a thread and comes back', (name) => {
  const flags = { [name]: valueOf(name) } as Given;
  const words = structuredClone(flagWords(flags));
  expect(flagWords(flagsIn(words))).toEqual(words);
  if (name !== 'cpu') expect(flagsIn(words)).toEqual(flags);
  else expect(flagsIn(words).cpu!.isa.name).toBe(flags.cpu!.isa.name);
});
