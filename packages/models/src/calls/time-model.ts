import { allOnes, hartOf, withHart } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { each } from './tried.ts';

/** The section has no table, and so no error. */
const setTimer: ErrorTable = {
  section: 'sbi "Function: Set Timer (FID #0)"',
  text: '"Programs the clock for next event after stime_value time"',
  rows: [],
};

/** The supervisor's timer. */
export const timeModel: ExtensionModel = {
  name: 'TIME',
  expect: (world, { hart, args: [timer = 0n] }) => expected(setTimer, {}, { world: withHart(world, hart, { timer }) }),
  observe(world, hart) {
    const { timer } = hartOf(world, hart);
    if (timer === undefined) return [];
    const isDue = timer <= world.time;
    const said = isDue
      ? '"Programs the clock for next event after stime_value time"'
      : '"must clear the pending timer interrupt bit when stime_value is set to some time in the future"';
    return [{ hart, what: 'sip.STIP', value: isDue ? 1n : 0n, rule: `${setTimer.section}, ${said}` }];
  },
  started: () => ({ timer: undefined }),
  resumed: () => ({ timer: undefined }),
  any: (random, { time }, hart) => ({
    hart,
    extension: 'TIME',
    name: 'set_timer',
    args: [random.of([0n, time, time + 1n, time + 1_000_000n, time + (1n << 32n), 1n << 63n, allOnes])],
  }),
  corners: ({ time }) => each('set_timer', [0n, allOnes, time, time + 1n, (1n << 32n) + time, time]),
};
