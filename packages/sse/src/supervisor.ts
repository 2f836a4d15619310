/**
 * The state of one hart's supervisor that injection and completion read and rewrite: all that the two lists of
 * sbi "Software Event Injection" and "Software Event Completion" name, and the rest of `hstatus`.
 *
 * One-bit fields are the numbers 0 and 1, all others unsigned 64-bit integers. A field of an extension that the supervisor
 * does not have reads 0.
 */
export interface SupervisorState {
  /** Where the supervisor (or the user, or the guest below it) goes on: `mepc` to M-level firmware. */
  readonly pc: bigint;
  /** 1 for S-mode (HS, VS), 0 for U-mode (VU): `mstatus.MPP`. */
  readonly privilege: number;
  /** V: `mstatus.MPV`. */
  readonly virtualization: number;
  /** The landing pad state, 1 when one is expected: `mstatus.MPELP`. Zicfilp. */
  readonly ELP: number;
  readonly SIE: number;
  readonly SPIE: number;
  readonly SPP: number;
  /** Zicfilp. */
  readonly SPELP: number;
  /** Ssdbltrp. */
  readonly SDT: number;
  readonly sepc: bigint;
  /** `hstatus.SPV`. H. */
  readonly SPV: number;
  /** `hstatus.SPVP`. H. */
  readonly SPVP: number;
  /** The rest of the register: SPV and SPVP are 0 in it. H. */
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
   * Writes every field under the CSRs' own rules: a field of an extension that is not there stays 0, and SDT = 1
   * clears SIE (priv "Supervisor Status (sstatus) Register").
   */
  write(state: SupervisorState): void;
}
