import type { Counter, Counters } from './hart-parts.ts';
import { isShared, wordAt, withHart, withWords, type CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { ErrorName } from '../error-codes.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, hexOf, type Expectation, type Outcome } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { expectEventInfo } from './pmu-event-info.ts';
import { isReservedEvent, typeOf, types } from './pmu-event-model.ts';
import { happenings, isCounted } from './pmu-counting.ts';
import { countersOf, pmuTries } from './pmu-tries.ts';
import { areaBytes, expectArea } from './shared-area.ts';

const table = (section: string, rows: readonly ErrorName[], name?: string): ErrorTable => ({
  section,
  ...(name !== undefined && { title: `PMU ${name}` }),
  rows,
});
const number = table('sbi "Function: Get number of counters (FID #0)"', []);
const info = table('sbi "Function: Get details of a counter (FID #1)"', ['INVALID_PARAM'], 'Counter Get Info Errors');
const config = table(
  'sbi "Function: Find and configure a matching counter (FID #2)"',
  ['INVALID_PARAM', 'NOT_SUPPORTED'],
  'Counter Config Match Errors',
);
const start = table(
  'sbi "Function: Start a set of counters (FID #3)"',
  ['INVALID_PARAM', 'ALREADY_STARTED', 'NO_SHMEM'],
  'Counter Start Errors',
);
const stop = table(
  'sbi "Function: Stop a set of counters (FID #4)"',
  ['INVALID_PARAM', 'ALREADY_STOPPED', 'NO_SHMEM'],
  'Counter Stop Errors',
);
const read = table(
  'sbi "Function: Read a firmware counter (FID #5)"',
  ['INVALID_PARAM'],
  'Counter Firmware Read Errors',
);
const readHigh = table(
  'sbi "Function: Read a firmware counter high bits (FID #6)"',
  ['INVALID_PARAM'],
  'Counter Firmware Read High Errors',
);
const areaErrors: readonly ErrorName[] = ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'];
const share = table(
  'sbi "Function: Set PMU snapshot shared memory (FID #7)"',
  areaErrors,
  'Setup Snapshot Area Errors',
);

const [SKIP_MATCH, CLEAR_VALUE, AUTO_START] = [1n, 2n, 4n] as const;
const [SET_INIT_VALUE, INIT_SNAPSHOT] = [1n, 2n] as const;
const [RESET, TAKE_SNAPSHOT] = [1n, 2n] as const;

const withCounters = (world: CallWorld, hart: number, change: Partial<Counters>): CallWorld =>
  withHart(world, hart, { counters: { ...countersOf(world, hart), ...change } });
const changed = (
  world: CallWorld,
  hart: number,
  indices: readonly number[],
  change: (counter: Counter, idx: number) => Partial<Counter>,
): CallWorld =>
  withCounters(world, hart, {
    all: countersOf(world, hart).all.map((old, idx) => (indices.includes(idx) ? { ...old, ...change(old, idx) } : old)),
  });

/** The counters of a set; undefined if one of them is invalid. */
function setOf({ platform }: CallWorld, base: bigint, mask: bigint): readonly number[] | undefined {
  const named = Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (mask >> BigInt(bit)) & 1n)
    .map((bit) => base + BigInt(bit));
  const isThere = (idx: bigint) =>
    idx < BigInt(platform.counters.length) && platform.counters[Number(idx)]!.kind !== 'none';
  return named.every(isThere) ? named.map(Number) : undefined;
}

const isFirmware = ({ platform }: CallWorld, idx: number): boolean => platform.counters[idx]?.kind === 'firmware';

