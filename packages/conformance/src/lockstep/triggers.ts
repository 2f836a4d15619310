import { hex } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import { address } from './addresses.ts';
import { CODE } from './memory-map.ts';
import type { Target } from './peer.ts';

/* Triggers (debug "Sdtrig (ISA Extension)"). None of them survives its snippet. */

const TRIGGERS = 4;
/** Where the snippets of most programs are. */
const CODE_BYTES = 0x3000;

const type = { icount: 3n, itrigger: 4n, etrigger: 5n, mcontrol6: 6n } as const;

const bitsOf = (random: Random, ...positions: readonly number[]): bigint =>
  positions.reduce((bits, position) => bits | (BigInt(random.below(2)) << BigInt(position)), 0n);

/** Sets up one trigger before a snippet. */
export function randomTrigger(random: Random, target: Target): string {
  const [tdata1, tdata2] = random.of([matching, matching, matching, counting, trapping])(random, target);
  // Mostly in every context.
  const tdata3 = random.oneIn(4) ? random.word() & (random.oneIn(2) ? -1n : 0x3_0000_0003n) : 0n;
  const registers = { tdata2, tdata3, tdata1 };
  const writes = Object.entries(registers).map(
    ([csr, value]) => ` li t0, ${hex(BigInt.asUintN(64, value))}\n csrw ${csr}, t0\n`,
  );
  return ` csrwi tselect, ${random.below(TRIGGERS)}\n csrw tdata1, zero\n${writes.join('')}`;
}

type Data = readonly [tdata1: bigint, tdata2: bigint];

/** One on addresses or values. */
function matching(random: Random, target: Target): Data {
  const what = bitsOf(random, 0, 1, 2, 3, 4, 6, 23, 24);
  const match = BigInt(random.of([0, 0, 0, 1, 2, 3, 4, 5, 8, 9, 12, 13])) << 7n;
  const size = BigInt(random.of([0, 0, 0, 1, 2, 3, 5])) << 16n;
  const chain = random.oneIn(6) ? 1n << 11n : 0n;
  const select = random.oneIn(6) ? 1n << 21n : 0n;
  const tdata2 = random.oneIn(2) ? address(random, target) : BigInt(CODE + 2 * random.below(CODE_BYTES / 2));
  return [(type.mcontrol6 << 60n) | what | match | size | chain | select, tdata2];
}

/** One on so many instructions. */
const counting = (random: Random): Data => [
  (type.icount << 60n) | bitsOf(random, 6, 7, 9, 25, 26) | (BigInt(1 + random.below(60)) << 10n),
  0n,
];

/** One on interrupts or exceptions. */
const trapping = (random: Random): Data => [
  (random.of([type.itrigger, type.etrigger]) << 60n) | bitsOf(random, 6, 7, 9, 11, 12),
  random.word() & 0xff_ffffn,
];

/** No trigger is left. */
export const noTriggers: string = Array.from(
  { length: TRIGGERS },
  (_, index) => ` csrwi tselect, ${index}\n csrw tdata1, zero\n`,
).join('');
