/*
 * Source: RFC 791; the checksum: RFC 1071.
 */
const HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const DONT_FRAGMENT = 0x4000;
const OFFSET = 0x1fff;
const TIME_TO_LIVE = 255;

export const protocol = { ICMP: 1, TCP: 6, UDP: 17 } as const;

/** A whole datagram. Addresses are 32 bits, unsigned. */
export interface Datagram {
  readonly source: number;
  readonly destination: number;
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** Its Type of Service; 0 if absent. */
  readonly service?: number;
}

/** One that has come, with the bytes of which it is. */
export interface Received extends Datagram {
  readonly timeToLive: number;
  readonly bytes: Uint8Array;
}

/** `10.0.2.15` as a number; undefined for what is not written so. */
export const ipv4Address = (text: string): number | undefined => {
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!bytes || bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((address, byte) => address * 256 + byte, 0);
};

/** The four bytes of an address, as they are sent. */
export const bytesOfAddress = (address: number): readonly number[] =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);

/** An address as it is written. */
export const addressInWords = (address: number): string => bytesOfAddress(address).join('.');

export const wordAt = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
export const halfAt = (bytes: Uint8Array, offset: number): number => (bytes[offset]! << 8) | bytes[offset + 1]!;
export const bytesOfHalf = (half: number): readonly number[] => [(half >> 8) & 0xff, half & 0xff];

/** The Internet checksum of these parts, of which all but the last have an even length; 0 of those that have theirs in them. */
export const checksum = (...parts: readonly ArrayLike<number>[]): number => {
  let sum = 0;
  for (const part of parts) for (let n = 0; n < part.length; n++) sum += n % 2 === 0 ? part[n]! << 8 : part[n]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
};

/** What TCP and UDP put before their own bytes for the checksum. */
export const pseudoHeader = ({ source, destination, protocol: number, payload }: Datagram): readonly number[] => [
  ...bytesOfAddress(source),
  ...bytesOfAddress(destination),
  0,
  number,
  ...bytesOfHalf(payload.length),
];

/** The datagram in these bytes, behind which there may be more; undefined if it is damaged, or a part of one. */
export const datagramOf = (bytes: Uint8Array): Received | undefined => {
  if (bytes.length < HEADER || bytes[0]! >> 4 !== 4) return undefined;
  const header = 4 * (bytes[0]! & 0xf);
  const length = halfAt(bytes, 2);
  if (header < HEADER || length < header || length > bytes.length) return undefined;
  if (checksum(bytes.subarray(0, header)) !== 0) return undefined;
  if ((halfAt(bytes, 6) & (MORE_FRAGMENTS | OFFSET)) !== 0) return undefined;
  return {
    source: wordAt(bytes, 12),
    destination: wordAt(bytes, 16),
    timeToLive: bytes[8]!,
    protocol: bytes[9]!,
    payload: bytes.subarray(header, length),
    bytes: bytes.subarray(0, length),
  };
};

export const bytesOfDatagram = ({
  source,
  destination,
  protocol: number,
  payload,
  service = 0,
}: Datagram): Uint8Array => {
  const header = [
    0x45,
    service,
    ...bytesOfHalf(HEADER + payload.length),
    ...bytesOfHalf(0),
    ...bytesOfHalf(DONT_FRAGMENT),
    TIME_TO_LIVE,
    number,
    ...bytesOfHalf(0),
    ...bytesOfAddress(source),
    ...bytesOfAddress(destination),
  ];
  header.splice(10, 2, ...bytesOfHalf(checksum(header)));
  return Uint8Array.of(...header, ...payload);
};
