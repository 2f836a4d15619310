import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatten, readFdt } from '@hartlab/machine';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string): string => join(directory, name);

const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

test('the tree of a machine is written, with a kernel and without, and nothing runs', async () => {
  const words = ['-smp', '2', '-append', 'console=x', '-cpu', 'max'];
  expect(await hartlab('-M', `virt,dumpdtb=${file('a.dtb')}`, ...words)).toEqual({ code: 0, out: '', err: '' });
  expect(await hartlab('-M', `virt,dumpdtb=${file('b.dtb')}`, '-kernel', 'hello', ...words)).toMatchObject({ code: 0 });
  expect(readFileSync(file('a.dtb'))).toEqual(readFileSync(file('b.dtb')));
  const root = readFdt(Uint8Array.from(readFileSync(file('a.dtb'))));
  const nodeOf = (name: string) => root.children?.find((child) => child.name === name);
  expect(nodeOf('chosen')?.properties['bootargs']).toEqual(new TextEncoder().encode('console=x\0'));
  expect(nodeOf('cpus')?.children?.filter(({ name }) => name.startsWith('cpu@'))).toHaveLength(2);
});

test.each([
  ['-kernel', 'the payload'],
  ['-bios', 'the firmware'],
  ['-initrd', 'the initrd'],
  ['-dtb', 'the device tree'],
  ['-drive', 'the disk'],
  ['-device', 'what is loaded'],
])('the tree is not written over the file of %s', async (flag, what) => {
  const path = file('input');
  writeFileSync(path, 'kept');
  const value = { '-drive': `file=${path}`, '-device': `loader,file=${path},addr=0x80600000` }[flag] ?? path;
  const { code, err } = await hartlab('-M', `virt,dumpdtb=${path}`, flag, value);
  expect({ code, err }).toEqual({
    code: 2,
    err: `hartlab: -machine dumpdtb ${path} would overwrite ${what} ${path}; choose another file\n`,
  });
  expect(readFileSync(path, 'utf8')).toBe('kept');
});

test('-dtb gives the tree: the one that was written makes the same run', async () => {
  const words = ['hello', '-append', 'one', '--trace-hash'];
  await hartlab('run', ...words, '-machine', `virt,dumpdtb=${file('c.dtb')}`);
  const plain = await hartlab('run', ...words);
  expect(plain.err).toContain('trace hash');
  expect(await hartlab('run', ...words, '-dtb', file('c.dtb'))).toEqual(plain);
  const root = readFdt(Uint8Array.from(readFileSync(file('c.dtb'))));
  writeFileSync(file('d.dtb'), flatten({ ...root, properties: { ...root.properties, model: 'mine' } }));
  const other = await hartlab('run', ...words, '-dtb', file('d.dtb'));
  expect(other).toMatchObject({ code: 0, out: plain.out });
  expect(other.err).not.toBe(plain.err);
});

test.each([
  ['none.dtb', undefined, /cannot read the device tree .*none.dtb: there is no such file/],
  ['bad.dtb', 'no tree at all, and long enough to have a header', /not a device tree blob/],
])('%s is refused', async (name, content, why) => {
  if (content !== undefined) writeFileSync(file(name), content);
  const { code, out, err } = await hartlab('run', 'hello', '-dtb', file(name));
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(why);
  expect(err).toMatch(/^hartlab: [^\n]*\n$/);
});

test('a place that cannot be written is said', async () => {
  const { code, err } = await hartlab('-M', 'virt,dumpdtb=/nowhere/x.dtb');
  expect(code).not.toBe(0);
  expect(err).toMatch(/^hartlab: cannot write \/nowhere\/x.dtb for -machine dumpdtb/);
  expect(existsSync('/nowhere')).toBe(false);
});
