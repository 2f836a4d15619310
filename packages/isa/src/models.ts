import type { Extension } from './isa.ts';
import { extensionNamed } from './isa.ts';
import { profiles } from './profiles.ts';

/**
 * What QEMU 11.1's `rv64` has when nothing else is said: its riscv,isa-extensions and its mmu-type. Zmmul, Zaamo, Zalrsc,
 * Zca and Zcd are in that list too; here M, A and C say them, and the device tree names them.
 */
const rv64 = [
  'M A F D C H Zic64b Zicbom Zicbop Zicboz Ziccamoa Ziccif Zicclsm Ziccrse Zicntr Zicsr Zifencei Zihintntl Zihintpause',
  'Zihpm Za64rs Zawrs Zfa Zba Zbb Zbc Zbs Sdtrig Shcounterenw Shgatpa Shtvala Shvsatpa Shvstvala Shvstvecd Ssccptr',
  'Sscounterenw Ssstrict Sstc Sstvala Sstvecd Ssu64xl Sv57 Svadu Svbare Svvptc',
].flatMap((line) => line.split(' '));

/** What QEMU 11.1 lists for its models of profiles beyond what these ask for. */
const beyondProfiles = {
  rva22s64: ['Sdtrig', 'Ssstrict', 'Ssu64xl'],
  rva23s64: ['Sdtrig', 'Smnpm', 'Smstateen', 'Ssstrict'],
};

/** The models that have a name of their own: of the extensions listed, they have those that are implemented. */
export const models: ReadonlyMap<string, readonly Extension[]> = new Map(
  Object.entries({
    rv64,
    rva20s64: profiles.rva20s64,
    rva22s64: [...profiles.rva22s64, ...beyondProfiles.rva22s64],
    rva23s64: [...profiles.rva23s64, ...beyondProfiles.rva23s64],
  }).map(([model, names]) => [model, names.map(extensionNamed).filter((extension) => extension !== undefined)]),
);
