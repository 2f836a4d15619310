import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { judgedFirmware } from './judged-firmware.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};

// `printf %s 'a kernel a kernel' | zstd -3`, version 1.5.4: Node has zstd from version 22.15 on.
test.each([
  ['zstd', Buffer.from('KLUv/QRYiQAAYSBrZXJuZWwgYSBrZXJuZWzsnhlt', 'base64')],
  ['gzip', gzipSync('a kernel a kernel')],
  ['nothing', Buffer.from('a kernel a kernel')],
])('a firmware that is compressed with %s is judged', (name, bytes) => {
  const firmware = judgedFirmware({ bios: file(name, bytes) });
  expect(Buffer.from(firmware!.bytes).toString()).toBe('a kernel a kernel');
  expect(firmware!.image.segments).toMatchObject([{ address: 0x8000_0000, size: 17 }]);
});

test('one that becomes more than RAM is refused as soon as it does', () => {
  const path = file('bomb', gzipSync(new Uint8Array(9 << 20)));
  expect(() => judgedFirmware({ bios: path, m: 8 << 20 })).toThrow('becomes more than 8 MiB, which is all of RAM');
  expect(judgedFirmware({ bios: path })?.bytes).toHaveLength(9 << 20);
});

test('one that is damaged is refused by its name', () => {
  const path = file('damaged', gzipSync('a kernel').subarray(0, 12));
  expect(() => judgedFirmware({ bios: path })).toThrow(
    `${path}: the file is compressed with gzip and cannot be unpacked`,
  );
});
