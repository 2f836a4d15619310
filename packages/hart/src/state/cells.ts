import type { CsrName } from '@hartlab/isa';

/** What a row is, and what follows from it. All rows are in snapshots, and with them in the trace hash: see `cells`. */
const kinds = {
  /** What instructions name. */
  register: { compared: true, debugger: true },
  /** The cells of the CSRs; the declarations say what is in each. */
  csr: { compared: true, debugger: true },
  /** Cells of registers that have no address of their own. A debugger finds them as software does, through other CSRs. */
  hidden: { compared: true, debugger: false },
  /** The mode in which instructions execute. */
  mode: { compared: true, debugger: true },
  /** What the hart is amid: no instruction reads it. */
  condition: { compared: true, debugger: false },
  /** What devices drive. Reset leaves it alone (priv "Reset"). */
  line: { compared: true, debugger: false },
  /** Room for what is to come: always 0. */
  reserved: { compared: false, debugger: false },
} as const satisfies Record<string, { readonly compared: boolean; readonly debugger: boolean }>;

export type CellKind = keyof typeof kinds;

/** Who looks at rows of this kind: comparisons of two states, and debuggers. */
export const lookedAt = (kind: CellKind): { readonly compared: boolean; readonly debugger: boolean } => kinds[kind];

/** One row of the table: one cell, or several of a kind. */
export interface CellRow {
  readonly is: CellKind;
  /** How many cells, 1 if absent. */
  readonly cells?: number;
  /** `flag` is 0 or 1, and names are each the value beside it; if absent, a cell is a value of 64 bits. */
  readonly holds?: 'flag' | Readonly<Record<string, number>>;
  /** The value after reset, 0 if absent. */
  readonly reset?: bigint;
  /** Nothing below M-mode can see it. */
  readonly onlyM?: true;
  /** The CSR by which software reaches these registers, and which therefore says who can see them. */
  readonly through?: CsrName;
}

/** The reservation cell of a hart that holds no reservation. */
export const noReservation = 0xffff_ffff_ffff_ffffn;

/** The two-bit encodings of the privilege modes, as in mstatus.MPP (priv "Privilege Levels"). */
export const encodings = { U: 0, S: 1, M: 3 } as const;

/**
 * A hart's state, written once: what its block of 64-bit little-endian cells holds, in order. Where each row begins, its
 * accessors, reset, the names that comparisons and debuggers know are derived from this table and from the CSRs'
 * declarations; a row takes its place by standing here, so no two can overlap.
 *
 * The block holds all of the hart's architectural state and nothing that could be rebuilt. So a copy of it is a complete
 * snapshot of the hart, and no row can be left out of one or of the trace hash, which ends with the snapshot.
 */
export const cells = {
  /** x0 to x31. x0 is never written. */
  x: { is: 'register', cells: 32 },
  /** f0 to f31. */
  f: { is: 'register', cells: 32 },
  pc: { is: 'register' },
  /** The nominal privilege mode. */
  privilege: { is: 'mode', holds: encodings },
  /** The virtualization mode (priv "Privilege Modes"). */
  V: { is: 'mode', holds: 'flag' },
  /** Whether the hart waits in WFI. */
  waiting: { is: 'condition', holds: 'flag' },
  /** Whether the hart is not scheduled (SBI HSM STOPPED). */
  stopped: { is: 'condition', holds: 'flag' },
  /** Physical address of the reserved 64-byte line, or `noReservation`. */
  reservation: { is: 'condition', reset: noReservation },
  /** Bit i is the level that devices drive on interrupt i's line. */
  interruptLines: { is: 'line' },
  /** Whether the next instruction has to be a landing pad (unpriv "Landing Pad Enforcement"). */
  ELP: { is: 'mode', holds: 'flag' },
  /** The level that devices drive on the RNMI line. */
  nonMaskableInterrupt: { is: 'line', holds: 'flag', onlyM: true },
  /** The critical-error state (priv "Double Trap Control in mstatus Register"). */
  criticalError: { is: 'condition', holds: 'flag', onlyM: true },
  /** Whether a trigger has matched that fires at the next step, and what address its trap tells. */
  breakpoint: { is: 'condition', holds: { none: 0, due: 1, 'guest address': 2 } },
  /** The address that its trap tells. */
  breakpointAddress: { is: 'condition' },
  reserved: { is: 'reserved', cells: 52 },
  /** The cell of the CSR with each address. Views and read-only constants leave theirs unused. */
  csrs: { is: 'csr', cells: 4096 },
  /** tdata1, tdata2 and tdata3 of each trigger: room for fourteen triggers. */
  triggers: { is: 'hidden', cells: 44, through: 'tdata1' },
  /** What these CSRs hold besides the bits of others. */
  mvipHeld: { is: 'hidden', through: 'mvip' },
  sieHeld: { is: 'hidden', through: 'sie' },
  hvipHeld: { is: 'hidden', through: 'hvip' },
  vsieHeld: { is: 'hidden', through: 'vsie' },
  /** iprio0, iprio2 … iprio14 of each level. */
  machinePriorities: { is: 'hidden', cells: 8, through: 'mireg' },
  supervisorPriorities: { is: 'hidden', cells: 8, through: 'sireg' },
  /** eidelivery, eithreshold, eip0 … eip6 and eie0 … eie6 of an interrupt file of the IMSIC. */
  machineFile: { is: 'hidden', cells: 10, through: 'mireg' },
  supervisorFile: { is: 'hidden', cells: 10, through: 'sireg' },
  /** The same for each guest interrupt file: room for seven. */
  guestFiles: { is: 'hidden', cells: 70, through: 'vsireg' },
} as const satisfies Record<string, CellRow>;

export type CellName = keyof typeof cells;

/** The rows for registers that no CSR address means. */
export type HiddenName = { [K in CellName]: (typeof cells)[K]['is'] extends 'hidden' ? K : never }[CellName];

/** The rows that are one value of the hart, by its name: all but registers in numbers, CSRs and what is reserved. */
type ValueName = {
  [K in CellName]: (typeof cells)[K] extends { is: 'hidden' } | { cells: number } ? never : K;
}[CellName];

type ValueOf<Row> = Row extends { holds: 'flag' }
  ? boolean
  : Row extends { holds: Readonly<Record<infer Name, number>> }
    ? Name
    : bigint;

/** A hart's state by name: words are unsigned bigints, flags booleans, and the rest is said in words. */
export type CellValues = { -readonly [K in ValueName]: ValueOf<(typeof cells)[K]> };

/** A row with its name and the place that it has in the block. */
export interface PlacedRow extends CellRow {
  readonly name: CellName;
  /** The index of its first cell. */
  readonly first: number;
  readonly cells: number;
}

/** Gives each row the place where the one before ends. */
function place(table: Readonly<Record<string, CellRow>>): PlacedRow[] {
  let first = 0;
  return Object.entries(table).map(([name, row]) => {
    const placed = { ...row, name: name as CellName, first, cells: row.cells ?? 1 };
    first += placed.cells;
    return placed;
  });
}

/** The whole table, in order. */
export const rows: readonly PlacedRow[] = place(cells);

/** The row of that name. */
export const rowOf: Readonly<Record<CellName, PlacedRow>> = Object.fromEntries(
  rows.map((row) => [row.name, row]),
) as Record<CellName, PlacedRow>;

/** Whether the row is one value of the hart: a member of `CellValues`. */
export const isValue = ({ is, cells: count }: PlacedRow): boolean =>
  count === 1 && is !== 'hidden' && is !== 'csr' && is !== 'reserved';
