import { expect, test } from 'vitest';
import { normalise } from './argv.ts';
import { options } from './options.ts';
import { canonicalFlag } from './options/option-row.ts';

const words = (line: string): string[] => line.split(' ');

test.each([
  ['run x.elf', 'run x.elf'],
  ['run -kernel x.elf -smp 2', 'run --kernel x.elf --smp 2'],
  ['run --kernel x.elf', 'run --kernel x.elf'],
  ['-kernel x.elf -nographic -m 128 -bios none', 'run --kernel x.elf --nographic -m 128 --bios none'],
  ['-M virt -kernel x', 'run -M virt --kernel x'],
  ['run -policy private', 'run --policy private'],
  ['run -kernel=x.elf', 'run --kernel=x.elf'],
  ['--help', '--help'],
  ['-h', '-h'],
  ['-V', '-V'],
  ['sweep --help', 'sweep --help'],
  ['run -kernle x', 'run --kernle x'],
  ['run --trace-hash x.elf', 'run --trace-hash=sampled x.elf'],
  ['-trace-hash=full x.elf', 'run --trace-hash=full x.elf'],
])('%s is understood as %s', (typed, understood) => {
  expect(normalise(words(typed))).toEqual(words(understood));
});

test('a value is left alone, whatever it looks like', () => {
  expect(normalise(['run', '-append', '-smp console=ttyS0', '-kernel', '-m'])).toEqual([
    'run',
    '--append',
    '-smp console=ttyS0',
    '--kernel',
    '-m',
  ]);
});

test('what follows -- is left alone, and so is a lone dash', () => {
  expect(normalise(['run', '-', '--', '-kernel'])).toEqual(['run', '-', '--', '-kernel']);
});

test('a switch does not swallow the word after it', () => {
  expect(normalise(['run', '-nographic', '-kernel', 'x'])).toEqual(['run', '--nographic', '--kernel', 'x']);
});

test('no two rows of the option table are the same flag', () => {
  const flags = Object.values(options).map((row) => canonicalFlag(row.flag));
  expect(new Set(flags).size).toBe(flags.length);
});

test('every flag is accepted with one dash and with two', () => {
  for (const { flag } of Object.values(options)) {
    const name = flag.replace(/^-+/, '');
    expect(normalise(['run', `-${name}`])).toEqual(normalise(['run', `--${name}`]));
  }
});
