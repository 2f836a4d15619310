import { type Decoded, hex, rs1, rs2, rs3 } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import type { Target } from './peer.ts';
import { holder } from './values.ts';

/** A format by the widths of its exponent and its fraction. */
interface Format {
  readonly exponent: number;
  readonly fraction: number;
}

const formats: readonly Format[] = [
  { exponent: 5, fraction: 10 },
  { exponent: 8, fraction: 23 },
  { exponent: 11, fraction: 52 },
];

/** Sets the floating-point registers that the instruction reads, now and then to what is nearly the same. */
export function floatOperands(random: Random, { isa }: Target, { insn, word }: Decoded): string {
  const numbers = { frs1: rs1(word), frs2: rs2(word), frs3: rs3(word) };
  const read = (['frs1', 'frs2', 'frs3'] as const).filter((name) => insn.operands.has(name) && !random.oneIn(3));
  const common = floatValue(random);
  // Loads are for what the moves of an ISA without D cannot write.
  const move = isa.has('D') ? 'fmv.d.x' : 'fmv.w.x';
  return read
    .map((name) => {
      const holds = random.oneIn(3)
        ? common ^ random.of([0n, 1n, 2n, 1n << 63n, 1n << 31n, 1n << 15n])
        : floatValue(random);
      const register = holder(random);
      return ` li ${register}, ${hex(holds)}\n ${move} f${numbers[name]}, ${register}\n`;
    })
    .join('');
}

/** What a register holds: a value of a format, boxed as it must be, or now and then not. */
function floatValue(random: Random): bigint {
  if (random.oneIn(8)) return random.word();
  const format = random.of(formats);
  const width = BigInt(1 + format.exponent + format.fraction);
  const box = random.oneIn(12) ? random.word() : -1n;
  return BigInt.asUintN(64, (box << width) | pattern(random, format));
}

/** A number at which floating point has its edges, or near one. */
function pattern(random: Random, { exponent, fraction }: Format): bigint {
  const infinite = (1 << exponent) - 1;
  const one = infinite >> 1;
  const exponents = [
    0,
    0,
    1,
    2,
    one - 1,
    one,
    one + random.below(4),
    one + fraction,
    one - fraction,
    infinite - 1,
    infinite,
  ];
  const biased = BigInt(random.oneIn(3) ? random.below(infinite + 1) : random.of(exponents));
  const ones = (1n << BigInt(fraction)) - 1n;
  const fractions = [
    0n,
    0n,
    1n,
    ones,
    ones ^ 1n,
    (ones + 1n) >> 1n,
    random.word() & ones,
    random.word() & random.word() & ones,
  ];
  const sign = BigInt(random.below(2));
  return (((sign << BigInt(exponent)) | biased) << BigInt(fraction)) | random.of(fractions);
}
