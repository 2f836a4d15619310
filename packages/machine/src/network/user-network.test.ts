import { expect, test } from 'vitest';
import type { Leases } from './dhcp.ts';
import { bytesOfFrame, etherType } from './ethernet.ts';
import { bytesOfDatagram, checksum, type Datagram, ipv4Address, protocol } from './ipv4.ts';
import { UserNetwork, userNetwork, type UserNetworkOptions } from './user-network.ts';
import { userDatagram, userDatagramOf } from './udp.ts';

/*
 * Frames of Linux 7.2, and what QEMU 11.1 answers to them on a host that has no network. `12*00` are so many bytes of zeros.
 */
const exchanges: readonly (readonly [name: string, frame: string, answer: string])[] = [
  [
    'a search for an address',
    `ffffffffffff52540012345608004500014800000000401179a600000000ffffffff004400430134c51c01010600fe56321d
     20*00 525400123456 202*00
     638253633501013902024037070103060c0f1c2a3c0c756468637020312e33382e303d0701525400123456ff 20*00`,
    `ffffffffffff52550a0002020800451002400000000040116c9c0a000202ffffffff00430044022c8afd02010600fe56321d
     00000000000000000a00020f0a00020200000000525400123456 202*00
     6382536335010236040a0002020104ffffff0003040a00020206040a000203330400015180ff 274*00`,
  ],
  [
    'a request for one',
    `ffffffffffff52540012345608004500014800000000401179a600000000ffffffff004400430134a99c01010600fe56321d
     20*00 525400123456 202*00
     6382536335010332040a00020f36040a0002023902024037070103060c0f1c2a3c0c756468637020312e33382e303d070152
     5400123456ff0000000000000000`,
    `ffffffffffff52550a0002020800451002400001000040116c9b0a000202ffffffff00430044022c87fd02010600fe56321d
     00000000000000000a00020f0a00020200000000525400123456 202*00
     6382536335010536040a0002020104ffffff0003040a00020206040a000203330400015180ff 274*00`,
  ],
  [
    'a question who is 10.0.2.2',
    `ffffffffffff525400123456080600010800060400015254001234560a00020f0000000000000a000202`,
    `52540012345652550a0002020806000108000604000252550a0002020a0002025254001234560a00020f 22*00`,
  ],
  [
    'an echo request to the host',
    `52550a000202525400123456080045000054d2184000400150800a00020f0a0002020800a075006b0000d51e82 53*00`,
    `52540012345652550a00020208004500005400024000ff0163960a0002020a00020f0000a875006b0000d51e82 53*00`,
  ],
  [
    'an echo request to the world outside',
    `52550a0002025254001234560800450000549fcf400040017ebb0a00020f0808080808005c0f006f0000e580b6 53*00`,
    `52540012345652550a000202080045c0007000074000ff0162b50a0002020a00020f0300fcff00000000450000549fcf4000
     40017ebb0a00020f0808080808005c0f006f0000e580b6 53*00`,
  ],
  [
    'a connection with the host',
    `52550a00020252540012345608004500003cf9e94000400628c20a00020f0a00020291f4000902ddd20100000000a002faf0
     95800000020405b40402080ab876802b0000000001030307`,
    `52540012345652550a00020208004500002800090000400662b70a0002020a00020f000991f40000000002ddd2025014ffff
     30e30000000000000000`,
  ],
  [
    'a connection with the world outside',
    `52550a00020252540012345608004500003cd7754000400647280a00020f08080808ce56000991da896c00000000a002faf0
     48d30000020405b40402080a1f10df660000000001030307`,
    `52540012345652550a000202080045c00058000a4000ff0162ca0a0002020a00020f0300194d000000004500003cd7754000
     400647280a00020f08080808ce56000991da896c00000000a002faf048d30000020405b40402080a1f10df66000000000103
     0307`,
  ],
  [
    'what would have to go through a second router',
    `52550a00020252540012345608004500002ef47a4000011169260a00020f080808088cbd829b001ad3410101 16*00`,
    `52540012345652550a000202080045c0004a00144000ff0162ce0a0002020a00020f0b00114a000000004500002ef47a4000
     011169260a00020f080808088cbd829b001ad3410101 16*00`,
  ],
  [
    'UDP to the world outside',
    `52550a00020252540012345608004500002ef47b4000021168250a00020f080808088cbd829c001ad23f0202 16*00`,
    `52540012345652550a000202080045c0004a00154000ff0162cd0a0002020a00020f0300194a000000004500002ef47b4000
     021168250a00020f080808088cbd829c001ad23f0202 16*00`,
  ],
  [
    'UDP to the host',
    `52550a00020252540012345608004500002eca034000021196ab0a00020f0a000202eb66829c001a77a40202 16*00`,
    `52540012345652550a000202080045c0004a00134000ff01efcf7f0000010a00020f03031539000000004500002eca034000
     021196ab0a00020f0a000202eb66829c001a77a40202 16*00`,
  ],
];

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(
    text.split(/\s+/).flatMap((part) => {
      const [, count] = /^(\d+)\*00$/.exec(part) ?? [];
      return count
        ? Array.from({ length: Number(count) }, () => 0)
        : (part.match(/../g) ?? []).map((byte) => Number(`0x${byte}`));
    }),
  );

