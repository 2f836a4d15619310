import type { Random } from '@hartlab/models';
import { DATA, DATA_PAGES, FIRST_CODE_PAGE, HOLE, WINDOW, WINDOW_PAGES } from './memory-map.ts';
import type { Target } from './peer.ts';

type Purpose = 'data' | 'code';

/**
 * An address for a load, a store or a jump; somewhere near it is the next page now and then. Where
 * pointers can be masked, some have bits that would be.
 */
export function address(random: Random, { isa }: Target, purpose: Purpose = 'data'): bigint {
  const any = unmasked(random, purpose);
  if (purpose === 'code' || !random.oneIn(8)) return any;
  return (['Smmpm', 'Smnpm', 'Ssnpm'] as const).some((name) => isa.has(name))
    ? any ^ (BigInt(random.below(1 << 16)) << 48n)
    : any;
}

function unmasked(random: Random, purpose: Purpose): bigint {
  const offset = BigInt(random.oneIn(4) ? 4096 - random.below(9) : random.below(4096));
  switch (random.below(16)) {
    case 0:
      return random.word();
    case 1:
      return BigInt(HOLE) + offset;
    case 2:
      return BigInt(WINDOW) + (BigInt(random.below(16)) << 20n) + offset;
    case 3:
      return BigInt.asUintN(64, -(1n << 39n)) + offset;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
      return BigInt(DATA) + 4096n * BigInt(dataPage(random, purpose)) + offset;
    default:
      return BigInt(WINDOW) + 4096n * BigInt(random.below(WINDOW_PAGES)) + offset;
  }
}

/** An address in the window, where all kinds of pages are: what is aligned there stays in its page. */
export const windowAddress = (random: Random): bigint =>
  BigInt(WINDOW) + 8n * BigInt(random.below((4096 / 8) * WINDOW_PAGES));

/** Not the first and the last page, so that what is beyond them does not matter. */
const dataPage = (random: Random, purpose: Purpose): number =>
  purpose === 'data'
    ? 1 + random.below(FIRST_CODE_PAGE - 2)
    : FIRST_CODE_PAGE + random.below(DATA_PAGES - FIRST_CODE_PAGE - 1);

/**
 * Mostly aligned, for QEMU always. For Spike a store stays in one page: of one that straddles two, Spike has stored the
 * first part when the second faults.
 */
export function dataAddress(random: Random, target: Target, access: 'load' | 'store'): bigint {
  const any = address(random, target);
  const straddles = (any & 0xfffn) > 4088n;
  const misaligned = random.oneIn(4) && !(straddles && access === 'store' && target.peer === 'Spike');
  return misaligned && target.peer !== 'QEMU' ? any : any & ~7n;
}

/** An sc.d that fails asks PMP for less than eight bytes in Spike: it stays where PMP has no smaller parts. */
export const reservable = (random: Random, target: Target, width: 4 | 8): bigint =>
  width === 4 || target.peer !== 'Spike'
    ? address(random, target) & ~7n
    : BigInt(DATA) + 4096n * BigInt(8 + random.below(FIRST_CODE_PAGE - 8)) + BigInt(8 * random.below(512));
