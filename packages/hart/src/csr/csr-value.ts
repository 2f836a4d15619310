import {
  type AnyField,
  type CellHolder,
  type Csr,
  extract,
  type Field,
  fromHalves,
  type Half,
  type HartView,
  insert,
  isWide,
  type Part,
  type Plan,
  type Ruled,
  type Register,
  toHalves,
} from './csr.ts';
import { hasAll } from './extensions.ts';

/** 32 bits of what software reads in this CSR, unsigned, whatever the mode: no gate is asked. */
export function readHalf(csr: Csr, half: Half, hart: HartView): number {
  switch (csr.kind) {
    case 'register':
      return readRegister(csr, half, hart);
    case 'view': {
      let bits = 0;
      for (const part of csr.parts) if (part.to === half) bits |= shown(part, hart);
      return bits >>> 0;
    }
    case 'window': {
      const selected = csr.selects(hart);
      return selected ? readHalf(selected, half, hart) : 0;
    }
  }
}

function readRegister(register: Register, half: Half, hart: HartView): number {
  const plan = hart.plans.of(register);
  if (plan.plain) return hart.half(register.address, half);
  const value = seen(plan, hart.half(register.address, half), half, hart);
  return (register.reads ? register.reads(value, half, hart) : value) >>> 0;
}

/** What a part of a view shows. */
function shown(part: Part, hart: HartView): number {
  const { of, from, shift, visible, held } = part;
  const value = held ? hart.half(of.address, from) : readHalf(of, from, hart);
  return (value & visible & allowed(part, hart)) >>> shift;
}

/** The bits of the register's half that a view may show and change, as far as something else decides it. */
function allowed({ only, from }: Part, hart: HartView): number {
  if (only === undefined) return -1;
  return typeof only === 'function' ? only(hart, from) : readHalf(only, from, hart);
}

/** One half of a cell without the fields that are not granted. */
function seen({ granted }: Plan, cell: number, half: Half, hart: HartView): number {
  let value = cell;
  for (const field of granted) if (field.half === half && !isGranted(field, hart)) value &= ~field.masks[half];
  return value;
}

/** A field grants nothing that it is not granted itself. One that this hart does not have at all denies nothing. */
export function isGranted({ rule: { grantedBy, grantedToGuestBy } }: Field, hart: HartView): boolean {
  const by = (hart.V ? grantedToGuestBy : undefined) ?? grantedBy;
  return !by || !hart.plans.of(by.csr).exists || (held(by, hart) !== 0 && isGranted(by, hart));
}

/** What the cell holds of a field, right-aligned and unsigned. */
export const held = ({ address, half, ones, shift }: Field, hart: HartView): number =>
  (hart.half(address, half) & ones) >>> shift;

/** The value of a field that acts: `HartView.get` for harts of every kind. */
export function acting(field: Field, hart: HartView): number {
  if (field.plain) return held(field, hart);
  return (readRegister(field.csr, field.half, hart) & field.ones) >>> field.shift;
}

/**
 * The half of the value from which a read-modify-write instruction (CSRRS, CSRRC) starts. It differs from what the
 * instruction returns in rd only where hardware adds to the software-writable bits, as the external line does to
 * mip.SEIP (priv "Machine Interrupt (mip and mie) Registers").
 */
export function halfToModify(csr: Csr, half: Half, hart: HartView): number {
  switch (csr.kind) {
    case 'register':
      return hart.half(csr.address, half);
    case 'view': {
      let bits = 0;
      for (const part of csr.parts) {
        if (part.to !== half) continue;
        bits |= (hart.half(part.of.address, part.from) & part.visible & allowed(part, hart)) >>> part.shift;
      }
      return bits >>> 0;
    }
    case 'window':
      return readHalf(csr, half, hart);
  }
}

/** Writes to this CSR what an instruction wants there: the cells of its registers take the legal values that come of it. */
export function writeHalves(csr: Csr, low: number, high: number, hart: CellHolder): void {
  switch (csr.kind) {
    case 'register': {
      const plan = hart.plans.of(csr);
      let [lowMask, highMask] = plan.writable;
      for (const field of plan.sometimesReadOnly) {
        if (!(field.rule.readOnly as (hart: HartView) => boolean)(hart)) continue;
        lowMask &= ~field.masks[0];
        highMask &= ~field.masks[1];
      }
      return merge(csr, low, high, lowMask, highMask, hart);
    }
    case 'view':
      return writeParts(csr.parts, low, high, hart);
    case 'window': {
      const selected = csr.selects(hart);
      if (selected) writeHalves(selected, low, high, hart);
    }
  }
}

/** Writes to each register of a view what its parts take of the bits, put back into the register's places. */
function writeParts(parts: readonly Part[], low: number, high: number, hart: CellHolder): void {
  for (let first = 0; first < parts.length; first++) {
    const register = parts[first]!.of;
    let [lowBits, highBits, lowMask, highMask] = [0, 0, 0, 0];
    let earlier = false;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      if (part.of !== register) continue;
      if (index < first) earlier = true;
      const mask = part.writable & allowed(part, hart);
      const bits = ((part.to === 0 ? low : high) << part.shift) & mask;
      if (part.from === 0) {
        lowMask |= mask;
        lowBits |= bits;
      } else {
        highMask |= mask;
        highBits |= bits;
      }
    }
    if (!earlier) merge(register, lowBits, highBits, lowMask, highMask, hart);
  }
}

