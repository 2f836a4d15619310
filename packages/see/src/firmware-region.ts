import type { MachineMemory } from '@hartlab/hart';

/**
 * Bytes from the start of RAM that belong to M-mode: as many as OpenSBI keeps. What lies between them and the payload is
 * the payload's: U-Boot has its first stack there.
 */
export const firmwareSize = 0x8_0000;

/** Encoding of ECALL (unpriv "Environment Call and Breakpoints"). */
const ecall = 0x0000_0073n;

/**
 * Where a hart waits that the supervisor stopped or suspended: at the firmware's one guest instruction, an ECALL. The
 * hart waits there as in WFI, and whatever ends the wait leads to the ECALL and so to the firmware.
 */
export const parkingPlace = (memory: MachineMemory): bigint => BigInt(memory.ramBase);

/** Lays the firmware out in RAM. */
export const install = (memory: MachineMemory): void => memory.write(memory.ramBase, 4, ecall);
