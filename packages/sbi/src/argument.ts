/**
 * How each C type of the specification's prototypes is read from a register. A parameter narrower than XLEN ignores the
 * register's upper bits: "higher privilege software must ensure that it only uses 32 bit data" (sbi "Binary Encoding").
 * XLEN is 64, so a `uint64_t` is one register.
 */
const readers = {
  uint8_t: (register: bigint) => Number(BigInt.asUintN(8, register)),
  uint32_t: (register: bigint) => Number(BigInt.asUintN(32, register)),
  uint64_t: (register: bigint) => register,
  'unsigned long': (register: bigint) => register,
  long: (register: bigint) => BigInt.asIntN(64, register),
  int: (register: bigint) => Number(BigInt.asIntN(32, register)),
} as const;

/** A C type of the specification's prototypes. */
export type ArgumentType = keyof typeof readers;

/** The parameters of one function, in register order from a0. */
export type Parameters = Readonly<Record<string, ArgumentType>>;

/** What a handler is given: each parameter by its name in the specification, as a number or a bigint by its width. */
export type Arguments<P extends Parameters> = { readonly [K in keyof P]: ReturnType<(typeof readers)[P[K]]> };

/** Registers a0, a1, … of a caller, as unsigned 64-bit integers; those that are missing count as 0. */
export type ArgumentRegisters = ArrayLike<bigint>;

/** Makes the function that reads the arguments of a call from its registers. */
export function argumentReader(parameters: Parameters): (registers: ArgumentRegisters) => Arguments<Parameters> {
  const rows = Object.entries(parameters).map(([name, type]) => ({ name, read: readers[type] }));
  return (registers) => {
    const args: Record<string, number | bigint> = {};
    for (let n = 0; n < rows.length; n++) {
      const { name, read } = rows[n]!;
      args[name] = read(registers[n] ?? 0n);
    }
    return args;
  };
}
