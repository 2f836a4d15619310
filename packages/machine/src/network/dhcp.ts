import { macInWords } from './ethernet.ts';
import { bytesOfAddress, bytesOfHalf, wordAt } from './ipv4.ts';

/*
 * Source: RFC 2131, section 2, table 1, and section 4.3; RFC 2132; which options it gives, in which order, and its answer to BOOTP: QEMU's
 * (libslirp, src/bootp.c).
 */
const message = { DISCOVER: 1, OFFER: 2, REQUEST: 3, ACK: 5, NAK: 6 } as const;
const option = {
  PAD: 0,
  NETMASK: 1,
  ROUTER: 3,
  DNS: 6,
  HOST_NAME: 12,
  DOMAIN_NAME: 15,
  REQUESTED_ADDRESS: 50,
  LEASE_TIME: 51,
  MESSAGE_TYPE: 53,
  SERVER: 54,
  MESSAGE: 56,
  END: 255,
} as const;
export const port = { SERVER: 67, CLIENT: 68 } as const;

const BOOT_REQUEST = 1;
const BOOT_REPLY = 2;
const OPTIONS = 236;
const COOKIE = [99, 130, 83, 99];
/** Bytes of a reply at least, as QEMU's. */
const LENGTH = OPTIONS + 312;
const DAY = 24 * 3600;
/** Clients that can have an address. */
const LEASES = 16;

/** What a server of addresses has to tell. */
export interface DhcpOptions {
  readonly mask: number;
  /** Its own address, which is the router's as well. */
  readonly host: number;
  readonly dns: number;
  /** The first of the addresses that it has. */
  readonly dhcpStart: number;
  /** Names that it gives to a client, of up to 255 bytes. */
  readonly hostName?: string;
  readonly domainName?: string;
  /** Whether it keeps silent about routers and names: the network has nothing around it. */
  readonly isRestricted: boolean;
}

/** Who has which address: the MAC address of the client, as it is written, of each from `dhcpStart` on. */
export type Leases = readonly string[];

const valueOf = (bytes: Uint8Array, wanted: number): Uint8Array | undefined => {
  if (COOKIE.some((byte, n) => bytes[OPTIONS + n] !== byte)) return undefined;
  for (let at = OPTIONS + COOKIE.length; at < bytes.length;) {
    const code = bytes[at]!;
    if (code === option.END) return undefined;
    if (code === option.PAD) at++;
    else {
      const end = at + 2 + (bytes[at + 1] ?? 0);
      if (code === wanted && end <= bytes.length) return bytes.subarray(at + 2, end);
      at = end;
    }
  }
  return undefined;
};

/** The lease that this client gets, which asks for that address or for none (0): its number, or -1. */
const leaseFor = (leases: Leases, client: string, isDiscovery: boolean, wanted: number): number => {
  const free = (n: number): boolean => n >= 0 && n < LEASES && (!leases[n] || leases[n] === client);
  if (wanted >= 0 && free(wanted)) return wanted;
  if (wanted !== NONE && !isDiscovery) return -1;
  const own = leases.indexOf(client);
  if (own >= 0) return own;
  return Array.from({ length: LEASES }, (_, n) => n).find(free) ?? -1;
};
const NONE = -(2 ** 33);

/**
 * What is answered to a message of a client, and who has which address then; undefined if nothing is.
 *
 * @param request what was sent to the port of a server
 */
export const answerDhcp = (
  request: Uint8Array,
  options: DhcpOptions,
  leases: Leases,
): { readonly reply: Uint8Array; readonly leases: Leases } | undefined => {
  if (request.length < OPTIONS || request[0] !== BOOT_REQUEST) return undefined;
  // Who sends no type is a client of BOOTP, to which a request is nearest.
  const kind = valueOf(request, option.MESSAGE_TYPE)?.[0] ?? message.REQUEST;
  if (kind !== message.DISCOVER && kind !== message.REQUEST) return undefined;
  const isDiscovery = kind === message.DISCOVER;
  const named = valueOf(request, option.REQUESTED_ADDRESS);
  const address = (named && named.length >= 4 ? wordAt(named, 0) : 0) || (isDiscovery ? 0 : wordAt(request, 12));
  const client = macInWords(request.subarray(28, 34));
  const lease = leaseFor(leases, client, isDiscovery, address === 0 ? NONE : address - options.dhcpStart);
  if (lease < 0 && (isDiscovery || address === 0)) return undefined;
  const has = lease >= 0 ? options.dhcpStart + lease : 0xffff_ffff;
  const said = lease >= 0 ? granted(isDiscovery ? message.OFFER : message.ACK, options) : refused;
  const reply = new Uint8Array(Math.max(LENGTH, OPTIONS + COOKIE.length + said.length + 1));
  reply.set([BOOT_REPLY, 1, 6, 0, ...request.subarray(4, 8)]);
  reply.set([...bytesOfAddress(has), ...bytesOfAddress(options.host)], 16);
  reply.set(request.subarray(28, 34), 28);
  reply.set([...COOKIE, ...said, option.END], OPTIONS);
  return { reply, leases: lease < 0 ? leases : withLease(leases, lease, client) };
};

const withLease = (leases: Leases, lease: number, client: string): Leases => {
  if (leases[lease] === client) return leases;
  return Array.from({ length: Math.max(leases.length, lease + 1) }, (_, n) =>
    n === lease ? client : (leases[n] ?? ''),
  );
};

const ascii = (text: string): readonly number[] => [...new TextEncoder().encode(text)];
const tell = (code: number, value: readonly number[]): readonly number[] => [code, value.length, ...value];

const granted = (kind: number, options: DhcpOptions): readonly number[] => {
  const { host, mask, dns, isRestricted, hostName, domainName } = options;
  return [
    ...tell(option.MESSAGE_TYPE, [kind]),
    ...tell(option.SERVER, bytesOfAddress(host)),
    ...tell(option.NETMASK, bytesOfAddress(mask)),
    ...(isRestricted ? [] : tell(option.ROUTER, bytesOfAddress(host))),
    ...(isRestricted ? [] : tell(option.DNS, bytesOfAddress(dns))),
    ...tell(option.LEASE_TIME, [...bytesOfHalf(DAY >>> 16), ...bytesOfHalf(DAY)]),
    ...(hostName === undefined ? [] : tell(option.HOST_NAME, ascii(hostName))),
    ...(domainName === undefined ? [] : tell(option.DOMAIN_NAME, ascii(domainName))),
  ];
};

const refused = [
  ...tell(option.MESSAGE_TYPE, [message.NAK]),
  ...tell(option.MESSAGE, ascii('another client has this address')),
];
