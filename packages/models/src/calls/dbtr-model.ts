import type { Entry, Trigger } from './hart-parts.ts';
import { isShared, wordAt, withHart, withWords, type CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { ErrorName } from '../error-codes.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, hexOf, type Wrong, type Expectation, type Outcome } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { indicesWhere, tdataAt, triggersOf, unsaid, withEntries } from './dbtr-entries.ts';
import { dbtrTries } from './dbtr-tries.ts';
import { expectArea } from './shared-area.ts';
import { CHAIN, isChained, isForMachine, isMatch, modeMask, savedModes, typeOf } from './trigger-words.ts';

const table = (section: string, rows: readonly ErrorName[], name: string): ErrorTable => ({
  section,
  title: `Debug Triggers ${name} Errors`,
  rows,
});
const installErrors: readonly ErrorName[] = ['NO_SHMEM', 'BAD_RANGE', 'INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED'];
const number: ErrorTable = {
  section: 'sbi "Function: Get number of triggers (FID #0)"',
  text: '"It will return trig_max in sbiret.value when trig_tdata1 == 0"',
  rows: [],
};
const share = table(
  'sbi "Function: Set trigger shared memory (FID #1)"',
  ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
  'Set Shared Memory',
);
const read = table('sbi "Function: Read triggers (FID #2)"', ['NO_SHMEM', 'BAD_RANGE'], 'Read');
const install = table('sbi "Function: Install triggers (FID #3)"', installErrors, 'Install');
const update = table('sbi "Function: Update triggers (FID #4)"', installErrors, 'Update');
const sets: Readonly<Record<string, ErrorTable>> = {
  uninstall_triggers: table('sbi "Function: Uninstall a set of triggers (FID #5)"', ['INVALID_PARAM'], 'Uninstall'),
  enable_triggers: table('sbi "Function: Enable a set of triggers (FID #6)"', ['INVALID_PARAM'], 'Enable'),
  disable_triggers: table('sbi "Function: Disable a set of triggers (FID #7)"', ['INVALID_PARAM'], 'Disable'),
};
const chapter = 'sbi "Debug Triggers Extension"';
const stateFields = `${chapter}, Debug Trigger State Fields`;

const ENTRY = 32n;
/** `count >= max` in the tables would leave no use for the last trigger, though the memory has room for it. */
const beyond = (last: bigint, max: bigint) => (last === max ? ('may' as const) : last > max);

/** Of memory that nobody watches it is not known what it has: anything may come of such a call. */
function blind(world: CallWorld, hart: number, errors: ErrorTable): Expectation<CallWorld> {
  const all = triggersOf(world, hart).entries.map((_, idx) => BigInt(idx));
  const after = unsaid(world, hart, all);
  return expected(
    errors,
    { BAD_RANGE: 'may', INVALID_PARAM: 'may', FAILED: 'may', NOT_SUPPORTED: 'may' },
    { world: after },
    { failed: after },
  );
}
const isWatched = (world: CallWorld, shmem: bigint): boolean =>
  isShared(world, shmem, ENTRY * BigInt(world.platform.triggers));

const configured = (world: CallWorld, shmem: bigint, count: bigint) =>
  Array.from({ length: Number(count) }, (_, i) => tdataAt(world.memory, shmem + ENTRY * BigInt(i)));

function expectInstall(world: CallWorld, hart: number, count: bigint): Expectation<CallWorld> {
  const max = BigInt(world.platform.triggers);
  const { shmem, entries } = triggersOf(world, hart);
  const free = indicesWhere(entries, (entry) => entry === undefined);
  const perhaps = indicesWhere(entries, (entry) => entry === 'unsaid');
  const more = { mayScribble: true, failed: unsaid(world, hart, free) } as const;
  const isBeyond = beyond(count, max);
  if (shmem === undefined || isBeyond === true)
    return expected(
      install,
      { NO_SHMEM: shmem === undefined, BAD_RANGE: isBeyond },
      {},
      shmem === undefined ? { failedValue: 0n } : {},
    );
  if (!isWatched(world, shmem)) return blind(world, hart, install);
  const wanted = configured(world, shmem, count);
  const isWrong = wanted.some(({ tdata1 }) => isForMachine(tdata1)) || isChained(wanted.at(-1)?.tdata1 ?? 0n);
  // Which configurations the hardware can have is its own.
  return expected(
    install,
    {
      BAD_RANGE: isBeyond,
      INVALID_PARAM: isWrong || 'ever',
      FAILED: BigInt(free.length + perhaps.length) < count || 'ever',
      NOT_SUPPORTED: 'ever',
    },
    {
      value: 0n,
      valueRule: `${install.section}, "set to zero upon success or if shared memory is disabled"`,
      outcome: (_, after) => installed(world, hart, wanted, shmem, after),
    },
    {
      ...more,
      failedValue: {
        words: `the index of a configuration, below ${count}`,
        holds: (value) => value < count || count === 0n,
      },
    },
  );
}

const wrong = (rule: string, subject: string, wanted: string, got: string): { readonly difference: Wrong } => ({
  difference: { rule, subject, expected: wanted, got },
});

function installed(
  world: CallWorld,
  hart: number,
  wanted: readonly Omit<Trigger, 'enabled'>[],
  shmem: bigint,
  after: Uint8Array,
): Outcome<CallWorld> {
  const { entries } = triggersOf(world, hart);
  const indices = wanted.map((_, i) => wordAt({ ...world.memory, bytes: after }, shmem + ENTRY * BigInt(i), 8));
  const memory = indices.reduce((old, idx, i) => withWords(old, shmem + ENTRY * BigInt(i), 8, [idx]), world.memory);
  const next = indices.reduce<readonly Entry[]>(
    (old, idx, i) => (idx < BigInt(old.length) ? old.with(Number(idx), { ...wanted[i]!, enabled: true }) : old),
    entries,
  );
  const done = { world: withEntries({ ...world, memory }, hart, next) };
  const item = `${install.section}, "Map an unused HW debug trigger which matches the trigger configuration"`;
  for (const [i, idx] of indices.entries()) {
    const isFree = idx < BigInt(entries.length) && typeof entries[Number(idx)] !== 'object';
    if (!isFree || indices.indexOf(idx) !== i)
      return { ...done, ...wrong(item, `trig_idx of configuration ${i}`, 'one that is unused', hexOf(idx)) };
    if (i > 0 && isChained(wanted[i - 1]!.tdata1) && idx !== indices[i - 1]! + 1n)
      return {
        ...done,
        ...wrong(
          `${install.section}, "MUST assign contiguous trig_idx values"`,
          `trig_idx in a chain`,
          hexOf(indices[i - 1]! + 1n),
          hexOf(idx),
        ),
      };
  }
  return done;
}

function expectUpdate(world: CallWorld, hart: number, count: bigint): Expectation<CallWorld> {
  const max = BigInt(world.platform.triggers);
  const { shmem, entries } = triggersOf(world, hart);
  const isBeyond = beyond(count, max);
  if (shmem === undefined || isBeyond === true)
    return expected(
      update,
      { NO_SHMEM: shmem === undefined, BAD_RANGE: isBeyond },
      {},
      shmem === undefined ? { failedValue: 0n } : {},
    );
  if (!isWatched(world, shmem)) return blind(world, hart, update);
  const wanted = configured(world, shmem, count).map((data, i) => ({
    data,
    idx: wordAt(world.memory, shmem + ENTRY * BigInt(i), 8),
  }));
  const mapped = (idx: bigint): Entry => (idx < max ? entries[Number(idx)] : undefined);
  const next = wanted.reduce<readonly Entry[]>(
    (old, { data, idx }) => (idx < max ? old.with(Number(idx), { ...data, enabled: true }) : old),
    entries,
  );
  const named = wanted.map(({ idx }) => idx);
  return expected(
    update,
    {
      BAD_RANGE: isBeyond,
      INVALID_PARAM:
        wanted.some(({ data, idx }) => {
          const original = mapped(idx);
          if (idx >= max || isForMachine(data.tdata1)) return true;
          return (
            typeof original === 'object' &&
            (typeOf(original.tdata1) !== typeOf(data.tdata1) || isChained(original.tdata1) !== isChained(data.tdata1))
          );
        }) || 'ever',
      FAILED: named.some((idx) => idx < max && !mapped(idx)) || 'ever',
      NOT_SUPPORTED: 'ever',
    },
    {
      value: 0n,
      valueRule: `${update.section}, "set to zero upon success or if shared memory is disabled"`,
      world: withEntries(world, hart, next),
    },
    {
      failed: unsaid(
        world,
        hart,
        named.filter((idx) => typeof mapped(idx) === 'object'),
      ),
      failedValue: {
        words: `the index of a configuration, below ${count}`,
        holds: (value) => value < count || count === 0n,
      },
    },
  );
}

function expectRead(world: CallWorld, { hart, args: [base = 0n, count = 0n] }: Call): Expectation<CallWorld> {
  const max = BigInt(world.platform.triggers);
  const { shmem } = triggersOf(world, hart);
  const range = base >= max ? true : beyond(base + count, max);
  return expected(
    read,
    { NO_SHMEM: shmem === undefined, BAD_RANGE: range },
    shmem === undefined || !isWatched(world, shmem)
      ? {}
      : { outcome: (_, after) => readBack(world, hart, shmem, base, count, after) },
    // Whether a read that comes to the last trigger is one beyond it, the tables and the memory's size do not agree.
    { mayScribble: true },
  );
}

function readBack(
  world: CallWorld,
  hart: number,
  shmem: bigint,
  base: bigint,
  count: bigint,
  after: Uint8Array,
): Outcome<CallWorld> {
  const { entries } = triggersOf(world, hart);
  const now = { ...world.memory, bytes: after };
  const many = Array.from({ length: Number(count) }, (_, i) => i);
  const memory = many.reduce((old, i) => {
    const at = shmem + ENTRY * BigInt(i);
    return withWords(
      old,
      at,
      8,
      [0n, 8n, 16n, 24n].map((word) => wordAt(now, at + word, 8)),
    );
  }, world.memory);
  const found = many.map((i) => ({
    state: wordAt(now, shmem + ENTRY * BigInt(i), 8),
    ...tdataAt(now, shmem + ENTRY * BigInt(i)),
  }));
  // What is read now is what a call that failed has left.
  const learnt = entries.map((entry, idx) => {
    const state = found[idx - Number(base)]?.state;
    return entry === 'unsaid' && state !== undefined && (state & 1n) === 0n ? undefined : entry;
  });
  const done = { world: withEntries({ ...world, memory }, hart, learnt) };
  for (const [i, { state, ...data }] of found.entries()) {
    const idx = Number(base) + i;
    const entry = entries[idx];
    if (entry === 'unsaid') continue;
    const of = (what: string) => `${what} of trigger ${idx}`;
    if ((state & 0xc0n) !== 0n)
      return {
        ...done,
        ...wrong(`${stateFields}: reserved`, of('trig_state[7:6]'), '0', hexOf((state >> 6n) & 3n)),
      };
    if ((state & 1n) !== (entry ? 1n : 0n))
      return {
        ...done,
        ...wrong(`${stateFields}: mapped`, of('trig_state.mapped'), entry ? '1' : '0', hexOf(state & 1n)),
      };
    if (!entry) continue;
    const modes = (state >> 1n) & 0xfn;
    const saved = savedModes(entry.tdata1) >> 1n;
    if (modes !== saved)
      return {
        ...done,
        ...wrong(`${stateFields}: vs, vu, s and u`, of('trig_state[4:1]'), hexOf(saved), hexOf(modes)),
      };
    const shown = (tdata1: bigint) => tdata1 & ((0xfn << 60n) | 7n | (isMatch(entry.tdata1) ? CHAIN : 0n));
    if (shown(data.tdata1) !== shown(entry.tdata1))
      return {
        ...done,
        ...wrong(
          `${read.section}, "the debug trigger state and configuration"`,
          of('trig_tdata1'),
          hexOf(entry.tdata1),
          hexOf(data.tdata1),
        ),
      };
    const running = data.tdata1 & modeMask(entry.tdata1);
    if (entry.enabled && running !== (entry.tdata1 & modeMask(entry.tdata1)))
      return {
        ...done,
        ...wrong(
          `${read.section}, "the debug trigger state and configuration"`,
          of('vs, vu, s and u of trig_tdata1'),
          hexOf(entry.tdata1 & modeMask(entry.tdata1)),
          hexOf(running),
        ),
      };
    if (isMatch(entry.tdata1) && data.tdata2 !== entry.tdata2)
      return {
        ...done,
        ...wrong(
          `${read.section}, "the debug trigger state and configuration"`,
          of('trig_tdata2'),
          hexOf(entry.tdata2),
          hexOf(data.tdata2),
        ),
      };
  }
  return done;
}

function expectSet(world: CallWorld, { hart, name, args: [base = 0n, mask = 0n] }: Call): Expectation<CallWorld> {
  const max = BigInt(world.platform.triggers);
  const { entries } = triggersOf(world, hart);
  const named = Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (mask >> BigInt(bit)) & 1n)
    .map((bit) => base + BigInt(bit));
  const isOut = named.some((idx) => idx >= max);
  const inside = named.filter((idx) => idx < max);
  const isUnmapped = inside.some((idx) => entries[Number(idx)] === undefined);
  const isUnsaid = inside.some((idx) => entries[Number(idx)] === 'unsaid');
  const change = (entry: Entry): Entry => {
    if (name === 'uninstall_triggers') return undefined;
    return typeof entry === 'object' ? { ...entry, enabled: name === 'enable_triggers' } : entry;
  };
  const next = inside.reduce<readonly Entry[]>((old, idx) => old.with(Number(idx), change(old[Number(idx)])), entries);
  const mapped = inside.filter((idx) => entries[Number(idx)] !== undefined);
  return expected(
    sets[name]!,
    { INVALID_PARAM: isOut || isUnmapped || (isUnsaid ? 'may' : false) },
    { world: withEntries(world, hart, next) },
    named.length > 1 ? { failed: unsaid(world, hart, mapped) } : {},
  );
}

