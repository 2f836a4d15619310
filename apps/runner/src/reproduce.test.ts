import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';

// A sweep and some hundred small runs: a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

const k1 = 'world-switch/minimal/signal/O1/V/0-1/HS-with-SPV=1';

test('the file says what it shows and how to run it, and says it when it is run', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'hartlab-')), 'k1.s');
  const { code, out, err } = await hartlab('reproduce', k1, '--policy', 'opensbi-1.9', '-o', path);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toMatch(/^hartlab: \d\d lines of instructions, which print: O1 V expected 0 got 1\n$/);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('#     O1 V expected 0 got 1\n');
  expect(text).toContain(
    '#     hartlab sweep world-switch --policy opensbi-1.9 --handler minimal --source signal --boundary 27\n',
  );
  expect(text).toContain('# hartlab: hartlab run -smp 1 --policy opensbi-1.9 -kernel k1.bin\n');
});

test('without -o it goes to stdout', async () => {
  const { code, out } = await hartlab('reproduce', k1, '--policy', 'opensbi-1.9');
  expect(code).toBe(0);
  expect(out).toMatch(/^# O1 V 0→1 in HS with SPV=1\n/);
});

test.each<[string, string[], string]>([
  ['is none', ['V'], 'V is not the id of a finding; '],
  [
    'is of another hart',
    [k1.replace('/signal/', '/signal-2-harts-hart-1/').replace('/software/', '/software-2-harts-hart-1/')],
    'the program shows findings of hart 0 below it',
  ],
  ['has a handler that there is not', [k1.replace('minimal', 'maximal')], ' is not the id of a finding; '],
  ['is of another payload', [k1, '-kernel', 'u-boot.bin'], ' is in a case of world-switch, and -kernel is u-boot.bin'],
  ['does not occur', [k1, '--policy', 'private'], 'world-switch/minimal/signal shows nothing under built-in:private'],
  [
    'has no program',
    [k1.replace('minimal', 'forgetful').replace('V/0-1/HS-with-SPV=1', 'htval/lost/VS'), '--policy', 'private'],
    `: software in VS-mode cannot read it, and the trap that leads to who can writes it`,
  ],
])('an id that %s is refused in a line', async (_, argv, line) => {
  const { code, out, err } = await hartlab('reproduce', ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(line);
  expect(err.trimEnd()).not.toContain('\n');
});
