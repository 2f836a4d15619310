import type { Width } from '@hartlab/isa';
import type { Device } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/** Memory that is only read: a store to it changes nothing, as on QEMU's virt. */
export class Rom implements Device<undefined> {
  readonly #bytes: Uint8Array;

  /** `bytes` starts at offset 0; the rest of the ROM reads as zero. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(offset: number, width: Width): bigint {
    let value = 0n;
    for (let byte = width - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(this.#bytes[offset + byte] ?? 0);
    return value;
  }

  write(): boolean {
    return true;
  }

  save(): undefined {}

  restore(): void {}
}

/** The reset vector is here. */
export const rom: DeviceRow<Rom> = { base: 0x1000, size: 0xf000, make: (connections) => new Rom(connections.rom) };
