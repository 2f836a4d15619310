import type { Bus } from '@hartlab/hart';
import { hex, type Width } from '@hartlab/isa';
import type { Device } from './devices/device.ts';
import type { AddressRange } from './image.ts';

/** A device and the addresses at which it answers. */
interface Mapping {
  readonly range: AddressRange;
  readonly device: Device;
}

/** All physical addresses besides RAM: the devices that are attached, and access faults between them. */
export class PhysicalBus implements Bus {
  readonly #mappings: Mapping[] = [];
  readonly #refused: ((line: string) => void) | undefined;

  /** @param refused is told in a line of each access that ends in an access fault */
  constructor(refused?: (line: string) => void) {
    this.#refused = refused;
  }

  /** From now on `device` answers at `range`, which no other device has. */
  attach(range: AddressRange, device: Device): void {
    this.#mappings.push({ range, device });
  }

  read(address: number, width: Width): bigint | undefined {
    const mapping = this.#find(address, width);
    const value = mapping?.device.read(address - mapping.range.base, width);
    if (value === undefined) this.#refused?.(`${width} bytes at ${hex(address)} cannot be read: ${why(mapping)}`);
    return value;
  }

  write(address: number, width: Width, value: bigint): boolean {
    const mapping = this.#find(address, width);
    const isDone = mapping?.device.write(address - mapping.range.base, width, value) ?? false;
    if (!isDone)
      this.#refused?.(`${hex(value)} cannot be written to ${width} bytes at ${hex(address)}: ${why(mapping)}`);
    return isDone;
  }

  /** An access that straddles the end of a device belongs to nobody. */
  #find(address: number, width: Width): Mapping | undefined {
    return this.#mappings.find(({ range }) => address >= range.base && address + width <= range.base + range.size);
  }
}

const why = (mapping: Mapping | undefined): string =>
  mapping ? `the device at ${hex(mapping.range.base)} has no such register` : 'there is no device';
