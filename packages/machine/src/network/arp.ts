import { bytesOfAddress, bytesOfHalf, halfAt, wordAt } from './ipv4.ts';

/*
 * Source: RFC 826.
 */
const LENGTH = 28;
const ETHERNET_AND_IPV4 = [0, 1, 8, 0, 6, 4];
const operation = { REQUEST: 1, REPLY: 2 } as const;

/** Which address somebody asks for; undefined if nobody asks. */
export const addressSought = (packet: Uint8Array): number | undefined =>
  packet.length >= LENGTH &&
  ETHERNET_AND_IPV4.every((byte, n) => packet[n] === byte) &&
  halfAt(packet, 6) === operation.REQUEST
    ? wordAt(packet, 24)
    : undefined;

/** The answer to a request: that the address which it asks for is at `mac`. */
export const arpReply = (request: Uint8Array, mac: Uint8Array): Uint8Array => {
  const asker = request.subarray(8, 18);
  const sought = bytesOfAddress(wordAt(request, 24));
  return Uint8Array.of(...ETHERNET_AND_IPV4, ...bytesOfHalf(operation.REPLY), ...mac, ...sought, ...asker);
};
