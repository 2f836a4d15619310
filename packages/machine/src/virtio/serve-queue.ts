import type { MachineMemory } from '@hartlab/hart';
import { askForNotification, giveBack, type QueueState, take, waiting, wantsNotification } from './split-queue.ts';
import type { Negotiated, VirtioDevice } from './virtio-device.ts';

/** Feature bits of the transport (virtio "Reserved Feature Bits"): those of the first word, and of the second. */
export const feature = { ANY_LAYOUT: 1 << 27, INDIRECT_DESC: 1 << 28, EVENT_IDX: 1 << 29, VERSION_1: 1 } as const;

/** Chains of descriptors that are served at once, and bytes in them: what is left waits for the end of the hart's turn. */
const CHAINS_AT_ONCE = 1024;
const BYTES_AT_ONCE = 8 * 1024 ** 2;

/** What became of a queue. */
interface Served {
  readonly queue: QueueState;
  /** Whether the driver is to be notified. */
  readonly notifies: boolean;
  /** Whether there is more in the queue, for which the device has use, than is served at once. */
  readonly isLeft: boolean;
}

/**
 * Serves what the driver has put into the queue of this index of this device.
 *
 * @throws BrokenQueue
 */
export const serveQueue = (
  memory: MachineMemory,
  device: VirtioDevice,
  index: number,
  before: QueueState,
  negotiated: Negotiated,
): Served => {
  let queue = before;
  let bytes = 0;
  // The number is asked for once: what a request writes may be the very ring that says it.
  const count = Math.min(waiting(memory, queue), CHAINS_AT_ONCE);
  let served = 0;
  const isNext = (): boolean => served < count && (device.wants?.(index, negotiated) ?? true);
  for (; isNext() && bytes < BYTES_AT_ONCE; served++) {
    const { head, chain, queue: taken } = take(memory, queue);
    const written = device.handle(chain, index, negotiated);
    queue = giveBack(memory, taken, head, written);
    bytes += chain.readableLength + chain.writableLength;
  }
  const byIndex = (negotiated.features & feature.EVENT_IDX) !== 0;
  if (byIndex && count > 0) askForNotification(memory, queue);
  const notifies = served > 0 && wantsNotification(memory, queue, byIndex);
  return {
    queue: notifies ? { ...queue, notifiedAt: queue.returned } : queue,
    notifies,
    isLeft: isNext(),
  };
};