function expectConfig(world: CallWorld, { hart, args }: Call): Expectation<CallWorld> {
  const [base = 0n, mask = 0n, flags = 0n, event = 0n, data = 0n] = args;
  const set = setOf(world, base, mask);
  const { all, seen } = countersOf(world, hart);
  const skips = (flags & SKIP_MATCH) !== 0n;
  const isReserved = isReservedEvent(event);
  const isPlain = data === 0n && !isReserved && typeOf(event) !== types.raw && typeOf(event) !== types.rawV2;
  // What has counted an event once can count it again, if it is stopped and has no other.
  const isFree = (idx: number) =>
    all[idx]!.started === false && all[idx]!.event === undefined && seen.has(`${event} ${idx}`);
  const isSure = !skips && isPlain && flags >> 3n === 0n && (set?.some(isFree) ?? false);
  return expected(
    config,
    {
      INVALID_PARAM:
        !set || flags >> 8n !== 0n || (isSure ? false : set.length === 0 || isReserved || !isPlain ? 'may' : false),
      NOT_SUPPORTED: set && isReserved && !skips ? (set.length === 0 ? 'may' : true) : !isSure && 'may',
    },
    { outcome: (value) => configured(world, hart, set ?? [], flags, event, value) },
  );
}

function configured(
  world: CallWorld,
  hart: number,
  set: readonly number[],
  flags: bigint,
  event: bigint,
  value: bigint,
): Outcome<CallWorld> {
  const { all, seen } = countersOf(world, hart);
  const idx = Number(value);
  const skips = (flags & SKIP_MATCH) !== 0n;
  const subject = 'the value that PMU.counter_config_matching answers';
  if (!set.includes(idx))
    return {
      world,
      difference: {
        rule: `${config.section}, "Find and configure a counter from a set of counters"`,
        subject,
        expected: `one of the set, ${set.join(', ')}`,
        got: hexOf(value),
      },
    };
  const after = changed(world, hart, [idx], (old) => ({
    event,
    ...(flags & CLEAR_VALUE && { value: 0n, exact: true }),
    ...(flags & AUTO_START ? { started: true, exact: old.exact && isCounted(event) } : skips ? {} : { started: false }),
    ...(skips && { started: flags & AUTO_START ? true : old.started }),
  }));
  const done = { world: withCounters(after, hart, { seen: new Set([...seen, `${event} ${idx}`]) }) };
  const wrong = (rule: string, wanted: string, got: string): Outcome<CallWorld> => ({
    ...done,
    difference: { rule, subject, expected: wanted, got },
  });
  if (skips && idx !== set[0])
    return wrong(
      `${config.section}, "unconditionally select the first counter from the set of counters"`,
      `${set[0]}`,
      `${idx}`,
    );
  if (!skips && all[idx]!.started === true)
    return wrong(
      `${config.section}, "a counter from a set of counters which is not started"`,
      'a counter that is not started',
      `${idx}`,
    );
  if (isFirmware(world, idx) !== (typeOf(event) === types.firmware))
    return wrong(
      `${config.section}, "can monitor the specified event"`,
      `a counter of the ${typeOf(event) === types.firmware ? 'firmware' : 'hardware'}`,
      `${idx}`,
    );
  return done;
}

/** What a snapshot says of a counter: its place from the beginning of the memory. */
const slot = (shmem: bigint, base: bigint, idx: number): bigint => shmem + 8n + 8n * (BigInt(idx) - base);

function expectStart(
  world: CallWorld,
  { hart, args: [base = 0n, mask = 0n, flags = 0n, initial = 0n] }: Call,
): Expectation<CallWorld> {
  const set = setOf(world, base, mask);
  const { all, shmem } = countersOf(world, hart);
  const has = (state: boolean | undefined) => set?.some((idx) => all[idx]!.started === state) ?? false;
  const isBare = set?.some((idx) => all[idx]!.event === undefined) ?? false;
  const both = SET_INIT_VALUE | INIT_SNAPSHOT;
  // "mutually exclusive as the former is only valid for a single counter"
  const isOdd =
    (flags & both) === both || (flags & SET_INIT_VALUE && (set?.length ?? 0) > 1) || set?.length === 0 || isBare;
  const unsaid = changed(world, hart, set ?? [], (old) => ({
    started: old.started === true ? true : undefined,
    value: undefined,
    exact: false,
  }));
  return expected(
    start,
    {
      INVALID_PARAM: !set || flags >> 2n !== 0n || (isOdd ? 'may' : false),
      ALREADY_STARTED: set ? has(true) || (has(undefined) && 'may') : false,
      NO_SHMEM: flags & INIT_SNAPSHOT && shmem === undefined ? true : false,
    },
    {
      world: changed(world, hart, set ?? [], (old, idx) => {
        const value =
          flags & SET_INIT_VALUE
            ? initial
            : flags & INIT_SNAPSHOT && shmem !== undefined
              ? snapshotValue(world, slot(shmem, base, idx))
              : old.value;
        const isSure = flags & both ? value !== undefined : old.exact;
        return { started: true, value, exact: isSure && isCounted(old.event ?? 0n) };
      }),
    },
    set ? { failed: unsaid } : {},
  );
}

