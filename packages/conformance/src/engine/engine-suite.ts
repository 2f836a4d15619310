import { afterAll, describe, expect, test } from 'vitest';
import type { EngineKind } from '@hartlab/hart';
import { compareEngine, type EngineComparison } from './compare-engine.ts';
import { lockstepGuest } from '../snapshots/guests.ts';
import { contractSuite } from './contract-suite.ts';
import { rollbackSuite } from './rollback-suite.ts';
import { sweepSuite } from './sweep-suite.ts';

/** HARTLAB_SEED gives other guests, HARTLAB_GUESTS more of them. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 20_261_130);
const guests = Number(process.env['HARTLAB_GUESTS'] ?? 60);
const programs = Math.ceil(guests / 10);
const SNIPPETS = 12;

/** What every engine must pass: it keeps its contract, and with it a machine does what it does step by step, to the bit. */
export function engineSuite(name: string, kind: EngineKind): void {
  contractSuite(name, kind);
  rollbackSuite(name, kind);
  sweepSuite(name, kind);

  describe(`HARTLAB_SEED=${seed}: a run on ${name} and single steps are one`, () => {
    const comparisons: EngineComparison[] = [];

    test.each(Array.from({ length: guests }, (_, n) => seed + n))('guest %d', { timeout: 60_000 }, (number) => {
      // What is wrong is told once: it takes long to find where a guest goes wrong, and most others do, too.
      if (comparisons.some(({ difference }) => difference !== undefined)) return;
      const comparison = compareEngine(number, { kind });
      comparisons.push(comparison);
      expect(comparison.difference, `${comparison.guest} of seed ${number}`).toBeUndefined();
    });

    test.each(Array.from({ length: programs }, (_, n) => seed + n))(
      'random program %d of the lock-step comparison',
      { timeout: 60_000 },
      (number) => {
        if (comparisons.some(({ difference }) => difference !== undefined)) return;
        const comparison = compareEngine(number, { kind, guestOf: (of) => lockstepGuest(of, SNIPPETS) });
        comparisons.push(comparison);
        expect(comparison.difference, `${comparison.guest} of seed ${number}`).toBeUndefined();
      },
    );

    afterAll(() => {
      if ((process.env['HARTLAB_SEED'] ?? process.env['HARTLAB_GUESTS']) !== undefined) return;
      const reasons = new Set(comparisons.map(({ reason }) => reason));
      for (const reason of ['pass', 'poweroff', 'halted', 'paused']) expect([...reasons]).toContain(reason);
    });
  });
}
