import { R } from './registers.ts';
import { emptyQueue, legacyLayout, type QueueState } from './split-queue.ts';

/** A queue as the driver has set it up. */
export interface Queue extends QueueState {
  /** Bytes, and in pages of the guest's; of the legacy layout. */
  readonly alignment: number;
  readonly pageNumber: number;
  /** Whether the device has been told of more than it has served. */
  readonly isLeft: boolean;
}

/** As after a reset. */
export const resetQueue = (size: number): Queue => ({
  ...emptyQueue(size),
  alignment: 4096,
  pageNumber: 0,
  isLeft: false,
});

/** Of a split queue, whose free-running indices wrap at 2^16 (virtio "Split Virtqueues"). */
const isSize = (size: number, max: number): boolean => size > 0 && size <= max && (size & (size - 1)) === 0;

/** What a queue's register of the legacy layout changes of it. */
export const legacySetup = (
  queue: Queue,
  register: number,
  value: number,
  { pageSize, sizeMax }: { readonly pageSize: number; readonly sizeMax: number },
): Partial<Queue> => {
  switch (register) {
    case R.QueueSize:
      return isSize(value, sizeMax) ? { size: value } : {};
    case R.QueueAlign:
      return { alignment: value };
    case R.QueuePFN:
      // Writing 0 ends the use of the queue.
      if (value === 0) return { ...resetQueue(sizeMax), alignment: queue.alignment };
      return {
        ...legacyLayout(queue.size, BigInt(value) * BigInt(pageSize), BigInt(queue.alignment || 1)),
        pageNumber: value,
        ready: true,
      };
  }
  return {};
};

const withLow = (address: bigint, word: number): bigint => ((address >> 32n) << 32n) | BigInt(word);
const withHigh = (address: bigint, word: number): bigint => (BigInt(word) << 32n) | BigInt.asUintN(32, address);

/** The same of the layout of version 1. */
export const setup = (queue: Queue, register: number, value: number, sizeMax: number): Partial<Queue> => {
  const { descriptors, available, used } = queue;
  switch (register) {
    case R.QueueSize:
      return isSize(value, sizeMax) ? { size: value } : {};
    case R.QueueDescLow:
      return { descriptors: withLow(descriptors, value) };
    case R.QueueDescHigh:
      return { descriptors: withHigh(descriptors, value) };
    case R.QueueDriverLow:
      return { available: withLow(available, value) };
    case R.QueueDriverHigh:
      return { available: withHigh(available, value) };
    case R.QueueDeviceLow:
      return { used: withLow(used, value) };
    case R.QueueDeviceHigh:
      return { used: withHigh(used, value) };
    case R.QueueReady:
      return { ready: (value & 1) === 1 };
  }
  return {};
};
