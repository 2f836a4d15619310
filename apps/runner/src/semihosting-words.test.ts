import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from './cli.ts';
import { engineNames } from './engines.ts';
import { recordedIo } from './recorded-io.ts';
import { semihostingConfig } from './semihosting-config.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const semihost = '.balign 4\n.word 0x01f01013, 0x00100073, 0x40705013';
/** Asks for the command line, prints it, writes to :tt, and exits with 3. */
const source = `
  li a0, 0x15
  la a1, line
  ${semihost}
  li a0, 4
  la a1, text
  ${semihost}
  li a0, 1
  la a1, out
  ${semihost}
  la a1, block
  sd a0, 0(a1)
  li a0, 5
  ${semihost}
  li a0, 0x20
  la a1, end
  ${semihost}
  1: j 1b
  tt: .asciz ":tt"
  said: .ascii "said\\n"
  .balign 8
  line: .dword text, 200
  out: .dword tt, 4, 3
  block: .dword 0, said, 5
  end: .dword 0x20026, 3
  text: .zero 200
`;
const payload = join(directory, 'asks.bin');
writeFileSync(payload, assemble(source, { origin: 0x8000_0000n }).bytes);

const run = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(['run', '-bios', 'none', '-kernel', payload, ...argv], io);
  return { code, out: io.out(), err: io.err() };
};

test.each(engineNames)('what has no handle is stderr, and :tt is stdout, with the engine %s', async (engine) => {
  const config = 'enable=on,target=native,arg=prog,arg=a,,b';
  expect(await run('-semihosting-config', config, '--engine', engine)).toEqual({
    code: 1,
    out: 'said\n',
    err: 'prog a,bhartlab: the guest failed with code 3, by semihosting\n',
  });
});

test('without arguments the command line is the kernel and its own', async () => {
  const { err } = await run('-semihosting', '-append', 'one two');
  expect(err).toContain(`${payload} one two`);
});

test.each([[[]], [['-semihosting-config', 'enable=off']]])(
  'there is none unless it is asked for: %j',
  async (words) => {
    const { code, out } = await run(...words, '--max-instructions', '1000');
    expect(code).not.toBe(1);
    expect(out).toBe('');
  },
);

test('what has no handle goes to the character device that is named', async () => {
  const words = ['-serial', 'none', '-semihosting-config', 'enable=on,chardev=c,arg=x', '-chardev'];
  expect(await run(...words, 'stdio,mux=on,id=c')).toMatchObject({
    out: 'xsaid\n',
    err: expect.not.stringContaining('x'),
  });
  expect(await run(...words, 'null,id=c')).toMatchObject({ out: 'said\n' });
  const path = join(directory, 'said');
  expect(await run(...words, `file,id=c,path=${path}`)).toMatchObject({ out: 'said\n' });
  expect(readFileSync(path, 'utf8')).toBe('x');
});

// QEMU 11.1 says the arguments before once more with each word.
test('what is said in several is said in one', async () => {
  const one = ['-semihosting-config', 'enable=on,chardev=c,arg=a,arg=b,,c'];
  const several = ['off,arg=a', 'chardev=c', 'on,arg=b,,c'].flatMap((text) => ['-semihosting-config', text]);
  const rest = ['-chardev', 'null,id=c', '-serial', 'none', '--trace-hash'];
  expect(await run(...several, ...rest)).toEqual(await run(...one, ...rest));
  expect(semihostingConfig('off,arg=a', 'userspace=on', 'arg=b,,c', 'userspace=off')).toBe(
    'enable=off,arg=a,userspace=on,arg=b,,c,userspace=off',
  );
});

describe('what cannot be said', () => {
  test.each([
    ['target=gdb', 'there is no target gdb; target=native'],
    ['enable=maybe', 'the choices are on, off'],
    ['chardev=x', 'there is no x; add -chardev stdio,id=x'],
    ['on,foo=1', 'there is no "foo" here; what can be said is enable, target, userspace, chardev, arg'],
  ])('%s', async (words, why) => {
    const { code, err } = await run('-semihosting-config', words);
    expect(code).toBe(2);
    expect(err).toMatch(/^hartlab: [^\n]*\n$/);
    expect(err).toContain(why);
  });
});
