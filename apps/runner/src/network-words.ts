import { ipv4Address, userNetwork, type UserNetworkOptions, type VirtioPlug } from '@hartlab/machine';
import { checkNames, reading, refuseJson } from './device-keys.ts';
import { keysOf, valueIn } from './keys.ts';
import { onOrOff, QuantityError } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** A network of `-netdev`, to which a card refers by its name. */
interface NamedNetwork {
  readonly id: string;
  readonly network: UserNetworkOptions;
}

/** What `-nic` says: a network with a card of its own. */
interface Nic {
  readonly network: UserNetworkOptions;
  readonly mac: readonly number[] | undefined;
}

/** Keys of QEMU's that say what is here in any case, or that there is nothing of; with what to say instead, if anything. */
const others: Readonly<Record<string, { readonly harmless: RegExp; readonly instead: string }>> = {
  ipv4: { harmless: /^on$/, instead: 'the network is one of IPv4' },
  ipv6: { harmless: /^off$/, instead: 'the network is one of IPv4 alone' },
  hostfwd: {
    harmless: /^$/,
    instead: "no port of the host's leads to a guest; it has its consoles, and -fsdev shows it a directory",
  },
  guestfwd: { harmless: /^$/, instead: 'nothing of the host answers to a guest' },
  tftp: { harmless: /^$/, instead: 'there is no TFTP; -kernel, -initrd and -fsdev give files to a guest' },
  'tftp-server-name': { harmless: /^$/, instead: 'there is no TFTP' },
  bootfile: { harmless: /^$/, instead: 'there is no TFTP; -kernel FILE gives what is to start' },
  smb: { harmless: /^$/, instead: 'there is no SMB; -fsdev shows a guest a directory' },
  smbserver: { harmless: /^$/, instead: 'there is no SMB' },
  dnssearch: { harmless: /^$/, instead: 'there are no names to be found' },
  'ipv6-net': { harmless: /^$/, instead: 'the network is one of IPv4 alone' },
  'ipv6-host': { harmless: /^$/, instead: 'the network is one of IPv4 alone' },
  'ipv6-dns': { harmless: /^$/, instead: 'the network is one of IPv4 alone' },
};
const own = ['net', 'host', 'dns', 'dhcpstart', 'hostname', 'domainname', 'restrict'] as const;
const LONGEST_NAME = 255;

const address = (key: string, text: string): number => {
  const found = ipv4Address(text);
  if (found === undefined) throw new QuantityError(`${key}=${text} is not an address such as 10.0.2.2`);
  return found;
};

/** The mask of `/24` or `/255.255.255.0`; without one, QEMU's for that address: by its class. */
const maskOf = (text: string, of: number, mask: string | undefined): number => {
  if (mask === undefined)
    return of >>> 31 === 0 ? 0xff00_0000 : of >>> 30 === 2 ? 0xffff_0000 : of >>> 29 === 6 ? 0xffff_ff00 : 0xffff_fff0;
  const bits = /^\d+$/.test(mask) ? Number(mask) : -1;
  if (bits >= 4 && bits <= 30) return (-1 << (32 - bits)) >>> 0;
  const written = ipv4Address(mask) ?? 0;
  const host = ~written >>> 0;
  if (written >>> 28 === 0xf && host >= 3 && (host & (host + 1)) === 0) return written;
  throw new QuantityError(`net=${text}: a mask has 4 to 30 bits`);
};

const networkOf = (keys: ReadonlyMap<string, string>): UserNetworkOptions => {
  for (const [key, value] of keys) {
    const other = Object.hasOwn(others, key) ? others[key] : undefined;
    if (other && !other.harmless.test(value)) throw new QuantityError(`${key}=${value} is QEMU's: ${other.instead}`);
  }
  const net = keys.get('net');
  const [base = '', mask, ...more] = net?.split('/') ?? ['10.0.2.0', '24'];
  if (more.length > 0) throw new QuantityError(`net=${net} is not an address and a mask such as 10.0.2.0/24`);
  const begin = address('net', base);
  const made = userNetwork(begin, maskOf(net ?? '', begin, mask));
  const place = (key: (typeof own)[number], absent: number): number => {
    const text = keys.get(key);
    const found = text === undefined ? absent : address(key, text);
    if (key !== 'dns' && (found & made.mask) >>> 0 !== made.network)
      throw new QuantityError(`${key}=${text}: the address is not in the network`);
    return found;
  };
  const host = place('host', made.host);
  const dns = place('dns', made.dns);
  const dhcpStart = place('dhcpstart', made.dhcpStart);
  if (new Set([host, dns, dhcpStart]).size < 3)
    throw new QuantityError('host, dns and dhcpstart are three different addresses');
  const name = (key: 'hostname' | 'domainname'): string | undefined => {
    const text = keys.get(key);
    if (text !== undefined && (text === '' || new TextEncoder().encode(text).length > LONGEST_NAME))
      throw new QuantityError(`${key} has 1 to ${LONGEST_NAME} bytes`);
    return text;
  };
  const [hostName, domainName] = [name('hostname'), name('domainname')];
  return {
    ...made,
    host,
    dns,
    dhcpStart,
    ...(hostName !== undefined && { hostName }),
    ...(domainName !== undefined && { domainName }),
    isRestricted: onOrOff(keys.get('restrict') ?? 'off'),
  };
};

