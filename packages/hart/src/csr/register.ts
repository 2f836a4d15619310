import type { ContextStatus, Extension, Isa } from '@hartlab/isa';
import type { Privilege } from '../state/hart-state.ts';
import type { Bits, IsWide, Position, WideBits } from './bits.ts';
import type { Half, Halves } from './halves.ts';

/** What a declaration may ask about the hart. Any object with these members will do: no Hart is needed. */
export interface HartView {
  readonly privilege: Privilege;
  /** The virtualization mode. */
  readonly V: boolean;
  readonly isa: Isa;
  readonly hartid: bigint;
  /** How many guest interrupt files the hart's IMSIC has, GEILEN; undefined of a hart without an IMSIC. */
  readonly guestFiles: number | undefined;
  /** What the declarations come down to on harts of this ISA. */
  readonly plans: Plans;
  /** The levels that devices drive on the lines of interrupts 0 to 31, or 32 to 63: bit i is that of interrupt i, or 32 + i. */
  lines(half: Half): number;
  /** 32 bits of the platform's real-time counter, in ticks: mtime. */
  time(half: Half): number;
  /** 32 bits of what the hart holds for the register at this address, unsigned. What software reads is `readHalf`. */
  half(address: number, half: Half): number;
  /** The value of one field that acts, right-aligned: 0 for one that is not granted, what devices drive included. */
  get(field: Field): number;
}

/** What a declaration's rule may change of the hart: the cells. */
export interface CellHolder extends HartView {
  /** Replaces what the register's cell holds, and tells whom it affects: no WARL rule. Halves are unsigned or signed. */
  store(register: Register, low: number, high: number): void;
}

/**
 * Who must look again after a change: cached translations, the same while mstatus.MPRV is set, physical memory protection, which interrupts are pending, the
 * choice of the next one, when the next timer's comes, what counters count, or the triggers.
 */
export type Affected =
  | 'translation'
  | 'modified-privilege'
  | 'protection'
  | 'interrupts'
  | 'interrupt-enables'
  | 'timers'
  | 'counters'
  | 'triggers';

/**
 * One field of a register. Without a rule the field is read-write and every value is legal. The rules are data wherever
 * the specification's WARL has one of its common forms, so that they can be compiled as well as called. Values are
 * right-aligned and unsigned.
 */
export interface FieldDeclaration {
  readonly bits: Position;
  /** The field exists with this extension, or with all of these, of a list within the list with any; otherwise, it is read-only zero. */
  readonly requires?: Extension | readonly (Extension | readonly Extension[])[];
  /** While that field is 0, this one is read-only zero. Its bits are in the cell meanwhile, and are seen again afterwards. */
  readonly grantedBy?: Field;
  /** With V = 1, that field takes the place of `grantedBy`. */
  readonly grantedToGuestBy?: Field;
  /** The value at reset, right-aligned; 0 where nothing is said. */
  readonly reset?: (hart: HartView) => bigint;
  /** Read-only, and always this value. */
  readonly fixed?: number;
  /** An instruction that writes this register leaves the field alone, always or while this holds; the hart, or a view, may change it. */
  readonly readOnly?: true | ((hart: HartView) => boolean);
  /** The bits of the field that can be 1, on a hart with this ISA. The others are read-only zero. */
  readonly only?: bigint | ((isa: Isa) => bigint);
  /** The legal values; one of a pair is legal with that extension only. */
  readonly oneOf?: readonly (number | readonly [value: number, requires: Extension])[];
  /** What comes of a value that is not in `oneOf`: the field keeps its old value (the default), the whole register does, or the field takes this value. */
  readonly otherwise?: 'keep' | 'keep register' | number;
  /** The rest, for a field that lies in one half: the legal value that a write gives. Must return a legal value for every `wanted`. */
  readonly legal?: (wanted: number, old: number, hart: HartView) => number;
  /** The same for a field that lies in both. */
  readonly legalWide?: (wanted: bigint, old: bigint, hart: HartView) => bigint;
  /** Who must look again when it changes, where those are not whom the register names. */
  readonly affects?: readonly Affected[];
}

/** A named part of a value, with the rule for what it can be. */
export type FormatField = (Bits | WideBits) & { readonly rule: FieldDeclaration };

/**
 * Names for the bits of a value: of a part of a register, or of one whose bits mean something else at other times, as
 * tdata1's do. It has no address and no cell.
 */
export interface Format extends Omit<FormatDeclaration<unknown>, 'fields'> {
  readonly kind: 'format';
  readonly name: string;
  readonly fields: readonly FormatField[];
}

/** What is said of a format. */
export interface FormatDeclaration<F> {
  /** `<document> "<section title>"`. */
  readonly spec: string;
  /** Bits of no field are read-only zero. */
  readonly fields: F;
}

