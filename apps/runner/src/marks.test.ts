import { expect, test } from 'vitest';
import { main } from './cli.ts';
import { Marks } from './marks.ts';
import { recordedIo } from './recorded-io.ts';
import { Writer } from './writer.ts';

const hartlab = async (argv: readonly string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

const told = [
  /^hartlab: hart 0: the phase "echo" begins after (\d+) instructions$/,
  /^hartlab: hart 0: the window "echo" begins after (\d+) instructions$/,
  /^hartlab: hart 0: the window "echo" ends after (\d+) instructions$/,
];

/** The numbers in the lines on stderr, which are these and no others. */
const numbersIn = (err: string): number[] => {
  const lines = err.trimEnd().split('\n');
  expect(lines).toEqual(told.map((line) => expect.stringMatching(line) as string));
  return lines.map((line, i) => Number(told[i]!.exec(line)?.[1]));
};

test('run shows on stderr what the guest tells of itself, the same on every engine', async () => {
  const runs: number[][] = [];
  for (const engine of ['jit', 'interpreter', 'reference']) {
    const { code, out, err } = await hartlab(['run', 'mpxy', '--engine', engine]);
    expect([code, out]).toEqual([0, 'PASS mpxy\n']);
    runs.push(numbersIn(err));
  }
  expect(runs).toEqual(runs.map(() => runs[0]));
  expect(runs[0]).toEqual(runs[0]!.toSorted((a, b) => a - b));
});

test('and with --json in the result as well', async () => {
  const { out, err } = await hartlab(['run', 'mpxy', '--json', '-serial', 'null']);
  const [phase, begin, end] = numbersIn(err);
  expect((JSON.parse(out) as { marks: unknown }).marks).toEqual([
    { hart: 0, kind: 'phase', name: 'echo', instructions: phase },
    { hart: 0, kind: 'window begins', name: 'echo', instructions: begin },
    { hart: 0, kind: 'window ends', name: 'echo', instructions: end },
  ]);
});

const collecting = () => {
  const written: string[] = [];
  const writer = new Writer({ isTerminal: false, write: (data) => written.push(data.toString()) });
  return { writer, written };
};

test('a name does nothing to a terminal', () => {
  const { writer, written } = collecting();
  new Marks(writer).add({ hartid: 3n, kind: 'phase', name: 'a"\\\x1b[31m\n\x9b~', instructions: 7 });
  writer.flush();
  expect(written).toEqual([
    'hartlab: hart 3: the phase "a\\x22\\x5c\\x1b[31m\\x0a\\x9b~" begins after 7 instructions\n',
  ]);
});

test('the report has the first thousand', () => {
  const marks = new Marks(collecting().writer);
  for (let n = 0; n < 1001; n++) marks.add({ hartid: 0n, kind: 'phase', name: String(n), instructions: n });
  expect(marks.reported.map(({ name }) => Number(name))).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

test('sweep --window sweeps what the guest marks', async () => {
  const swept = async (...flags: string[]) =>
    JSON.parse((await hartlab(['sweep', 'mpxy', '--json', ...flags])).out) as { boundaries: number };
  expect(await swept('--window', 'echo')).toEqual(await swept());
  const { code, err } = await hartlab(['sweep', 'mpxy', '--window', 'echo', '--begin', 'main']);
  expect(code).toBe(2);
  expect(err).toContain('leave out --begin and --end');
});

test('and says in which phase something is found', async () => {
  const { out } = await hartlab(['sweep', 'mpxy', '--handler', 'forgetful', '--policy', 'spec-3.0', '--boundary', '0']);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('(boundary 0) in the phase "echo", last written by');
});
