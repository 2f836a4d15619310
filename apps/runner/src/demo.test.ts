import { readFileSync } from 'node:fs';
import type { ReportedViolation, SweepReport } from '@hartlab/lab';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';

// The main job takes ten seconds, and several times that when the machine is busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const hartlab = async (argv: readonly string[]) => {
  const io = { ...recordedIo(), environment: { HARTLAB_LAUNCHER: './hartlab' } };
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

let demo: Awaited<ReturnType<typeof hartlab>>;
let items: readonly { text: string; argv: readonly string[] }[];

beforeAll(async () => {
  demo = await hartlab(['demo']);
  // An item is a paragraph that begins with ` - ` and ends with a command in lines of its own.
  items = demo.out
    .split(/^ - /m)
    .slice(1)
    .map((part) => part.replaceAll(/\s*\\\n\s*/g, ' '))
    .map((part) => {
      const [text = '', command = ''] = part.split(/ {5}\.\/hartlab /);
      return { text: text.replaceAll(/\s+/g, ' ').trim(), argv: command.split('\n')[0]!.split(' ') };
    });
});

test('says what is done and why before anything else, and ends with the way to more', () => {
  expect(demo).toMatchObject({ code: 0, err: '' });
  const lines = demo.out.trimEnd().split('\n');
  expect(lines[0]).toBe('Does a program notice that it was interrupted? It must not.');
  expect(lines.slice(-2).join(' ')).toContain('./hartlab demo --verbose prints all findings.');
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(demo.out).not.toContain('\u001b');
});

/** What each consequence is in a report. */
const signs: Readonly<Record<string, (violation: ReportedViolation) => boolean>> = {
  'The hypervisor goes on as its own guest': ({ oracle, field, got }) =>
    oracle === 'O1' && field === 'V' && got === '0x1',
  'The guest goes on as the host': ({ oracle, field, got }) => oracle === 'O1' && field === 'V' && got === '0x0',
  'A kernel goes on in user mode': ({ oracle, field, got }) =>
    oracle === 'O1' && field === 'privilege' && got === '0x0',
  "What hardware noted of a guest's page fault": ({ oracle, field }) =>
    oracle === 'O1' && (field === 'htval' || field === 'htinst'),
  'The handler is derailed to guest_return': ({ oracle }) => oracle === 'completion',
  'The handler is told that': ({ oracle }) => oracle === 'O6',
};

test('all of these are told, each in an item of its own, and nothing else', () => {
  expect(items.map(({ text }) => Object.keys(signs).find((words) => text.startsWith(words)) ?? text)).toEqual(
    Object.keys(signs),
  );
});

describe.each(Object.entries(signs))('%s', (words, shows) => {
  const item = () => items.find(({ text }) => text.startsWith(words))!;
  const claims = () => {
    const match =
      / under (.+?) with handler (\S+), at ([\d,]+) of ([\d,]+) boundaries of (\S+), first at (\S+) \(boundary (\d+)\)/.exec(
        item().text,
      )!;
    const [, policies = '', handler, count = '', length = '', guest, place, first] = match;
    const number = (text: string): number => Number(text.replaceAll(',', ''));
    return { policies, handler, count: number(count), length: number(length), guest, place, first: Number(first) };
  };

  test('the command below it shows what it claims', async () => {
    const { policies, handler, count, length, guest, place, first } = claims();
    const { code, out } = await hartlab([...item().argv, '--json']);
    expect(code).toBe(5);
    const report = JSON.parse(out) as SweepReport;
    expect(report).toMatchObject({ payload: guest, handler, boundaries: length });
    expect(policies === 'every policy' || policies.includes(report.policy!)).toBe(true);
    const shown = report.violations.filter(shows);
    expect(new Set(shown.map(({ boundary }) => boundary)).size).toBe(count);
    expect(shown[0]).toMatchObject({ boundary: first, symbol: place });
  });

  test('and in words, with the first boundary alone', async () => {
    const { code, out } = await hartlab([...item().argv, '--boundary', String(claims().first)]);
    expect(code).toBe(5);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(words);
  });
});

test('which policy cures what', () => {
  const text = demo.out.replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    'Which policy cures them: private both (it resumes from a private copy that no handler can reach); ' +
      'patch-2026-04 only 1; spec-3.0 and opensbi-1.9 neither.',
  );
});

test('the README shows what is printed', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const shown = readme.slice(readme.indexOf('The main job says'), readme.indexOf('## The command line'));
  const lines = [...shown.matchAll(/^ {4}(.+)$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(10);
  const printed = new Set(demo.out.split('\n'));
  for (const line of lines) expect(printed).toContain(line);
});

describe('the kernel that is profiled', () => {
  const section = () => demo.out.slice(demo.out.indexOf('The second one alive'));
  const ends = () => section().replaceAll(/\s+/g, ' ');

  test('ends as the rules of SSE say, under each policy', () => {
    expect(ends()).toContain('private runs clean, ');
    const alive =
      /sample \d+ comes at back_to_user\S*; the kernel goes on there in user mode, and ends in an instruction page fault/;
    for (const policy of ['spec-3.0', 'opensbi-1.9', 'patch-2026-04'])
      expect(ends().slice(ends().indexOf(` ${policy} `))).toMatch(new RegExp(`^ ${policy} ${alive.source}`));
    expect(ends()).toMatch(
      /M06 sample \d+ comes at handle_exception\S*; the kernel ends: "Oops - environment call from U-mode"/,
    );
  });

  test('the commands below it show it', async () => {
    const commands = [...section().matchAll(/^ {5}\.\/hartlab (.+)$/gm)].map(([, words = '']) => words);
    const shown = await Promise.all(commands.map((words) => hartlab(words.split(' '))));
    expect(shown.map(({ code, out }) => [code, out])).toEqual([
      [0, 'PASS perf-top\n'],
      [1, 'Oops - instruction page fault\nFAIL\n'],
      [1, 'Oops - environment call from U-mode\nFAIL\n'],
    ]);
  });
});
