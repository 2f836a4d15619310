import type { Width } from '@hartlab/isa';
import { RAM_BASE } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import type { Access } from '../devices/access-loop.ts';
import { RAM_BYTES } from './access-machine.ts';
import { ramAddress, value } from './map-accesses.ts';
import type { Request } from './request.ts';

/*
 * Source: virtio "Virtio Over MMIO", "Split Virtqueues". The numbers are written a second time: what is tried does not say itself
 * where its registers are.
 */
const R = {
  DriverFeatures: 0x020,
  DriverFeaturesSel: 0x024,
  GuestPageSize: 0x028,
  QueueSel: 0x030,
  QueueSize: 0x038,
  QueueAlign: 0x03c,
  QueuePFN: 0x040,
  QueueReady: 0x044,
  QueueNotify: 0x050,
  InterruptStatus: 0x060,
  InterruptACK: 0x064,
  Status: 0x070,
  Desc: 0x080,
  Driver: 0x090,
  Device: 0x0a0,
  Config: 0x100,
} as const;
const [NEXT, WRITE, INDIRECT] = [1, 2, 4];
const PAGE = 4096;
/** Queues that are set up, whether the device has them or not. */
const QUEUES = 4;
/** Where queues lie, apart from each other, and what requests are made of behind them. */
const RINGS = RAM_BASE + 0x10_0000;
const RING_BYTES = 0x4000;
const TABLES = RAM_BASE + 0x20_0000;
const BUFFERS = RAM_BASE + 0x30_0000;
const ROOM = 0x10_0000;

interface DriverQueue {
  readonly size: number;
  readonly descriptors: number;
  readonly available: number;
  made: number;
}

/** A driver of one slot of virtio that does some things right and others wrong: an operation is a list of accesses. */
export class HostileDriver {
  readonly #base: number;
  readonly #isLegacy: boolean;
  readonly #request: (random: Random, queue: number) => Request;
  readonly #random: Random;
  readonly #queues: DriverQueue[] = [];
  #isSetUp = false;
  /** What it is like until it sets the device up again: how seldom it does something wrong, and which queues it uses most. */
  #patience = 1;
  #favourites: readonly number[] = [];

  constructor(base: number, isLegacy: boolean, random: Random, request: (random: Random, queue: number) => Request) {
    this.#base = base;
    this.#isLegacy = isLegacy;
    this.#random = random;
    this.#request = request;
  }

