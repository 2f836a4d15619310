import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepReport } from '@hartlab/lab';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { answeringFirmware } from './testing/answering-firmware.ts';
import { rawPayload, temporaryDirectory } from './testing/payload.ts';
import { opensbiFile } from './testing/opensbi.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string): string => join(directory, name);

const hartlab = async (...argv: readonly string[]) => {
  const io = recordedIo('');
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

const sweep = async (...argv: readonly string[]): Promise<SweepReport> => {
  const { out, err } = await hartlab('sweep', ...argv, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as SweepReport;
};

/** Counts, in a function that is called again and again; `a1` is the device tree. */
const path = rawPayload(
  directory,
  'counter',
  `start:
    mv s1, a1
    li s0, 0
  again:
    jal ra, work
    addi s0, s0, 1
    j again
  work:
    lw t0, 4(s1)
    add s2, s2, t0
    ret`,
);
const symbols = inside('counter.map');
writeFileSync(symbols, '80200000 t start\n80200008 t again\n80200014 t work\n80200020 t end\n');
const listed = ['--symbols', symbols];

test('a firmware file has as much RAM as it has with run', async () => {
  // It puts something 34 MiB into RAM, as OpenSBI's fw_jump does with its device tree, and offers nothing.
  const firmware = answeringFirmware(directory, 'far', 'li a1, 0', 'li t0, 0x82200000\n sd zero, 0(t0)');
  for (const words of [['user-return'], [path]]) {
    const { code, err } = await hartlab('sweep', ...words, '-bios', firmware);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("does not offer the SBI's extension SSE") });
  }
});

describe('a sweep takes the flags of run', () => {
  test('that say what the machine is', async () => {
    const initrd = inside('initrd');
    writeFileSync(initrd, 'initrd');
    const machine = ['-m', '24M', '-smp', '2', '-cpu', 'rva22s64', '-initrd', initrd, '-append', 'x y'];
    expect(await sweep('-kernel', path, ...machine, '--boundaries', '5')).toMatchObject({
      injected: 5,
      violations: [],
    });
    const { code, err } = await hartlab('sweep', path, ...machine, '-m', '12K');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^hartlab: [^\n]*\n$/) });
  });

  test('and the command that shows a violation again has them', async () => {
    const cell = ['sweep', 'user-return', '--policy', 'spec-3.0', '--handler', 'forgetful', '--boundary', '0'];
    const { out } = await hartlab(...cell, '-m', '16M', '-append', 'a b', '--functions', 'sweep_begin,VS');
    const [command = ''] = /hartlab sweep .*/.exec(out.replaceAll(/\s*\\\n\s*/g, ' ')) ?? [];
    expect(command).toMatch(/--boundary 0 --functions 'sweep_begin,VS' --append 'a b' -m 16384K$/);
  });

  test.each([
    [['--hand', path], /--hand is for run --save/],
    [['-kernel', path, path], /two payloads are given/],
    [[], /there is nothing to sweep/],
    [[path, '--begin', '0x80200002', '--max-instructions', '1000'], /does not come to the beginning/],
  ])('sweep %j is refused', async (argv, line) => {
    const { code, err } = await hartlab('sweep', ...argv);
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(err).toMatch(/^hartlab: [^\n]*\n$/);
  });
});

describe('a window of a file', () => {
  test('begins at the N-th time of a place, and ends at one', async () => {
    const { boundaries } = await sweep(path, ...listed, '--begin', 'work#3', '--end', 'again#2');
    // The call and the jump, and a whole round.
    expect(boundaries).toBe(3 + 2 + 6);
  });

  test('begins at a boundary', async () => {
    // Two instructions, then rounds of six.
    const first = (begin: number) => sweep(path, ...listed, '--begin', `${begin}`, '--end', 'again');
    expect(await first(2 + 6 * 700)).toMatchObject({ boundaries: 6 });
    expect(await first(2 + 6 * 700 + 1)).toMatchObject({ boundaries: 5 });
  });

  test('may be a set of functions', async () => {
    const { boundaries } = await sweep(path, ...listed, '--functions', 'work', '--begin', 'again', '--end', 'again#10');
    expect(boundaries).toBe(10 * 3);
  });
});

