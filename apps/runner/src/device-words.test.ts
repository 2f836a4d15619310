import { describe, expect, test } from 'vitest';
import { deviceListing, deviceOf, deviceRows, type DeviceName } from './device-words.ts';

/* What can be said of each device, and its value where nothing is: QEMU 11.1.3, `-device NAME,help`; those with a x- left out. */
const every =
  'any_layout=on event_idx=on in_order=off indirect_desc=on iommu_platform=off notify_on_empty=on packed=off queue_reset=on ' +
  'use-disabled-flag=on use-started=on';
const defaults: Readonly<Partial<Record<DeviceName, string>>> = {
  'virtio-blk-device':
    `${every} account-failed=auto account-invalid=auto backend_defaults=auto config-wce=on cyls=0 discard=on ` +
    'discard_granularity=4294967295 heads=0 lcyls=0 lheads=0 logical_block_size=0 lsecs=0 max-discard-sectors=4194303 ' +
    'max-write-zeroes-sectors=4194303 min_io_size=0 num-queues=65535 opt_io_size=0 physical_block_size=0 queue-size=256 ' +
    'report-discard-granularity=on request-merging=on rerror=auto secs=0 seg-max-adjust=on share-rw=off werror=auto write-cache=auto write-zeroes=on',
  'virtio-net-device':
    `${every} csum=on ctrl_guest_offloads=on ctrl_mac_addr=on ctrl_rx=on ctrl_rx_extra=on ctrl_vlan=on ctrl_vq=on failover=off gso=on ` +
    'guest_announce=on guest_csum=on guest_ecn=on guest_rsc_ext=off guest_tso4=on guest_tso6=on guest_tunnel=on guest_tunnel_csum=on ' +
    'guest_ufo=on guest_uso4=on guest_uso6=on hash-ipv4=auto hash-ipv6=auto hash-ipv6ex=auto hash-tcp4=auto hash-tcp6=auto ' +
    'hash-tcp6ex=auto hash-udp4=auto hash-udp6=auto hash-udp6ex=auto hash=off host_ecn=on host_mtu=0 host_tso4=on host_tso6=on ' +
    'host_tunnel=on host_tunnel_csum=on host_ufo=on host_uso=on mq=off mrg_rxbuf=on rsc_interval=300000 rss=off rx_queue_size=256 ' +
    'speed=-1 status=on tx_queue_size=256',
  'virtio-rng-device': `${every} max-bytes=9223372036854775807 period=65536`,
  'virtio-serial-device': `${every} max_ports=31`,
  'virtio-9p-device': every,
};

describe.each(Object.entries(defaults))('%s', (name, all) => {
  test.each(all.split(' '))('takes %s, which is the same as nothing', (said) => {
    expect(deviceOf(`${name},${said},id=x`).keys.get('id')).toBe('x');
  });
});

test.each([
  ['virtio-blk-device,num-queues=4', 'there is no num-queues=4 here; leave num-queues out'],
  ['virtio-blk-device,packed=on', 'there is no packed=on here'],
  ['virtio-blk-device,logical_block_size=4096', 'there is no logical_block_size=4096 here'],
  ['virtio-rng-device,mq=off', 'there is no "mq" here; what can be said is bus, driver, id, rng'],
  ['loader,bus=x', 'there is no "bus" here; what can be said is driver, id, file, addr'],
  ['virtio-net-device,hasOwnProperty=on', 'there is no "hasOwnProperty" here'],
])('%s is refused', (text, why) => expect(() => deviceOf(text)).toThrow(`-device ${text}: ${why}`));

test("off and on have all of QEMU's spellings", () => {
  for (const is of ['off', 'no', 'false', 'n'])
    expect(deviceOf(`virtio-blk-device,packed=${is}`).name).toBe('virtio-blk-device');
});

test('the lists name what there is, and what can be said of it', () => {
  for (const [name, { keys }] of Object.entries(deviceRows)) {
    expect(deviceListing()).toContain(`\n${name} `);
    for (const key of keys) expect(deviceListing(name)).toContain(`  ${key}=…\n`);
  }
  expect(deviceListing('e1000')).toBeUndefined();
});
