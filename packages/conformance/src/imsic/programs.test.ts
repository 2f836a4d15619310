import { BufferConsole, Machine } from '@hartlab/machine';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineKinds, type EngineName } from '../engine/engine-kinds.ts';
import { type ImsicProgram, imsicProgram, imsicPrograms, recordOf } from './programs.ts';

function machineWith(name: ImsicProgram, engine: EngineName) {
  const console = new BufferConsole();
  const machine = new Machine({
    bios: 'none',
    kernel: imsicProgram(name),
    board: { aia: 'aplic-imsic', aiaGuests: 3 },
    ram: 16 * 1024 ** 2,
    engine: engineKinds[engine],
    traceHash: 'sampled',
    console,
  });
  return { machine, console };
}

const limit = { maxInstructions: 2_000_000 };

// Recorded with QEMU 11.1.3.
test.each(imsicPrograms)(
  '%s: every word that is printed is what QEMU prints, on every engine',
  { timeout: 60_000 },
  (name) => {
    const expected = readFileSync(recordOf(name), 'utf8').split('\n');
    const hashes = new Set<string | undefined>();
    for (const engine of Object.keys(engineKinds) as EngineName[]) {
      const { machine, console } = machineWith(name, engine);
      expect(machine.run(limit)).toMatchObject({ reason: 'pass' });
      expect(console.text.split('\n')).toEqual(expected);
      hashes.add(machine.traceHash());
    }
    expect(hashes.size).toBe(1);
  },
);

test(
  'a run that is saved, and goes on in another machine, which goes back once, ends as the one that was not',
  { timeout: 60_000 },
  () => {
    const whole = machineWith('messages', 'reference');
    whole.machine.run(limit);
    const first = machineWith('messages', 'reference');
    for (const instructions of [20_000, 60_000, 100_000]) {
      first.machine.run({ maxInstructions: instructions - first.machine.instructions });
      const second = machineWith('messages', 'jit');
      second.machine.restore(first.machine.save());
      second.machine.checkpoint();
      second.machine.run({ maxInstructions: 5000 });
      second.machine.rollback();
      second.machine.run(limit);
      expect(second.machine.traceHash()).toBe(whole.machine.traceHash());
    }
  },
);
