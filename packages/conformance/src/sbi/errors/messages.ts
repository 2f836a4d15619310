import type { MPXY } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';
import { buffer, noOtherReason, ones, type Condition, type ExtensionErrors } from './conditions.ts';

const [echo, lab] = [1n, 2n];
const noChannel = 0n;
const ECHO = 1n;
const PHASE = 3n;
const [MSG_PROT_ID, MSI_CONTROL, EVENTS_STATE_CONTROL] = [0n, 7n, 11n];
/** The first attribute of the message protocol, and of the echo channel the one that can be written. */
const protocol = 0x8000_0000n;
const limit = protocol + 1n;

/** Memory is shared, and these words of 32 bits are in it. */
const withShmem =
  (...words: readonly bigint[]) =>
  (system: CallSystem): void => {
    system.call('MPXY.set_shmem', [buffer, 0n, 0n]);
    words.forEach((word, n) => system.memory.write(Number(buffer) + 4 * n, 4, word));
  };
const shared = withShmem();

const noMemory = (...args: readonly bigint[]): readonly Condition[] => [
  { when: 'memory has not been set', args },
  {
    when: 'memory has been disabled',
    args,
    before: (system) => {
      shared(system);
      system.call('MPXY.set_shmem', [ones, ones, 0n]);
    },
  },
];
const notThere = (...rest: readonly bigint[]): readonly Condition[] =>
  [noChannel, 3n, 0xffff_ffffn].map((channel_id) => ({
    when: `there is no channel ${channel_id}`,
    args: [channel_id, ...rest],
    before: shared,
  }));

const badCount: readonly Condition[] = [
  { when: 'no attribute is wanted', args: [echo, 0n, 0n], before: shared },
  { when: 'so many attributes do not fit into the memory', args: [echo, 0n, 1025n], before: shared },
  { when: 'the first attribute is reserved', args: [echo, 12n, 1n], before: shared },
  { when: 'the first attribute is the last that is reserved', args: [echo, protocol - 1n, 1n], before: shared },
];
const badRange: readonly Condition[] = [
  { when: 'the last standard attribute is not there', args: [echo, MSI_CONTROL, 6n], before: shared },
  { when: 'the first attribute of the protocol is not there', args: [echo, protocol + 2n, 1n], before: shared },
  { when: 'base and count pass 2^32', args: [echo, 0xffff_ffffn, 2n], before: shared },
];

const tooLong = (channel_id: bigint, message_id: bigint, most: bigint): readonly Condition[] => [
  {
    when: 'the message is one byte longer than the channel takes',
    args: [channel_id, message_id, most + 1n],
    before: shared,
  },
  { when: 'the message is longer than memory', args: [channel_id, message_id, 4097n], before: shared },
  { when: 'the length is 0 in its lower half', args: [channel_id, message_id, 1n << 32n], before: shared },
];
const noMessage = (channel_id: bigint): Condition => ({
  when: `channel ${channel_id} has no such message`,
  args: [channel_id, 4n, 0n],
  before: shared,
});
const noTimeout = 'a message has been delivered when the call returns';
const noInputOutput = 'the channels are in the firmware';

export const mpxyErrors: ExtensionErrors<typeof MPXY> = {
  get_shmem_size: { sample: { args: [] }, errors: {} },
  set_shmem: {
    sample: { args: [buffer, 0n, 1n] },
    shared: { at: 0, bytes: 4096n, alignment: 4096n, inaccessible: 'INVALID_ADDRESS', misaligned: 'INVALID_PARAM' },
    errors: {
      INVALID_PARAM: [
        { when: 'a reserved flag is set', args: [buffer, 0n, 2n] },
        { when: 'a reserved flag is set beside the other', args: [buffer, 0n, 3n] },
        { when: 'the upper flag is set though memory is to be disabled', args: [ones, ones, 1n << 63n] },
      ],
      INVALID_ADDRESS: [{ when: 'memory is not the supervisor’s', args: [0x8000_0000n, 0n, 0n] }],
      FAILED: noOtherReason,
    },
  },
  get_channel_ids: {
    sample: { args: [0n], before: shared },
    errors: {
      INVALID_PARAM: [
        { when: 'the index passes the last by more than one', args: [3n], before: shared },
        { when: 'the index is the greatest', args: [0xffff_ffffn], before: shared },
      ],
      NO_SHMEM: noMemory(0n),
      DENIED: 'every hart may know the channels',
      FAILED: noOtherReason,
    },
  },
  read_attributes: {
    sample: { args: [echo, 0n, 12n], before: shared },
    errors: {
      INVALID_PARAM: badCount,
      NOT_SUPPORTED: notThere(0n, 1n),
      BAD_RANGE: badRange,
      NO_SHMEM: noMemory(echo, 0n, 1n),
      FAILED: noOtherReason,
    },
  },
  write_attributes: {
    sample: { args: [echo, limit, 1n], before: withShmem(3n) },
    errors: {
      INVALID_PARAM: [
        ...badCount,
        { when: 'the attribute has no such value', args: [echo, EVENTS_STATE_CONTROL, 1n], before: withShmem(2n) },
        {
          when: 'the last of a range has no such value',
          args: [echo, MSI_CONTROL, 5n],
          before: withShmem(0n, 0n, 0n, 0n, 2n),
        },
        { when: 'the attribute of the protocol has no such value', args: [echo, limit, 1n], before: withShmem(0n) },
      ],
      NOT_SUPPORTED: notThere(0n, 1n),
      BAD_RANGE: [
        ...badRange,
        { when: 'the attribute is read-only', args: [echo, MSG_PROT_ID, 1n], before: shared },
        { when: 'the attribute of the protocol is read-only', args: [lab, protocol, 1n], before: shared },
      ],
      NO_SHMEM: noMemory(echo, limit, 1n),
      DENIED: 'no attribute depends on another',
      FAILED: noOtherReason,
    },
  },
  send_message_with_response: {
    sample: { args: [echo, ECHO, 8n], before: withShmem(1n, 2n) },
    errors: {
      INVALID_PARAM: tooLong(echo, ECHO, 1024n),
      NOT_SUPPORTED: [
        ...notThere(ECHO, 0n),
        noMessage(echo),
        { when: 'the messages of the channel have no responses', args: [lab, PHASE, 0n], before: shared },
      ],
      NO_SHMEM: noMemory(echo, ECHO, 0n),
      TIMEOUT: noTimeout,
      IO: noInputOutput,
      FAILED: noOtherReason,
    },
  },
  send_message_without_response: {
    sample: { args: [lab, PHASE, 4n], before: withShmem(0x64636261n) },
    errors: {
      INVALID_PARAM: [...tooLong(echo, ECHO, 1024n), ...tooLong(lab, PHASE, 64n)],
      NOT_SUPPORTED: [...notThere(ECHO, 0n), noMessage(echo), noMessage(lab)],
      NO_SHMEM: noMemory(lab, PHASE, 0n),
      TIMEOUT: noTimeout,
      IO: noInputOutput,
      FAILED: noOtherReason,
    },
  },
  get_notification_events: {
    sample: { args: [echo], before: shared },
    errors: {
      NOT_SUPPORTED: [...notThere(), { when: 'the channel has no notifications', args: [lab], before: shared }],
      NO_SHMEM: noMemory(echo),
      IO: noInputOutput,
      FAILED: noOtherReason,
    },
  },
};