const snapshotValue = (world: CallWorld, address: bigint): bigint | undefined =>
  isShared(world, address, 8n) ? wordAt(world.memory, address, 8) : undefined;

function expectStop(
  world: CallWorld,
  { hart, args: [base = 0n, mask = 0n, flags = 0n] }: Call,
): Expectation<CallWorld> {
  const set = setOf(world, base, mask);
  const { all, shmem } = countersOf(world, hart);
  const has = (state: boolean | undefined) => set?.some((idx) => all[idx]!.started === state) ?? false;
  const isBare = set?.some((idx) => all[idx]!.event === undefined) ?? false;
  const stopped = changed(world, hart, set ?? [], () => ({
    started: false,
    ...(flags & RESET && { event: undefined }),
  }));
  const unsaid = changed(world, hart, set ?? [], (old) => ({
    started: old.started === false ? false : undefined,
    exact: old.started === false && old.exact,
    ...(flags & RESET && { event: old.event, started: undefined }),
  }));
  const takes = (flags & TAKE_SNAPSHOT) !== 0n && shmem !== undefined;
  return expected(
    stop,
    {
      INVALID_PARAM: !set || flags >> 2n !== 0n || (set.length === 0 || isBare ? 'may' : false),
      ALREADY_STOPPED: set ? has(false) || (has(undefined) && 'may') : false,
      NO_SHMEM: flags & TAKE_SNAPSHOT && shmem === undefined ? true : false,
    },
    {
      outcome: (_, after) => {
        if (!takes) return { world: stopped };
        const now = { ...world.memory, bytes: after };
        const places = [shmem, ...(set ?? []).map((idx) => slot(shmem, base, idx))].filter((at) =>
          isShared(world, at, 8n),
        );
        const memory = places.reduce((old, at) => withWords(old, at, 8, [wordAt(now, at, 8)]), world.memory);
        const bad = (set ?? []).find((idx) => {
          const { value, exact } = all[idx]!;
          const at = slot(shmem, base, idx);
          return exact && value !== undefined && isShared(world, at, 8n) && wordAt(now, at, 8) !== value;
        });
        return {
          world: { ...stopped, memory },
          ...(bad !== undefined && {
            difference: {
              rule: `${stop.section}, "must save the current value of all the stopped counters in the shared memory"`,
              subject: 'the snapshot of a counter',
              expected: hexOf(all[bad]!.value!),
              got: hexOf(wordAt(now, slot(shmem, base, bad), 8)),
            },
          }),
        };
      },
    },
    { ...(set && { failed: unsaid }), ...(takes && { mayScribble: true }) },
  );
}

function expectRead(world: CallWorld, { hart, args: [a0 = 0n] }: Call): Expectation<CallWorld> {
  const idx = Number(a0);
  if (a0 >= BigInt(world.platform.counters.length) || !isFirmware(world, idx))
    return expected(read, { INVALID_PARAM: true });
  const { value, exact, started, event } = countersOf(world, hart).all[idx]!;
  return expected(
    read,
    { INVALID_PARAM: event === undefined ? 'may' : false },
    {
      ...(value !== undefined && {
        value: exact
          ? value
          : { words: `${hexOf(value)} or more`, holds: (now: bigint) => now >= value || value > 1n << 63n },
        valueRule: `${read.section}, "Provide the current firmware counter value"`,
      }),
      outcome: (now) => ({
        world: changed(world, hart, [idx], () => ({
          value: now,
          exact: started === false || (started === true && isCounted(event ?? 0n)),
        })),
      }),
    },
  );
}

