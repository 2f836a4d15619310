import type { Random } from '../random.ts';
import type { Callers } from './call-world.ts';
import type { Span } from '../judging/protocol.ts';

const widest = (spans: readonly Span[]): Span =>
  spans.reduce((a, b) => (b.end - b.begin > a.end - a.begin ? b : a), { begin: 0n, end: 0n });

/** Addresses where code may be, and such at the ends of what S-mode may execute. */
export const places = ({ platform: { executable } }: Callers): readonly bigint[] => {
  const { begin, end } = widest(executable);
  return [begin + 0x1000n, begin, begin - 2n, end - 2n, end, (begin + 0x1000n) | (1n << 63n)];
};

/** Mostly a place where code may be, now and then one at the end of those. */
export function anyPlace(random: Random, world: Callers): bigint {
  const { begin } = widest(world.platform.executable);
  return random.oneIn(6) ? random.of(places(world)) : begin + 2n * BigInt(random.below(0x1000));
}
