import type { SSE } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';
import { buffer, noOtherReason, ones, place, plainIsa, type Condition, type ExtensionErrors } from './conditions.ts';

const local = 0xffff_0000n;
const global = 0xffff_8000n;
const doubleTrap = 1n;

/** Brings an event so far along: register, enable, unmask and inject. */
const until =
  (state: 'REGISTERED' | 'ENABLED' | 'RUNNING', event_id = local) =>
  (system: CallSystem): void => {
    system.call('SSE.register', [event_id, place, 0n]);
    if (state === 'REGISTERED') return;
    system.call('SSE.enable', [event_id]);
    if (state === 'ENABLED') return;
    system.call('SSE.hart_unmask', []);
    system.call('SSE.inject', [event_id, 0n]);
  };

/** The words that write_attrs finds. */
const with_ =
  (words: readonly bigint[], before?: (system: CallSystem) => void) =>
  (system: CallSystem): void => {
    before?.(system);
    words.forEach((word, n) => system.memory.write(Number(buffer) + 8 * n, 8, word));
  };

/** Events that are none of this platform's, for a function with these arguments behind event_id. */
const unwired = (...rest: readonly bigint[]): readonly Condition[] => [
  { when: 'the platform has nothing that signals the event', args: [doubleTrap, ...rest], isa: plainIsa },
];
const reserved = (...rest: readonly bigint[]): readonly Condition[] =>
  [2n, 0x3fffn, 0x4000n, 0x8001n, 0x1_0001n, 0xffff_0001n, 0xffff_c000n].map((event_id) => ({
    when: `event 0x${event_id.toString(16)} is reserved or a platform’s own`,
    args: [event_id, ...rest],
  }));
const inState = (
  states: readonly ('REGISTERED' | 'ENABLED' | 'RUNNING')[],
  ...rest: readonly bigint[]
): readonly Condition[] =>
  states.map((state) => ({ when: `the event is ${state}`, args: [local, ...rest], before: until(state) }));
const unused = (...rest: readonly bigint[]): readonly Condition[] => [
  { when: 'the event is UNUSED', args: [local, ...rest] },
];

const write = (
  when: string,
  attr_id: bigint,
  words: readonly bigint[],
  before?: (system: CallSystem) => void,
  event_id = local,
): Condition => ({
  when,
  args: [event_id, attr_id, BigInt(words.length), buffer, 0n],
  before: with_(words, before),
});

const [PRIORITY, CONFIG, PREFERRED_HART, ENTRY_PC, ENTRY_ARG, SEPC, FLAGS, A6, A7] = [
  1n,
  2n,
  3n,
  4n,
  5n,
  6n,
  7n,
  8n,
  9n,
];

const shared = {
  at: 3,
  bytes: 16n,
  alignment: 8n,
  inaccessible: 'INVALID_ADDRESS',
  misaligned: 'INVALID_ADDRESS',
} as const;
const badMemory: readonly Condition[] = [
  { when: 'memory is not aligned', args: [local, 1n, 2n, buffer + 4n, 0n] },
  { when: 'memory is not the supervisor’s', args: [local, 1n, 2n, 0x8000_0000n, 0n] },
];
const badRange: readonly Condition[] = [
  { when: 'the last attribute is not there', args: [local, 0n, 11n, buffer, 0n] },
  { when: 'the first attribute is not there', args: [local, 10n, 1n, buffer, 0n] },
  { when: 'base and count wrap in 32 bits', args: [local, 0xffff_ffffn, 2n, buffer, 0n] },
];
const noAttribute: readonly Condition[] = [{ when: 'the count is 0', args: [local, 0n, 0n, buffer, 0n] }];

