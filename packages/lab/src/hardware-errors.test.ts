import { parseCpu } from '@hartlab/isa';
import { describe, expect, test, vi } from 'vitest';
import { guestPayload } from './payload.ts';
import { sweep } from './sweep.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/* At every boundary of the guests of hardware errors, handlers of RAS events and of hardware errors included, an event of more
importance comes and goes unseen. */
describe.each(['error-injection', 'poisoned-load'] as const)('%s is swept', (guest) => {
  test.each([
    ['minimal', 'rv64', 1],
    ['preserving', 'max', 1],
    ['forgetful', 'rv64', 4],
    ['minimal', 'max', 4],
  ] as const)('with the handler %s, on %s, %i harts', (handler, cpu, harts) => {
    const { isa } = parseCpu(cpu);
    const boundaries = [...sweep(guestPayload(guest, handler), { policy: 'private', isa, harts })];
    expect(boundaries.length).toBeGreaterThan(500);
    const skipped = boundaries.filter((each) => each.skipped !== undefined);
    // One for each record that is signalled without a trap.
    expect(skipped.map((each) => each.skipped)).toEqual(
      Array.from({ length: guest === 'error-injection' ? 4 : 1 }, () => 'an interrupt for M-mode comes first'),
    );
    expect(boundaries.flatMap(({ violations }) => violations)).toEqual([]);
  });
});
