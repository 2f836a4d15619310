import { bytesOfHalf, checksum, type Datagram, protocol, type Received } from './ipv4.ts';

/*
 * Source: RFC 792; how much of a datagram an error has of it: RFC 1812, section 4.3.2.3, and with which service: 4.3.2.5.
 */
const HEADER = 8;
const type = { ECHO_REPLY: 0, UNREACHABLE: 3, ECHO: 8, TIME_EXCEEDED: 11 } as const;
const INTERNETWORK_CONTROL = 0xc0;
/** Bytes that an error is long at most, with its own headers, which are 28. */
const LONGEST_ERROR = 576;

/** Why a datagram does not arrive: the type and the code that say so. */
export const failure = {
  NO_NETWORK: [type.UNREACHABLE, 0],
  NO_PORT: [type.UNREACHABLE, 3],
  TOO_FAR: [type.TIME_EXCEEDED, 0],
} as const;

const message = (kind: number, code: number, rest: Uint8Array): Uint8Array => {
  const bytes = Uint8Array.of(kind, code, 0, 0, ...rest);
  bytes.set(bytesOfHalf(checksum(bytes)), 2);
  return bytes;
};

/** The answer to an echo request; undefined to anything else. */
export const echoReply = ({ source, destination, payload }: Datagram): Datagram | undefined =>
  payload.length < HEADER || payload[0] !== type.ECHO || payload[1] !== 0 || checksum(payload) !== 0
    ? undefined
    : {
        source: destination,
        destination: source,
        protocol: protocol.ICMP,
        payload: message(type.ECHO_REPLY, 0, payload.subarray(4)),
      };

/** Tells the sender of a datagram that it does not arrive. */
export const icmpError = (
  { source, bytes }: Received,
  [kind, code]: readonly [number, number],
  router: number,
): Datagram => ({
  source: router,
  destination: source,
  protocol: protocol.ICMP,
  service: INTERNETWORK_CONTROL,
  payload: message(kind, code, Uint8Array.of(0, 0, 0, 0, ...bytes.subarray(0, LONGEST_ERROR - 28))),
});
