import { bytesOfHalf, checksum, type Datagram, halfAt, pseudoHeader, protocol } from './ipv4.ts';

/*
 * Source: RFC 768.
 */
const HEADER = 8;

/** What is in a datagram of UDP, and between which ports. */
export interface UserDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly content: Uint8Array;
}

/** Undefined if it is damaged. A sender need not have summed it. */
export const userDatagramOf = (datagram: Datagram): UserDatagram | undefined => {
  const length = datagram.payload.length < HEADER ? 0 : halfAt(datagram.payload, 4);
  if (length < HEADER || length > datagram.payload.length) return undefined;
  const payload = datagram.payload.subarray(0, length);
  if (halfAt(payload, 6) !== 0 && checksum(pseudoHeader({ ...datagram, payload }), payload) !== 0) return undefined;
  return { sourcePort: halfAt(payload, 0), destinationPort: halfAt(payload, 2), content: payload.subarray(HEADER) };
};

/** One from an address to another. */
export const userDatagram = (
  source: number,
  destination: number,
  { sourcePort, destinationPort, content }: UserDatagram,
): Datagram => {
  const payload = Uint8Array.of(
    ...bytesOfHalf(sourcePort),
    ...bytesOfHalf(destinationPort),
    ...bytesOfHalf(HEADER + content.length),
    ...bytesOfHalf(0),
    ...content,
  );
  const datagram = { source, destination, protocol: protocol.UDP, payload };
  // 0 would say that there is none.
  payload.set(bytesOfHalf(checksum(pseudoHeader(datagram), payload) || 0xffff), 6);
  return datagram;
};
