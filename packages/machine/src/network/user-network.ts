import { addressSought, arpReply } from './arp.ts';
import { answerDhcp, type DhcpOptions, type Leases, port } from './dhcp.ts';
import { BROADCAST_MAC, bytesOfFrame, etherType, type Frame, frameOf } from './ethernet.ts';
import { echoReply, failure, icmpError } from './icmp.ts';
import {
  addressInWords,
  bytesOfAddress,
  bytesOfDatagram,
  type Datagram,
  datagramOf,
  protocol,
  type Received,
} from './ipv4.ts';
import { asksForConnection, isSegment, reset } from './tcp.ts';
import { userDatagram, userDatagramOf } from './udp.ts';

/** What is in a network besides its guest. */
export interface UserNetworkOptions extends DhcpOptions {
  /** Addresses are the network's where they have these bits under the mask. */
  readonly network: number;
}

/** QEMU's network 10.0.2.0/24, or with that address and mask. */
export const userNetwork = (network = 0x0a00_0200, mask = 0xffff_ff00): UserNetworkOptions => {
  const address = (host: number): number => ((network & mask) | (host & ~mask)) >>> 0;
  return {
    network: address(0),
    mask: mask >>> 0,
    host: address(0x0202),
    dns: address(0x0203),
    dhcpStart: address(0x020f),
    isRestricted: false,
  };
};

/** What is in a network, in words. */
export const networkInWords = ({
  network,
  mask,
  host,
  dns,
  dhcpStart,
  hostName,
  domainName,
  isRestricted,
}: UserNetworkOptions): string =>
  [
    ...[network, mask, host, dns, dhcpStart].map(addressInWords),
    ...[hostName, domainName].filter((name) => name !== undefined),
    ...(isRestricted ? ['restricted'] : []),
  ].join(' ');

/** The MAC address that QEMU gives to who has that address: `52:55` and it. */
const macOf = (address: number): Uint8Array => Uint8Array.of(0x52, 0x55, ...bytesOfAddress(address));

const EVERYONE = 0xffff_ffff;
const isMulticast = (address: number): boolean => address >>> 28 === 0xe;

/**
 * The network of `-netdev user`, where nothing is but the guest and a host that answers at once: a router behind which there
 * is no way, a server of addresses, and one of names that does not listen. It answers as QEMU's does on a host without a network
 * and without servers, so that each run is the same.
 */
export class UserNetwork {
  readonly #options: UserNetworkOptions;

  constructor(options: UserNetworkOptions) {
    this.#options = options;
  }

  /** The frame that answers one of the guest's, if any does, and who has which address then. */
  answer(bytes: Uint8Array, leases: Leases): { readonly reply?: Uint8Array; readonly leases: Leases } {
    const frame = frameOf(bytes);
    if (frame?.type === etherType.ARP) return this.#answerArp(frame, leases);
    const datagram = frame?.type === etherType.IPv4 ? datagramOf(frame.content) : undefined;
    if (!frame || !datagram) return { leases };
    if (this.#isForServer(datagram)) return this.#answerDhcp(datagram, leases);
    const answer = this.#isForOne(datagram) ? this.#answerDatagram(datagram) : undefined;
    return answer ? { reply: this.#frame(frame.source, answer), leases } : { leases };
  }

  #answerArp({ source, content }: Frame, leases: Leases): { readonly reply?: Uint8Array; readonly leases: Leases } {
    const sought = addressSought(content);
    if (sought === undefined || !this.#isHere(sought)) return { leases };
    const mac = macOf(sought);
    const reply = { destination: source, source: mac, type: etherType.ARP, content: arpReply(content, mac) };
    return { reply: bytesOfFrame(reply), leases };
  }

  #isHere(address: number): boolean {
    return address === this.#options.host || address === this.#options.dns;
  }

  #isForServer(datagram: Received): boolean {
    const { destination } = datagram;
    if (datagram.protocol !== protocol.UDP || (destination !== this.#options.host && destination !== EVERYONE))
      return false;
    return userDatagramOf(datagram)?.destinationPort === port.SERVER;
  }

  #answerDhcp(datagram: Received, leases: Leases): { readonly reply?: Uint8Array; readonly leases: Leases } {
    const answer = answerDhcp(userDatagramOf(datagram)!.content, this.#options, leases);
    if (!answer) return { leases };
    const ports = { sourcePort: port.SERVER, destinationPort: port.CLIENT };
    // The client need not have the address yet.
    const reply = userDatagram(this.#options.host, EVERYONE, { ...ports, content: answer.reply });
    return { reply: this.#frame(BROADCAST_MAC, reply), leases: answer.leases };
  }

  /** Whether one has sent it to one other, who alone may answer (RFC 1122, section 3.2.2). */
  #isForOne({ source, destination }: Datagram): boolean {
    const { network, mask } = this.#options;
    const isToAll = destination === EVERYONE || destination === (network | ~mask) >>> 0 || destination === network;
    const isFromOne = source !== 0 && source !== EVERYONE && !isMulticast(source) && !this.#isHere(source);
    return isFromOne && !isToAll && !isMulticast(destination);
  }

  #answerDatagram(datagram: Received): Datagram | undefined {
    const { network, mask, host, isRestricted } = this.#options;
    const isHere = this.#isHere(datagram.destination);
    if (isHere && datagram.protocol === protocol.ICMP) return echoReply(datagram);
    // Others in the network there are none, and who calls them hears nothing.
    if (isRestricted || (!isHere && (datagram.destination & mask) >>> 0 === network)) return undefined;
    const why = isHere ? failure.NO_PORT : datagram.timeToLive <= 1 ? failure.TOO_FAR : failure.NO_NETWORK;
    const refusal = icmpError(datagram, why, host);
    switch (datagram.protocol) {
      case protocol.ICMP:
        return echoReply(datagram) && refusal;
      case protocol.TCP:
        if (!isSegment(datagram)) return undefined;
        return !isHere && asksForConnection(datagram) ? refusal : reset(datagram);
      case protocol.UDP:
        return userDatagramOf(datagram) && refusal;
    }
    return undefined;
  }

  #frame(destination: Uint8Array, datagram: Datagram): Uint8Array {
    const source = macOf(this.#options.host);
    return bytesOfFrame({ destination, source, type: etherType.IPv4, content: bytesOfDatagram(datagram) });
  }
}
