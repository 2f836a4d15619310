/** The formats of floating-point numbers: half, single and double precision (unpriv "Single-Precision Floating-Point Computational Instructions"). */
export type FloatFormat = 'f16' | 'f32' | 'f64';

/** The integers that a floating-point number is converted from and to: signed and unsigned, of 32 and 64 bits. */
export type FloatInteger = 'i32' | 'u32' | 'i64' | 'u64';

/**
 * The floating-point operations, each defined once, by name, in the hart. Operands and results in a format are its bare
 * bits, zero-extended; integers of 32 bits come as they are in the low half, and leave sign-extended. `mulAdd` is
 * a × b + c with one rounding. `minimum` and `maximum` give a NaN for a NaN, `min` and `max` the other operand. `eq`,
 * `ltQuiet` and `leQuiet` do not mind a quiet NaN. `round` gives an integer as a floating-point number, and `roundExact`
 * tells whether that changed it. `constant` is the one of fli with this number.
 */
export type FloatOperation =
  | `${FloatFormat}.${'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'mulAdd' | 'round' | 'roundExact' | 'constant'}`
  | `${FloatFormat}.${'min' | 'max' | 'minimum' | 'maximum' | 'eq' | 'lt' | 'le' | 'ltQuiet' | 'leQuiet' | 'classify'}`
  | `${FloatFormat}.${'from' | 'to'} ${FloatInteger}`
  | `${FloatFormat}.from ${FloatFormat}`
  /** Bits 31:0 of the integer, however large it is. */
  | 'f64.to i32 modular';
