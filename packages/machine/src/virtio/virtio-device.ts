import type { DescriptorChain } from './descriptor-chain.ts';

/** What a driver has accepted of what is offered to it. */
export interface Negotiated {
  /** The feature bits of the first word. */
  readonly features: number;
  /** Whether it accepted VIRTIO_F_VERSION_1: structures of a legacy driver differ in places. */
  readonly isVersion1: boolean;
}

/**
 * What a virtio device is beside its transport. It does what a request asks for at once, and holds no host time and no
 * randomness of the host's. `State` is plain data that never changes, as a device's is.
 */
export interface VirtioDevice<State = unknown> {
  /** Its device ID (virtio "Device Types"). */
  readonly id: number;
  /** The feature bits of its type, 0 to 23 (virtio "Feature Bits"). */
  readonly features: number;
  /** Entries that each of its queues has at most. */
  readonly queues: readonly number[];
  /** Its configuration space (virtio "Device Configuration Space"). */
  readonly configuration: Uint8Array;
  /** What a driver writes to a byte of its configuration space, if it may write there at all. */
  configure?(offset: number, value: number, negotiated: Negotiated): void;
  /**
   * Whether it has use for a buffer of that queue. Until then the buffers that the driver puts there wait for what may come.
   * It always has, if absent.
   */
  wants?(queue: number, negotiated: Negotiated): boolean;
  /** Whether it puts console input into buffers of that queue, so that harts that wait may wait for that. */
  listens?(queue: number, negotiated: Negotiated): boolean;
  /**
   * Does what the driver asks for in a queue; answers how many bytes it has written.
   *
   * @throws BrokenQueue when a driver that keeps to the specification does not ask so
   */
  handle(chain: DescriptorChain, queue: number, negotiated: Negotiated): number;
  /** What a reset of the device does. */
  reset(): void;
  save(): State;
  /** What every state of it is made as, as a device's is. */
  readonly form?: unknown;
  restore(state: State): void;
}
