import type { MachineMemory } from '@hartlab/hart';

/** Somebody has asked for what is outside of RAM without having looked. */
class OutsideMemory extends Error {}

/** The methods that take an address and a length, or something that has one. */
const accessors = {
  read: (width: number) => width,
  readSmall: (width: number) => width,
  readBytes: (length: number) => length,
  write: (width: number) => width,
  writeHalves: (width: number) => width,
  writeBytes: ({ length }: Uint8Array) => length,
  stored: (length: number) => length,
  zero: (length: number) => length,
} as const;

/** From now on whatever goes to this memory by its methods, and not to RAM, is an error of the host. */
export const guardMemory = (memory: MachineMemory): void => {
  const { ramBase, ramSize } = memory;
  for (const name of Object.keys(accessors) as (keyof typeof accessors)[]) {
    const lengthOf = accessors[name] as (size: unknown) => number;
    const original = memory[name].bind(memory) as (address: number, ...rest: unknown[]) => unknown;
    const guarded = (address: number, size: unknown, ...rest: unknown[]): unknown => {
      const length = lengthOf(size);
      const isInside =
        Number.isSafeInteger(address) && length >= 0 && address >= ramBase && address + length <= ramBase + ramSize;
      if (!isInside) throw new OutsideMemory(`${name} of ${length} bytes at ${address} is outside of RAM`);
      return original(address, size, ...rest);
    };
    Object.defineProperty(memory, name, { value: guarded });
  }
};
