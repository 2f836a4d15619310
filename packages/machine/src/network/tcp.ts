import { bytesOfHalf, bytesOfAddress, checksum, type Datagram, pseudoHeader, wordAt } from './ipv4.ts';

/*
 * Source: RFC 9293, sections 3.1 and 3.10.7.1.
 */
const HEADER = 20;
const flag = { FIN: 1, SYN: 2, RST: 4, ACK: 16 } as const;

/** Whether a segment asks for a connection: SYN alone. */
export const asksForConnection = ({ payload }: Datagram): boolean =>
  (payload[13]! & (flag.FIN | flag.SYN | flag.RST | flag.ACK)) === flag.SYN;

/** Whether the bytes of a datagram are a segment, and not damaged. */
export const isSegment = (datagram: Datagram): boolean => {
  const { payload } = datagram;
  return (
    payload.length >= HEADER &&
    headerLength(payload) >= HEADER &&
    headerLength(payload) <= payload.length &&
    checksum(pseudoHeader(datagram), payload) === 0
  );
};

const headerLength = (segment: Uint8Array): number => 4 * (segment[12]! >> 4);

/** What a host answers that knows of no such connection and listens at no such port; nothing to a reset. */
export const reset = ({ source, destination, protocol, payload }: Datagram): Datagram | undefined => {
  const flags = payload[13]!;
  if ((flags & flag.RST) !== 0) return undefined;
  const hasAck = (flags & flag.ACK) !== 0;
  const length =
    payload.length - headerLength(payload) + ((flags & flag.SYN) !== 0 ? 1 : 0) + ((flags & flag.FIN) !== 0 ? 1 : 0);
  const segment = Uint8Array.of(
    ...payload.subarray(2, 4),
    ...payload.subarray(0, 2),
    ...bytesOfAddress(hasAck ? wordAt(payload, 8) : 0),
    ...bytesOfAddress(hasAck ? 0 : wordAt(payload, 4) + length),
    (HEADER / 4) << 4,
    hasAck ? flag.RST : flag.RST | flag.ACK,
    ...bytesOfHalf(0),
    ...bytesOfHalf(0),
    ...bytesOfHalf(0),
  );
  const answer = { source: destination, destination: source, protocol, payload: segment };
  segment.set(bytesOfHalf(checksum(pseudoHeader(answer), segment)), 16);
  return answer;
};
