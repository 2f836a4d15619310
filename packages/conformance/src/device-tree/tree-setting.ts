import type { MachineOptions } from '@hartlab/machine';
import { parseCpu } from '@hartlab/isa';

const MEBIBYTE = 1024 ** 2;

/** What a machine is asked to be, in QEMU's words and in ours. */
export interface TreeSetting {
  /** Behind `-M virt`; of the machine itself first, with a comma. */
  readonly words: string;
  readonly options: Pick<MachineOptions, 'harts' | 'ram' | 'isa' | 'board' | 'append' | 'initrd'>;
}

/** The initrd of a setting whose words end in `-initrd`. */
export const INITRD = new Uint8Array(5000).fill(0x55);

/** Each shows something of the tree that the others do not. */
export const treeSettings: readonly TreeSetting[] = [
  { words: '', options: {} },
  { words: '-smp 4', options: { harts: 4 } },
  { words: '-smp 8', options: { harts: 8 } },
  { words: '-m 64', options: { ram: 64 * MEBIBYTE } },
  { words: '-m 1G', options: { ram: 1024 * MEBIBYTE } },
  { words: '-append quiet -initrd', options: { append: 'quiet', initrd: INITRD } },
  ...['max', 'rva22s64', 'rva23s64'].map((cpu) => ({ words: `-cpu ${cpu}`, options: { isa: parseCpu(cpu).isa } })),
  { words: ',aia=aplic -smp 2', options: { harts: 2, board: { aia: 'aplic' } } },
  { words: ',aclint=on -smp 2', options: { harts: 2, board: { aclint: true } } },
  { words: ',aia=aplic,aclint=on -smp 2', options: { harts: 2, board: { aia: 'aplic', aclint: true } } },
  {
    words: ',aia=aplic-imsic,aia-guests=3 -smp 2',
    options: { harts: 2, board: { aia: 'aplic-imsic', aiaGuests: 3 } },
  },
  {
    words: ',aia=aplic-imsic,aclint=on -smp 4',
    options: { harts: 4, board: { aia: 'aplic-imsic', aclint: true } },
  },
];
