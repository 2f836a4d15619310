import { exists, hasAll } from './csr-access.ts';
import {
  extract,
  insert,
  isView,
  isWindow,
  type Csr,
  type Field,
  type FieldDeclaration,
  type HartView,
  type Part,
  type Register,
} from './csr.ts';

/** What software reads in this CSR, whatever the mode: no gate is asked. */
export function readCsr(csr: Csr, hart: HartView): bigint {
  if (isWindow(csr)) {
    const selected = csr.selects(hart);
    return selected ? readCsr(selected, hart) : 0n;
  }
  if (isView(csr))
    return together(csr.parts, hart, (part) => (part.held ? hart.cell(part.of.address) : readCsr(part.of, hart)));
  const value = seen(csr, hart.cell(csr.address), hart);
  return csr.reads ? csr.reads(value, hart) : value;
}

/** The cell without the fields that are not granted. */
const seen = ({ granted }: Register, cell: bigint, hart: HartView): bigint =>
  granted.reduce((value, field) => (isGranted(field, hart) ? value : value & ~field.mask), cell);

/** A field grants nothing that it is not granted itself. One that this hart does not have at all denies nothing. */
function isGranted({ rule: { grantedBy, grantedToGuestBy } }: Field, hart: HartView): boolean {
  const by = (hart.V ? grantedToGuestBy : undefined) ?? grantedBy;
  return !by || !exists(by.csr, hart.isa) || (hart.get(by) !== 0n && isGranted(by, hart));
}

/**
 * The value from which a read-modify-write instruction (CSRRS, CSRRC) starts. It differs from what the instruction
 * returns in rd only where hardware adds to the software-writable bits, as the external line does to mip.SEIP
 * (priv "Machine Interrupt (mip and mie) Registers").
 */
export function valueToModify(csr: Csr, hart: HartView): bigint {
  if (isWindow(csr)) return readCsr(csr, hart);
  if (isView(csr)) return together(csr.parts, hart, (part) => hart.cell(part.of.address));
  return hart.cell(csr.address);
}

/** What the parts of a view show of these values of their registers. */
const together = (parts: readonly Part[], hart: HartView, value: (part: Part) => bigint): bigint =>
  parts.reduce((bits, part) => bits | ((value(part) & part.visible & allowed(part, hart)) >> BigInt(part.shift)), 0n);

/** A register whose cell a write changes, and the cell's new value. */
export interface Change {
  readonly register: Register;
  readonly value: bigint;
}

/**
 * What a write of `wanted` to this CSR does: the registers whose cells change, and the cells' new values. The caller
 * stores them and tells those whom `register.affects` names.
 */
export function writeCsr(csr: Csr, wanted: bigint, hart: HartView): readonly Change[] {
  if (isWindow(csr)) {
    const selected = csr.selects(hart);
    return selected ? writeCsr(selected, wanted, hart) : [];
  }
  if (isView(csr)) {
    const registers = [...new Set(csr.parts.map(({ of }) => of))];
    return registers.map((register) => {
      const written = csr.parts.filter(({ of }) => of === register).map((part) => inPlace(part, wanted, hart));
      const bits = written.reduce((all, { value }) => all | value, 0n);
      const writable = written.reduce((all, { mask }) => all | mask, 0n);
      return { register, value: merge(register, bits, writable, hart) };
    });
  }
  const { fields, writable } = csr;
  const value = fields.reduce((bits, field) => (isReadOnly(field, hart) ? bits & ~field.mask : bits), writable);
  return [{ register: csr, value: merge(csr, wanted, value, hart) }];
}

/** What a write to a view writes to a part's register: the bits in the register's places, and which of them it may change. */
function inPlace(part: Part, wanted: bigint, hart: HartView): { readonly value: bigint; readonly mask: bigint } {
  const mask = part.writable & allowed(part, hart);
  return { value: (wanted << BigInt(part.shift)) & mask, mask };
}

const isReadOnly = ({ rule: { readOnly } }: Field, hart: HartView) => typeof readOnly === 'function' && readOnly(hart);

/** The legal value of the cell after a write of `wanted` that can change only the bits of `writable`. */
function merge(register: Register, wanted: bigint, writable: bigint, hart: HartView): bigint {
  const old = hart.cell(register.address);
  return legalize(register, (old & ~writable) | (wanted & writable), old, hart);
}

/** The bits of the register that a view may show and change, as far as something else decides it. */
const allowed = ({ only = () => ~0n }: Part, hart: HartView) =>
  typeof only === 'function' ? only(hart) : readCsr(only, hart);

/** The legal value of the register's cell that comes of `wanted`, after `old`. It is its own legal value. */
export function legalize(register: Register, wanted: bigint, old: bigint, hart: HartView): bigint {
  let value = 0n;
  for (const field of register.fields) {
    const legal = legalField(field, extract(field, wanted), extract(field, old), hart);
    if (legal === undefined) return old;
    value = insert(field, legal, value);
  }
  return register.joint ? register.joint(value, seen(register, value, hart)) : value;
}

/** The legal value of one field; undefined when the whole write is to be ignored. */
function legalField(field: Field, wanted: bigint, old: bigint, hart: HartView): bigint | undefined {
  const { rule } = field;
  if (!hasAll(rule.requires, hart.isa)) return 0n;
  if (!isGranted(field, hart)) return old;
  if (rule.fixed !== undefined) return rule.fixed;
  if (rule.only !== undefined) return wanted & rule.only;
  if (rule.legal) return rule.legal(wanted, old, hart);
  if (!rule.oneOf || rule.oneOf.some((legal) => isLegal(legal, wanted, hart))) return wanted;
  if (rule.otherwise === 'keep register') return undefined;
  return typeof rule.otherwise === 'bigint' ? rule.otherwise : old;
}

const isLegal = (legal: NonNullable<FieldDeclaration['oneOf']>[number], wanted: bigint, { isa }: HartView): boolean =>
  typeof legal === 'bigint' ? legal === wanted : legal[0] === wanted && isa.has(legal[1]);

/** The value of the register's cell at reset; it depends on the hart's ISA and hart ID. */
export function resetValue(register: Register, hart: HartView): bigint {
  let value = 0n;
  for (const field of register.fields) {
    const { requires, fixed, reset } = field.rule;
    if (!hasAll(requires, hart.isa)) continue;
    value = insert(field, fixed ?? reset?.(hart) ?? 0n, value);
  }
  return value;
}

/** One field as software reads it in its register, right-aligned. `hart.get` is what the cell holds. */
export const readField = (field: Field, hart: HartView): bigint => extract(field, readCsr(field.csr, hart));