/** A named part of a register that lies in one half of it, with the rule for writes to it. */
export interface Field extends Bits {
  readonly rule: FieldDeclaration;
  readonly csr: Register;
  /** The address of its register: registers differ in shape, and fields, which are asked much oftener, do not. */
  readonly address: number;
  /** Whether what acts is simply what the cell holds. */
  readonly plain: boolean;
  /** Who must look again when it changes. */
  readonly affects: readonly Affected[];
  /** Those that the rule names. */
  readonly grantedBy: Field | undefined;
  readonly grantedToGuestBy: Field | undefined;
}

/** A named part of a register that lies in both halves. */
export interface WideField extends WideBits {
  readonly rule: FieldDeclaration;
  readonly csr: Register;
}

export type AnyField = Field | WideField;
export const isWide = <F extends FormatField>(field: F): field is Extract<F, WideBits> => field.half === undefined;

/** What declarations become as fields of a register: the positions of their bits say which are wide. */
export type FieldsOf<F> = {
  readonly [K in keyof F]: F[K] extends { readonly bits: infer P }
    ? IsWide<P> extends true
      ? WideField
      : Field
    : Field;
};

/** What they become as fields of a format. */
export type FormatFieldsOf<F> = {
  readonly [K in keyof F]: { readonly rule: FieldDeclaration } & (F[K] extends { readonly bits: infer P }
    ? IsWide<P> extends true
      ? WideBits
      : Bits
    : Bits);
};

/** A field that has to have this value for an access. */
export interface Condition {
  readonly field: Field;
  readonly is: 0 | 1;
  /** Only a hart with this extension asks, */
  readonly requires?: Extension;
  /** and only while this holds. */
  readonly where?: (hart: HartView) => boolean;
}

/**
 * The conditions of an access beyond the privilege that the address states. Unless all hold, the access traps. Where a
 * register is accessed through a window, both may have conditions.
 */
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

export interface CommonDeclaration {
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
  readonly substitutes?: { readonly address: number };
}

export interface RegisterDeclaration<F> extends CommonDeclaration {
  /** Bits of no field are read-only zero. */
  readonly fields: F;
  /** Who must look again when a field changes that does not say it itself. */
  readonly affects?: readonly Affected[];
  /**
   * A rule that joins fields: the legal low half of the cell that comes of one whose fields are legal, each by itself.
   * `seen` is the whole cell without the fields that are not granted.
   */
  readonly joint?: (low: number, seenLow: number, seenHigh: number) => number;
  /** What software reads in a half, where that is not what the cell holds of granted fields. */
  readonly reads?: (held: number, half: Half, hart: HartView) => number;
  /** The names of the fields that `reads` changes; all of them where nothing is said. */
  readonly computed?: readonly string[];
  /** What a write does instead, whatever its value is. */
  readonly written?: (hart: CellHolder) => void;
}

/** Who must look again when one of these bits changes. */
export interface Effect {
  readonly affected: Affected;
  readonly lowMask: number;
  readonly highMask: number;
  /** At every write, though nothing changes. */
  readonly always: boolean;
}

/** A CSR with a cell of its own. */
export interface Register extends Omit<RegisterDeclaration<unknown>, 'fields'> {
  readonly kind: 'register';
  readonly name: string;
  /** Where its cell is. Up to 0xfff, it is the address by which instructions name it. */
  readonly address: number;
  readonly fields: readonly AnyField[];
  readonly effects: readonly Effect[];
}

/** A field with a rule for what is written, and the legal values where the rule lists them. */
export interface Ruled {
  readonly field: FormatField;
  readonly oneOf: readonly number[] | undefined;
  readonly legal: FieldDeclaration['legal'];
  readonly legalWide: FieldDeclaration['legalWide'];
  readonly otherwise: FieldDeclaration['otherwise'];
  /** The field itself, if another grants it. */
  readonly granted: Field | undefined;
}

/** What a register or a format comes down to on harts of one ISA: bits that need no rule, and the fields whose rules have to be asked. */
export interface Plan {
  /** Whether the hart has the register at all. */
  readonly exists: boolean;
  /** The bits that an instruction which names the register can change, as far as no field says otherwise. */
  readonly writable: Halves;
  /** Whether a write takes the free bits and nothing has to be asked. */
  readonly simple: boolean;
  /** The bits that take what is written. */
  readonly free: Halves;
  /** The bits that are always 1. */
  readonly fixed: Halves;
  /** The fields that have another rule for what is written, by the half they lie in. */
  readonly ruled: readonly [low: readonly Ruled[], high: readonly Ruled[]];
  /** Of these, those whose illegal values stop the whole write. */
  readonly vetoes: readonly Ruled[];
  /** The fields that are read-only while something holds. */
  readonly sometimesReadOnly: readonly FormatField[];
  /** The fields that another field grants. */
  readonly granted: readonly Field[];
  /** The register's rule that joins fields. */
  readonly joint: RegisterDeclaration<unknown>['joint'];
  /** Whether software reads what the cell holds, and so nothing has to be asked. */
  readonly plain: boolean;
}

/** The plans of all registers and formats on harts of one ISA. */
export interface Plans {
  of(register: Register): Plan;
  ofFormat(format: Format): Plan;
}