export const sseErrors: ExtensionErrors<typeof SSE> = {
  read_attrs: {
    sample: { args: [local, 0n, 2n, buffer, 0n] },
    shared,
    errors: {
      NOT_SUPPORTED: unwired(0n, 1n, buffer, 0n),
      INVALID_PARAM: [...noAttribute, ...reserved(0n, 1n, buffer, 0n)],
      BAD_RANGE: badRange,
      INVALID_ADDRESS: badMemory,
      FAILED: noOtherReason,
    },
  },
  write_attrs: {
    sample: { args: [local, 1n, 2n, buffer, 0n], before: with_([5n, 1n]) },
    shared,
    errors: {
      NOT_SUPPORTED: unwired(1n, 1n, buffer, 0n),
      INVALID_PARAM: [
        ...noAttribute,
        ...reserved(1n, 1n, buffer, 0n),
        write('PRIORITY has more than 32 bits', PRIORITY, [1n << 32n]),
        write('a reserved bit of CONFIG is set', CONFIG, [2n]),
        write('a bit of CONFIG above 32 is set', CONFIG, [1n << 32n]),
        write('the preferred hart is not there', PREFERRED_HART, [2n], undefined, global),
        write('the preferred hart is stopped', PREFERRED_HART, [1n], undefined, global),
        write('the preferred hart is there in its lower half', PREFERRED_HART, [1n << 32n], undefined, global),
        write('a reserved flag is set', FLAGS, [0x40n], until('RUNNING')),
        write('a reserved flag is set, whatever the state', FLAGS, [0x40n]),
        write('the second of two values is bad', PRIORITY, [5n, 2n]),
      ],
      DENIED: [
        write('STATUS is read-only', 0n, [1n]),
        write('ENTRY_PC is read-only', ENTRY_PC, [place], until('REGISTERED')),
        write('ENTRY_ARG is read-only', ENTRY_ARG, [1n], until('RUNNING')),
        write('PREFERRED_HART of a local event is read-only', PREFERRED_HART, [0n]),
        write('one attribute of a range is read-only', PREFERRED_HART, [0n, place], undefined, global),
      ],
      INVALID_STATE: [
        ...[PRIORITY, CONFIG].flatMap((attr_id) =>
          (['ENABLED', 'RUNNING'] as const).map((state) =>
            write(`attribute ${attr_id} of an event that is ${state}`, attr_id, [1n], until(state)),
          ),
        ),
        write('PREFERRED_HART of an event that is ENABLED', PREFERRED_HART, [0n], until('ENABLED', global), global),
        ...[SEPC, FLAGS, A6, A7].flatMap((attr_id) =>
          (['REGISTERED', 'ENABLED'] as const).map((state) =>
            write(`attribute ${attr_id} of an event that is ${state}`, attr_id, [1n], until(state)),
          ),
        ),
      ],
      BAD_RANGE: badRange,
      INVALID_ADDRESS: badMemory,
      FAILED: noOtherReason,
    },
  },
  register: {
    sample: { args: [local, place, ones] },
    errors: {
      NOT_SUPPORTED: unwired(place, 0n),
      INVALID_STATE: inState(['REGISTERED', 'ENABLED', 'RUNNING'], place, 0n),
      INVALID_PARAM: [{ when: 'the entry is odd', args: [local, place + 1n, 0n] }, ...reserved(place, 0n)],
    },
  },
  unregister: {
    sample: { args: [local], before: until('REGISTERED') },
    errors: {
      NOT_SUPPORTED: unwired(),
      INVALID_STATE: [...unused(), ...inState(['ENABLED', 'RUNNING'])],
      INVALID_PARAM: reserved(),
    },
  },
  enable: {
    sample: { args: [local], before: until('REGISTERED') },
    errors: {
      NOT_SUPPORTED: unwired(),
      INVALID_STATE: [...unused(), ...inState(['ENABLED', 'RUNNING'])],
      INVALID_PARAM: reserved(),
    },
  },
  disable: {
    sample: { args: [local], before: until('ENABLED') },
    errors: {
      NOT_SUPPORTED: unwired(),
      INVALID_STATE: [...unused(), ...inState(['REGISTERED', 'RUNNING'])],
      INVALID_PARAM: reserved(),
    },
  },
  complete: { sample: { args: [] }, errors: {} },
  inject: {
    sample: { args: [local, 0n], before: until('ENABLED') },
    errors: {
      NOT_SUPPORTED: unwired(0n),
      INVALID_PARAM: [
        { when: 'the hart is not there', args: [local, 2n] },
        { when: 'the hart is there in its lower half', args: [local, 1n << 32n] },
        ...reserved(0n),
      ],
      INVALID_STATE: [
        ...unused(0n),
        ...inState(['REGISTERED'], 0n),
        { when: 'the event is UNUSED on the other hart', args: [local, 1n], before: until('ENABLED') },
      ],
      FAILED: noOtherReason,
    },
  },
  hart_unmask: {
    sample: { args: [] },
    errors: {
      ALREADY_STARTED: [
        { when: 'events are not masked', args: [], before: (system) => system.call('SSE.hart_unmask', []) },
      ],
      FAILED: noOtherReason,
    },
  },
  hart_mask: {
    sample: { args: [], before: (system) => system.call('SSE.hart_unmask', []) },
    errors: { ALREADY_STOPPED: [{ when: 'events are masked, as at first', args: [] }], FAILED: noOtherReason },
  },
};