/** Without what a receiver does not look at: padding, and of datagrams service, number, DF, lifetime and sum; TCP's window. */
const compared = (frame: Uint8Array): string => {
  const isIpv4 = frame[12] === 8 && frame[13] === 0;
  const used = frame.slice(0, isIpv4 ? 14 + ((frame[16]! << 8) | frame[17]!) : 42);
  if (isIpv4) {
    for (const at of [15, 18, 19, 20, 22, 24, 25]) used[at] = 0;
    if (frame[23] === protocol.TCP) used[48] = used[49] = 0;
    // QEMU's host has 127.0.0.1 where it answers for itself.
    if (used[26] === 127) used.set([10, 0, 2, 2], 26);
  }
  return Buffer.from(used).toString('hex');
};

const network = new UserNetwork(userNetwork());

test.each(exchanges)('%s is answered as on QEMU', (_, frame, answer) => {
  const { reply } = network.answer(bytesOf(frame), []);
  expect(reply && compared(reply)).toBe(compared(bytesOf(answer)));
});

const address = (text: string): number => ipv4Address(text)!;
const guest = address('10.0.2.15');
const framed = (datagram: Datagram): Uint8Array =>
  bytesOfFrame({
    destination: Uint8Array.of(0x52, 0x55, 10, 0, 2, 2),
    source: Uint8Array.of(0x52, 0x54, 0, 0x12, 0x34, 0x56),
    type: etherType.IPv4,
    content: bytesOfDatagram(datagram),
  });
const asked = (destination: string, source = guest): Datagram =>
  userDatagram(source, address(destination), {
    sourcePort: 1000,
    destinationPort: 53,
    content: Uint8Array.of(1, 2, 3),
  });

test.each([
  ['another of the network', asked('10.0.2.77')],
  ['all of the network', asked('10.0.2.255')],
  ['all', asked('255.255.255.255')],
  ['a group', asked('224.0.0.251')],
  ['the host, by nobody', asked('10.0.2.2', 0)],
  ['the host, by a group', asked('10.0.2.2', address('224.0.0.1'))],
  ['the host, with another protocol', { ...asked('10.0.2.2'), protocol: 89 }],
  ['the host, with an error', { ...asked('10.0.2.2'), protocol: protocol.ICMP, payload: bytesOf('0303fcfc 12*00') }],
])('what goes to %s is not answered', (_, datagram) =>
  expect(network.answer(framed(datagram), []).reply).toBeUndefined(),
);

/** Where each of these is damaged: what it says of itself, and what is behind. */
test.each(exchanges.slice(0, 8))('%s that is damaged, or cut, is not answered, or as a whole', (_, frame) => {
  const whole = bytesOf(frame);
  const used = whole[12] === 8 && whole[13] === 0 ? 14 + ((whole[16]! << 8) | whole[17]!) : 42;
  for (let length = 0; length < used; length++)
    expect(network.answer(whole.slice(0, length), []).reply, `${length} bytes`).toBeUndefined();
  for (let at = 14; at < used; at++) {
    const damaged = whole.with(at, whole[at]! ^ 0x10);
    const { reply } = network.answer(damaged, []);
    if (whole[13] === 0) expect(reply, `byte ${at}`).toBeUndefined();
  }
});

test('a datagram in parts, in a frame that is too long, or of version 6, is not answered', () => {
  const fragment = bytesOfDatagram(asked('10.0.2.2'));
  fragment.set([0x20, 0], 6);
  fragment.set([0, 0], 10);
  const sum = checksum(fragment.subarray(0, 20));
  fragment.set([sum >> 8, sum & 0xff], 10);
  const whole = framed(asked('10.0.2.2'));
  expect(network.answer(Uint8Array.of(...whole.subarray(0, 14), ...fragment), []).reply).toBeUndefined();
  expect(network.answer(Uint8Array.of(...whole, ...new Uint8Array(1515 - whole.length)), []).reply).toBeUndefined();
  expect(network.answer(Uint8Array.of(...whole, ...new Uint8Array(1514 - whole.length)), []).reply).toBeDefined();
  expect(network.answer(whole.with(12, 0x86).with(13, 0xdd), []).reply).toBeUndefined();
});

