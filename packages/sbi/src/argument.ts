import type { CallRegisters } from './call-registers.ts';

/**
 * How each C type of the specification's prototypes is read from register a0 + n. A parameter narrower than XLEN ignores
 * the register's upper bits: "higher privilege software must ensure that it only uses 32 bit data" (sbi "Binary
 * Encoding"). XLEN is 64, so a `uint64_t` is one register.
 */
const readers = {
  uint8_t: ({ halves }: CallRegisters, n: number) => halves[2 * n]! & 0xff,
  uint32_t: ({ halves }: CallRegisters, n: number) => halves[2 * n]!,
  uint64_t: ({ values }: CallRegisters, n: number) => values[n]!,
  'unsigned long': ({ values }: CallRegisters, n: number) => values[n]!,
  long: ({ values }: CallRegisters, n: number) => BigInt.asIntN(64, values[n]!),
  int: ({ halves }: CallRegisters, n: number) => halves[2 * n]! | 0,
} as const;

/** A C type of the specification's prototypes. */
export type ArgumentType = keyof typeof readers;

/** The parameters of one function, in register order from a0. */
export type Parameters = Readonly<Record<string, ArgumentType>>;

/** What a handler is given: each parameter by its name in the specification, as a number or a bigint by its width. */
export type Arguments<P extends Parameters> = { readonly [K in keyof P]: ReturnType<(typeof readers)[P[K]]> };

/** The arguments of every function that has none. */
const nothing: Arguments<Parameters> = {};

/** Makes the function that reads the arguments of a call from its registers. */
export function argumentReader(parameters: Parameters): (registers: CallRegisters) => Arguments<Parameters> {
  const rows = Object.entries(parameters).map(([name, type]) => ({ name, read: readers[type] }));
  if (rows.length === 0) return () => nothing;
  return (registers) => {
    const args: Record<string, number | bigint> = {};
    for (let n = 0; n < rows.length; n++) {
      const { name, read } = rows[n]!;
      args[name] = read(registers, n);
    }
    return args;
  };
}
