import { hex } from '@hartlab/isa';
import type { BoardOptions } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import { deviceAccess, type More, type ProgramMode, sbi, SRST, type Statement } from './random-board-program.ts';

/** Where they are on QEMU's virt (hw/riscv/virt.c). */
const APLIC = { m: 0xc00_0000, s: 0xd00_0000 } as const;
const IMSIC = { m: 0x2400_0000, s: 0x2800_0000 } as const;
const SSWI = 0x2f0_0000;
const TEST_FINISHER = 0x10_0000;
const RESET = 0x7777;
/** Sources of the UART and of the RTC. */
const SOURCES = [10, 11];

/** Names in the data of a program. */
const names = `
 .balign 8
names: .asciz ":tt"
 .balign 8
 .asciz ":semihosting-features"
`;
const CONSOLE = 'names';
const FEATURES = 'names + 8';

const store = (address: number, value: number | string): string =>
  ` li t0, ${hex(address)}\n li t1, ${value}\n sw t1, 0(t0)\n`;

/** A call of semihosting with a block of these fields, which are addresses or numbers. */
const semihosted = (random: Random, operation: number, fields: readonly (string | number)[]): string => {
  const put = fields.map(
    (field, n) => ` ${typeof field === 'string' ? 'la' : 'li'} t0, ${field}\n sd t0, ${8 * n}(a1)\n`,
  );
  return ` la a1, data + ${64 * random.below(16)}\n${put.join('')} li a0, ${operation}\n j 9f\n .balign 16\n9:\n slli x0, x0, 0x1f\n ebreak\n srai x0, x0, 7\n`;
};

const buffer = (random: Random): string => `data + ${2048 + 8 * random.below(64)}`;
const handle = (random: Random): number => 1 + random.below(3);

/** RISC-V Semihosting, "Semihosting operations": what is opened, read, asked for and written. */
const semihosting: readonly Statement[] = [
  (random) => semihosted(random, 0x01, [CONSOLE, random.of([0, 4, 8]), 3]),
  (random) => semihosted(random, 0x01, [FEATURES, 0, 21]),
  (random) => semihosted(random, 0x02, [handle(random)]),
  (random) => semihosted(random, 0x03, [random.below(256)]),
  (random) => semihosted(random, 0x05, [handle(random), buffer(random), random.below(9)]),
  (random) => semihosted(random, 0x06, [handle(random), buffer(random), random.below(4)]),
  (random) => semihosted(random, 0x06, [handle(random), buffer(random), random.below(4)]),
  (random) => semihosted(random, 0x07, []),
  (random) => semihosted(random, 0x0a, [handle(random), random.below(6)]),
  (random) => semihosted(random, random.of([0x10, 0x11, 0x13, 0x30]), []),
];

/** A reset, by the firmware or not. */
const reset: Statement = (random, mode) =>
  mode === 's' && random.oneIn(2) ? sbi(SRST, 0, random.of([1, 2]), 0) : store(TEST_FINISHER, RESET);
const seldomReset: Statement = (random, mode, harts) => (random.oneIn(8) ? reset(random, mode, harts) : ' nop\n');

/** Any register of a domain, by its offset (aia "Memory-mapped control region for an interrupt domain"). */
const aplicOffset = (random: Random, harts: number): number =>
  random.of([
    0,
    4 * random.of(SOURCES),
    0x1bc0 + 4 * random.below(4),
    ...[0x1c00, 0x1d00, 0x1e00, 0x1f00].map((base) => base + 4 * random.below(3)),
    random.of([0x1cdc, 0x1ddc, 0x1edc, 0x1fdc, 0x2000, 0x2004, 0x3000]),
    0x3000 + 4 * random.of(SOURCES),
    ...[0, 4, 8, 0x18, 0x1c].map((register) => 0x4000 + 32 * random.below(harts) + register),
  ]);

/** A domain that delivers the interrupts of the UART and of the RTC to a hart. */
const aplicOn: Statement = (random, mode, harts) => {
  const base = APLIC[mode];
  const hart = random.below(harts);
  const sources = SOURCES.map(
    (source) =>
      store(base + 4 * source, random.of([1, 4, 6, 7])) + store(base + 0x3000 + 4 * source, (hart << 18) | source),
  );
  return `${store(base, 0x100)}${sources.join('')}${store(base + 0x1e00, 3 << 10)}${store(base + 0x4000 + 32 * hart, 1)}`;
};

const aplic: readonly Statement[] = [
  aplicOn,
  aplicOn,
  (random, mode, harts) => deviceAccess(random, APLIC[mode] + aplicOffset(random, harts)),
  // One source that is made pending.
  (random, mode) => store(APLIC[mode] + 0x1cdc, random.of(SOURCES)),
];

/** Registers of an interrupt file that are reached indirectly (aia "Indirectly accessed interrupt-file registers"). */
const imsic: readonly Statement[] = [
  (_random, mode) =>
    [0x70, 0xc0]
      .map((register) => ` li t0, ${register}\n csrw ${mode}iselect, t0\n li t0, -1\n csrw ${mode}ireg, t0\n`)
      .join(''),
  (random, mode) =>
    ` li t0, ${random.of([0x70, 0x72, 0x80, 0x82, 0xc0, 0xc2, random.below(256)])}\n csrw ${mode}iselect, t0\n li t0, ${hex(random.word())}\n ${random.of(['csrw', 'csrs', 'csrc'])} ${mode}ireg, t0\n`,
  (random, mode) => (random.oneIn(2) ? ` csrr t1, ${mode}topei\n` : ` csrrw t1, ${mode}topei, zero\n`),
  (random, mode, harts) => store(IMSIC[mode] + 0x1000 * random.below(harts), random.below(70)),
  (random, mode, harts) => store(IMSIC[mode] + 0x1000 * random.below(harts), 1 + random.below(20)),
];

/** What can be done on this board, beyond what can be done on each. */
export const moreOf = ({ aia = 'none', aclint = false }: BoardOptions): More => ({
  statements: [
    ...semihosting,
    seldomReset,
    ...(aia === 'none' ? [] : aplic),
    ...(aia === 'aplic-imsic' ? imsic : []),
    ...(aclint
      ? [(random: Random, _mode: ProgramMode, harts: number) => store(SSWI + 4 * random.below(harts), 1)]
      : []),
  ],
  claim: (mode) =>
    aia === 'aplic-imsic'
      ? ` csrrw t1, ${mode}topei, zero\n`
      : aia === 'aplic'
        ? ` li t0, ${hex(APLIC[mode] + 0x401c)}\n lw t1, 0(t0)\n`
        : ` li t0, ${hex(0xc20_0004 + (mode === 's' ? 0x1000 : 0))}\n lw t1, 0(t0)\n sw t1, 0(t0)\n`,
  data: names,
});
