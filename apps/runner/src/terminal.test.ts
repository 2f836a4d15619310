import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundledProgram, start } from './testing/program.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** script(1) of util-linux gives a process a pseudo-terminal; where it is absent there is none to test with. */
const script = '/usr/bin/script';
let program = '';

beforeAll(async () => {
  program = await bundledProgram('terminal-test');
}, 60_000);
afterAll(() => rmSync(dirname(dirname(program)), { recursive: true, force: true }));

describe.skipIf(!existsSync(script))('on a terminal', () => {
  /** What a terminal of so many columns gets, without the line of progress. */
  const shown = async (columns: number, environment: string, argv = ''): Promise<string> => {
    const sweep = `"${process.execPath}" "${program}" sweep user-return ${argv}`;
    const inside = `unset NO_COLOR FORCE_COLOR COLUMNS; export TERM=xterm; stty cols ${columns}; ${environment} ${sweep}`;
    const { out } = await start(script, ['-qefc', inside, '/dev/null']).ended;
    return out.slice(out.lastIndexOf('\r\u001b[K') + 1).replaceAll('\r', '');
  };
  const strip = (width: number): RegExp => new RegExp(`result {4}\\u001b\\[32m\\.{${width}}\\u001b\\[0m\n`);

  test.each([72, 80, 120])('a strip takes its %i columns, and is in colour', async (columns) => {
    expect(await shown(columns, '')).toMatch(strip(columns - 12));
  });

  test('COLUMNS asks for another width, NO_COLOR for no colours', async () => {
    expect(await shown(80, 'COLUMNS=100')).toMatch(strip(88));
    expect(await shown(80, 'NO_COLOR=1')).toMatch(/result {4}\.{68}\n/);
    expect(await shown(80, 'NO_COLOR=1', '--color always')).toMatch(strip(68));
  });

  test('progress keeps to one line of it', async () => {
    const inside = `stty cols 44; "${process.execPath}" "${program}" sweep world-switch --handler preserving >/dev/null`;
    const { out } = await start(script, ['-qefc', inside, '/dev/null']).ended;
    const lines = out.split('\r\u001b[K').slice(1, -1);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines[0]).toMatch(/^boundary \d+ of world-switch/);
    for (const line of lines) expect(line.length).toBeLessThan(44);
  });
});
