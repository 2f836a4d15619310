import type { Random } from '@hartlab/models';
import type { Access } from './access-loop.ts';

/*
 * Random accesses to the two domains of an APLIC. What is left out is where QEMU 11.1 and we differ, which docs/devices.md lists
 * with the reasons.
 */
const domains = [0xc00_0000, 0xd00_0000] as const;
const sources = [1, 2, 3, 4, 31, 32, 33, 64, 65, 94, 95] as const;
const modes = [0, 1, 4, 5, 6, 7] as const;
const DELEGATED = 0x400n;
/** RAM to which messages go: pages of two harts, and of two with three guests each. */
const [MACHINE_PAGE, SUPERVISOR_PAGE] = [0x8300_0000, 0x8301_0000];
const pages = [0, 1].flatMap((hart) => [
  MACHINE_PAGE + 0x1000 * hart,
  ...[0, 1, 2, 3].map((guest) => SUPERVISOR_PAGE + 0x1000 * (4 * hart + guest)),
]);

const word = (random: Random): bigint => BigInt(random.next());
const store = (address: number, value: bigint): Access => ({ address, width: 4, store: value });
const load = (address: number): Access => ({ address, width: 4 });

/** One register, or two where a source changes its mode: it is inactive in between. */
function access(random: Random, sends: boolean): Access[] {
  const level = random.below(2);
  const base = domains[level]!;
  const source = random.of(sources);
  // Those with odd numbers are the child's.
  const isOwn = source % 2 === level;
  const hart = BigInt(random.below(2)) << 18n;
  const bits = random.of([0x1c00, 0x1d00, 0x1e00, 0x1f00]) + 4 * random.below(3);
  const byNumber = random.of([0x1cdc, 0x1ddc, 0x1edc, 0x1fdc, 0x2000]);
  const delivery = base + 0x4000 + 32 * random.below(2);
  const guest = sends && level === 1 ? BigInt(random.below(4)) << 12n : 0n;
  switch (random.below(11)) {
    case 0:
      return [store(base, random.oneIn(2) ? 0x100n : word(random))];
    case 1:
    case 2:
      return isOwn ? [store(base + 4 * source, 0n), store(base + 4 * source, BigInt(random.of(modes)))] : [];
    case 3:
    case 4:
      return [store(base + bits, word(random))];
    case 5:
      return [store(base + byNumber, BigInt(random.of([...sources, 0, 96, 1000])))];
    case 6:
      return isOwn ? [store(base + 0x3000 + 4 * source, hart | guest | BigInt(random.below(sends ? 0x400 : 8)))] : [];
    case 7:
      return [store(delivery + random.of([0, 4, 8]), BigInt(random.of([0, 1, 1, 0xff, 2, 3])))];
    case 8:
      return [load(delivery + random.of([0x18, 0x1c]))];
    case 9:
      return [store(base + 0x3000, hart | BigInt(random.below(0x800)))];
    default:
      return [load(random.oneIn(2) ? base + 4 * random.below(0x1100) : random.of(pages))];
  }
}

/** The same for the same numbers, of an APLIC that delivers directly or sends messages. */
export const aplicAccesses = (random: Random, count: number, sends: boolean): Access[] => [
  ...Array.from({ length: 95 }, (_, n) => n + 1)
    .filter((source) => source % 2 === 1)
    .map((source) => store(domains[0] + 4 * source, DELEGATED)),
  ...[MACHINE_PAGE / 4096, 1 << 12, SUPERVISOR_PAGE / 4096, 2 << 20].map((value, index) =>
    store(domains[0] + 0x1bc0 + 4 * index, BigInt(value)),
  ),
  ...Array.from({ length: count }, () => access(random, sends)).flat(),
];
