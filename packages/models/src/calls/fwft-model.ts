import type { Feature, Features } from './hart-parts.ts';
import { hartOf, uint32, withHart, type CallPlatform, type CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { Random } from '../random.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, hexOf, type Expectation } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { each } from './tried.ts';

const set: ErrorTable = {
  section: 'sbi "Function: Firmware Features Set (FID #0)"',
  title: 'FWFT Firmware Features Set Errors',
  rows: ['NOT_SUPPORTED', 'INVALID_PARAM', 'DENIED', 'DENIED_LOCKED', 'FAILED'],
};
const get: ErrorTable = {
  section: 'sbi "Function: Firmware Features Get (FID #1)"',
  title: 'FWFT Firmware Features Get Errors',
  rows: ['NOT_SUPPORTED', 'DENIED', 'FAILED'],
};
const chapter = 'sbi "SBI Firmware Features Extension"';
const values = `${chapter}, FWFT Feature Attribute Values`;

/** A row of the tables, and the bits that it controls, by their CSR (priv "Machine Environment Configuration (menvcfg) Register"). */
interface FeatureRow {
  readonly name: string;
  readonly legal: readonly bigint[];
  readonly reset: readonly bigint[];
  readonly seen: readonly string[];
  readonly encode?: Readonly<Record<string, bigint>>;
}

const onOff = { legal: [0n, 1n], reset: [0n] };
const rows: readonly FeatureRow[] = [
  {
    name: 'MISALIGNED_EXC_DELEG',
    legal: [0n, 1n],
    reset: [0n, 1n],
    seen: ['medeleg.load_address_misaligned', 'medeleg.store_address_misaligned'],
  },
  { name: 'LANDING_PAD', ...onOff, seen: ['menvcfg.LPE'] },
  { name: 'SHADOW_STACK', ...onOff, seen: ['menvcfg.SSE'] },
  { name: 'DOUBLE_TRAP', ...onOff, seen: ['menvcfg.DTE'] },
  { name: 'PTE_AD_HW_UPDATING', ...onOff, seen: ['menvcfg.ADUE'] },
  {
    name: 'POINTER_MASKING_PMLEN',
    legal: [0n, 7n, 16n],
    reset: [0n],
    seen: ['menvcfg.PMM'],
    encode: { 0: 0n, 7: 2n, 16: 3n },
  },
];
const PMLEN = 5;

/** The values that each feature has, by its number: off first. */
export const legalValues: readonly (readonly bigint[])[] = rows.map(({ legal }) => legal);

/** Bit 30 is for the platforms' own (table "FWFT Feature Types"). */
const isPlatforms = (number: bigint): boolean => ((number >> 30n) & 1n) === 1n;

const withFeature = (world: CallWorld, hart: number, number: number, feature: Feature): CallWorld =>
  withHart(world, hart, { features: hartOf(world, hart).features.with(number, feature) });

function expectGet(world: CallWorld, { hart, args: [a0 = 0n] }: Call): Expectation<CallWorld> {
  const number = uint32(a0);
  if (number >= BigInt(rows.length))
    return expected(
      get,
      { DENIED: isPlatforms(number) ? 'may' : true, NOT_SUPPORTED: isPlatforms(number) ? 'may' : false },
      {},
      { failedValue: 0n },
    );
  const { name } = rows[Number(number)]!;
  const feature = hartOf(world, hart).features[Number(number)];
  if (!feature) return expected(get, { NOT_SUPPORTED: true }, {}, { failedValue: 0n });
  const others = feature.values.slice(1);
  return expected(
    get,
    {},
    {
      value: {
        words: `${feature.values.map(hexOf).join(' or ')} for ${name}`,
        holds: (value) => feature.values.includes(value),
      },
      valueRule: values,
      outcome: (value) => ({
        world: withFeature(world, hart, Number(number), { ...feature, values: [value] }),
        ...(others.length > 0 && {
          choice: { spec: chapter, text: `what ${name} is when its hart starts again`, taken: hexOf(value) },
        }),
      }),
    },
  );
}

function expectSet(world: CallWorld, { hart, args: [a0 = 0n, value = 0n, flags = 0n] }: Call): Expectation<CallWorld> {
  const number = uint32(a0);
  const badFlags = flags > 1n;
  if (number >= BigInt(rows.length)) {
    const isOpen = isPlatforms(number) ? 'may' : false;
    return expected(set, {
      DENIED: isOpen || true,
      NOT_SUPPORTED: isOpen,
      INVALID_PARAM: badFlags || isOpen,
      DENIED_LOCKED: isOpen,
    });
  }
  const index = Number(number);
  const { legal } = rows[index]!;
  const feature = hartOf(world, hart).features[index];
  if (!feature) return expected(set, { NOT_SUPPORTED: true, INVALID_PARAM: badFlags || !legal.includes(value) });
  const isSame = feature.values.length === 1 && feature.values[0] === value;
  const [locked, ...perhaps] = feature.locks;
  const locks = flags === 1n ? [true] : isSame ? feature.locks : [false];
  // How long a mask can be is what the harts have.
  const isLength = index === PMLEN && value !== 0n && legal.includes(value) ? 'ever' : false;
  return expected(
    set,
    {
      // "The set operation will succeed if requested value matches the existing value", and the lock forbids to modify it.
      DENIED_LOCKED: perhaps.length > 0 || (locked && isSame) ? 'may' : locked!,
      INVALID_PARAM: badFlags || !legal.includes(value) || isLength,
      NOT_SUPPORTED: isLength,
      DENIED: 'ever',
    },
    { world: withFeature(world, hart, index, { values: [value], locks }) },
  );
}

/** A call of FWFT that this hart might make next, of a feature of this number. */
export function anyFwftCall(random: Random, hart: number, number?: number) {
  const base = { hart, extension: 'FWFT' } as const;
  const junk = random.oneIn(8) ? BigInt(random.below(0xffff)) << 32n : 0n;
  const feature = BigInt(number ?? random.below(8)) | junk;
  if (random.oneIn(4)) return { ...base, name: 'get', args: [feature] };
  const value = random.of([0n, 1n, 1n, 2n, 7n, 16n, 1n << 32n]);
  const flags = random.oneIn(12) ? random.of([1n, 2n, 1n << 32n]) : 0n;
  return { ...base, name: 'set', args: [feature, value, flags] };
}

/** Firmware Features. */
export const fwftModel: ExtensionModel = {
  name: 'FWFT',
  expect: (world, call) => (call.name === 'get' ? expectGet(world, call) : expectSet(world, call)),
  // Of the others it is enough to observe what they control.
  questions: (_, hart, after) =>
    rows
      .map((_row, number) => BigInt(number))
      .filter((number) => after?.extension !== 'FWFT' || number === uint32(after.args[0] ?? 0n))
      .map((number) => ({ hart, extension: 'FWFT', name: 'get', args: [number] })),
  observe: (world, hart) =>
    hartOf(world, hart).features.flatMap((feature, number) => {
      const [value, ...others] = feature?.values ?? [];
      const { seen, encode } = rows[number]!;
      if (value === undefined || others.length > 0) return [];
      return seen.map((what) => ({ hart, what, value: encode?.[`${value}`] ?? value, rule: values }));
    }),
  started: ({ features }, { features: first }) => ({
    features: first.map((known, number) => {
      if (known === undefined) return undefined;
      const { reset } = rows[number]!;
      const was = features[number];
      // Whether to stop and start is a reset of the hart, no text says.
      return was
        ? { values: [...new Set([...reset, ...was.values])], locks: [...new Set([false, ...was.locks])] }
        : { values: reset, locks: [false] };
    }),
  }),
  any: (random, _, hart) => anyFwftCall(random, hart),
  corners: () => {
    const numbers = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 0x3fff_ffffn, 0x8000_0000n, 0xbfff_ffffn, (1n << 32n) + 1n];
    return [
      ...each('get', numbers),
      ...each('set', numbers, [1n, 0n, 2n, 7n, 8n, 16n, 1n << 32n, (1n << 32n) + 1n], [0n]),
      ...each('set', numbers, [1n, 0n], [2n, 1n << 32n, 3n]),
      ...each('set', numbers, [0n], [1n]),
      ...each('set', numbers, [0n, 1n], [0n, 1n]),
    ];
  },
};

/** What the harts of a platform have, by the first answers of `get`. */
export const featuresOf = ({ features }: CallPlatform): Features =>
  features.map((value) => (value === undefined ? undefined : { values: [value], locks: [false] }));