/** A message of a DHCP client (RFC 2131): its kind, the last byte of its MAC address, and the address that it names. */
const dhcp = (kind: number, mac: number, named = '', has = 0, options: readonly number[] = []): Uint8Array => {
  const content = new Uint8Array(300);
  content.set([1, 1, 6, 0, 1, 2, 3, 4]);
  content.set([has >>> 24, (has >>> 16) & 255, (has >>> 8) & 255, has & 255], 12);
  content.set([2, 0, 0, 0, 0, mac], 28);
  const wanted = named === '' ? [] : [50, 4, ...named.split('.').map(Number)];
  content.set([99, 130, 83, 99, 0, 53, 1, kind, ...wanted, ...options, 255], 236);
  const ports = { sourcePort: 68, destinationPort: 67 };
  return framed(userDatagram(0, 0xffff_ffff, { ...ports, content }));
};
/** Kind and address of the answer, with what else it tells from where its second option begins. */
const told = (reply: Uint8Array | undefined): readonly [number, string, readonly number[]] | undefined => {
  if (!reply) return undefined;
  const datagram = { source: 0x0a00_0202, destination: 0xffff_ffff, protocol: 17, payload: reply.subarray(34) };
  const { content } = userDatagramOf(datagram)!;
  expect([content[0], ...content.subarray(4, 8), ...content.subarray(236, 242)]).toEqual([
    2, 1, 2, 3, 4, 99, 130, 83, 99, 53, 1,
  ]);
  return [content[242]!, content.subarray(16, 20).join('.'), [...content.subarray(243)]];
};
const [DISCOVER, OFFER, REQUEST, ACK, NAK] = [1, 2, 3, 5, 6];
const NOBODY = '255.255.255.255';

test('addresses are given in turn, kept, and not to two', () => {
  let leases: Leases = [];
  const ask = (...asks: Parameters<typeof dhcp>) => {
    const answer = network.answer(dhcp(...asks), leases);
    leases = answer.leases;
    return told(answer.reply)?.slice(0, 2);
  };
  expect(ask(DISCOVER, 1)).toEqual([OFFER, '10.0.2.15']);
  expect(ask(DISCOVER, 2)).toEqual([OFFER, '10.0.2.16']);
  expect(ask(DISCOVER, 1)).toEqual([OFFER, '10.0.2.15']);
  expect(ask(REQUEST, 1, '10.0.2.15')).toEqual([ACK, '10.0.2.15']);
  expect(ask(REQUEST, 2, '10.0.2.15')).toEqual([NAK, NOBODY]);
  expect(ask(REQUEST, 2, '10.0.3.15')).toEqual([NAK, NOBODY]);
  expect(ask(REQUEST, 2, '', address('10.0.2.16'))).toEqual([ACK, '10.0.2.16']);
  expect(ask(REQUEST, 3, '10.0.2.20')).toEqual([ACK, '10.0.2.20']);
  expect(ask(DISCOVER, 4, '10.0.2.20')).toEqual([OFFER, '10.0.2.17']);
  // As a client of BOOTP does.
  expect(ask(0, 5)).toBeUndefined();
  for (let mac = 10; mac < 22; mac++) expect(ask(DISCOVER, mac)).toBeDefined();
  expect(ask(DISCOVER, 30)).toBeUndefined();
  expect(ask(REQUEST, 30)).toBeUndefined();
  expect(ask(7, 1)).toBeUndefined();
});

test('the options of a network are told', () => {
  const tell = (options: Partial<UserNetworkOptions>) =>
    told(new UserNetwork({ ...userNetwork(), ...options }).answer(dhcp(DISCOVER, 1), []).reply)![2];
  const server = [54, 4, 10, 0, 2, 2, 1, 4, 255, 255, 255, 0];
  const day = [51, 4, 0, 1, 0x51, 0x80];
  const way = [3, 4, 10, 0, 2, 2, 6, 4, 10, 0, 2, 3];
  expect(tell({}).slice(0, 31)).toEqual([...server, ...way, ...day, 255]);
  expect(tell({ isRestricted: true }).slice(0, 19)).toEqual([...server, ...day, 255]);
  const names = tell({ hostName: 'ab', domainName: 'c'.repeat(255) });
  expect(names.slice(30, 36)).toEqual([12, 2, 97, 98, 15, 255]);
  expect(names.slice(36 + 255)).toEqual([255, ...Array.from({ length: names.length - 292 }, () => 0)]);
});

test('nothing goes out of a restricted network', () => {
  const restricted = new UserNetwork({ ...userNetwork(), isRestricted: true });
  const replies = exchanges.map(([, frame]) => restricted.answer(bytesOf(frame), []).reply !== undefined);
  expect(replies).toEqual([true, true, true, true, false, false, false, false, false, false]);
});

test('another network has the hosts of the same numbers', () => {
  const other = userNetwork(address('192.168.76.9'), address('255.255.255.0'));
  const hosts = [other.network, other.host, other.dns, other.dhcpStart];
  expect(hosts).toEqual(['192.168.76.0', '192.168.76.2', '192.168.76.3', '192.168.76.15'].map(address));
  expect(['1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d', ''].map(ipv4Address)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
