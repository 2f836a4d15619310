import type { PMU } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';
import { buffer, noOtherReason, ones, type Condition, type ExtensionErrors } from './conditions.ts';

/** Firmware event 5, "set timer", and hardware event 1, cycles (sbi "Event: Hardware general events (Type #0)"). */
const setTimerEvent = 0xf_0005n;
const cycles = 1n;
/** The counters of a hart that can count anything. */
const programmable = 0xffff_fff8n;
/** More than any hart has, and a set with it. */
const noCounter = 1000n;

/** The number of the first firmware counter of a hart that has all counters: the three fixed ones and 29 others come first. */
const firstFirmware = 32n;
const configured =
  (...flags: readonly bigint[]) =>
  (system: CallSystem): void => {
    const [config = 0n] = flags;
    system.call('PMU.counter_config_matching', [firstFirmware, 1n, config, setTimerEvent, 0n]);
  };
const AUTO_START = 1n << 2n;

const notThere = (...rest: readonly bigint[]): readonly Condition[] => [
  { when: 'no counter has the index', args: [noCounter, ...rest] },
  { when: 'the index is that of a counter in its lower half', args: [(1n << 32n) | firstFirmware, ...rest] },
];
const setNotThere = (...rest: readonly bigint[]): readonly Condition[] => [
  { when: 'a counter of the set is not there', args: [noCounter, 1n, ...rest] },
  { when: 'base and bit pass 2^64', args: [ones, 2n, ...rest] },
];
const reservedFlag = (at: number, bit: bigint, args: readonly bigint[]): Condition => ({
  when: `flag ${bit} is reserved`,
  args: args.with(at, 1n << bit),
  before: configured(),
});

export const pmuErrors: ExtensionErrors<typeof PMU> = {
  num_counters: { sample: { args: [] }, errors: {} },
  counter_get_info: { sample: { args: [firstFirmware] }, errors: { INVALID_PARAM: notThere() } },
  counter_config_matching: {
    sample: { args: [0n, programmable, 0n, cycles, 0n] },
    errors: {
      INVALID_PARAM: [
        ...setNotThere(0n, cycles, 0n),
        reservedFlag(2, 8n, [firstFirmware, 1n, 0n, setTimerEvent, 0n]),
        reservedFlag(2, 63n, [firstFirmware, 1n, 0n, setTimerEvent, 0n]),
      ],
      NOT_SUPPORTED: [
        { when: 'no counter of the set can count the event', args: [0n, 1n, 0n, setTimerEvent, 0n] },
        { when: 'the code of the event is reserved', args: [firstFirmware, 1n, 0n, 0xf_00ffn, 0n] },
      ],
    },
  },
  counter_start: {
    sample: { args: [firstFirmware, 1n, 1n, 5n], before: configured() },
    errors: {
      INVALID_PARAM: [
        ...setNotThere(0n, 0n),
        reservedFlag(2, 2n, [firstFirmware, 1n, 0n, 0n]),
        reservedFlag(2, 63n, [firstFirmware, 1n, 0n, 0n]),
      ],
      ALREADY_STARTED: [
        { when: 'the counter has been started', args: [firstFirmware, 1n, 0n, 0n], before: configured(AUTO_START) },
      ],
      NO_SHMEM: [
        {
          when: 'a snapshot is wanted and there is no memory for it',
          args: [firstFirmware, 1n, 2n, 0n],
          before: configured(),
        },
      ],
    },
  },
  counter_stop: {
    sample: { args: [firstFirmware, 1n, 0n], before: configured(AUTO_START) },
    errors: {
      INVALID_PARAM: [
        ...setNotThere(0n),
        reservedFlag(2, 2n, [firstFirmware, 1n, 0n]),
        reservedFlag(2, 63n, [firstFirmware, 1n, 0n]),
      ],
      ALREADY_STOPPED: [
        { when: 'the counter has not been started', args: [firstFirmware, 1n, 0n], before: configured() },
      ],
      NO_SHMEM: [
        {
          when: 'a snapshot is wanted and there is no memory for it',
          args: [firstFirmware, 1n, 2n],
          before: configured(AUTO_START),
        },
      ],
    },
  },
  counter_fw_read: {
    sample: { args: [firstFirmware], before: configured(AUTO_START) },
    errors: { INVALID_PARAM: [...notThere(), { when: 'the counter is one of the hart', args: [0n] }] },
  },
  counter_fw_read_hi: {
    sample: { args: [firstFirmware], before: configured(AUTO_START) },
    errors: { INVALID_PARAM: [...notThere(), { when: 'the counter is one of the hart', args: [0n] }] },
  },
  snapshot_set_shmem: {
    sample: { args: [buffer, 0n, 0n] },
    shared: { at: 0, bytes: 4096n, alignment: 4096n, inaccessible: 'INVALID_ADDRESS', misaligned: 'INVALID_PARAM' },
    errors: {
      NOT_SUPPORTED: 'there are snapshots',
      INVALID_PARAM: [
        { when: 'a flag is set', args: [buffer, 0n, 1n] },
        { when: 'the upper flag is set', args: [buffer, 0n, 1n << 63n] },
        { when: 'a flag is set though memory is to be disabled', args: [ones, ones, 1n] },
      ],
      INVALID_ADDRESS: [{ when: 'memory is not the supervisor’s', args: [0x8000_0000n, 0n, 0n] }],
      FAILED: noOtherReason,
    },
  },
  event_get_info: {
    sample: { args: [buffer, 0n, 2n, 0n] },
    shared: { at: 0, bytes: 32n, alignment: 16n, inaccessible: 'INVALID_ADDRESS', misaligned: 'INVALID_PARAM' },
    errors: {
      NOT_SUPPORTED: 'there is such information',
      INVALID_PARAM: [
        { when: 'a flag is set', args: [buffer, 0n, 2n, 1n] },
        { when: 'the upper flag is set', args: [buffer, 0n, 2n, 1n << 63n] },
      ],
      INVALID_ADDRESS: [{ when: 'the entries pass all memory', args: [buffer, 0n, ones, 0n] }],
      FAILED: noOtherReason,
    },
  },
};
