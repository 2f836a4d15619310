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

/**
 * Makes the function that gives a call its arguments. Each is read from its register when it is asked for, and all calls
 * have one object, so that nothing is made for a call: a handler asks before it changes the registers of its caller.
 */
export function argumentReader(parameters: Parameters): (registers: CallRegisters) => Arguments<Parameters> {
  let registers: CallRegisters;
  const call: Arguments<Parameters> = {};
  for (const [n, [name, type]] of Object.entries(parameters).entries()) {
    const read = readers[type];
    Object.defineProperty(call, name, { get: () => read(registers, n), enumerable: true });
  }
  return (its) => {
    registers = its;
    return call;
  };
}
