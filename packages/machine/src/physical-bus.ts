import type { Bus } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
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

  /** From now on `device` answers at `range`, which no other device has. */
  attach(range: AddressRange, device: Device): void {
    this.#mappings.push({ range, device });
  }

  read(address: number, width: Width): bigint | undefined {
    const mapping = this.#find(address, width);
    return mapping?.device.read(address - mapping.range.base, width);
  }

  write(address: number, width: Width, value: bigint): boolean {
    const mapping = this.#find(address, width);
    return mapping?.device.write(address - mapping.range.base, width, value) ?? false;
  }

  /** An access that straddles the end of a device belongs to nobody. */
  #find(address: number, width: Width): Mapping | undefined {
    return this.#mappings.find(({ range }) => address >= range.base && address + width <= range.base + range.size);
  }
}
