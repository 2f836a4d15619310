import type { Extension, Isa } from '@hartlab/isa';
import type { FdtNode } from './fdt.ts';

/**
 * The longest riscv,isa with which U-Boot 2023.01 starts: it copies the string, with a zero at its end, to 512 bytes in
 * order to print it, and stops where that fails.
 */
const LONGEST_ISA_STRING = 511;

/** The schemes of address translation have a property of their own. */
const schemes = ['Sv57', 'Sv48', 'Sv39'] as const satisfies readonly Extension[];
const isScheme = (extension: Extension) => extension === 'Svbare' || schemes.some((scheme) => scheme === extension);

/** Extensions that a hart has because it has these: no instruction of theirs is here without the others. */
const parts: Readonly<Record<string, readonly Extension[]>> = {
  zmmul: ['M'],
  zaamo: ['A'],
  zalrsc: ['A'],
  zca: ['C'],
  zcd: ['C', 'D'],
};

/** The categories of extensions that begin with Z (unpriv "Additional Standard Unprivileged Extension Names"). */
const categories = 'imafdqlcbkjtvph';
const byCategory = (a: string, b: string): number =>
  categories.indexOf(a[1]!) - categories.indexOf(b[1]!) || (a < b ? -1 : 1);

/** The names of all the extensions of a hart but the schemes of address translation, in canonical order. */
function namesOf(isa: Isa): readonly string[] {
  const names = isa.extensions.filter((extension) => !isScheme(extension)).map((name) => name.toLowerCase());
  const unprivileged = names.filter((name) => name.startsWith('z'));
  for (const [part, wholes] of Object.entries(parts))
    if (wholes.every((whole) => isa.has(whole))) unprivileged.push(part);
  return [
    ...names.filter((name) => name.length === 1),
    ...unprivileged.toSorted(byCategory),
    ...names.filter((name) => name.length > 1 && !name.startsWith('z')),
  ];
}

/**
 * What a cpu node says of its hart's ISA (Linux's bindings riscv/extensions.yaml and riscv/cpus.yaml). All the extensions
 * are in riscv,isa-extensions, which Linux, OpenSBI and U-Boot prefer to riscv,isa as soon as they know it.
 */
export function isaProperties(isa: Isa, shortIsaString?: boolean): FdtNode['properties'] {
  const names = namesOf(isa);
  const letters = `rv64${names.filter((name) => name.length === 1).join('')}`;
  const whole = [letters, ...names.filter((name) => name.length > 1)].join('_');
  return {
    'riscv,isa': (shortIsaString ?? whole.length > LONGEST_ISA_STRING) ? letters : whole,
    'riscv,isa-base': 'rv64i',
    'riscv,isa-extensions': [...names],
    'mmu-type': `riscv,${schemes.find((scheme) => isa.has(scheme))?.toLowerCase() ?? 'none'}`,
    ...cacheBlockSizes(isa),
  };
}

/** The bytes of a cache block, for each kind of operation on it that there is. */
function cacheBlockSizes(isa: Isa): FdtNode['properties'] {
  const kinds = (['Zicbom', 'Zicbop', 'Zicboz'] as const).filter((extension) => isa.has(extension));
  return Object.fromEntries(kinds.map((extension) => [`riscv,${extension.slice('Zi'.length)}-block-size`, 64]));
}