  /** The next operation. */
  operation(): Access[] {
    const random = this.#random;
    const made: Access[] = [];
    if ((!this.#isSetUp && random.oneIn(2)) || this.#queues.length === 0 || random.oneIn(30 + this.#patience))
      this.#setUp(made);
    else if (random.oneIn(this.#patience)) this.#misbehave(made);
    else this.#offer(made);
    return made;
  }

  #set(made: Access[], register: number, stored: number): void {
    made.push({ address: this.#base + register, width: 4, store: BigInt(stored >>> 0) });
  }

  #put(made: Access[], address: number, width: Width, stored: number | bigint): void {
    made.push({ address, width, store: BigInt(stored) });
  }

  /** virtio "Device Initialization", with queues of any size, not all of which the device has. */
  #setUp(made: Access[]): void {
    const random = this.#random;
    this.#isSetUp = true;
    this.#patience = random.of([4, 30, 200]);
    this.#favourites = random.of([[0], [0, 1], [0, 1], [0, 2, 3], [0, 1, 2, 3]]);
    this.#set(made, R.Status, 0);
    this.#set(made, R.Status, 3);
    this.#set(made, R.DriverFeaturesSel, 0);
    // With and without indirect tables and event indices.
    this.#set(
      made,
      R.DriverFeatures,
      random.of([0, 1 << 28, 1 << 29, 3 << 28]) | random.of([0, 0xff_ffff, random.next()]),
    );
    this.#set(made, R.DriverFeaturesSel, 1);
    this.#set(made, R.DriverFeatures, random.oneIn(8) ? random.next() : this.#isLegacy ? 0 : 1);
    this.#set(made, R.Status, 11);
    if (this.#isLegacy) this.#set(made, R.GuestPageSize, PAGE);
    for (let index = 0; index < QUEUES; index++) this.#place(made, index);
    this.#set(made, R.Status, 15);
  }

  #place(made: Access[], index: number): void {
    const random = this.#random;
    const size = 2 ** random.of([0, 1, 3, 3, 6, 8]);
    const descriptors = random.oneIn(32) ? this.#anywhere() : RINGS + index * RING_BYTES;
    const available = descriptors + 16 * size;
    this.#queues[index] = { size, descriptors, available, made: 0 };
    this.#set(made, R.QueueSel, index);
    if (this.#isLegacy) {
      this.#set(made, R.QueuePFN, 0);
      this.#set(made, R.QueueSize, size);
      this.#set(made, R.QueueAlign, random.oneIn(16) ? random.of([0, 1, 3, 2 ** 31]) : PAGE);
      this.#set(made, R.QueuePFN, Math.floor(descriptors / PAGE));
    } else {
      // The used ring may lie where the others do.
      const used = random.oneIn(16) ? random.of([descriptors, available]) : descriptors + 0x2000;
      this.#set(made, R.QueueReady, 0);
      this.#set(made, R.QueueSize, size);
      for (const [register, address] of [
        [R.Desc, descriptors],
        [R.Driver, available],
        [R.Device, used],
      ] as const) {
        this.#set(made, register, address);
        this.#set(made, register + 4, random.oneIn(64) ? random.next() : 0);
      }
      this.#set(made, R.QueueReady, 1);
    }
    // Both indices of the rings are 0.
    this.#put(made, available, 4, 0);
    this.#put(
      made,
      descriptors + (this.#isLegacy ? Math.ceil((16 * size + 6 + 2 * size) / PAGE) * PAGE : 0x2000),
      4,
      0,
    );
  }

  #anywhere(): number {
    const random = this.#random;
    return random.of([
      0,
      random.next(),
      RAM_BASE - 8,
      RAM_BASE + RAM_BYTES - 8,
      RAM_BASE + RAM_BYTES,
      0x1000_1000,
      ramAddress(random),
      // Among the rings themselves.
      RINGS + random.below(QUEUES * RING_BYTES),
    ]);
  }

  /** A request: what the device reads, in one piece or several, and room for what it writes. */
  #offer(made: Access[]): void {
    const random = this.#random;
    const index = random.oneIn(30) ? random.below(QUEUES) : random.of(this.#favourites);
    const queue = this.#queues[index]!;
    const head = random.below(queue.size);
    const buffers = this.#buffers(made, this.#request(random, index));
    const isIndirect = random.oneIn(4) || buffers.length > queue.size;
    const table = isIndirect ? TABLES + 16 * random.below(ROOM / 32) : queue.descriptors;
    let entry = isIndirect ? 0 : head;
    for (const [n, { address, length, flags }] of buffers.entries()) {
      const next = isIndirect ? n + 1 : (entry + 1) % queue.size;
      this.#describe(made, table, entry, address, length, flags | (n < buffers.length - 1 ? NEXT : 0), next);
      entry = next;
    }
    if (isIndirect) this.#describe(made, queue.descriptors, head, table, 16 * buffers.length, INDIRECT, 0);
    this.#makeAvailable(made, index, head);
  }

  #buffers(
    made: Access[],
    { bytes: content, more = 0 }: Request,
  ): readonly { readonly address: number; readonly length: number; readonly flags: number }[] {
    const random = this.#random;
    const buffers: { address: number; length: number; flags: number }[] = [];
    for (let from = 0; from < content.length && !random.oneIn(12 * this.#patience);) {
      const length = random.oneIn(4) ? 1 + random.below(content.length - from) : content.length - from;
      const address = random.oneIn(25 * this.#patience) ? this.#anywhere() : BUFFERS + 8 * random.below(ROOM / 8);
      for (let n = 0; n < length; n += 8) {
        const bytes = content.slice(from + n, Math.min(from + n + 8, from + length));
        const stored = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        this.#put(made, address + n, 8, stored);
      }
      buffers.push({ address, length, flags: 0 });
      from += length;
    }
    if (more > 0) buffers.push({ address: BUFFERS + 8 * random.below(ROOM / 8), length: more, flags: 0 });
    const rooms = random.oneIn(2 * this.#patience) ? random.below(5) : 1;
    for (let n = 0; n < rooms || buffers.length === 0; n++)
      buffers.push({
        address: random.oneIn(25 * this.#patience) ? this.#anywhere() : BUFFERS + random.below(ROOM),
        length: this.#room(),
        flags: WRITE,
      });
    return buffers;
  }

  /** As much as a request needs, more often than not. */
  #room(): number {
    const random = this.#random;
    if (random.oneIn(8 * this.#patience)) return random.of([1, 4, random.below(random.of([64, 8192, 2 ** 20]))]);
    return random.of([513, 1526, 2048, 4096]);
  }

  #describe(
    made: Access[],
    table: number,
    index: number,
    address: number,
    length: number,
    flags: number,
    next: number,
  ): void {
    this.#put(made, table + 16 * index, 8, address);
    const rest = BigInt(length) | (BigInt(flags) << 32n) | (BigInt(next) << 48n);
    this.#put(made, table + 16 * index + 8, 8, rest);
  }

  #makeAvailable(made: Access[], index: number, head: number): void {
    const queue = this.#queues[index]!;
    this.#put(made, queue.available + 4 + 2 * (queue.made % queue.size), 2, head);
    queue.made++;
    this.#put(made, queue.available + 2, 2, queue.made & 0xffff);
    if (!this.#random.oneIn(8)) this.#set(made, R.QueueNotify, index);
    if (this.#random.oneIn(2)) this.#set(made, R.InterruptACK, 3);
  }

  /** Something that no driver does, or not then. */
  #misbehave(made: Access[]): void {
    const random = this.#random;
    const index = random.below(QUEUES);
    const queue = this.#queues[index]!;
    const entry = random.below(queue.size);
    const { descriptors } = queue;
    const inTable = TABLES + 16 * random.below(ROOM / 32);
    switch (random.below(12)) {
      case 0: // A loop.
        this.#describe(made, descriptors, entry, BUFFERS, 1, NEXT | random.of([0, WRITE]), entry);
        break;
      case 1: // Any descriptor at all.
        this.#put(made, descriptors + 16 * entry, 8, this.#anywhere());
        this.#put(made, descriptors + 16 * entry + 8, 8, random.word());
        break;
      case 2: // A table in a table, or one of a length that none has.
        this.#describe(made, inTable, 0, random.of([inTable, descriptors]), 16, INDIRECT, 0);
        this.#describe(made, descriptors, entry, inTable, random.of([0, 8, 16, 17, 2 ** 31]), INDIRECT | NEXT, entry);
        break;
      case 3: // Empty, endless, or behind what is to be written.
        this.#describe(made, descriptors, entry, BUFFERS, random.of([0, 2 ** 32 - 1]), random.of([0, WRITE]), 0);
        break;
      case 4: // More than there is, or than there can be.
        this.#put(made, queue.available + 2, 2, random.below(0x1_0000));
        break;
      case 5:
        this.#put(made, queue.available + 4 + 2 * entry, 2, random.below(0x1_0000));
        break;
      case 6: // The rings are elsewhere, while they are in use.
        this.#place(made, index);
        break;
      case 7: // Any register.
        this.#put(made, this.#base + 4 * random.below(0x40), 4, value(random) & 0xffff_ffffn);
        break;
      case 8:
        made.push({ address: this.#base + 4 * random.below(0x80), width: 4 });
        break;
      case 9: // The configuration space, in parts.
        made.push({ address: this.#base + R.Config + random.below(64), width: 1, store: value(random) & 0xffn });
        break;
      case 10: // A reset with requests on their way.
        this.#set(made, R.Status, 0);
        break;
      default: // The same chain again, and again.
        for (let n = 0; n < 3; n++) this.#makeAvailable(made, index, entry);
        return;
    }
    this.#makeAvailable(made, index, entry);
    this.#isSetUp = false;
  }
}
