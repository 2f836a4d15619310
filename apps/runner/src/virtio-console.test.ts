import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { rawPayload, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
/** Writes a byte to the UART, and another to the last slot's emergency register (virtio "Device configuration layout"). */
const path = rawPayload(
  directory,
  'both',
  `li t0, 0x10000000
   li t1, 0x55
   sb t1, 0(t0)
   li t0, 0x10008108
   li t1, 0x56
   sw t1, 0(t0)
   li t0, 0x5555
   li t1, 0x100000
   sw t0, 0(t1)
   j .`,
);
const file = join(directory, 'out');
const port = (chardev: string) => [
  '-chardev',
  `${chardev},id=c`,
  '-device',
  'virtio-serial-device',
  '-device',
  'virtconsole,chardev=c',
];

const hartlab = async (...argv: readonly string[]) => {
  const io = recordedIo('');
  const code = await main(['run', path, '--trace-hash', ...argv], io);
  return { code, out: io.out(), hash: /trace hash (\w+)/.exec(io.err())?.[1] };
};

test('a port on stdio has the console, and the UART what -serial says', async () => {
  expect(await hartlab(...port('stdio'))).toMatchObject({ code: 0, out: 'V' });
  expect(await hartlab(...port('stdio'), '-serial', `file:${file}`)).toMatchObject({ code: 0, out: 'V' });
  expect(readFileSync(file, 'utf8')).toBe('U');
  expect(await hartlab(...port('stdio,mux=on'), '-serial', 'chardev:c')).toMatchObject({ code: 0, out: 'UV' });
});

test('a port in a file leaves the console to the UART; where a byte goes changes nothing in the run', async () => {
  const one = await hartlab(...port(`file,path=${file}`));
  expect(one).toMatchObject({ code: 0, out: 'U' });
  expect(readFileSync(file, 'utf8')).toBe('V');
  expect((await hartlab(...port(`file,path=${file}`), '-serial', 'none')).hash).toBe(one.hash);
});

test('a sweep writes no file', async () => {
  rmSync(file);
  const io = recordedIo('');
  expect(await main(['sweep', path, ...port(`file,path=${file}`), '--boundaries', '5', '--json'], io)).toBe(0);
  expect(() => readFileSync(file)).toThrow('ENOENT');
});
