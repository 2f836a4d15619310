import type { ErrorName } from '@hartlab/sbi';
import { changed, ONE_SHOT, states, type SseEvent, type State, type Stored } from './event.ts';
import { isGlobal } from './events.ts';
import { INTERRUPTED_FLAGS_MASK } from './interrupted-flags.ts';

/** A supervisor wants to give an attribute of `event` a value. */
export interface AttributeWrite {
  readonly event: SseEvent;
  /** Unsigned 64-bit. */
  readonly value: bigint;
  /** The hart that asks. */
  readonly hartid: bigint;
  /** Whether `value` is the id of a hart that is there and started. */
  readonly isStartedHart: (value: bigint) => boolean;
}

type Refusal = Extract<ErrorName, 'DENIED' | 'INVALID_STATE' | 'INVALID_PARAM'>;
/** One rule for a write: the error when it is broken. */
type Rule = (write: AttributeWrite) => Refusal | undefined;

/** One row of the table in sbi "Software Event Attributes". */
export interface Attribute {
  readonly name: string;
  /** `<document> "<section title>"`. */
  readonly spec: string;
  readonly read: (event: SseEvent) => bigint;
  /** Absent from a read-only attribute. */
  readonly write?: {
    /** What a write must satisfy. The first rule that is broken gives the error. */
    readonly rules: readonly Rule[];
    /** The event with a value that satisfies the rules. */
    readonly put: (event: SseEvent, value: bigint) => SseEvent;
  };
}

const inStates =
  (...allowed: readonly State[]): Rule =>
  ({ event }) =>
    allowed.includes(event.at.state) ? undefined : 'INVALID_STATE';
const whileNotEnabled = inStates('UNUSED', 'REGISTERED');
const whileRunning = inStates('RUNNING');

const onlyBits =
  (mask: bigint): Rule =>
  ({ value }) =>
    value & ~mask ? 'INVALID_PARAM' : undefined;
const globalOnly: Rule = ({ event }) => (isGlobal(event) ? undefined : 'DENIED');
const startedHart: Rule = ({ value, isStartedHart }) => (isStartedHart(value) ? undefined : 'INVALID_PARAM');
const byHandlingHart: Rule = ({ event, hartid }) =>
  event.stored.PREFERRED_HART === hartid ? undefined : 'INVALID_PARAM';

const status = ({ at, pending, injectable }: SseEvent): bigint =>
  BigInt(states.indexOf(at.state)) | (BigInt(pending) << 2n) | (BigInt(injectable) << 3n);

const spec = 'sbi "Software Event Attributes"';

const readOnly = (name: keyof Stored): Attribute => ({ name, spec, read: ({ stored }) => BigInt(stored[name]) });

const writable = (name: keyof Stored, ...rules: readonly Rule[]): Attribute => ({
  ...readOnly(name),
  write: {
    rules,
    put: (event, value) => {
      const held = typeof event.stored[name] === 'number' ? Number(value) : value;
      return changed(event, { stored: { ...event.stored, [name]: held } });
    },
  },
});

/** The attributes; the position of each is its attr_id. */
export const attributes: readonly Attribute[] = [
  { name: 'STATUS', spec, read: status },
  writable('PRIORITY', whileNotEnabled, onlyBits(0xffff_ffffn)),
  writable('CONFIG', whileNotEnabled, onlyBits(BigInt(ONE_SHOT))),
  writable('PREFERRED_HART', whileNotEnabled, globalOnly, startedHart),
  readOnly('ENTRY_PC'),
  readOnly('ENTRY_ARG'),
  writable('INTERRUPTED_SEPC', whileRunning, byHandlingHart),
  writable('INTERRUPTED_FLAGS', onlyBits(INTERRUPTED_FLAGS_MASK), whileRunning, byHandlingHart),
  writable('INTERRUPTED_A6', whileRunning, byHandlingHart),
  writable('INTERRUPTED_A7', whileRunning, byHandlingHart),
];

/** Why an attribute may not be written so; undefined if it may. */
export function refusal({ write: access }: Attribute, write: AttributeWrite): Refusal | undefined {
  if (!access) return 'DENIED';
  for (const rule of access.rules) {
    const refused = rule(write);
    if (refused) return refused;
  }
  return undefined;
}
