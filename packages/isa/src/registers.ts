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

/** The sets that a fence orders, highest bit first: device input and output, memory reads and writes. */
export const fenceLetters: readonly string[] = ['i', 'o', 'r', 'w'];
