import { type ContextStatus, csrAddresses, type CsrName, type Extension, type Isa } from '@hartlab/isa';
import type { Privilege } from './hart-state.ts';
import { csrCount } from './layout.ts';

/** What a declaration may ask about the hart. Any object with these members will do: no Hart is needed. */
export interface HartView {
  readonly privilege: Privilege;
  /** The virtualization mode. */
  readonly V: boolean;
  readonly isa: Isa;
  readonly hartid: bigint;
  /** Bit i is the level that devices drive on interrupt i's line. */
  readonly interruptLines: bigint;
  /** The platform's real-time counter, in ticks: mtime. */
  time(): bigint;
  /** The 64 bits that the hart holds for the register at this address. What software reads is `readCsr`. */
  cell(address: number): bigint;
  /** One field of a cell, right-aligned. */
  get(field: Field): bigint;
}

/** Who must look again after a write: cached translations, the choice of the next interrupt, what counters count, or the triggers. */
export type Affected = 'translation' | 'interrupts' | 'counters' | 'triggers';

/**
 * One field of a register. Without a rule the field is read-write and every value is legal. The rules are data wherever
 * the specification's WARL has one of its common forms, so that they can be compiled as well as called.
 */
export interface FieldDeclaration {
  /** One bit, or the highest and the lowest. */
  readonly bits: number | readonly [high: number, low: number];
  /** The field exists with this extension, or with all of these, of a list within the list with any; otherwise, it is read-only zero. */
  readonly requires?: Extension | readonly (Extension | readonly Extension[])[];
  /** While that field is 0, this one is read-only zero. Its bits are in the cell meanwhile, and are seen again afterwards. */
  readonly grantedBy?: Field;
  /** With V = 1, that field takes the place of `grantedBy`. */
  readonly grantedToGuestBy?: Field;
  /** The value at reset, right-aligned; 0 where nothing is said. */
  readonly reset?: (hart: HartView) => bigint;
  /** Read-only, and always this value. */
  readonly fixed?: bigint;
  /** An instruction that writes this register leaves the field alone, always or while this holds; the hart, or a view, may change it. */
  readonly readOnly?: true | ((hart: HartView) => boolean);
  /** The bits of the field that can be 1. The others are read-only zero. */
  readonly only?: bigint;
  /** The legal values; one of a pair is legal with that extension only. */
  readonly oneOf?: readonly (bigint | readonly [value: bigint, requires: Extension])[];
  /** What comes of a value that is not in `oneOf`: the field keeps its old value (the default), the whole register does, or the field takes this value. */
  readonly otherwise?: 'keep' | 'keep register' | bigint;
  /** The rest: the legal value that a write gives. Must return a legal value for every `wanted`. */
  readonly legal?: (wanted: bigint, old: bigint, hart: HartView) => bigint;
}

/** A named part of a register, with the rule for writes to it. */
export interface Field {
  readonly csr: Register;
  readonly name: string;
  /** The position of its lowest bit. */
  readonly low: number;
  /** Its bits, in place. */
  readonly mask: bigint;
  readonly rule: FieldDeclaration;
}

/** A field that has to have this value for an access. */
export interface Condition {
  readonly field: Field;
  readonly is: 0n | 1n;
  /** Only a hart with this extension asks. */
  readonly requires?: Extension;
}
export const one = (field: Field, requires?: Extension): Condition => ({
  field,
  is: 1n,
  ...(requires && { requires }),
});
export const zero = (field: Field): Condition => ({ field, is: 0n });

/** The conditions of an access beyond the privilege that the address states. Unless all hold, the access traps. */
export interface Gate {
  /** Asked below M-mode, whatever V is: illegal-instruction. */
  readonly belowM?: readonly Condition[];
  /** Asked in HS-mode only: illegal-instruction. */
  readonly HS?: readonly Condition[];
  /** Asked when V = 1: virtual-instruction. */
  readonly V?: readonly Condition[];
  /** Asked of writes when V = 1: virtual-instruction. */
  readonly VWrites?: readonly Condition[];
  /** Asked in U-mode and VU-mode: illegal-instruction and virtual-instruction. */
  readonly U?: readonly Condition[];
}

interface Common {
  /** `<document> "<section title>"`. */
  readonly spec: string;
  /**
   * The CSR exists with these extensions, of a list within the list with any, or, when it is said so, if any of its
   * fields does. Otherwise, every access is an illegal instruction.
   */
  readonly requires?: readonly (Extension | readonly Extension[])[] | 'any field';
  readonly gate?: Gate;
  /** State that this field of mstatus can turn off, and that makes it Dirty when it is written. */
  readonly partOf?: ContextStatus;
  /** The supervisor CSR that this one stands in for when V = 1: the address of that one then means this one. */
  readonly substitutes?: Csr;
}

export interface RegisterDeclaration<F> extends Common {
  /** Bits of no field are read-only zero. */
  readonly fields: F;
  readonly affects?: readonly Affected[];
  /**
   * A rule that joins fields: the legal value of the cell that comes of one whose fields are legal, each by itself.
   * `seen` is that value without the fields that are not granted.
   */
  readonly joint?: (value: bigint, seen: bigint) => bigint;
  /** What software reads, where that is not simply the cell. */
  readonly reads?: (cell: bigint, hart: HartView) => bigint;
}

/** A CSR with a cell of its own. */
export interface Register extends Omit<RegisterDeclaration<unknown>, 'fields'> {
  readonly name: string;
  /** Where its cell is. Up to 0xfff, it is the address by which instructions name it. */
  readonly address: number;
  readonly fields: readonly Field[];
  /** The bits that an instruction which names this register can change. */
  readonly writable: bigint;
  /** Those of the fields that another field grants. */
  readonly granted: readonly Field[];
}

