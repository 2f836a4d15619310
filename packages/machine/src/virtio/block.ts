import { hex } from '@hartlab/isa';
import { BrokenQueue, type DescriptorChain } from './descriptor-chain.ts';
import { Disk, diskForm, type DiskImage, type DiskState, SECTOR } from './disk.ts';
import type { Negotiated, VirtioDevice } from './virtio-device.ts';

/*
 * Source: virtio "Block Device".
 */
const feature = {
  SEG_MAX: 1 << 2,
  RO: 1 << 5,
  BLK_SIZE: 1 << 6,
  FLUSH: 1 << 9,
  DISCARD: 1 << 13,
  WRITE_ZEROES: 1 << 14,
} as const;
/** FLUSH_OUT is another name of FLUSH (virtio "Legacy Interface: Device Operation" of the block device). */
const type = { IN: 0, OUT: 1, FLUSH: 4, FLUSH_OUT: 5, GET_ID: 8, DISCARD: 11, WRITE_ZEROES: 13 } as const;
const writes: readonly number[] = [type.OUT, type.WRITE_ZEROES];
const result = { OK: 0, IOERR: 1, UNSUPP: 2 } as const;
const UNMAP = 1;

const HEADER = 16;
const STATUS = 1;
const ID = 20;
const SEGMENT = 16;

/** Entries of its queue, as QEMU's has: two of a request's descriptors are not data. */
const QUEUE_SIZE = 256;
const SEGMENTS = QUEUE_SIZE - 2;
/** Sectors that one discard or one write of zeros may name: what is longer comes in pieces, as what is written does. */
const SECTORS_OF_ZEROS = 65_536;
/** Bytes that one request may read or write. Drivers ask for some hundred KiB; a guest that asks for more is refused. */
const LONGEST = 64 * 1024 ** 2;

/** Where fields of its configuration space are (virtio "Device configuration layout" of the block device). */
const field = {
  capacity: 0,
  seg_max: 12,
  blk_size: 20,
  max_discard_sectors: 36,
  max_discard_seg: 40,
  discard_sector_alignment: 44,
  max_write_zeroes_sectors: 48,
  max_write_zeroes_seg: 52,
  write_zeroes_may_unmap: 56,
} as const;
const CONFIGURATION = 57;

/** What a block device has besides its disk. */
export interface BlockOptions {
  readonly isReadOnly: boolean;
  /** Up to 20 characters of ASCII; a driver shows it as the serial number. */
  readonly serial?: string;
}

/** Is told in words of what a disk was asked for, when it has done it: `write of 4096 bytes at 0x20000`, `flush`. */
export type DiskServed = (request: string) => void;

/** A disk as a virtio device: every request is complete when its notification is. */
export class BlockDevice implements VirtioDevice<DiskState> {
  readonly id = 2;
  readonly queues: readonly number[] = [QUEUE_SIZE];
  readonly features: number;
  readonly configuration: Uint8Array = new Uint8Array(CONFIGURATION);
  readonly #disk: Disk;
  readonly #options: BlockOptions;
  readonly #served: DiskServed | undefined;

  constructor(image: DiskImage, options: BlockOptions, served?: DiskServed) {
    this.#disk = new Disk(image);
    this.#options = options;
    this.#served = served;
    const { SEG_MAX, RO, BLK_SIZE, FLUSH, DISCARD, WRITE_ZEROES } = feature;
    this.features = SEG_MAX | BLK_SIZE | FLUSH | (options.isReadOnly ? RO : DISCARD | WRITE_ZEROES);
    const view = new DataView(this.configuration.buffer);
    view.setBigUint64(field.capacity, BigInt(image.sectors), true);
    view.setUint32(field.seg_max, SEGMENTS, true);
    view.setUint32(field.blk_size, SECTOR, true);
    for (const name of ['max_discard_sectors', 'max_write_zeroes_sectors'] as const)
      view.setUint32(field[name], SECTORS_OF_ZEROS, true);
    for (const name of ['max_discard_seg', 'max_write_zeroes_seg', 'discard_sector_alignment'] as const)
      view.setUint32(field[name], 1, true);
    view.setUint8(field.write_zeroes_may_unmap, 1);
  }

