import { ImageError } from './image.ts';

/** What a file that is no payload has at byte `at`, and how to make one of it. */
interface Kind {
  readonly at: number;
  readonly magic: readonly number[];
  readonly mend: string;
}

const text = (magic: string): number[] => [...new TextEncoder().encode(magic)];

/** Files that people give by mistake. The magics are those of the formats' own specifications and of `file`. */
const kinds: readonly Kind[] = [
  { at: 0, magic: [0x1f, 0x8b], mend: 'is compressed with gzip; run gunzip on it first' },
  { at: 0, magic: [0x28, 0xb5, 0x2f, 0xfd], mend: 'is compressed with zstd; run unzstd on it first' },
  { at: 0, magic: [0xfd, ...text('7zXZ')], mend: 'is compressed with xz; run unxz on it first' },
  { at: 0, magic: text('BZh'), mend: 'is compressed with bzip2; run bunzip2 on it first' },
  { at: 0, magic: [0x04, 0x22, 0x4d, 0x18], mend: 'is compressed with lz4; run unlz4 on it first' },
  { at: 0, magic: [0x02, 0x21, 0x4c, 0x18], mend: 'is compressed with lz4 (legacy); run unlz4 on it first' },
  { at: 0, magic: [0x5d, 0, 0], mend: 'is compressed with lzma; run unlzma on it first' },
  { at: 0, magic: [0x27, 0x05, 0x19, 0x56], mend: 'is a U-Boot uImage; give the image inside it' },
  {
    at: 0,
    magic: [0xd0, 0x0d, 0xfe, 0xed],
    mend: 'is a device tree or a FIT image; give the kernel itself (the machine makes its own device tree)',
  },
  { at: 0, magic: text('!<arch>\n'), mend: 'is a library (ar); link it into an executable' },
  { at: 0, magic: [...text('QFI'), 0xfb], mend: 'is a qcow2 disk image; the machine has no disks' },
  { at: 56, magic: text('ARM\x64'), mend: 'is a Linux Image for arm64; build the kernel for riscv' },
];

/** @throws ImageError when the file starts as something that has to be unpacked, or is for something else. */
export function refusePacked(bytes: Uint8Array): void {
  for (const { at, magic, mend } of kinds)
    if (magic.every((byte, index) => bytes[at + index] === byte)) throw new ImageError(`the file ${mend}`);
  if (isPortableExecutable(bytes))
    throw new ImageError(
      'the file is an EFI application (PE); give it to firmware with EFI, such as U-Boot, or give what it boots',
    );
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** "MZ" alone is an instruction too, c.li s4,-13; the header that it announces makes the difference. */
function isPortableExecutable(bytes: Uint8Array): boolean {
  if (bytes.length < 64 || bytes[0] !== 0x4d || bytes[1] !== 0x5a) return false;
  const header = view(bytes).getUint32(0x3c, true);
  return header + 4 <= bytes.length && view(bytes).getUint32(header, true) === 0x4550;
}

const unpackers: Readonly<Record<string, string>> = {
  gzip: 'gunzip',
  zstd: 'unzstd',
  xzkern: 'unxz',
  xz: 'unxz',
  lz4: 'unlz4',
  lzma: 'unlzma',
  lzo: 'lzop -d',
};

/**
 * Refuses an EFI zboot image, a compressed kernel behind an EFI program that unpacks it (Linux,
 * drivers/firmware/efi/libstub/zboot-header.S).
 *
 * @throws ImageError saying where the kernel is in it and how to take it out.
 */
export function refuseZboot(bytes: Uint8Array): void {
  if (
    bytes.length < 56 ||
    bytes[0] !== 0x4d ||
    bytes[1] !== 0x5a ||
    !text('zimg').every((byte, n) => bytes[4 + n] === byte)
  )
    return;
  const offset = view(bytes).getUint32(8, true);
  const size = view(bytes).getUint32(12, true);
  const name = /^[a-z0-9]*/.exec(new TextDecoder().decode(bytes.subarray(24, 56)))?.[0] ?? '';
  const unpack = unpackers[name] ?? `a program that unpacks ${name === '' ? 'it' : name}`;
  throw new ImageError(
    `the file is an EFI zboot image, which holds a compressed kernel; take it out: tail -c +${offset + 1} FILE | head -c ${size} | ${unpack} > Image`,
  );
}