describe('a run that was saved', () => {
  const save = async (name: string, ...argv: readonly string[]) => {
    const { code, err } = await hartlab('run', ...argv, '--save', inside(name));
    expect(code, err).toBe(0);
    return inside(name);
  };

  test('is swept as if it had been run', async () => {
    const file = await save('whole.snap', path, ...listed, '--at', 'work#5');
    const { payload: _, ...restored } = await sweep('--restore', file, '--boundaries', '20');
    const { payload: __, ...fresh } = await sweep(path, ...listed, '--begin', 'work#5', '--boundaries', '20');
    expect(restored).toEqual(fresh);
    // Its names are in it.
    expect(await sweep('--restore', file, '--functions', 'work', '--boundaries', '7')).toMatchObject({ boundaries: 7 });
  });

  test('is judged under any policy, and by what another hart does if it has a hand', async () => {
    const argv = ['world-switch', '--handler', 'linux-2025', '-m', '8M', '--at', 'sweep_begin'];
    const [plain, withHand] = [await save('plain.snap', ...argv), await save('hand.snap', ...argv, '--hand')];
    const cell = ['--handler', 'linux-2025', '--policy', 'opensbi-1.9', '--boundary', '27'];
    const { violations } = await sweep('world-switch', ...cell);
    expect(violations.length).toBeGreaterThan(0);
    for (const file of [plain, withHand]) {
      const restored = await sweep('--restore', file, '--policy', 'opensbi-1.9', '--boundary', '27');
      expect(restored).toMatchObject({ policy: 'opensbi-1.9', payload: 'world-switch', handler: 'linux-2025' });
      expect(restored.violations).toEqual(violations);
      expect((await sweep('--restore', file, '--boundary', '27')).policy).toBe('private');
    }
    const fields = ({ violations: all }: SweepReport) => all.map(({ oracle, field }) => [oracle, field]);
    const software = await sweep('--restore', withHand, '--source', 'software', ...cell);
    expect(fields(software)).toEqual(fields(await sweep('world-switch', ...cell)));
    for (const [file, more, line] of [
      [plain, ['--source', 'software'], /has no hand, .* save it again with --hand/],
      [withHand, ['--source', 'counter'], /has a hart without Sscofpmf/],
      [plain, ['-m', '16M'], /was saved with -m 8192K/],
      [plain, ['--handler', 'minimal'], /was saved with --handler linux-2025/],
    ] as const) {
      const { code, err } = await hartlab('sweep', '--restore', file, ...more);
      expect(code).toBe(2);
      expect(err).toMatch(line);
      expect(err).toMatch(/^hartlab: [^\n]*\n$/);
    }
  });

  test('in a handler is resumed as it was interrupted', async () => {
    const file = await save('running.snap', 'perf-top', '--at', 'perf_sample');
    const { code, err } = await hartlab('sweep', '--restore', file, '--policy', 'spec-3.0');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/was saved in the handler of an event/) });
  });
});

test('a hand is nothing without a firmware', async () => {
  const { code, err } = await hartlab('run', path, '-bios', 'none', '--hand');
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^hartlab: --hand needs a firmware[^\n]*\n$/) });
});

test.skipIf(!opensbiFile)(
  'a run under OpenSBI is saved and judged, if HARTLAB_OPENSBI names one with SSE',
  async () => {
    const file = inside('opensbi.snap');
    const words = ['world-switch', '-m', '8M', '-bios', opensbiFile!];
    expect((await hartlab('run', ...words, '--hand', '--save', file, '--at', 'sweep_begin')).code).toBe(0);
    const { violations, firmware: judged } = await sweep('--restore', file, '--boundary', '27');
    const fresh = await sweep(...words, '--boundary', '27');
    expect(judged).toEqual(fresh.firmware);
    expect(violations).toEqual(fresh.violations);
    expect(violations.length).toBeGreaterThan(0);
  },
);
