/** The integer registers by their ABI names, x0 first (the names that GNU objdump prints). */
export const registerNames: readonly string[] =
  'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');

/** Every way to write a register: the ABI name, `x0` to `x31`, and `fp` for s0. */
export const registerNumbers: ReadonlyMap<string, number> = new Map([
  ...registerNames.flatMap((name, number): [string, number][] => [
    [name, number],
    [`x${number}`, number],
  ]),
  ['fp', 8],
]);

/** The floating-point registers by their ABI names, f0 first. */
export const floatRegisterNames: readonly string[] =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(
    ' ',
  );

/** Every way to write a floating-point register: the ABI name, and `f0` to `f31`. */
export const floatRegisterNumbers: ReadonlyMap<string, number> = new Map(
  floatRegisterNames.flatMap((name, number): [string, number][] => [
    [name, number],
    [`f${number}`, number],
  ]),
);

/** Rounding modes by the value of an rm field. 5 and 6 are reserved (unpriv "Floating-Point Control and Status Register"). */
export const roundingModes: readonly (string | undefined)[] = [
  'rne',
  'rtz',
  'rdn',
  'rup',
  'rmm',
  undefined,
  undefined,
  'dyn',
];

/** The sets that a fence orders, highest bit first: device input and output, memory reads and writes. */
export const fenceLetters: readonly string[] = ['i', 'o', 'r', 'w'];