/** Gives the cell the legal value that comes of a write that can change only the bits of the masks. */
function merge(
  register: Register,
  low: number,
  high: number,
  lowMask: number,
  highMask: number,
  hart: CellHolder,
): void {
  const oldLow = hart.half(register.address, 0);
  const oldHigh = hart.half(register.address, 1);
  const wantedLow = (oldLow & ~lowMask) | (low & lowMask);
  const wantedHigh = (oldHigh & ~highMask) | (high & highMask);
  const legalLow = legalHalf(register, 0, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  const legalHigh = legalHalf(register, 1, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  hart.store(register, legalLow, legalHigh);
}

/** One half of the legal value of a cell that comes of a wanted value, after an old one. */
function legalHalf(
  register: Register,
  half: Half,
  wantedLow: number,
  wantedHigh: number,
  oldLow: number,
  oldHigh: number,
  hart: HartView,
): number {
  const plan = hart.plans.of(register);
  for (const { field, oneOf } of plan.vetoes) {
    const wanted = field.half === 0 ? wantedLow : wantedHigh;
    if (!oneOf?.includes((wanted & field.masks[field.half]) >>> field.shift)) return half === 0 ? oldLow : oldHigh;
  }
  const legal = legalFields(plan, half, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  if (half === 1 || !register.joint) return legal;
  const legalHigh = legalFields(plan, 1, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  return register.joint(legal, seen(plan, legal, 0, hart), seen(plan, legalHigh, 1, hart));
}

/** The same before the rule that joins fields. */
function legalFields(
  plan: Plan,
  half: Half,
  wantedLow: number,
  wantedHigh: number,
  oldLow: number,
  oldHigh: number,
  hart: HartView,
): number {
  const wanted = half === 0 ? wantedLow : wantedHigh;
  const old = half === 0 ? oldLow : oldHigh;
  let value = (wanted & plan.free[half]) | plan.fixed[half];
  for (const ruled of plan.ruled[half]) {
    const { field } = ruled;
    const legal = isWide(field)
      ? toHalves(legalWide(ruled, fromHalves(wantedLow, wantedHigh), fromHalves(oldLow, oldHigh), hart))[half]
      : legalValue(
          field,
          ruled,
          (wanted & field.masks[field.half]) >>> field.shift,
          (old & field.masks[field.half]) >>> field.shift,
          hart,
        );
    value = place(field, half, legal, value);
  }
  return value;
}

/** The half with this field replaced: by its value, or for a wide one by this half of its value. */
const place = (field: AnyField, half: Half, value: number, into: number): number =>
  isWide(field)
    ? (into & ~field.masks[half]) | (value & field.masks[half])
    : (into & ~field.masks[half]) | ((value << field.shift) & field.masks[half]);

/** The legal value of a field that lies in one half. */
function legalValue(field: Field, { oneOf }: Ruled, wanted: number, old: number, hart: HartView): number {
  const { grantedBy, legal, otherwise } = field.rule;
  if (grantedBy && !isGranted(field, hart)) return old;
  if (legal) return legal(wanted, old, hart);
  if (!oneOf || oneOf.includes(wanted)) return wanted;
  return typeof otherwise === 'number' ? otherwise : old;
}

/** In place, within the whole register. Of these fields only the registers of triggers and selectors have rules. */
function legalWide({ field, oneOf }: Ruled, wanted: bigint, old: bigint, hart: HartView): bigint {
  const asked = extract(field, wanted);
  const before = extract(field, old);
  const { legalWide: legal, otherwise } = field.rule;
  if (legal) return legal(asked, before, hart) << BigInt(field.low);
  if (!oneOf || oneOf.some((one) => BigInt(one) === asked)) return wanted & field.mask;
  return (typeof otherwise === 'number' ? BigInt(otherwise) : before) << BigInt(field.low);
}

/** The value of the register's cell at reset; it depends on the hart's ISA and hart ID. */
export function resetValue(register: Register, hart: HartView): bigint {
  let value = 0n;
  for (const field of register.fields) {
    const { requires, fixed, reset } = field.rule;
    if (!hasAll(requires, hart.isa)) continue;
    value = insert(field, fixed === undefined ? (reset?.(hart) ?? 0n) : BigInt(fixed), value);
  }
  return value;
}

/** What the hart holds for a register, as one value: for those whose fields lie in both halves. */
export const wholeCell = ({ address }: Register, hart: HartView): bigint =>
  fromHalves(hart.half(address, 0), hart.half(address, 1));

/** What software reads in this CSR, as one value: for tests, reports and the edges of the API. */
export const readCsr = (csr: Csr, hart: HartView): bigint => fromHalves(readHalf(csr, 0, hart), readHalf(csr, 1, hart));

/** The legal value of the register's cell that comes of `wanted`, after `old`. It is its own legal value. */
export function legalize(register: Register, wanted: bigint, old: bigint, hart: HartView): bigint {
  const [wantedLow, wantedHigh] = toHalves(wanted);
  const [oldLow, oldHigh] = toHalves(old);
  const legal = (half: Half) => legalHalf(register, half, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  return fromHalves(legal(0), legal(1));
}
