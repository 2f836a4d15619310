import { isAccessible, isShared, wordAt, withWords, type CallWorld } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, hexOf, type Expectation } from './expectation.ts';
import { isReservedEvent } from './pmu-event-model.ts';

const eventInfo: ErrorTable = {
  section: 'sbi "Function: Get PMU Event info (FID #8)"',
  title: 'PMU Get Event Info Errors',
  rows: ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
};

/** event_get_info: each entry of the shared memory is told whether its event can be counted. */
export function expectEventInfo(world: CallWorld, args: readonly bigint[]): Expectation<CallWorld> {
  const [low = 0n, high = 0n, count = 0n, flags = 0n] = args;
  const isThere = isAccessible(world, low, high, count < 1n << 32n ? 16n * count : 1n << 63n);
  const here =
    isThere && isShared(world, low, 16n * count)
      ? Array.from({ length: Number(count) }, (_, i) => low + 16n * BigInt(i))
      : [];
  const isReserved = here.some((at) => wordAt(world.memory, at, 4) >> 20n !== 0n);
  return expected(
    eventInfo,
    {
      NOT_SUPPORTED: 'ever',
      INVALID_PARAM: flags !== 0n || low % 16n !== 0n || isReserved || (count === 0n ? 'may' : false),
      INVALID_ADDRESS: !isThere && (count === 0n ? 'may' : true),
    },
    {
      outcome: (_, after) => {
        const now = { ...world.memory, bytes: after };
        const outputs = here.map((at) => wordAt(now, at + 4n, 4));
        const memory = here.reduce((old, at, i) => withWords(old, at + 4n, 4, [outputs[i]!]), world.memory);
        const bad = here.findIndex((at, i) => outputs[i]! > 1n && !isReservedEvent(wordAt(world.memory, at, 4)));
        const rule = `${eventInfo.section}, Event info entry format: output`;
        return {
          world: { ...world, memory },
          ...(bad >= 0 && {
            difference: { rule, subject: `output of entry ${bad}`, expected: '0 or 1', got: hexOf(outputs[bad]!) },
          }),
        };
      },
    },
    { mayScribble: true },
  );
}
