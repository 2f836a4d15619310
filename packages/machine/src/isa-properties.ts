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

/**
 * What a cpu node says of its hart's ISA (Linux's bindings riscv/extensions.yaml and riscv/cpus.yaml). All the extensions
 * are in riscv,isa-extensions, which Linux, OpenSBI and U-Boot prefer to riscv,isa as soon as they know it.
 */
export function isaProperties(isa: Isa, shortIsaString?: boolean): FdtNode['properties'] {
  const names = isa.extensions.filter((extension) => !isScheme(extension)).map((name) => name.toLowerCase());
  const letters = `rv64${names.filter((name) => name.length === 1).join('')}`;
  const whole = [letters, ...names.filter((name) => name.length > 1)].join('_');
  return {
    'riscv,isa': (shortIsaString ?? whole.length > LONGEST_ISA_STRING) ? letters : whole,
    'riscv,isa-base': 'rv64i',
    'riscv,isa-extensions': names,
    'mmu-type': `riscv,${schemes.find((scheme) => isa.has(scheme))?.toLowerCase() ?? 'none'}`,
    ...cacheBlockSizes(isa),
  };
}

/** The bytes of a cache block, for each kind of operation on it that there is. */
function cacheBlockSizes(isa: Isa): FdtNode['properties'] {
  const kinds = (['Zicbom', 'Zicbop', 'Zicboz'] as const).filter((extension) => isa.has(extension));
  return Object.fromEntries(kinds.map((extension) => [`riscv,${extension.slice('Zi'.length)}-block-size`, 64]));
}
