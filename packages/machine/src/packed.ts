import { ImageError } from './image.ts';

/** What the bytes of a compressed file begin with that `unpackImage` knows: its format's magic. */
const beginnings = { gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] } as const;

/** What a file that is no payload has at byte `at`, and how to make one of it. */
interface Kind {
  readonly at: number;
  readonly magic: readonly number[];
  readonly mend: string;
}

const text = (magic: string): number[] => [...new TextEncoder().encode(magic)];
const startsWith = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);

/** Files that people give by mistake. The magics are those of the formats' own specifications and of `file`. */
const kinds: readonly Kind[] = [
  { at: 0, magic: beginnings.gzip, mend: 'is compressed with gzip; run gunzip on it first' },
  { at: 0, magic: beginnings.zstd, mend: 'is compressed with zstd; run unzstd on it first' },
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
  {
    at: 0,
    magic: [...text('QFI'), 0xfb],
    mend: 'is a qcow2 disk image; give it to -drive, made raw with qemu-img convert',
  },
  { at: 56, magic: text('ARM\x64'), mend: 'is a Linux Image for arm64; build the kernel for riscv' },
];

/** @throws ImageError when the file starts as something that has to be unpacked, or is for something else. */
export function refusePacked(bytes: Uint8Array): void {
  for (const { at, magic, mend } of kinds)
    if (startsWith(bytes.subarray(at), magic)) throw new ImageError(`the file ${mend}`);
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

/** The compressed part of a file, and what it is compressed with. */
function packedPart(bytes: Uint8Array): { readonly format: 'gzip' | 'zstd'; readonly part: Uint8Array } | undefined {
  if (startsWith(bytes, beginnings.gzip)) return { format: 'gzip', part: bytes };
  const part = behindSkippable(bytes);
  return startsWith(part, beginnings.zstd) ? { format: 'zstd', part } : undefined;
}

/** What follows the frames that anyone may put before the content, as pzstd does (RFC 8878, "Skippable Frames"). */
function behindSkippable(bytes: Uint8Array): Uint8Array {
  let rest = bytes;
  while (rest.length >= 8 && view(rest).getUint32(0, true) >>> 4 === 0x184d2a5)
    rest = rest.subarray(8 + view(rest).getUint32(4, true));
  return rest;
}

/** Unpacks `bytes`, which become `most` bytes or fewer. @throws RangeError when they become more, Error when they are damaged. */
export type Inflate = (bytes: Uint8Array, format: 'zlib' | 'gzip' | 'zstd', most: number) => Uint8Array;

/** A way of compressing a kernel, by its name in Linux's header: what unpacks it here, and what does elsewhere. */
const methods: Readonly<Record<string, { readonly format?: 'gzip' | 'zstd'; readonly program: string }>> = {
  gzip: { format: 'gzip', program: 'gunzip' },
  zstd: { format: 'zstd', program: 'unzstd' },
  zstd22: { format: 'zstd', program: 'unzstd' },
  xzkern: { program: 'unxz' },
  xz: { program: 'unxz' },
  lz4: { program: 'unlz4' },
  lzma: { program: 'unlzma' },
  lzo: { program: 'lzop -d' },
};

/** Bytes of that header that are looked at. */
const ZBOOT_HEADER = 56;

/** Where the kernel is in an EFI zboot image, and what it is compressed with. */
interface Zboot {
  readonly offset: number;
  readonly size: number;
  readonly method: string;
}

/**
 * Reads the header of an EFI zboot image, a compressed kernel behind an EFI program that unpacks it (Linux,
 * drivers/firmware/efi/libstub/zboot-header.S); undefined when it is none.
 */
function readZboot(bytes: Uint8Array): Zboot | undefined {
  if (!startsWith(bytes, text('MZ')) || !startsWith(bytes.subarray(4), text('zimg'))) return undefined;
  if (bytes.length < ZBOOT_HEADER)
    throw new ImageError(`the file is an EFI zboot image that is cut off in its header; copy it again`);
  const [method = ''] = /^[a-z0-9]*/.exec(new TextDecoder().decode(bytes.subarray(24, 56))) ?? [];
  return { offset: view(bytes).getUint32(8, true), size: view(bytes).getUint32(12, true), method };
}

const methodOf = ({ method }: Zboot) => (Object.hasOwn(methods, method) ? methods[method] : undefined);

/** How a kernel is taken out of such an image without this program. */
const byHand = (zboot: Zboot): string => {
  const { offset, size, method } = zboot;
  const program = methodOf(zboot)?.program ?? `a program that unpacks ${method === '' ? 'it' : method}`;
  return `tail -c +${offset + 1} FILE | head -c ${size} | ${program} > Image`;
};

/** Refuses an EFI zboot image. @throws ImageError saying where the kernel is in it and how to take it out. */
export function refuseZboot(bytes: Uint8Array): void {
  const zboot = readZboot(bytes);
  if (!zboot) return;
  throw new ImageError(
    `the file is an EFI zboot image, which holds a compressed kernel; take it out: ${byHand(zboot)}`,
  );
}

/** Whether an image is compressed in a way that `unpackImage` knows, or may hold a kernel that is. @throws ImageError when it is cut off */
export const isPacked = (bytes: Uint8Array): boolean =>
  packedPart(bytes) !== undefined || readZboot(bytes) !== undefined;

/**
 * What is in an image that is compressed with gzip or zstd, or an EFI zboot image whose kernel is, or that image compressed once
 * more; the image itself where it is none of these.
 *
 * @param most how many bytes may become of it
 * @throws ImageError when it is damaged, or becomes more bytes
 */
export function unpackImage(bytes: Uint8Array, inflate: Inflate, most: number): Uint8Array {
  const outer = packedPart(bytes);
  const image = outer ? inflated('the file', outer.part, outer.format, inflate, most) : bytes;
  const zboot = readZboot(image);
  const packed = zboot && methodOf(zboot)?.format;
  if (!zboot || !packed) return image;
  const { offset, size } = zboot;
  if (offset + size > image.length)
    throw new ImageError(
      `the file is an EFI zboot image that is cut off: its kernel ends at byte ${offset + size}, the file has ${image.length}; copy it again (of a whole one, ${byHand(zboot)} takes out the kernel)`,
    );
  return inflated('the kernel in the EFI zboot image', image.subarray(offset, offset + size), packed, inflate, most);
}

const MEBIBYTE = 1024 ** 2;

function inflated(
  what: string,
  bytes: Uint8Array,
  format: 'gzip' | 'zstd',
  inflate: Inflate,
  most: number,
): Uint8Array {
  try {
    return inflate(bytes, format, most);
  } catch (error) {
    const how = `${what} is compressed with ${format} and`;
    if (error instanceof RangeError)
      throw new ImageError(
        `${how} becomes more than ${most / MEBIBYTE} MiB, which is all of RAM; give more memory with -m`,
      );
    const why = error instanceof Error ? error.message : String(error);
    throw new ImageError(`${how} cannot be unpacked (${why}); copy or build it again`);
  }
}
