import { givenSymbols } from '../given-symbols.ts';
import { oneOf, path, text } from '../quantity.ts';
import { handlerNames } from './handler-names.ts';
import type { OptionRows } from './option-row.ts';

/** What is loaded, and what is known of it. */
export const imageOptions = {
  kernel: {
    flag: '-kernel',
    value: 'FILE',
    help: 'the payload: an ELF file, a Linux Image or a raw binary',
    read: path,
  },
  bios: {
    flag: '-bios',
    value: 'default|none|FILE',
    help: 'the firmware: built in, none (the payload starts in M-mode) or an image of your own',
    read: path,
  },
  initrd: { flag: '-initrd', value: 'FILE', help: 'an initial RAM disk, announced in the device tree', read: path },
  dtb: { flag: '-dtb', value: 'FILE', help: "a device tree blob, in place of the board's", read: path },
  append: { flag: '-append', value: 'TEXT', help: "the kernel's command line", read: text },
  symbols: {
    flag: '--symbols',
    value: 'FILE[@SHIFT]',
    help: 'names of addresses: an ELF file, a System.map or a saved /proc/kallsyms; can be repeated',
    read: givenSymbols,
    repeats: true,
  },
  handler: {
    flag: '--handler',
    value: 'NAME',
    help: `the SSE handler of a shipped guest: ${handlerNames.join(', ')}`,
    read: oneOf(handlerNames),
  },
} as const satisfies OptionRows;
