/**
 * The state of one hart's supervisor that injection and completion read and rewrite: all that the two lists of
 * sbi "Software Event Injection" and "Software Event Completion" name, and the rest of `hstatus`.
 *
 * One-bit fields are 0n or 1n, all others unsigned 64-bit integers. A field of an extension that the supervisor does
 * not have reads 0n.
 */
export interface SupervisorState {
  /** Where the supervisor (or the user, or the guest below it) goes on: `mepc` to M-level firmware. */
  readonly pc: bigint;
  /** 1n for S-mode (HS, VS), 0n for U-mode (VU): `mstatus.MPP`. */
  readonly privilege: bigint;
  /** V: `mstatus.MPV`. */
  readonly virtualization: bigint;
  /** The landing pad state, 1n when one is expected: `mstatus.MPELP`. Zicfilp. */
  readonly ELP: bigint;
  readonly SIE: bigint;
  readonly SPIE: bigint;
  readonly SPP: bigint;
  /** Zicfilp. */
  readonly SPELP: bigint;
  /** Ssdbltrp. */
  readonly SDT: bigint;
  readonly sepc: bigint;
  /** The whole register; `SPV` and `SPVP` below are in it. H. */
  readonly hstatus: bigint;
  readonly a6: bigint;
  readonly a7: bigint;
}

/**
 * One hart's supervisor, read and written as a whole: all that this package asks of a layer. M-level firmware maps it
 * to the trap frame and the supervisor CSRs, a hypervisor to the vs* CSRs of a virtual hart.
 */
export interface Supervisor {
  readonly hartid: bigint;
  read(): SupervisorState;
  /**
   * Writes every field under the CSRs' own rules: a field of an extension that is not there stays 0n, and SDT = 1n
   * clears SIE (priv "Supervisor Status (sstatus) Register").
   */
  write(state: SupervisorState): void;
}

/** The one-bit field of `hstatus` with this mask. */
const hstatusField = (mask: bigint) => ({
  of: ({ hstatus }: Pick<SupervisorState, 'hstatus'>): bigint => (hstatus & mask ? 1n : 0n),
  in: (hstatus: bigint, value: bigint): bigint => (value ? hstatus | mask : hstatus & ~mask),
});

/** `hstatus.SPV`, bit 7 (priv "Hypervisor Status (hstatus) Register"). */
export const SPV = hstatusField(1n << 7n);
/** `hstatus.SPVP`, bit 8 (priv "Hypervisor Status (hstatus) Register"). */
export const SPVP = hstatusField(1n << 8n);
