import type { MachineMemory } from '@hartlab/hart';
import type { SharedMemory } from '@hartlab/sbi';
import { firmwareSize } from './firmware-region.ts';

/**
 * Memory that the supervisor may share with the firmware: RAM without the firmware's own. The supervisor may read,
 * write and execute all of it, as PMP says. Device registers are no memory. What is corrupted cannot be read.
 */
export function supervisorMemory(memory: MachineMemory): SharedMemory {
  const from = BigInt(memory.ramBase + firmwareSize);
  const to = BigInt(memory.ramBase + memory.ramSize);
  const within = (address: bigint, length: bigint) => length === 0n || (address >= from && address + length <= to);
  return {
    accessible: (_access, address, length) => within(address, length),
    read: (address, length) => {
      if (!within(address, length) || isCorrupted(memory, address, length)) return undefined;
      return length === 0n ? new Uint8Array(0) : memory.readBytes(Number(address), Number(length));
    },
    write: (address, bytes) => {
      if (!within(address, BigInt(bytes.length))) return false;
      if (bytes.length > 0) memory.writeBytes(Number(address), bytes);
      return true;
    },
  };
}

const isCorrupted = ({ poison }: MachineMemory, address: bigint, length: bigint): boolean =>
  poison.exist && poison.first(Number(address), Number(length)) >= 0;
