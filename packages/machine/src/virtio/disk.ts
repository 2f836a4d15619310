import { Each } from '../plain-data.ts';

/** Bytes of a sector, in which disks are addressed. */
export const SECTOR = 512;

/** What is on a disk when the machine starts, and what keeps what is written to it, if anything does. */
export interface DiskImage {
  /** Whole sectors. */
  readonly sectors: number;
  /** Fills `bytes` with what is there from byte `offset` on, which is there. */
  readonly read: (offset: number, bytes: Uint8Array) => void;
  /** Keeps these bytes: none of a disk whose changes are forgotten. */
  readonly write?: (offset: number, bytes: Uint8Array) => void;
  /** What has been written so far is not to be lost any more. */
  readonly flush?: () => void;
}

const pageBytes = 4096;
/** Bytes that are looked at at once for what is not zero. */
const lookedAt = 64 * 1024;
/** What all pages that were zeroed have in common. */
const zeros = new Uint8Array(pageBytes);

/** The pages that were written, by their number. */
export type DiskState = readonly (readonly [number, Uint8Array])[];
/** What every state is made as. */
export const diskForm: unknown = new Each([0, zeros]);

/**
 * A disk: an image, and what the machine has written over it, which is a part of its state. So a machine can go back, as far as
 * nothing is kept of what it writes. What the image keeps is not held here as well, but read from there when the state is saved.
 */
export class Disk {
  readonly #image: DiskImage;
  readonly #written = new Map<number, Uint8Array | 'kept'>();
  #saved: DiskState | undefined = [];

  constructor(image: DiskImage) {
    this.#image = image;
  }

  get sectors(): number {
    return this.#image.sectors;
  }

  /** So many bytes from byte `offset` on, which are there. */
  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#image.read(offset, bytes);
    this.#eachPage(offset, length, (page, at, from, count) => {
      const written = this.#heldPage(page);
      if (written) bytes.set(written.subarray(from, from + count), at);
    });
    return bytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    if (areZeros(bytes)) return this.zero(offset, bytes.length);
    this.#saved = undefined;
    this.#image.write?.(offset, bytes);
    this.#eachPage(offset, bytes.length, (page, at, from, count) =>
      this.#set(page, from, bytes.subarray(at, at + count)),
    );
  }

  /** Writes so many zeros. Where there are zeros it does nothing, so that a guest may zero a large disk. */
  zero(offset: number, length: number): void {
    for (let done = 0; done < length; done += lookedAt) this.#zero(offset + done, Math.min(lookedAt, length - done));
  }

  #zero(offset: number, length: number): void {
    const before = this.read(offset, length);
    if (areZeros(before)) return;
    this.#saved = undefined;
    this.#eachPage(offset, length, (page, at, from, count) => {
      if (areZeros(before.subarray(at, at + count))) return;
      this.#image.write?.(offset + at, zeros.subarray(0, count));
      if (count === pageBytes && this.#isHeld(page)) this.#written.set(page, zeros);
      else this.#set(page, from, zeros.subarray(0, count));
    });
  }

  flush(): void {
    this.#image.flush?.();
  }

  save(): DiskState {
    this.#saved ??= [...this.#written.keys()].toSorted((a, b) => a - b).map((page) => [page, this.#page(page)]);
    return this.#saved;
  }

  restore(state: DiskState): void {
    this.#written.clear();
    for (const [page, bytes] of state) this.#written.set(page, bytes);
    this.#saved = state;
  }

  /** What is held of a page here. */
  #heldPage(page: number): Uint8Array | undefined {
    const written = this.#written.get(page);
    return written === 'kept' ? undefined : written;
  }

  /** Whether what is written to a page is held here: where the image keeps nothing, and of a page that a state had. */
  #isHeld(page: number): boolean {
    return !this.#image.write || this.#heldPage(page) !== undefined;
  }

  /** These bytes have been written to a page. One that a state has is not changed. */
  #set(page: number, from: number, bytes: Uint8Array): void {
    if (!this.#isHeld(page)) return void this.#written.set(page, 'kept');
    const changed = new Uint8Array(this.#page(page));
    changed.set(bytes, from);
    this.#written.set(page, changed);
  }

  #page(page: number): Uint8Array {
    const held = this.#heldPage(page);
    if (held) return held;
    const bytes = new Uint8Array(pageBytes);
    const begin = page * pageBytes;
    // The last page may not be there in full.
    this.#image.read(begin, bytes.subarray(0, Math.min(pageBytes, this.sectors * SECTOR - begin)));
    return bytes;
  }

  /** Each page that has some of these bytes: `use` is told which of them, and where in the page they are. */
  #eachPage(
    offset: number,
    length: number,
    use: (page: number, at: number, from: number, count: number) => void,
  ): void {
    for (let at = 0; at < length;) {
      const page = Math.floor((offset + at) / pageBytes);
      const from = (offset + at) % pageBytes;
      const count = Math.min(pageBytes - from, length - at);
      use(page, at, from, count);
      at += count;
    }
  }
}

function areZeros(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
