/**
 * Where everything lies in a machine's one `WebAssembly.Memory`. No offset is written anywhere else: the reference
 * interpreter, the firmware, snapshots and the fast engine all read this file.
 *
 * A hart's block is a row of 64-bit little-endian cells. It holds all of the hart's architectural state and nothing
 * that could be rebuilt, so copying blocks and RAM is a complete snapshot.
 */

/** Bytes of one cell. */
const cell = 8;

/** CSR addresses have twelve bits. */
export const csrCount = 4096;

/** Registers that no CSR address means: those behind windows, and what a CSR holds besides the bits of others. */
const hiddenCount = 64;

/** Byte offsets within one hart's block. */
export const hartLayout = {
  /** x0 to x31. x0 is never written. */
  x: 0,
  /** f0 to f31. */
  f: 32 * cell,
  pc: 64 * cell,
  /** The nominal privilege mode: 0 is U, 1 is S, 3 is M. */
  privilege: 65 * cell,
  /** The virtualization mode, 0 or 1. */
  V: 66 * cell,
  /** 1 while the hart waits in WFI. */
  waiting: 67 * cell,
  /** 1 while the hart is not scheduled (SBI HSM STOPPED). */
  stopped: 68 * cell,
  /** Physical address of the reserved 64-byte line, or `noReservation`. */
  reservation: 69 * cell,
  /** What devices drive: bit i is the level of interrupt i's line into this hart. */
  interruptLines: 70 * cell,
  /** 1 while a landing pad is expected (unpriv "Landing Pad Enforcement"). */
  ELP: 71 * cell,
  /** The level that devices drive on the RNMI line. */
  nonMaskableInterrupt: 72 * cell,
  /** 1 in the critical-error state (priv "Double Trap Control in mstatus Register"). */
  criticalError: 73 * cell,
  /** Of a trigger that has matched and fires at the next step: 0 none, 1 due, 2 due with a guest virtual address. */
  breakpoint: 74 * cell,
  /** The address that its trap tells. */
  breakpointAddress: 75 * cell,
  /**
   * The cell of the CSR with address a is at `csrs + 8 * a`. Views and read-only constants leave theirs unused. The
   * registers without an address follow.
   */
  csrs: 128 * cell,
  size: (128 + csrCount + hiddenCount) * cell,
} as const;

/** The reservation cell of a hart that holds no reservation. */
export const noReservation = 0xffff_ffff_ffff_ffffn;

/** Bytes of a reservation set (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"). */
export const reservationBytes = 64;

/** Bytes of a cache block (unpriv "Zic64b Extension for 64-byte Cache Blocks"). */
export const cacheBlockBytes = 64;

/** Bytes of the smallest page, and of the RAM that one byte of the dirty map stands for. */
export const pageBytes = 4096;

const wasmPageBytes = 65536;
const roundUp = (value: number, unit: number) => Math.ceil(value / unit) * unit;

/** Byte offsets of the parts of a whole machine's memory. */
export interface MachineLayout {
  /** The first hart's block; the others follow, `hartLayout.size` apart. */
  readonly harts: number;
  /** One byte per RAM page. */
  readonly dirty: number;
  /** RAM, aligned to a WebAssembly page. */
  readonly ram: number;
  /** The whole, in WebAssembly pages of 64 KiB. */
  readonly wasmPages: number;
}

/** The layout of a machine with `harts` harts and `ramSize` bytes of RAM. */
export function machineLayout(harts: number, ramSize: number): MachineLayout {
  const dirty = roundUp(harts * hartLayout.size, pageBytes);
  const ram = roundUp(dirty + ramSize / pageBytes, wasmPageBytes);
  return { harts: 0, dirty, ram, wasmPages: roundUp(ram + ramSize, wasmPageBytes) / wasmPageBytes };
}
