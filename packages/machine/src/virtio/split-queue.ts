import type { MachineMemory } from '@hartlab/hart';
import { BrokenQueue, DESCRIPTOR_BYTES, DescriptorChain } from './descriptor-chain.ts';

/*
 * Source: virtio "Split Virtqueues".
 */
const NO_INTERRUPT = 1;
const AVAILABLE_RING = 4;
const USED_RING = 4;
const USED_ELEMENT = 8;

/** Where a queue's parts are, and how far its device has come with it: plain data. */
export interface QueueState {
  /** Entries of each of its rings. */
  readonly size: number;
  /** Physical addresses of the descriptor table, the available ring and the used ring. */
  readonly descriptors: bigint;
  readonly available: bigint;
  readonly used: bigint;
  /** Whether the device may look at it. */
  readonly ready: boolean;
  /** The free-running index of the next entry of the available ring that the device takes. */
  readonly taken: number;
  /** The same of the used ring, and what it was when the driver was last notified; undefined if it never was. */
  readonly returned: number;
  readonly notifiedAt: number | undefined;
}

/** As after a reset, when nobody has said where it is. */
export const emptyQueue = (size: number): QueueState => ({
  size,
  descriptors: 0n,
  available: 0n,
  used: 0n,
  ready: false,
  taken: 0,
  returned: 0,
  notifiedAt: undefined,
});

/** Where the driver says the rings to begin, one behind the other (virtio "Legacy Interfaces: A Note on Virtqueue Layout"). */
export const legacyLayout = (size: number, begin: bigint, alignment: bigint) => {
  const available = begin + BigInt(size * DESCRIPTOR_BYTES);
  const end = available + BigInt(AVAILABLE_RING + 2 * size + 2);
  return { descriptors: begin, available, used: ((end + alignment - 1n) / alignment) * alignment };
};

/** An entry of the available ring that the device has taken. */
export interface Taken {
  readonly head: number;
  readonly chain: DescriptorChain;
  readonly queue: QueueState;
}

/** So many bytes behind the begin of a ring, as an address in RAM. */
const placeIn = (memory: MachineMemory, ring: bigint, offset: number, width: number): number => {
  // An address beyond 2^53 is not exact as a number, and in no RAM.
  const address = Number(ring) + offset;
  if (!memory.contains(address, width)) throw new BrokenQueue('a ring lies outside RAM');
  return address;
};

const get = (memory: MachineMemory, ring: bigint, offset: number): number =>
  memory.readSmall(placeIn(memory, ring, offset, 2), 2);

const put = (memory: MachineMemory, ring: bigint, offset: number, width: 2 | 4, value: number): void =>
  memory.writeHalves(placeIn(memory, ring, offset, width), width, value, 0);

/** Entries that the driver has made available and the device has not taken. @throws BrokenQueue */
export const waiting = (memory: MachineMemory, { available, taken, size }: QueueState): number => {
  const count = (get(memory, available, 2) - taken) & 0xffff;
  if (count > size) throw new BrokenQueue('more is available than a queue has entries');
  return count;
};

/** Takes the next entry of the available ring, in which there is one. @throws BrokenQueue */
export const take = (memory: MachineMemory, queue: QueueState): Taken => {
  const { available, descriptors, size, taken } = queue;
  const head = get(memory, available, AVAILABLE_RING + 2 * (taken % size));
  return {
    head,
    chain: new DescriptorChain(memory, Number(descriptors), size, head),
    queue: { ...queue, taken: (taken + 1) & 0xffff },
  };
};

/** Gives back the chain that begins at `head`, into which the device has written so many bytes. @throws BrokenQueue */
export const giveBack = (memory: MachineMemory, queue: QueueState, head: number, written: number): QueueState => {
  const { used, size, returned } = queue;
  const element = USED_RING + USED_ELEMENT * (returned % size);
  put(memory, used, element, 4, head);
  put(memory, used, element + 4, 4, written);
  const next = (returned + 1) & 0xffff;
  put(memory, used, 2, 2, next);
  return { ...queue, returned: next };
};

/**
 * Whether the driver wants to hear of what has been given back since it last was notified (virtio "Used Buffer Notification
 * Suppression").
 *
 * @param byIndex whether VIRTIO_F_EVENT_IDX was negotiated
 */
export const wantsNotification = (memory: MachineMemory, queue: QueueState, byIndex: boolean): boolean => {
  const { available, size, returned, notifiedAt } = queue;
  if (!byIndex) return (get(memory, available, 0) & NO_INTERRUPT) === 0;
  if (notifiedAt === undefined) return true;
  const event = get(memory, available, AVAILABLE_RING + 2 * size);
  return ((returned - event - 1) & 0xffff) < ((returned - notifiedAt) & 0xffff);
};

/** Asks the driver, where VIRTIO_F_EVENT_IDX was negotiated, for a notification of the next that it makes available. */
export const askForNotification = (memory: MachineMemory, { used, size, taken }: QueueState): void =>
  put(memory, used, USED_RING + USED_ELEMENT * size, 2, taken);
