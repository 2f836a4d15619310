import {
  type CellHolder,
  type Csr,
  extract,
  type Format,
  fromHalves,
  type Half,
  type HartView,
  insert,
  isWide,
  type Part,
  type Plan,
  type Register,
  type Ruled,
  toSignedHalves,
  valueIn,
  withValue,
} from './csr.ts';
import { allowed, isGranted, seen } from './csr-value.ts';
import { hasAll } from './extensions.ts';

/** Writes to this CSR what an instruction wants there: the cells of its registers take the legal values that come of it. */
export function writeHalves(csr: Csr, low: number, high: number, hart: CellHolder): void {
  switch (csr.kind) {
    case 'register': {
      if (csr.written) return csr.written(hart);
      const { writable, sometimesReadOnly } = hart.plans.of(csr);
      let [lowMask, highMask] = writable;
      for (const { rule, masks } of sometimesReadOnly) {
        if (!(rule.readOnly as (hart: HartView) => boolean)(hart)) continue;
        lowMask &= ~masks[0];
        highMask &= ~masks[1];
      }
      return merge(csr, low, high, lowMask, highMask, hart);
    }
    case 'view':
      for (const { of, parts } of csr.registers) writeParts(of, parts, low, high, hart);
      return;
    case 'window': {
      const selected = csr.selects(hart);
      if (selected) writeHalves(selected, low, high, hart);
    }
  }
}

/** Writes to one register of a view what its parts take of the bits, put back into the register's places. */
function writeParts(register: Register, parts: readonly Part[], low: number, high: number, hart: CellHolder): void {
  let lowBits = 0;
  let highBits = 0;
  let lowMask = 0;
  let highMask = 0;
  for (const part of parts) {
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
  merge(register, lowBits, highBits, lowMask, highMask, hart);
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
  const plan = hart.plans.of(register);
  const oldLow = hart.half(register.address, 0) | 0;
  const oldHigh = hart.half(register.address, 1) | 0;
  const wantedLow = oldLow ^ ((oldLow ^ low) & lowMask);
  const wantedHigh = oldHigh ^ ((oldHigh ^ high) & highMask);
  if (isVetoed(plan, wantedLow, wantedHigh)) return;
  const legalLow = legalHalf(plan, 0, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  const legalHigh = legalHalf(plan, 1, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  hart.store(register, joined(plan, legalLow, legalHigh, hart), legalHigh);
}

/** Whether a field has an illegal value that stops the whole write. */
function isVetoed({ vetoes }: Plan, low: number, high: number): boolean {
  for (const { field, oneOf } of vetoes)
    if (!isWide(field) && !oneOf?.includes(valueIn(field, field.half === 0 ? low : high))) return true;
  return false;
}

/** The low half after the rule that joins fields, if there is one. */
export const joined = (plan: Plan, low: number, high: number, hart: HartView): number =>
  plan.joint ? plan.joint(low, seen(plan, low, 0, hart), seen(plan, high, 1, hart)) : low;

/** One half of what comes of a wanted value, after an old one, when each field has become legal by itself. */
function legalHalf(
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
    if (isWide(field)) {
      const legal = legalWide(ruled, fromHalves(wantedLow, wantedHigh), fromHalves(oldLow, oldHigh), hart);
      value |= toSignedHalves(legal)[half] & field.masks[half];
    } else {
      value = withValue(field, legalValue(ruled, valueIn(field, wanted), valueIn(field, old), hart), value);
    }
  }
  return value;
}

/** The legal value of a field that lies in one half. What it is already, it may stay. */
function legalValue({ oneOf, legal, otherwise, granted }: Ruled, wanted: number, old: number, hart: HartView): number {
  if (wanted === old) return old;
  if (granted && !isGranted(granted, hart)) return old;
  if (legal) return legal(wanted, old, hart);
  if (!oneOf || oneOf.includes(wanted)) return wanted;
  return typeof otherwise === 'number' ? otherwise : old;
}

/** In place, within the whole register. Of these fields only the registers of triggers and selectors have rules. */
function legalWide(
  { field, oneOf, legalWide: legal, otherwise }: Ruled,
  wanted: bigint,
  old: bigint,
  hart: HartView,
): bigint {
  const asked = extract(field, wanted);
  const before = extract(field, old);
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

/** The legal value of a register's cell, or in a format, that comes of `wanted`, after `old`. It is its own legal value. */
export function legalize(of: Register | Format, wanted: bigint, old: bigint, hart: HartView): bigint {
  const plan = of.kind === 'format' ? hart.plans.ofFormat(of) : hart.plans.of(of);
  const [wantedLow, wantedHigh] = toSignedHalves(wanted);
  const [oldLow, oldHigh] = toSignedHalves(old);
  if (isVetoed(plan, wantedLow, wantedHigh)) return old;
  const low = legalHalf(plan, 0, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  const high = legalHalf(plan, 1, wantedLow, wantedHigh, oldLow, oldHigh, hart);
  return fromHalves(joined(plan, low, high, hart), high);
}