/** Performance Monitoring Unit. */
export const pmuModel: ExtensionModel = {
  name: 'PMU',
  expect(world, call) {
    const { hart, name, args } = call;
    const [a0 = 0n] = args;
    const { counters } = world.platform;
    switch (name) {
      case 'num_counters':
        return expected(
          number,
          {},
          { value: { words: 'as before', holds: (value) => value <= BigInt(counters.length) } },
        );
      case 'counter_get_info': {
        const facts = a0 < BigInt(counters.length) ? counters[Number(a0)]! : { kind: 'none' as const };
        const hardware = facts.kind === 'hardware' ? BigInt(facts.csr) | (BigInt(facts.width) << 12n) : 0n;
        return expected(
          info,
          { INVALID_PARAM: facts.kind === 'none' },
          {
            value:
              facts.kind === 'firmware'
                ? { words: 'bit 63, for a counter of the firmware', holds: (value) => value >> 63n === 1n }
                : hardware,
            valueRule: `${info.section}, "The counter_info returned by this SBI call"`,
          },
        );
      }
      case 'counter_config_matching':
        return expectConfig(world, call);
      case 'counter_start':
        return expectStart(world, call);
      case 'counter_stop':
        return expectStop(world, call);
      case 'counter_fw_read':
        return expectRead(world, call);
      case 'counter_fw_read_hi': {
        const { success: _, ...rest } = expectRead(world, call);
        return {
          ...rest,
          table: readHigh,
          success: { value: 0n, valueRule: `${readHigh.section}, "always returns zero in sbiret.value for RV64"` },
        };
      }
      case 'snapshot_set_shmem':
        return expectArea(
          world,
          share,
          args,
          { size: areaBytes, alignment: 4096n, flags: 0n, isOptional: true },
          (shmem) => withCounters(world, hart, { shmem }),
        );
      default:
        return expectEventInfo(world, args);
    }
  },
  questions: (world, hart) =>
    countersOf(world, hart).all.flatMap(({ event, value }, idx) =>
      isFirmware(world, idx) && event !== undefined && value !== undefined
        ? [{ hart, extension: 'PMU', name: 'counter_fw_read', args: [BigInt(idx)] }]
        : [],
    ),
  observe: (world, hart) =>
    countersOf(world, hart).all.flatMap(({ started, event }, idx) => {
      const facts = world.platform.counters[idx]!;
      if (facts.kind !== 'hardware' || started === undefined || event === undefined) return [];
      const what = `mcountinhibit[${facts.csr & 0x1f}]`;
      return [
        {
          hart,
          what,
          value: started ? 0n : 1n,
          rule: started
            ? `${start.section}, "Start or enable a set of counters"`
            : `${stop.section}, "Stop or disable a set of counters"`,
        },
      ];
    }),
  after: (world, call) =>
    happenings(world, call).reduce((old, { hart, event, least, most }) => {
      const counting = countersOf(old, hart).all.flatMap((counter, idx) =>
        counter.event === event && counter.started === true ? [idx] : [],
      );
      return changed(old, hart, counting, ({ value, exact }) => ({
        value: value === undefined ? undefined : BigInt.asUintN(64, value + least),
        exact: exact && least === most,
      }));
    }, world),
  started: (_, { counters }) => ({ counters: freshCounters(counters.length) }),
  resumed: ({ counters }) => ({
    counters: {
      ...counters,
      all: counters.all.map((old) => ({ ...old, started: undefined, value: undefined, exact: false })),
    },
  }),
  ...pmuTries,
};

/** Counters of a hart that has just started: whether they count, no text says. */
export const freshCounters = (count: number): Counters => ({
  all: Array.from({ length: count }, () => ({ event: undefined, started: undefined, value: undefined, exact: false })),
  seen: new Set(),
  shmem: undefined,
});
