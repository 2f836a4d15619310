import type { Random } from '@hartlab/models';
import { few, junk } from './request.ts';

/** The guest's addresses. */
export const MAC = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
const GUEST = [10, 0, 2, 15];

/** Half a word as networks have it. */
const half = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff];
/** The Internet checksum (RFC 1071). */
const sumOf = (bytes: readonly number[]): readonly number[] => {
  let sum = 0;
  for (const [n, byte] of bytes.entries()) sum += n % 2 === 0 ? byte << 8 : byte;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return half(~sum);
};
const withSum = (bytes: readonly number[], at: number, before: readonly number[] = []): readonly number[] =>
  bytes.toSpliced(at, 2, ...sumOf([...before, ...bytes]));

const segment = (random: Random): readonly number[] => [
  ...half(1024),
  ...half(80),
  ...junk(random, 8),
  0x50,
  random.below(64),
  ...half(0),
  ...half(0),
  ...half(0),
];

/** A message of DHCP (RFC 2131), to its server or to another port. */
const message = (random: Random): readonly number[] => {
  const options = [99, 130, 83, 99, 53, 1, 1 + random.below(8), 50, 4, 10, 0, 2, few(random), ...junk(random, 8), 255];
  const content = [1, 1, 6, 0, ...junk(random, 24), ...MAC, ...junk(random, 202), ...options];
  return [...half(68), ...half(random.of([67, 67, 53])), ...half(8 + content.length), 0, 0, ...content];
};

/** A datagram of IPv4 to somebody near or far, with sums that fit. */
const datagram = (random: Random): readonly number[] => {
  const to = random.of([GUEST.with(3, 2), GUEST.with(3, 3), GUEST.with(3, 77), [8, 8, 8, 8], [255, 255, 255, 255]]);
  const header = (protocol: number, length: number): readonly number[] =>
    withSum([0x45, 0, ...half(20 + length), 0, 0, 0, 0, 1 + random.below(64), protocol, 0, 0, ...GUEST, ...to], 10);
  const protocol = random.of([1, 6, 17]);
  if (protocol === 17) {
    const body = message(random);
    return [...header(protocol, body.length), ...body];
  }
  if (protocol === 6) {
    const body = segment(random);
    return [
      ...header(protocol, body.length),
      ...withSum(body, 16, [...GUEST, ...to, 0, protocol, ...half(body.length)]),
    ];
  }
  const body = withSum([8, 0, 0, 0, ...junk(random, 4 + random.below(60))], 2);
  return [...header(protocol, body.length), ...body];
};

/** A frame that the network answers, or one that is damaged and comes far. */
export const frame = (random: Random): readonly number[] => {
  const ends = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...MAC, 8];
  const question = [0, 1, 8, 0, 6, 4, 0, 1, ...MAC, ...GUEST, 0, 0, 0, 0, 0, 0, 10, 0, 2, random.below(5)];
  const whole = random.oneIn(2) ? [...ends, 6, ...question] : [...ends, 0, ...datagram(random)];
  return random.oneIn(4) ? whole.with(random.below(whole.length), random.below(256)) : whole;
};
