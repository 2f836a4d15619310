import {
  type Destination,
  type Does,
  type Expr,
  type FloatDestination,
  type RoundingMode,
  type Width,
  add,
  and,
  eq,
  float,
  guard,
  literal,
  load,
  or,
  select,
  set,
  setFloat,
  sext,
  srl,
  store,
  t,
  xor,
  zext,
} from '../expr.ts';
import type { FloatFormat, FloatInteger } from '../float-operation.ts';

/** What a row may name, as far as these semantics need it. */
interface To {
  frd: FloatDestination;
}
interface ToInteger {
  rd: Destination;
}
interface One {
  frs1: Expr;
}
interface Two extends One {
  frs2: Expr;
}
interface Three extends Two {
  frs3: Expr;
}
interface Rounded {
  rm: RoundingMode;
}

const widths = { f16: 16, f32: 32, f64: 64 } as const;
const ones = (bits: number) => (1n << BigInt(bits)) - 1n;
/** The canonical NaNs (unpriv "NaN Generation and Propagation"). */
const canonicalNaN = { f16: literal(0x7e00n), f32: literal(0x7fc0_0000n), f64: literal(0x7ff8_0000_0000_0000n) };

/** A number of `format` as a register holds it (unpriv "NaN Boxing of Narrower Values"). */
export function boxed(format: FloatFormat, bits: Expr): Expr {
  return format === 'f64' ? bits : or(bits, literal(ones(64) - ones(widths[format])));
}

/** The number of `format` that a register holds: the canonical NaN when it is not boxed (ibid.). */
export function unboxed(format: FloatFormat, register: Expr): Expr {
  if (format === 'f64') return register;
  const width = widths[format];
  const isBoxed = eq(srl(register, literal(BigInt(width))), literal(ones(64 - width)));
  return select(isBoxed, zext(width, register), canonicalNaN[format]);
}

/** What the instructions of one format do. Each begins with the guard, so that with FS Off there is no other effect. */
export function floatSemantics(format: FloatFormat) {
  const width = widths[format];
  const bytes = (width / 8) as Width;
  const sign = literal(1n << BigInt(width - 1));
  const magnitude = literal(ones(width - 1));
  const value = (register: Expr) => unboxed(format, register);
  const result = (frd: FloatDestination) => setFloat(frd, boxed(format, t));
  /** A narrow transfer takes the low bits, boxed or not. */
  const low = (register: Expr) => (width === 64 ? register : zext(width, register));
  const injection =
    (signOf: (a: Expr, b: Expr) => Expr) =>
    ({ frd, frs1, frs2 }: To & Two): Does => {
      const [a, b] = [value(frs1), value(frs2)];
      return [guard('FS'), setFloat(frd, boxed(format, or(and(a, magnitude), and(signOf(a, b), sign))))];
    };

  return {
    load: ({ frd, rs1, imm }: To & { rs1: Expr; imm: Expr }): Does => [
      guard('FS'),
      load(t, bytes, add(rs1, imm)),
      result(frd),
    ],
    store: ({ rs1, frs2, imm }: { rs1: Expr; frs2: Expr; imm: Expr }): Does => [
      guard('FS'),
      store(bytes, add(rs1, imm), frs2),
    ],

    unary:
      (operation: 'sqrt' | 'round' | 'roundExact') =>
      ({ frd, frs1, rm }: To & One & Rounded): Does => [
        guard('FS'),
        float(t, `${format}.${operation}`, [value(frs1)], rm),
        result(frd),
      ],
    binary:
      (operation: 'add' | 'sub' | 'mul' | 'div') =>
      ({ frd, frs1, frs2, rm }: To & Two & Rounded): Does => [
        guard('FS'),
        float(t, `${format}.${operation}`, [value(frs1), value(frs2)], rm),
        result(frd),
      ],
    /** ± (frs1 × frs2) ± frs3. A changed sign of an operand is exact, and of a NaN it does not matter. */
    mulAdd:
      (product: '+' | '-', addend: '+' | '-') =>
      ({ frd, frs1, frs2, frs3, rm }: To & Three & Rounded): Does => {
        const signed = (by: '+' | '-', operand: Expr) => (by === '+' ? operand : xor(operand, sign));
        const operands = [signed(product, value(frs1)), value(frs2), signed(addend, value(frs3))];
        return [guard('FS'), float(t, `${format}.mulAdd`, operands, rm), result(frd)];
      },

    copySign: injection((_a, b) => b),
    copyInvertedSign: injection((_a, b) => xor(b, sign)),
    xorSign: injection((a, b) => xor(a, b)),
    choice:
      (operation: 'min' | 'max' | 'minimum' | 'maximum') =>
      ({ frd, frs1, frs2 }: To & Two): Does => [
        guard('FS'),
        float(t, `${format}.${operation}`, [value(frs1), value(frs2)]),
        result(frd),
      ],
    comparison:
      (operation: 'eq' | 'lt' | 'le' | 'ltQuiet' | 'leQuiet') =>
      ({ rd, frs1, frs2 }: ToInteger & Two): Does => [
        guard('FS'),
        float(t, `${format}.${operation}`, [value(frs1), value(frs2)]),
        set(rd, t),
      ],
    classify: ({ rd, frs1 }: ToInteger & One): Does => [
      guard('FS'),
      float(t, `${format}.classify`, [value(frs1)]),
      set(rd, t),
    ],
    constant: ({ frd, imm }: To & { imm: Expr }): Does => [
      guard('FS'),
      float(t, `${format}.constant`, [imm]),
      result(frd),
    ],

    toInteger:
      (integer: FloatInteger) =>
      ({ rd, frs1, rm }: ToInteger & One & Rounded): Does => [
        guard('FS'),
        float(t, `${format}.to ${integer}`, [value(frs1)], rm),
        set(rd, t),
      ],
    fromInteger:
      (integer: FloatInteger) =>
      ({ frd, rs1, rm }: To & { rs1: Expr } & Rounded): Does => [
        guard('FS'),
        float(t, `${format}.from ${integer}`, [rs1], rm),
        result(frd),
      ],
    fromFloat:
      (source: FloatFormat) =>
      ({ frd, frs1, rm }: To & One & Rounded): Does => [
        guard('FS'),
        float(t, `${format}.from ${source}`, [unboxed(source, frs1)], rm),
        result(frd),
      ],

    moveToInteger: ({ rd, frs1 }: ToInteger & One): Does => [
      guard('FS'),
      set(rd, width === 64 ? frs1 : sext(width, frs1)),
    ],
    moveFromInteger: ({ frd, rs1 }: To & { rs1: Expr }): Does => [guard('FS'), setFloat(frd, boxed(format, low(rs1)))],
  };
}
