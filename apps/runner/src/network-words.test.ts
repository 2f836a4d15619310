import { expect, test } from 'vitest';
import { Networks, nicsOfNet } from './network-words.ts';

/* Expected values: QEMU 11.1, net/slirp.c (net_slirp_init) and net/net.c (qemu_macaddr_default_if_unset). */
const cardOf = (...netdev: string[]) => {
  const networks = new Networks(netdev);
  const plug = networks.card('-device virtio-net-device,netdev=n', 'n', undefined);
  networks.check();
  if (plug.type !== 'net' || !plug.network) throw new Error('no card in a network');
  return { ...plug, network: plug.network };
};
const written = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
const placesOf = (text: string) => {
  const { network, mask, host, dns, dhcpStart } = cardOf(`user,id=n${text}`).network;
  return [network, mask, host, dns, dhcpStart].map(written).join(' ');
};

test.each([
  ['', '10.0.2.0 255.255.255.0 10.0.2.2 10.0.2.3 10.0.2.15'],
  [',net=192.168.76.0/24', '192.168.76.0 255.255.255.0 192.168.76.2 192.168.76.3 192.168.76.15'],
  [',net=192.168.76.9/255.255.255.0', '192.168.76.0 255.255.255.0 192.168.76.2 192.168.76.3 192.168.76.15'],
  [',net=10.1.0.0/16', '10.1.0.0 255.255.0.0 10.1.2.2 10.1.2.3 10.1.2.15'],
  [',net=10.0.0.0', '10.0.0.0 255.0.0.0 10.0.2.2 10.0.2.3 10.0.2.15'],
  [',net=172.16.0.0', '172.16.0.0 255.255.0.0 172.16.2.2 172.16.2.3 172.16.2.15'],
  [',net=192.168.1.0', '192.168.1.0 255.255.255.0 192.168.1.2 192.168.1.3 192.168.1.15'],
  [',host=10.0.2.1,dns=1.1.1.1,dhcpstart=10.0.2.9', '10.0.2.0 255.255.255.0 10.0.2.1 1.1.1.1 10.0.2.9'],
])('a network with "%s" has these addresses', (text, places) => expect(placesOf(text)).toBe(places));

test('names and a wall are told', () => {
  expect(cardOf('user,id=n,hostname=a,domainname=b.c,restrict=on').network).toMatchObject({
    hostName: 'a',
    domainName: 'b.c',
    isRestricted: true,
  });
  expect(cardOf('type=user,id=n,restrict=n,ipv6=off,ipv4=on').network.isRestricted).toBe(false);
});

test('cards have addresses one after the other, but for those that are given', () => {
  const networks = new Networks(
    ['user,id=a', 'user,id=b', 'user,id=c'],
    ['user', 'none', 'user,model=virtio,mac=2:0:0:0:0:1'],
  );
  const macs = [
    networks.card('', 'a', undefined),
    networks.card('', 'b', '52-54-00-12-34-57'),
    networks.card('', 'c', undefined),
    ...[...networks.own()].map(([, plug]) => plug),
  ].map((plug) => plug.type === 'net' && plug.mac.slice(3).join(' '));
  networks.check();
  expect(macs).toEqual(['18 52 86', '18 52 87', '18 52 88', '18 52 89', '0 0 1']);
});

test.each([
  ['tap,id=n', 'there is no network of type "tap"; user is one'],
  ['type=tap,script=no,id=n', 'there is no network of type "tap"; user is one'],
  ['socket,id=n,mcast=230.0.0.1:1234', 'there is no network of type "socket"; user is one'],
  ['user', 'add id=NAME'],
  ['user,id=n,colour=red', 'there is no "colour" here; what can be said is type, id, net'],
  ['user,id=n,hostfwd=tcp::2222-:22', "no port of the host's leads to a guest"],
  ['user,id=n,ipv6=on', 'the network is one of IPv4 alone'],
  ['user,id=n,tftp=/tmp', 'there is no TFTP'],
  ['user,id=n,net=10.0.2.0/24/8', 'is not an address and a mask such as 10.0.2.0/24'],
  ['user,id=n,net=10.0.2/24', 'net=10.0.2 is not an address'],
  ['user,id=n,net=10.0.2.0/31', 'a mask has 4 to 30 bits'],
  ['user,id=n,net=10.0.2.0/255.0.255.0', 'a mask has 4 to 30 bits'],
  ['user,id=n,host=10.0.3.2', 'host=10.0.3.2: the address is not in the network'],
  ['user,id=n,dns=10.0.2.2', 'three different addresses'],
  ['user,id=n,restrict=maybe', 'the choices are on, off'],
  ['user,id=n,hostname=', 'hostname has 1 to 255 bytes'],
])('-netdev %s is refused: %s', (text, why) => expect(() => new Networks([text])).toThrow(why));

test.each([
  ['user,model=e1000', 'there is no e1000 here; virtio-net-device is the nearest'],
  ['user,mac=1:2:3', 'mac=1:2:3 is not the address of one card'],
  ['user,mac=01:00:5e:00:00:01', 'is not the address of one card'],
  ['bridge', 'there is no network of type "bridge"'],
])('-nic %s is refused: %s', (text, why) => expect(() => [...new Networks([], [text]).own()]).toThrow(why));

test('-net says a card and its network in two', () => {
  expect(nicsOfNet(['none'])).toEqual([]);
  expect(nicsOfNet(['nic', 'user'])).toEqual(['user']);
  const said = nicsOfNet(['user,net=10.1.0.0/16', 'nic,model=virtio,macaddr=de:ad:be:ef:66:06']);
  const plug = [...new Networks([], said).own()][0]?.[1];
  expect(plug).toMatchObject({
    type: 'net',
    network: { network: 0x0a01_0000 },
    mac: [0xde, 0xad, 0xbe, 0xef, 0x66, 6],
  });
});

test.each([
  [['nic'], '-nic user,model=virtio-net-device says both'],
  [['user'], '-nic user,model=virtio-net-device says both'],
  [['nic', 'nic', 'user'], '-nic user,model=virtio-net-device says both'],
  [['nic,colour=red', 'user'], '-net nic,colour=red: there is no "colour" here'],
])('-net %j is refused: %s', (nets, why) => expect(() => nicsOfNet(nets)).toThrow(why));

test.each([
  [['nic', 'tap'], 'there is no network of type "tap"'],
  [['nic,model=e1000', 'user'], 'there is no e1000 here'],
])('-net %j is a card that there is not: %s', (nets, why) =>
  expect(() => [...new Networks([], nicsOfNet(nets)).own()]).toThrow(why),
);

test('a card without a network is one to which nobody answers', () => {
  const plug = new Networks().card('-device x', undefined, undefined);
  expect(plug).toMatchObject({ type: 'net', network: undefined });
});

test('a network has one card, and a card a network', () => {
  const networks = new Networks(['user,id=n']);
  expect(() => networks.check()).toThrow('add -device virtio-net-device,netdev=n');
  expect(() => networks.card('-device x', 'm', undefined)).toThrow('-device x needs a network');
  expect(() => networks.card('-device x', 'n', '1')).toThrow('-device x: mac=1');
  expect(() => networks.card('-device x', 'n', undefined)).toThrow('no other card has');
  expect(() => new Networks(['user,id=n', 'user,id=n'])).toThrow('there is another one of the name n');
});
