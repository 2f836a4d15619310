import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpreter } from '@hartlab/engine';
import { BufferConsole, Machine } from '@hartlab/machine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noCompiler } from '../software/payload.ts';
import { compileGuest } from './compile.ts';
import { qemu, runGuest } from './contender.ts';
import { type Guest, guests } from './guests.ts';

/* Each guest does its work, a little of it, and comes to the same as on QEMU. */

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hartlab-bench-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function here({ mode }: Guest, path: string): string {
  const console = new BufferConsole();
  const kernel = readFileSync(path);
  new Machine({ bios: mode === 'M' ? 'none' : 'built-in', kernel, console, engine: interpreter }).run();
  return console.text.trim();
}

const reason = noCompiler();
const peer = qemu('qemu-system-riscv64');

describe.skipIf(reason)(`guests compiled by gcc${reason ? `: ${reason}` : ''}`, () => {
  test.each(guests.filter(({ name }) => name !== 'integer-short').map((guest) => [guest.name, guest] as const))(
    '%s',
    { timeout: 60_000 },
    (_name, guest) => {
      const [less, more] = [1, 2].map((rounds) => {
        const small = { ...guest, name: `${guest.name}-${rounds}`, rounds };
        const path = compileGuest(small, directory);
        const said = here(small, path);
        expect(said).toMatch(/^checksum [0-9a-f]{16}$/);
        const there = peer && runGuest(peer, small, path).checksum;
        // OpenSBI 1.1, which QEMU 7.2 comes with, has no SSE.
        if (there !== undefined && !(guest.name === 'sse' && there === 'absent'))
          expect(said).toBe(`checksum ${there}`);
        return said;
      });
      expect(less).not.toBe(more);
    },
  );
});
