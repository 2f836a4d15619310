import { existsSync, readFileSync } from 'node:fs';
import { jit } from '@hartlab/engine';
import { BufferConsole, type Bios, Machine, type MachineOptions } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';

/** From Debian's packages u-boot-qemu and opensbi. */
const uBoot = '/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin';
const openSbi = '/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin';

/** U-Boot needs 18 million instructions to its prompt and through these commands, OpenSBI some 6 million more. */
const LIMIT = 60_000_000;
const PATIENCE = 300_000;

/** U-Boot's wait for a key eats up to three bytes. */
function boot(commands: readonly string[], bios: Bios = 'built-in', more: Partial<MachineOptions> = {}) {
  const console = new BufferConsole(`\n\n\n${commands.join('\n')}\n`);
  const machine = new Machine({ bios, kernel: readFileSync(uBoot), console, traceHash: 'full', ...more });
  const { reason } = machine.run({ maxInstructions: LIMIT });
  return { reason, text: console.text, hash: machine.traceHash(), instructions: machine.instructions };
}

const absent = existsSync(uBoot) ? '' : `: ${uBoot} is not here (Debian: u-boot-qemu)`;
describe.skipIf(absent)(`U-Boot${absent}`, () => {
  const commands = ['version', 'sbi', 'bdinfo', 'cpu list', 'poweroff'];

  test(
    'boots to its prompt, answers, powers off, and does the same again bit for bit',
    () => {
      const first = boot(commands);
      // The test finisher's pass value, which is how U-Boot's sysreset driver powers this board off.
      expect(first.reason).toBe('pass');
      for (const answer of [
        /^U-Boot \d{4}/m,
        /^SBI 3\.0/m,
        /Hart State Management/,
        /size\s+= 0x0*8000000/,
        /0: cpu@0/,
      ])
        expect(first.text).toMatch(answer);
      expect(boot(commands)).toEqual(first);
    },
    PATIENCE,
  );

  test(
    'resets, and starts again',
    () => {
      const { reason, text } = boot(['reset', '\n\n\npoweroff'], 'built-in', {
        reboots: true,
        engine: jit,
        traceHash: 'sampled',
      });
      expect([reason, text.match(/^U-Boot \d{4}/gm)?.length]).toEqual(['pass', 2]);
    },
    PATIENCE,
  );

  const noFirmware = existsSync(openSbi) ? '' : `: ${openSbi} is not here (Debian: opensbi)`;
  test.skipIf(noFirmware)(
    `boots on real OpenSBI${noFirmware}`,
    () => {
      const { reason, text } = boot(['sbi', 'poweroff'], { image: readFileSync(openSbi) });
      expect(text).toMatch(/^OpenSBI v\d/m);
      expect(text).toMatch(/^SBI 1\.0\s/m);
      expect(reason).toBe('pass');
    },
    PATIENCE,
  );
});
