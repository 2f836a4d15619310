import type { DBTR } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';
import { buffer, noOtherReason, ones, type Condition, type ExtensionErrors } from './conditions.ts';

/** mcontrol6 (type 6) that executes in S-mode (Debug "Match Control Type 6"). */
const mcontrol6 = (6n << 60n) | (1n << 4n) | (1n << 2n);
const chained = mcontrol6 | (1n << 11n);
const ofMachine = mcontrol6 | (1n << 6n);
const many = 64n;

/** An array of configurations in shared memory: trig_idx, tdata1, tdata2, tdata3. */
const withShmem =
  (...configurations: readonly (readonly [trig_idx: bigint, tdata1: bigint])[]) =>
  (system: CallSystem): void => {
    system.call('DBTR.set_shmem', [buffer, 0n, 0n]);
    configurations.forEach(([trig_idx, tdata1], n) =>
      [trig_idx, tdata1, 0x8010_0000n, 0n].forEach((word, at) =>
        system.memory.write(Number(buffer) + 32 * n + 8 * at, 8, word),
      ),
    );
  };
/** The same after trigger 0 has been installed. */
const installed =
  (...configurations: readonly (readonly [bigint, bigint])[]) =>
  (system: CallSystem): void => {
    withShmem([0n, mcontrol6])(system);
    system.call('DBTR.install_triggers', [1n]);
    withShmem(...configurations)(system);
  };

const noMemory = (...args: readonly bigint[]): readonly Condition[] => [
  { when: 'memory has not been set', args },
  {
    when: 'memory has been disabled',
    args,
    before: (system) => {
      withShmem()(system);
      system.call('DBTR.set_shmem', [ones, ones, 0n]);
    },
  },
];
const tooMany: readonly Condition[] = [
  { when: 'there are not so many triggers', args: [many], before: withShmem() },
  { when: 'the count is small in its lower half', args: [1n << 32n], before: withShmem() },
];
const setNotThere: readonly Condition[] = [
  { when: 'a trigger of the set is not there', args: [many, 1n] },
  { when: 'base and bit pass 2^64', args: [ones, 2n] },
];
const notMapped: readonly Condition[] = [
  ...setNotThere,
  { when: 'a trigger of the set is not installed', args: [0n, 0b11n], before: installed() },
];

export const dbtrErrors: ExtensionErrors<typeof DBTR> = {
  num_triggers: { sample: { args: [0n] }, errors: {} },
  set_shmem: {
    sample: { args: [buffer, 0n, 0n] },
    shared: { at: 0, bytes: 128n, alignment: 8n, inaccessible: 'INVALID_ADDRESS', misaligned: 'INVALID_PARAM' },
    errors: {
      INVALID_PARAM: [
        { when: 'a flag is set', args: [buffer, 0n, 1n] },
        { when: 'the upper flag is set though memory is to be disabled', args: [ones, ones, 1n << 63n] },
      ],
      INVALID_ADDRESS: [{ when: 'memory is not the supervisor’s', args: [0x8000_0000n, 0n, 0n] }],
      FAILED: noOtherReason,
    },
  },
  read_triggers: {
    sample: { args: [0n, 2n], before: installed() },
    errors: {
      NO_SHMEM: noMemory(0n, 1n),
      BAD_RANGE: [
        { when: 'the first trigger is not there', args: [many, 0n], before: withShmem() },
        { when: 'the last trigger is not there', args: [1n, many], before: withShmem() },
        { when: 'base and count pass 2^64', args: [1n, ones], before: withShmem() },
      ],
    },
  },
  install_triggers: {
    sample: { args: [1n], before: withShmem([0n, mcontrol6]) },
    errors: {
      NO_SHMEM: noMemory(1n),
      BAD_RANGE: tooMany,
      INVALID_PARAM: [
        { when: 'a trigger is for M-mode', args: [2n], before: withShmem([0n, mcontrol6], [0n, ofMachine]), value: 1n },
        {
          when: 'the last trigger is chained',
          args: [2n],
          before: withShmem([0n, mcontrol6], [0n, chained]),
          value: 1n,
        },
      ],
      FAILED: [{ when: 'a trigger has no type', args: [2n], before: withShmem([0n, mcontrol6], [0n, 0n]), value: 1n }],
      NOT_SUPPORTED: [
        {
          when: 'a trigger has bits that the harts have not',
          args: [2n],
          before: withShmem([0n, mcontrol6], [0n, mcontrol6 | (0xfn << 12n)]),
          value: 1n,
        },
      ],
    },
  },
  update_triggers: {
    sample: { args: [1n], before: installed([0n, mcontrol6 | (1n << 3n)]) },
    errors: {
      NO_SHMEM: noMemory(1n),
      BAD_RANGE: tooMany,
      INVALID_PARAM: [
        {
          when: 'there is no such trigger',
          args: [2n],
          before: installed([0n, mcontrol6], [many, mcontrol6]),
          value: 1n,
        },
        { when: 'a trigger is for M-mode', args: [1n], before: installed([0n, ofMachine]) },
        { when: 'the type is not that of the installed trigger', args: [1n], before: installed([0n, 3n << 60n]) },
        { when: 'the trigger was not chained', args: [1n], before: installed([0n, chained]) },
      ],
      FAILED: [
        {
          when: 'a trigger is not installed',
          args: [2n],
          before: installed([0n, mcontrol6], [1n, mcontrol6]),
          value: 1n,
        },
      ],
      NOT_SUPPORTED: [
        {
          when: 'a trigger has bits that the harts have not',
          args: [1n],
          before: installed([0n, mcontrol6 | (0xfn << 12n)]),
        },
      ],
    },
  },
  uninstall_triggers: { sample: { args: [0n, 1n], before: installed() }, errors: { INVALID_PARAM: notMapped } },
  // One that is not installed is no error here: kvm-unit-tests and OpenSBI have it so, against the table.
  enable_triggers: { sample: { args: [0n, 0b11n], before: installed() }, errors: { INVALID_PARAM: setNotThere } },
  disable_triggers: { sample: { args: [0n, 1n], before: installed() }, errors: { INVALID_PARAM: notMapped } },
};
