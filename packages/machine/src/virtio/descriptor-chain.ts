import type { MachineMemory } from '@hartlab/hart';

/*
 * Source: virtio "The Virtqueue Descriptor Table". All that is here was written by the guest: any address, any length, any
 * loop.
 */
export const DESCRIPTOR_BYTES = 16;
const [NEXT, WRITE, INDIRECT] = [1, 2, 4];

/** Descriptors that a chain may have, whatever the size of the queue: QEMU's limit. */
export const LONGEST_CHAIN = 1024;

/** What is wrong with what the driver has put into a queue: the device needs a reset (virtio "Device Status Field"). */
export class BrokenQueue extends Error {}

interface Buffer {
  readonly address: number;
  readonly length: number;
}

interface Descriptor extends Buffer {
  readonly flags: number;
  readonly next: number;
}

/** An address as a number; one beyond 2^53 is not exact, and in no RAM. */
const addressOf = (low: number, high: number): number => high * 2 ** 32 + low;

function descriptorAt(memory: MachineMemory, table: Buffer, index: number): Descriptor {
  if ((index + 1) * DESCRIPTOR_BYTES > table.length) throw new BrokenQueue('a descriptor lies outside its table');
  const at = table.address + index * DESCRIPTOR_BYTES;
  if (!memory.contains(at, DESCRIPTOR_BYTES)) throw new BrokenQueue('a descriptor lies outside RAM');
  return {
    address: addressOf(memory.readSmall(at, 4), memory.readSmall(at + 4, 4)),
    length: memory.readSmall(at + 8, 4),
    flags: memory.readSmall(at + 12, 2),
    next: memory.readSmall(at + 14, 2),
  };
}

/** What the driver offers in one entry of the available ring: buffers to read from, and then buffers to write to. */
export class DescriptorChain {
  readonly #memory: MachineMemory;
  readonly #readable: Buffer[] = [];
  readonly #writable: Buffer[] = [];
  /** Bytes that the device can read, and write. */
  readonly readableLength: number;
  readonly writableLength: number;

  /**
   * @param head the index of its first descriptor
   * @param size of the queue, whose descriptors begin at `table`
   * @throws BrokenQueue
   */
  constructor(memory: MachineMemory, table: number, size: number, head: number) {
    this.#memory = memory;
    this.#collect({ address: table, length: size * DESCRIPTOR_BYTES }, head);
    const total = (buffers: readonly Buffer[]) => buffers.reduce((sum, { length }) => sum + length, 0);
    this.readableLength = total(this.#readable);
    this.writableLength = total(this.#writable);
  }

  #collect(direct: Buffer, head: number): void {
    let table = direct;
    let index = head;
    for (let count = 0; count < LONGEST_CHAIN; count++) {
      const descriptor = descriptorAt(this.#memory, table, index);
      if ((descriptor.flags & INDIRECT) !== 0) {
        if (table !== direct) throw new BrokenQueue('an indirect table has another one in it');
        if (descriptor.length === 0 || descriptor.length % DESCRIPTOR_BYTES !== 0)
          throw new BrokenQueue('an indirect table is not of whole descriptors');
        table = descriptor;
        index = 0;
        continue;
      }
      this.#add(descriptor);
      if ((descriptor.flags & NEXT) === 0) return;
      index = descriptor.next;
    }
    throw new BrokenQueue('a chain of descriptors has no end');
  }

  #add({ address, length, flags }: Descriptor): void {
    if (length === 0) throw new BrokenQueue('a buffer is empty');
    if (!this.#memory.contains(address, length)) throw new BrokenQueue('a buffer lies outside RAM');
    if ((flags & WRITE) !== 0) this.#writable.push({ address, length });
    else if (this.#writable.length > 0) throw new BrokenQueue('a buffer to read from stands behind one to write to');
    else this.#readable.push({ address, length });
  }

  /** Up to `length` of the bytes that the device can read, from `offset` of them on: less where they end. */
  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.readableLength);
    const bytes = new Uint8Array(Math.max(end - offset, 0));
    let done = 0;
    each(this.#readable, offset, bytes.length, (address, part) => {
      bytes.set(this.#memory.readBytes(address, part), done);
      done += part;
    });
    return bytes;
  }

  /** Writes these bytes from `offset` of those that the device can write on: no more than there is room for. */
  write(offset: number, bytes: Uint8Array): void {
    let done = 0;
    each(this.#writable, offset, bytes.length, (address, part) => {
      this.#memory.writeBytes(address, bytes.subarray(done, done + part));
      done += part;
    });
  }
}

/** The parts of buffers, one behind the other, that hold `length` bytes from `offset` on. */
function each(
  buffers: readonly Buffer[],
  offset: number,
  length: number,
  use: (address: number, length: number) => void,
): void {
  let skipped = offset;
  let left = length;
  for (const buffer of buffers) {
    if (left <= 0) return;
    const part = Math.min(buffer.length - skipped, left);
    if (part <= 0) {
      skipped -= buffer.length;
      continue;
    }
    use(buffer.address + skipped, part);
    left -= part;
    skipped = 0;
  }
}