/** Debug triggers. */
export const dbtrModel: ExtensionModel = {
  name: 'DBTR',
  expect(world, call) {
    const { hart, name, args } = call;
    const [a0 = 0n] = args;
    const max = BigInt(world.platform.triggers);
    switch (name) {
      case 'num_triggers':
        return expected(
          number,
          {},
          {
            value: a0 === 0n ? max : { words: `at most ${max}`, holds: (value) => value <= max },
          },
        );
      case 'set_shmem':
        return expectArea(world, share, args, { size: max * ENTRY, alignment: 8n, flags: 0n }, (shmem) =>
          withHart(world, hart, { triggers: { ...triggersOf(world, hart), shmem } }),
        );
      case 'read_triggers':
        return expectRead(world, call);
      case 'install_triggers':
        return expectInstall(world, hart, a0);
      case 'update_triggers':
        return expectUpdate(world, hart, a0);
      default:
        return expectSet(world, call);
    }
  },
  questions(world, hart) {
    const { shmem } = triggersOf(world, hart);
    const count = BigInt(world.platform.triggers - 1);
    if (shmem === undefined || count < 1n) return [];
    return [{ hart, extension: 'DBTR', name: 'read_triggers', args: [0n, count] }];
  },
  observe(world, hart) {
    const { entries } = triggersOf(world, hart);
    if (entries.includes('unsaid')) return [];
    const running = entries.filter(
      (entry) => typeof entry === 'object' && entry.enabled && savedModes(entry.tdata1) !== 0n,
    ).length;
    const off = `${sets['disable_triggers']!.section}, "MUST clear the vs, vu, s, and u bits of the mapped HW debug trigger"`;
    return [{ hart, what: 'triggers that can fire', value: BigInt(running), rule: off }];
  },
  started: (_, { triggers }) => ({
    // Whether they outlive their hart, no text says.
    triggers: { shmem: undefined, entries: Array<Entry>(triggers).fill('unsaid') },
  }),
  resumed: ({ triggers }) => ({
    triggers: { ...triggers, entries: triggers.entries.map((entry) => (entry === undefined ? entry : 'unsaid')) },
  }),
  ...dbtrTries,
};
