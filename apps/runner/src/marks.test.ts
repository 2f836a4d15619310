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

const lines = [
  'hartlab: hart 0: the phase "echo" begins after 110 instructions',
  'hartlab: hart 0: the window "echo" begins after 121 instructions',
  'hartlab: hart 0: the window "echo" ends after 795 instructions',
];

test.each(['jit', 'interpreter', 'reference'])(
  'run shows on stderr what the guest tells of itself, on %s',
  async (engine) => {
    const { code, out, err } = await hartlab(['run', 'mpxy', '--engine', engine]);
    expect([code, out]).toEqual([0, 'PASS mpxy\n']);
    expect(err.trimEnd().split('\n')).toEqual(lines);
  },
);

test('and with --json in the result as well', async () => {
  const { out, err } = await hartlab(['run', 'mpxy', '--json']);
  expect(err.split('\n')).toEqual(expect.arrayContaining(lines));
  expect((JSON.parse(out) as { marks: unknown }).marks).toEqual([
    { hart: 0, kind: 'phase', name: 'echo', instructions: 110 },
    { hart: 0, kind: 'window begins', name: 'echo', instructions: 121 },
    { hart: 0, kind: 'window ends', name: 'echo', instructions: 795 },
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
