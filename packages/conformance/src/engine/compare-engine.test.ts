import { type EngineKind, ReferenceEngine } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { lockstepGuest } from '../snapshots/guests.ts';
import { compareEngine } from './compare-engine.ts';
import { engineKinds } from './engine-kinds.ts';

/** An engine that loses x27 in each trap: its slices are of one boundary. */
const forgetful: EngineKind = {
  bytes: () => 0,
  make(harts, _memory, hash) {
    const engine = new ReferenceEngine(harts, hash);
    return {
      run(index) {
        const why = engine.run(index, 1);
        const { latest } = harts[index]!;
        if (latest.kind === 'trap' || latest.kind === 'interrupt') harts[index]!.setX(27, 0x5eedn);
        return why;
      },
      flush: () => engine.flush(),
    };
  },
};

test.each([undefined, engineKinds.reference, engineKinds.interpreter])(
  'a difference is found, and where it begins',
  (against) => {
    const trial = { kind: forgetful, ...(against && { against }), guestOf: (seed: number) => lockstepGuest(seed) };
    const { difference = '' } = compareEngine(1, trial);
    const [, at, boundary] =
      /from position \d+ on, the first difference is at (\d+): hart 0: x27 0x5eed, not .*\n(?:.*\n)*\1: hart 0 at 0x[\da-f]+ (.*)/.exec(
        difference,
      ) ?? [];
    expect(Number(at)).toBeGreaterThan(0);
    expect(boundary).toMatch(/^(?:trap|interrupt) by /);
  },
);
