import { expect, test } from 'vitest';
import { newc } from './newc.ts';

// Source: Linux, "initramfs buffer format": eight hexadecimal digits a field; name and content each end on four bytes.
const fields = [
  'ino',
  'mode',
  'uid',
  'gid',
  'nlink',
  'mtime',
  'filesize',
  'maj',
  'min',
  'rmaj',
  'rmin',
  'namesize',
  'chksum',
];
const read = (archive: Uint8Array) => {
  const text = Buffer.from(archive).toString('latin1');
  const found = [];
  for (let at = 0; at < text.length;) {
    expect(text.slice(at, at + 6)).toBe('070701');
    const field = Object.fromEntries(
      fields.map((name, n) => [name, parseInt(text.slice(at + 6 + 8 * n, at + 14 + 8 * n), 16)]),
    );
    const name = text.slice(at + 110, at + 110 + field['namesize']!);
    const begin = (at + 110 + field['namesize']! + 3) & ~3;
    found.push({ name, mode: field['mode']!.toString(8), content: text.slice(begin, begin + field['filesize']!) });
    at = (begin + field['filesize']! + 3) & ~3;
  }
  return found;
};

test.each([0, 1, 2, 3, 4, 5])(
  'what is in an archive is found again, with a name and a content %i bytes longer',
  (more) => {
    const name = `bin/x${'y'.repeat(more)}`;
    const content = 'c'.repeat(more);
    const archive = newc([
      { path: 'bin' },
      { path: name, bytes: Buffer.from(content) },
      { path: 'last', bytes: Buffer.from('z') },
    ]);
    expect(read(archive)).toEqual([
      { name: 'bin\0', mode: '40755', content: '' },
      { name: `${name}\0`, mode: '100755', content },
      { name: 'last\0', mode: '100755', content: 'z' },
      { name: 'TRAILER!!!\0', mode: '100755', content: '' },
    ]);
  },
);
