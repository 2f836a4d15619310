import { closeSync, openSync, readSync } from 'node:fs';

/** What images of disks have that are not raw: which bytes, in Latin-1, from where on, and QEMU's name of the format. */
const magics: readonly (readonly [magic: string, at: number, format: string])[] = [
  ['QFI\xfb', 0, 'qcow2'],
  ['QED\0', 0, 'qed'],
  ['KDMV', 0, 'vmdk'],
  ['COWD', 0, 'vmdk'],
  ['\x7f\x10\xda\xbe', 64, 'vdi'],
  ['vhdxfile', 0, 'vhdx'],
  ['conectix', 0, 'vpc'],
];
const BYTES = 68;

/** The format in which a file is, as far as it shows, as QEMU 11.1 finds it: `raw` where nothing does. Throws as the host does. */
export const imageFormat = (path: string): string => {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(BYTES);
    readSync(descriptor, bytes, 0, BYTES, 0);
    const begin = bytes.toString('latin1');
    return magics.find(([magic, at]) => begin.startsWith(magic, at))?.[2] ?? 'raw';
  } finally {
    closeSync(descriptor);
  }
};
