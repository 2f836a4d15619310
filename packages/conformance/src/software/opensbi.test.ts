import { existsSync, readFileSync } from 'node:fs';
import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { compile, noCompiler } from './payload.ts';

/** Debian's package opensbi has the files that QEMU loads, and the ELF files that they were made from. */
const directory = '/usr/lib/riscv64-linux-gnu/opensbi/generic';
const reason = existsSync(`${directory}/fw_jump.elf`) ? noCompiler() : 'opensbi is not installed (Debian: opensbi)';

/** OpenSBI's boot, from its reset to the supervisor's. */
const LIMIT = 20_000_000;

describe.skipIf(reason)(`OpenSBI${reason ? `: ${reason}` : ''}`, () => {
  // The ELF files are position-independent: those of 1.1 are linked at the start of RAM, those of 1.9 at 0.
  test.each(['fw_jump.elf', 'fw_dynamic.elf'])(
    '%s starts, and starts a supervisor',
    (file) => {
      const console = new BufferConsole();
      const image = readFileSync(`${directory}/${file}`);
      const kernel = compile('plain', ['-DS_MODE', '-static', '-Wl,-Ttext=0x80200000']);
      const machine = new Machine({ bios: { image }, kernel, console });
      const stop = machine.run({ maxInstructions: LIMIT });
      expect(console.text).toMatch(/^\nOpenSBI v[0-9.]+/m);
      expect(console.text).toMatch(/\nplain gcc\r?\n$/);
      // OpenSBI powers off through the test finisher.
      expect(stop.reason).toBe('pass');
      expect(machine.warnings.filter((warning) => warning.startsWith('the firmware'))).toEqual([]);
    },
    120_000,
  );
});
