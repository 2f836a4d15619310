import {
  type Csr,
  type Field,
  fromHalves,
  type Half,
  type HartView,
  type Part,
  type Plan,
  type Register,
  valueIn,
} from './csr.ts';

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
export function allowed({ only, from }: Part, hart: HartView): number {
  if (only === undefined) return -1;
  return typeof only === 'function' ? only(hart, from) : readHalf(only, from, hart);
}

/** One half of a cell without the fields that are not granted. */
export function seen({ granted }: Plan, cell: number, half: Half, hart: HartView): number {
  let value = cell;
  for (const field of granted) if (field.half === half && !isGranted(field, hart)) value &= ~field.masks[half];
  return value;
}

/** A field grants nothing that it is not granted itself. One that this hart does not have at all denies nothing. */
export function isGranted({ grantedBy, grantedToGuestBy }: Field, hart: HartView): boolean {
  const by = (grantedToGuestBy && hart.V ? grantedToGuestBy : undefined) ?? grantedBy;
  if (by === undefined) return true;
  return held(by, hart) !== 0 ? isGranted(by, hart) : !hart.plans.of(by.csr).exists;
}

/** What the cell holds of a field, right-aligned and unsigned. */
export const held = (field: Field, hart: HartView): number => valueIn(field, hart.half(field.address, field.half));

/** The value of a field that acts: `HartView.get` for harts of every kind. */
export function acting(field: Field, hart: HartView): number {
  return field.plain ? held(field, hart) : valueIn(field, readRegister(field.csr, field.half, hart));
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

/** What the hart holds for a register, as one value: for those whose fields lie in both halves. */
export const wholeCell = ({ address }: Register, hart: HartView): bigint =>
  fromHalves(hart.half(address, 0), hart.half(address, 1));

/** What software reads in this CSR, as one value: for tests, reports and the edges of the API. */
export const readCsr = (csr: Csr, hart: HartView): bigint => fromHalves(readHalf(csr, 0, hart), readHalf(csr, 1, hart));
