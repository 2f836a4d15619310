import { MachineMemory } from '@hartlab/hart';
import { DescriptorChain } from '../descriptor-chain.ts';
import { R } from '../registers.ts';
import type { VirtioDevice } from '../virtio-device.ts';
import { VirtioMmio } from '../virtio-mmio.ts';

const RAM = 0x8000_0000;
const RAM_SIZE = 1 << 20;
const PAGE = 4096;
/** Where the driver has its queue, and what it offers. */
const QUEUE = RAM + 0x1_0000;
const BETWEEN_QUEUES = 0x4000;
const BUFFERS = RAM + 0x2_0000;
const BETWEEN_BUFFERS = 0x1_0000;

export interface Offered {
  readonly address: number;
  readonly length: number;
  readonly isWritable: boolean;
}

/** For tests: the driver of a slot of virtio, with one of its queues, the first if nothing is said, as a guest's in its memory. */
export class Driver {
  readonly memory: MachineMemory;
  readonly slot: VirtioMmio;
  readonly size: number;
  /** How often it rose, and how often it was raised, also while it was high. */
  readonly line = { level: false, rises: 0, raised: 0 };
  readonly #isLegacy: boolean;
  readonly #queue: number;
  readonly descriptors: number;
  readonly available: number;
  readonly used: number;
  #made = 0;
  #room: number;

  /** @param other the driver of another queue of the same device, which has been started */
  constructor(device: VirtioDevice | undefined, isLegacy = false, size = 8, queue = 0, other?: Driver) {
    this.#isLegacy = isLegacy;
    this.#queue = queue;
    this.#room = BUFFERS + queue * BETWEEN_BUFFERS;
    this.size = size;
    this.memory = other?.memory ?? new MachineMemory({ harts: 1, ramBase: RAM, ramSize: RAM_SIZE });
    this.descriptors = QUEUE + queue * BETWEEN_QUEUES;
    this.available = this.descriptors + 16 * size;
    this.used = isLegacy ? Math.ceil((this.available + 6 + 2 * size) / PAGE) * PAGE : this.available + PAGE;
    if (other) {
      this.slot = other.slot;
      this.#place();
      return;
    }
    this.slot = new VirtioMmio(
      this.memory,
      (level) => {
        if (level && !this.line.level) this.line.rises++;
        if (level) this.line.raised++;
        this.line.level = level;
      },
      device,
      isLegacy,
    );
  }

  get(register: number): number {
    return Number(this.slot.read(register, 4));
  }

  set(register: number, value: number): void {
    this.slot.write(register, 4, BigInt(value >>> 0));
  }

  /** What a driver does first (virtio "Device Initialization"); accepts these features of the first word. */
  start(features = 0): this {
    this.set(R.Status, 0);
    this.set(R.Status, 3);
    this.set(R.DriverFeaturesSel, 0);
    this.set(R.DriverFeatures, features);
    this.set(R.DriverFeaturesSel, 1);
    this.set(R.DriverFeatures, this.#isLegacy ? 0 : 1);
    this.set(R.Status, 11);
    this.#place();
    this.set(R.Status, 15);
    return this;
  }

  /** The driver of another queue of a device that has been started. */
  also(queue: number): Driver {
    return new Driver(undefined, this.#isLegacy, this.size, queue, this);
  }

  #place(): void {
    this.set(R.QueueSel, this.#queue);
    this.set(R.QueueSize, this.size);
    if (this.#isLegacy) {
      this.set(R.GuestPageSize, PAGE);
      this.set(R.QueueAlign, PAGE);
      this.set(R.QueuePFN, this.descriptors / PAGE);
    } else {
      for (const [register, address] of [
        [R.QueueDescLow, this.descriptors],
        [R.QueueDriverLow, this.available],
        [R.QueueDeviceLow, this.used],
      ] as const) {
        this.set(register, address);
        this.set(register + 4, 0);
      }
      this.set(R.QueueReady, 1);
    }
  }

  /** A buffer for the device to read, with these bytes in it, or to write, of so many. */
  buffer(content: Uint8Array | number): Offered {
    const address = this.#room;
    const length = typeof content === 'number' ? content : content.length;
    if (typeof content !== 'number') this.memory.writeBytes(address, content);
    this.#room += Math.ceil(length / 16) * 16;
    return { address, length, isWritable: typeof content === 'number' };
  }

  bytes({ address, length }: Offered): Uint8Array {
    return this.memory.readBytes(address, length);
  }

  /** Writes a descriptor. */
  describe(index: number, { address, length }: Offered, flags: number, next = 0, table = this.descriptors): void {
    const at = table + 16 * index;
    this.memory.write(at, 8, BigInt(address));
    this.memory.write(at + 8, 4, BigInt(length));
    this.memory.write(at + 12, 2, BigInt(flags));
    this.memory.write(at + 14, 2, BigInt(next));
  }

  /** Makes the chain that begins at this descriptor available. */
  offer(head: number): void {
    this.memory.write(this.available + 4 + 2 * (this.#made % this.size), 2, BigInt(head));
    this.#made++;
    this.memory.write(this.available + 2, 2, BigInt(this.#made & 0xffff));
  }

  /** The chain that begins at this descriptor, as a device gets it. */
  chain(head: number): DescriptorChain {
    return new DescriptorChain(this.memory, this.descriptors, this.size, head);
  }

  notify(): void {
    this.set(R.QueueNotify, this.#queue);
  }

  /** Offers these buffers as one chain of the first descriptors, and notifies; answers what the device says it has written. */
  request(...buffers: readonly Offered[]): number {
    for (const [n, each] of buffers.entries()) {
      const isLast = n === buffers.length - 1;
      this.describe(n, each, (isLast ? 0 : 1) | (each.isWritable ? 2 : 0), isLast ? 0 : n + 1);
    }
    const before = this.usedIndex;
    this.offer(0);
    this.notify();
    return this.usedIndex === before ? -1 : this.usedAt(before).length;
  }

  get usedIndex(): number {
    return this.memory.readSmall(this.used + 2, 2);
  }

  usedAt(index: number): { readonly head: number; readonly length: number } {
    const at = this.used + 4 + 8 * (index % this.size);
    return { head: this.memory.readSmall(at, 4), length: this.memory.readSmall(at + 4, 4) };
  }
}