const known = [...own, ...Object.keys(others)];
const onlyUser = (kind: string | undefined): void => {
  if (kind !== 'user')
    throw new QuantityError(
      `there is no network of type "${kind}"; user is one, which leads nowhere, so that runs are alike`,
    );
};

/** `user,id=NAME,net=10.0.2.0/24,…`. @throws QuantityError */
const netdevOf = (text: string): NamedNetwork => {
  onlyUser(valueIn(text, 'type', 'type'));
  const keys = keysOf(text, ['type', 'id', ...known], 'type');
  const id = keys.get('id');
  if (!id) throw new QuantityError('a network has a name; add id=NAME');
  return { id, network: networkOf(keys) };
};

/** What QEMU calls the card that there is. */
const models: readonly (string | undefined)[] = [undefined, 'virtio', 'virtio-net-device'];

/** `user,model=virtio-net-device,mac=…`; `none` is one without a network. @throws QuantityError */
const nicOf = (text: string): Nic | 'none' => {
  const type = valueIn(text, 'type', 'type');
  if (type === 'none') return 'none';
  onlyUser(type);
  const keys = keysOf(text, ['type', 'id', 'model', 'mac', ...known], 'type');
  const model = keys.get('model');
  if (!models.includes(model)) throw new QuantityError(`there is no ${model} here; virtio-net-device is the nearest`);
  const mac = keys.get('mac');
  return { network: networkOf(keys), mac: mac === undefined ? undefined : macOf(mac) };
};

/**
 * What the values of `-net`, QEMU's old way, are as values of `-nic`: `nic,model=virtio,macaddr=…` and `user,…` are a card and its
 * network.
 *
 * @throws Refusal
 */
export const nicsOfNet = (nets: readonly string[]): string[] => {
  const said = nets.filter((text) => text !== 'none').map((text) => text.replace(/^type=/, ''));
  const [cards, networks] = [
    said.filter((text) => /^nic(?:,|$)/.test(text)),
    said.filter((text) => !/^nic(?:,|$)/.test(text)),
  ];
  if (said.length === 0) return [];
  if (cards.length !== 1 || networks.length !== 1)
    throw new Refusal(
      '-net has one nic and one user, which belong together; -nic user,model=virtio-net-device says both',
    );
  const keys = reading(`-net ${cards[0]}`, () => keysOf(cards[0]!, ['type', 'model', 'macaddr', 'name'], 'type'));
  const [model, mac] = [keys.get('model'), keys.get('macaddr')];
  return [`${networks[0]}${model === undefined ? '' : `,model=${model}`}${mac === undefined ? '' : `,mac=${mac}`}`];
};

/** `52:54:00:12:34:56`. @throws QuantityError */
const macOf = (text: string): readonly number[] => {
  const bytes = /^[\da-f]{1,2}([:-][\da-f]{1,2}){5}$/i.test(text)
    ? text.split(/[:-]/).map((byte) => Number(`0x${byte}`))
    : [];
  if (bytes.length === 0 || (bytes[0]! & 1) === 1)
    throw new QuantityError(`mac=${text} is not the address of one card, such as 52:54:00:12:34:56`);
  return bytes;
};

const FIRST_MAC = [0x52, 0x54, 0, 0x12, 0x34, 0x56] as const;

/** The networks that are said, each for one card, and the addresses of cards: those without get QEMU's, one after the other. */
export class Networks {
  readonly #free = new Map<string, UserNetworkOptions>();
  readonly #nics: readonly string[];
  readonly #macs = new Set<string>();

  /**
   * @param netdevs the values of `-netdev`, and `nics` those of `-nic`
   * @throws Refusal
   */
  constructor(netdevs: readonly string[] = [], nics: readonly string[] = []) {
    this.#nics = nics;
    for (const text of netdevs) refuseJson('-netdev', text);
    const networks = netdevs.map((text) => ({
      said: `-netdev ${text}`,
      ...reading(`-netdev ${text}`, () => netdevOf(text)),
    }));
    checkNames(networks);
    for (const { id, network } of networks) this.#free.set(id, network);
  }

  /** The card of a `virtio-net-device`, which says so of its network, if it has one, and its address. @throws Refusal */
  card(said: string, id: string | undefined, mac: string | undefined): VirtioPlug {
    const network = this.#free.get(id ?? '');
    if (!network && id !== undefined)
      throw new Refusal(`${said} needs a network that no other card has: add -netdev user,id=NAME and netdev=NAME`);
    this.#free.delete(id ?? '');
    return this.#cardIn(network, mac === undefined ? undefined : reading(said, () => macOf(mac)));
  }

  /** The cards of `-nic`. @throws Refusal */
  *own(): Generator<readonly [said: string, plug: VirtioPlug]> {
    for (const text of this.#nics) {
      const nic = reading(`-nic ${text}`, () => nicOf(text));
      if (nic !== 'none') yield [`-nic ${text}`, this.#cardIn(nic.network, nic.mac)];
    }
  }

  #cardIn(network: UserNetworkOptions | undefined, given: readonly number[] | undefined): VirtioPlug {
    let mac: readonly number[] = given ?? FIRST_MAC;
    if (!given) while (this.#macs.has(mac.join())) mac = mac.with(5, mac[5]! + 1);
    this.#macs.add(mac.join());
    return { type: 'net', network, mac };
  }

  /** @throws Refusal where a network has no card */
  check(): void {
    for (const id of this.#free.keys())
      throw new Refusal(`-netdev id=${id} has no card; add -device virtio-net-device,netdev=${id}`);
  }
}