  reset(): void {}

  readonly form: unknown = diskForm;

  save(): DiskState {
    return this.#disk.save();
  }

  restore(state: DiskState): void {
    this.#disk.restore(state);
  }

  handle(chain: DescriptorChain, _queue: number, { features }: Negotiated): number {
    if (chain.readableLength < HEADER || chain.writableLength < STATUS)
      throw new BrokenQueue('a request has no header, or no room for its status');
    const header = viewOf(chain.read(0, HEADER));
    const room = chain.writableLength - STATUS;
    const kind = header.getUint32(0, true);
    const { status, data } = this.#serve(chain, kind, header.getBigUint64(8, true), room);
    // Of a driver that does not flush, a write is stable when it is complete (virtio "Device Operation" of the block device).
    if (status === result.OK && writes.includes(kind) && (features & feature.FLUSH) === 0) this.#disk.flush();
    if (data) chain.write(0, data);
    chain.write(room, Uint8Array.of(status));
    return data && data.length < room ? data.length : chain.writableLength;
  }

  /** @param room for what the device answers, in bytes */
  #serve(
    chain: DescriptorChain,
    kind: number,
    sector: bigint,
    room: number,
  ): { readonly status: number; readonly data?: Uint8Array } {
    const payload = chain.readableLength - HEADER;
    switch (kind) {
      case type.IN: {
        if (!this.#has(sector, room)) return { status: result.IOERR };
        const data = this.#disk.read(Number(sector) * SECTOR, room);
        this.#tell('read', sector, room);
        return { status: result.OK, data };
      }
      case type.OUT:
        if (this.#options.isReadOnly || !this.#has(sector, payload)) return { status: result.IOERR };
        this.#disk.write(Number(sector) * SECTOR, chain.read(HEADER, payload));
        this.#tell('write', sector, payload);
        return { status: result.OK };
      case type.FLUSH:
      case type.FLUSH_OUT:
        this.#disk.flush();
        this.#served?.('flush');
        return { status: result.OK };
      case type.GET_ID: {
        const text = new TextEncoder().encode(this.#options.serial ?? '').subarray(0, ID);
        const data = new Uint8Array(Math.min(ID, room));
        data.set(text.subarray(0, data.length));
        return { status: result.OK, data };
      }
      case type.DISCARD:
      case type.WRITE_ZEROES:
        return { status: this.#zero(kind, chain.read(HEADER, SEGMENT), payload) };
      default:
        return { status: result.UNSUPP };
    }
  }

  /** What becomes of sectors that are discarded is the device's affair: they stay, as on QEMU unless `discard=unmap` is said. */
  #zero(kind: number, bytes: Uint8Array, payload: number): number {
    if (payload < SEGMENT) throw new BrokenQueue('a request names no sectors');
    if (this.#options.isReadOnly) return result.IOERR;
    if (payload > SEGMENT) return result.UNSUPP;
    const segment = viewOf(bytes);
    const flags = segment.getUint32(12, true);
    if ((flags & ~UNMAP) !== 0 || (kind === type.DISCARD && flags !== 0)) return result.UNSUPP;
    const sector = segment.getBigUint64(0, true);
    const sectors = segment.getUint32(8, true);
    if (sectors > SECTORS_OF_ZEROS || !this.#has(sector, sectors * SECTOR)) return result.IOERR;
    if (kind === type.WRITE_ZEROES) this.#disk.zero(Number(sector) * SECTOR, sectors * SECTOR);
    this.#tell(kind === type.DISCARD ? 'discard' : 'zeros', sector, sectors * SECTOR);
    return result.OK;
  }

  #tell(what: string, sector: bigint, length: number): void {
    this.#served?.(`${what} of ${length} bytes at ${hex(sector * BigInt(SECTOR))}`);
  }

  /** Whether so many bytes from that sector on are whole sectors of the disk, and not too many. */
  #has(sector: bigint, length: number): boolean {
    if (length > LONGEST || length % SECTOR !== 0) return false;
    return sector + BigInt(length / SECTOR) <= BigInt(this.#disk.sectors);
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
