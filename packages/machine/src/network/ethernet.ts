/*
 * Source: IEEE 802.3; RFC 894.
 */
const HEADER = 14;
/** Bytes of a frame at least, and at most, without the check sequence that virtio leaves out. */
const SHORTEST_FRAME = 60;
export const LONGEST_FRAME = HEADER + 1500;

export const etherType = { IPv4: 0x0800, ARP: 0x0806 } as const;

/** A frame without what is before its content. MAC addresses are six bytes. */
export interface Frame {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly type: number;
  readonly content: Uint8Array;
}

/** An address as it is written: `52:54:00:12:34:56`. */
export const macInWords = (mac: ArrayLike<number>): string =>
  Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join(':');

export const BROADCAST_MAC: Uint8Array = new Uint8Array(6).fill(0xff);

/** What is in the bytes of a frame; undefined if it is none that can be, or is one with tags. */
export const frameOf = (bytes: Uint8Array): Frame | undefined =>
  bytes.length < HEADER || bytes.length > LONGEST_FRAME
    ? undefined
    : {
        destination: bytes.subarray(0, 6),
        source: bytes.subarray(6, 12),
        type: (bytes[12]! << 8) | bytes[13]!,
        content: bytes.subarray(HEADER),
      };

export const bytesOfFrame = ({ destination, source, type, content }: Frame): Uint8Array => {
  const bytes = new Uint8Array(Math.max(HEADER + content.length, SHORTEST_FRAME));
  bytes.set([...destination, ...source, type >> 8, type & 0xff]);
  bytes.set(content, HEADER);
  return bytes;
};
