import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from './testing/payload.ts';
import { bundledProgram, start, type Ended } from './testing/program.ts';

/** From Debian's package u-boot-qemu. */
const uBoot = '/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin';
const absent = existsSync(uBoot) ? '' : `: ${uBoot} is not here (Debian: u-boot-qemu)`;
const PATIENCE = 300_000;

describe.skipIf(absent)(`a dialogue with U-Boot${absent}`, async () => {
  const directory = temporaryDirectory();
  const program = await bundledProgram('u-boot');
  afterAll(() => rmSync(directory, { recursive: true }));
  const record = join(directory, 'record');

  /** Waits for each text, and then says what stands beside it, as expect(1) would. */
  const dialogue = (
    steps: readonly (readonly [heard: string, say: string])[],
    flags: readonly string[],
  ): Promise<Ended> => {
    let at = 0;
    let from = 0;
    return start(process.execPath, [program, 'run', uBoot, '--trace-hash', ...flags], (child, out) => {
      for (let step = steps[at]; step; step = steps[at]) {
        const found = out.indexOf(step[0], from);
        if (found < 0) return;
        from = found + step[0].length;
        at++;
        child.stdin?.write(step[1]);
      }
    }).ended;
  };
  const hashOf = ({ err }: Ended) => /trace hash [0-9a-f]{16} after \d+ instructions/.exec(err)?.[0];

  test(
    'goes on from prompt to prompt over a pipe, and again from its recording',
    async () => {
      const first = await dialogue(
        [
          ['Hit any key', 'x'],
          ['=> ', 'version\n'],
          ['\nU-Boot 20', 'echo so far\n'],
          ['\nso far', 'poweroff\n'],
        ],
        ['--record', record],
      );
      expect(first.code).toBe(0);
      expect(first.out).toMatch(/\nso far\s+=> poweroff/);
      const again = await dialogue([], ['--replay', record]);
      expect(again.out).toBe(first.out);
      expect(hashOf(again)).toBe(hashOf(first));
    },
    PATIENCE,
  );

  test(
    'a pipe that is silent does not stop the countdown of its boot',
    async () => {
      // At ten times its own pace, so that the two seconds pass sooner.
      const { code, out } = await dialogue([['=> ', 'poweroff\n']], ['--instructions-per-tick', '1']);
      expect(code).toBe(0);
      expect(out).toMatch(/Hit any key to stop autoboot: .*0/);
    },
    PATIENCE,
  );
});
