import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { loadedBesides } from './loader-words.ts';
import { readFile } from './read-file.ts';
import { recordedIo } from './recorded-io.ts';
import { elfBytes, sources, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};
const raw = (name: string, origin: bigint, source: string) => file(name, assemble(source, { origin }).bytes);
const spin = raw('spin.bin', 0x8000_0000n, sources.spin);
const pass = raw('pass.bin', 0x8000_0000n, sources.pass);
const supervisor = raw('supervisor.bin', 0x8020_0000n, sources.pass);
const elf = file('s.elf', elfBytes());

const besides = (...device: string[]) => loadedBesides(device, 'built-in', 1 << 27, readFile);
const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main([...argv, '--max-instructions', '1000'], io);
  return { code, err: io.err() };
};

test.each([
  ['-bios', 'none', '-device', `loader,file=${pass},addr=0x80000000`],
  ['-device', `loader,file=${supervisor},addr=0x80200000`],
  // A firmware file starts; what else is there runs when it jumps to it.
  [
    '-bios',
    raw('jump.bin', 0x8000_0000n, 'li t0, 0x80200000\n jr t0'),
    '-device',
    `loader,file=${supervisor},addr=0x80200000`,
  ],
])('%j passes', async (...argv) => expect(await hartlab(...argv)).toMatchObject({ code: 0 }));

test('what is loaded is there beside a kernel, and again after a reset', async () => {
  const kernel = raw(
    'reads.bin',
    0x8020_0000n,
    `li s0, 0x80600000
     lwu s1, 0(s0)
     li s2, 0x11223344
     bne s1, s2, 2f
     sw zero, 0(s0)
     ld s3, 0x100(s0)
     addi s3, s3, 1
     sd s3, 0x100(s0)
     li s4, 2
     beq s3, s4, 1f
     li t0, 0x7777
     j 3f
     1: li t0, 0x5555
     j 3f
     2: li t0, 0x73333
     3: li t1, 0x100000
     sw t0, 0(t1)
     j .`,
  );
  const loader = 'loader,addr=0x80600000,data=0x11223344,data-len=4';
  expect(await hartlab('-kernel', kernel, '-device', loader)).toEqual({ code: 0, err: '' });
});

test('a file is where it is said, an ELF file where it says itself', () => {
  const [first, second, third] = besides(
    `loader,file=${spin},addr=4096`,
    `loader,file=${elf}`,
    `loader,file=${elf},addr=8,force-raw=on`,
  );
  expect(first!.image.segments).toMatchObject([{ address: 4096, size: 4 }]);
  expect(second!.image.segments).toMatchObject([{ address: 0x8020_0000, size: 4 }]);
  expect(third!.image.segments).toMatchObject([{ address: 8, size: elfBytes().length }]);
});

// QEMU 11.1: `-device loader,addr=0x80400000,data=0x1122334455667788,…`, then `x` in its monitor.
test.each([
  ['data-len=8', '8877665544332211'],
  ['data-len=2', '8877'],
  ['data-len=8,data-be=on', '1122334455667788'],
  ['data-len=2,data-be=on', '1122'],
])('a number is there in %s', (how, bytes) => {
  const [{ image }] = besides(`loader,addr=16,data=0x1122334455667788,${how}`) as [ReturnType<typeof besides>[0]];
  expect(Buffer.from(image.segments[0]!.bytes).toString('hex')).toBe(bytes);
});

test.each([
  [
    `file=${elf},cpu-num=0`,
    'harts start where the board starts them; give -bios FILE, or -kernel FILE, and no cpu-num',
  ],
  ['addr=0x80000000', 'has nothing to load; add file=PATH, or data=NUMBER and data-len=BYTES'],
  ['addr=0x80000000,data=1', 'has nothing to load'],
  ['addr=0x80000000,data=1,data-len=9', 'data-len is a number from 0 to 8'],
  ['addr=0x80000000,data=0x10000000000000000,data-len=8', 'data is a number of 64 bits'],
  ['addr=0x80000000,data=x,data-len=8', 'data is a number of 64 bits'],
  [`addr=0x80000000,data=1,file=${spin}`, 'give a file or data'],
  [`file=${spin}`, 'does not say where; add addr=ADDRESS'],
  [`file=${spin},addr=x`, 'addr is a number from 0'],
  [
    `file=${file('x.hex', ':020000040000FA\n')}`,
    'the file is Intel HEX; objcopy -I ihex -O binary makes an image of it',
  ],
  [
    `file=${file('uImage', Uint8Array.of(0x27, 5, 0x19, 0x56))}`,
    'the file is a U-Boot uImage; give the image inside it',
  ],
])('loader,%s is refused', (text, why) => expect(() => besides(`loader,${text}`)).toThrow(why));

test.each([
  [['-device', 'loader,file=/nowhere/x,addr=8'], /^hartlab: cannot read the image \/nowhere\/x: there is no such file/],
  [
    ['-kernel', supervisor, '-device', `loader,file=${spin},addr=0x80200000`],
    /0x80200000\.\.0x80200003 overlaps the kernel/,
  ],
  [['-kernel', supervisor, '-device', `loader,file=${spin},addr=64`], /0x40\.\.0x43 lies outside RAM/],
  [['-device', `loader,file=${spin},addr=0x80600000`], /there is nothing to run/],
  [['-bios', 'none', '-device', `loader,file=${spin},addr=0x80600000`], /there is nothing to run/],
  [
    ['-kernel', supervisor, '-device', `loader,file=${spin},addr=0x80600000`, '-d', 'int', '-D', spin],
    /would overwrite what is loaded/,
  ],
])('%j is refused in one line', async (argv, why) => {
  const { code, err } = await hartlab(...argv);
  expect(code).toBe(2);
  expect(err).toMatch(/^hartlab: [^\n]*\n$/);
  expect(err).toMatch(why);
});