/** Some bits of a register, as a view shows them. */
export interface PartDeclaration<F> {
  /** The register that holds the bits. */
  readonly of: Register;
  /** The fields that the view shows, by the names they have here. */
  readonly fields: F;
  /** Those that can be written here; without this, all that are not read-only in the register. */
  readonly writes?: readonly Field[];
  /** The fields stand this many bits lower than in the register; 0 where nothing is said. */
  readonly shift?: number;
  /** Fields at positions where this, or what software reads in this register, is 0 are read-only zero here. */
  readonly only?: Csr | ((hart: HartView) => bigint);
  /** Shows what the cell holds, not what software reads in the register. */
  readonly held?: true;
}

export interface ViewDeclaration<F> extends Common, PartDeclaration<F> {
  /** Bits of further registers. No two parts may show the same bit at the same time. */
  readonly also?: readonly PartDeclaration<Readonly<Record<string, Field>>>[];
}

/** Some bits of a register in a view. */
export interface Part extends Pick<PartDeclaration<unknown>, 'of' | 'only' | 'held'> {
  /** The bits of the register that are seen here, in the register's places. */
  readonly visible: bigint;
  /** Those that an instruction which names the view can change. */
  readonly writable: bigint;
  readonly shift: number;
}

/** A CSR without a cell: it shows bits of other registers. Its fields are those registers' own. */
export interface View extends Common {
  readonly name: CsrName;
  readonly address: number;
  readonly fields: readonly Field[];
  readonly parts: readonly Part[];
}

/** A CSR without a cell: a window on whichever register the hart's state selects. */
export interface Window extends Common {
  readonly name: CsrName;
  readonly address: number;
  readonly fields: readonly [];
  /** Without a register, every access traps: with a virtual-instruction exception when V = 1, as an illegal instruction otherwise. */
  readonly selects: (hart: HartView) => Register | undefined;
}

export type Csr = Register | View | Window;
/** Whether the CSR has no cell of its own. */
export const isView = (csr: Csr): csr is View | Window => 'parts' in csr || isWindow(csr);
export const isWindow = (csr: Csr): csr is Window => 'selects' in csr;

/**
 * Declares a CSR with a cell. Its fields become members: `mstatus.MPP`.
 *
 * @throws RangeError when two fields overlap, or one has a name that means something else: the declaration is wrong.
 */
export const csr = <const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: CsrName,
  declaration: RegisterDeclaration<F>,
): Register & { readonly [K in keyof F]: Field } => register(name, csrAddresses[name], declaration);

/**
 * Declares a register that no CSR address means: it is reached through views and windows only. `slot` says which of the
 * cells behind those of the CSRs it has.
 */
export const hidden = <const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: string,
  slot: number,
  declaration: RegisterDeclaration<F>,
): Register & { readonly [K in keyof F]: Field } => register(name, csrCount + slot, declaration);

function register<const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: string,
  address: number,
  declaration: RegisterDeclaration<F>,
): Register & { readonly [K in keyof F]: Field } {
  const fields: Field[] = [];
  const granted: Field[] = [];
  const register = { ...declaration, name, address, fields, granted, writable: 0n };
  let taken = 0n;
  for (const [fieldName, rule] of Object.entries<FieldDeclaration>(declaration.fields)) {
    const [high, low] = typeof rule.bits === 'number' ? [rule.bits, rule.bits] : rule.bits;
    const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
    if (fieldName in register) throw new RangeError(`${name}.${fieldName} is not the name of a field`);
    if (taken & mask) throw new RangeError(`${name}.${fieldName} overlaps another field`);
    taken |= mask;
    const field = { csr: register, name: fieldName, low, mask, rule };
    fields.push(field);
    if (rule.grantedBy) granted.push(field);
  }
  register.writable = writableOf(fields);
  const byName = Object.fromEntries(fields.map((field) => [field.name, field]));
  return Object.assign(register, byName) as Register & { readonly [K in keyof F]: Field };
}

/** Declares a CSR that shows fields of another. They become members: `sstatus.SPP` is the same field as `mstatus.SPP`. */
export function view<const F extends Readonly<Record<string, Field>>>(
  name: CsrName,
  declaration: ViewDeclaration<F>,
): View & F {
  const parts = [declaration, ...(declaration.also ?? [])];
  return {
    ...declaration,
    ...declaration.fields,
    name,
    address: csrAddresses[name],
    fields: [...new Set(parts.flatMap((part) => Object.values<Field>(part.fields)))],
    parts: parts.map(part),
  };
}

function part(declaration: PartDeclaration<Readonly<Record<string, Field>>>): Part {
  const fields = Object.values(declaration.fields);
  return {
    ...declaration,
    shift: declaration.shift ?? 0,
    visible: bitsOf(fields),
    writable: declaration.writes ? bitsOf(declaration.writes) : writableOf(fields),
  };
}

/** Declares a CSR through which other registers are accessed. */
export const window = (name: CsrName, declaration: Common & Pick<Window, 'selects'>): Window => ({
  ...declaration,
  name,
  address: csrAddresses[name],
  fields: [],
});

const bitsOf = (fields: readonly Field[]) => fields.reduce((bits, field) => bits | field.mask, 0n);
const writableOf = (fields: readonly Field[]) => bitsOf(fields.filter(({ rule }) => rule.readOnly !== true));

/** The field of a whole register's value, right-aligned. */
export const extract = (field: Field, value: bigint): bigint => (value & field.mask) >> BigInt(field.low);

/** The whole register's value with this field replaced; bits of `value` that do not fit are lost. */
export const insert = (field: Field, value: bigint, into: bigint): bigint =>
  (into & ~field.mask) | ((value << BigInt(field.low)) & field.mask);
