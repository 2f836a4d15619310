import { deviceKeys, type Keys, refuseJson } from './device-keys.ts';
import { type AsHere, valueIn } from './keys.ts';
import { isLoader, loaderKeys } from './loader-words.ts';
import { Refusal } from './refusal.ts';

/** The devices that there are, by QEMU's names: what each is, and what can be said of it. */
export const deviceRows = {
  'virtio-blk-device': { is: 'a disk of -drive', keys: ['drive', 'serial', 'bootindex', 'write-cache'] },
  'virtio-net-device': { is: 'a card in a network of -netdev', keys: ['netdev', 'mac', 'bootindex'] },
  'virtio-rng-device': { is: 'random bytes, from --seed', keys: ['rng', 'max-bytes', 'period'] },
  'virtio-serial-device': { is: 'serial ports', keys: ['max_ports'] },
  virtconsole: { is: 'a console in a virtio-serial-device', keys: ['chardev', 'name', 'nr'] },
  virtserialport: { is: 'a port in a virtio-serial-device', keys: ['chardev', 'name', 'nr'] },
  'virtio-9p-device': { is: 'a directory of -fsdev', keys: ['fsdev', 'mount_tag'] },
  loader: { is: 'no device: puts a file or a number into RAM', keys: loaderKeys },
} as const;
export type DeviceName = keyof typeof deviceRows;

/**
 * What else can be said of QEMU's devices, with the values that change nothing: QEMU's own, which are the same as nothing said, and
 * what is so here in any case. Source: QEMU 11.1, `-device NAME,help`.
 */
const asHere = {
  every:
    'any_layout=on event_idx=on in_order=off indirect_desc=on iommu_platform=off notify_on_empty=on packed=off queue_reset=on|off ' +
    'use-disabled-flag=on|off use-started=on|off',
  'virtio-blk-device':
    'account-failed=auto|on|off account-invalid=auto|on|off backend_defaults=auto config-wce=on|off cyls=0 discard=on ' +
    'discard_granularity=4294967295 heads=0 lcyls=0 lheads=0 logical_block_size=0|512 lsecs=0 max-discard-sectors=4194303 ' +
    'max-write-zeroes-sectors=4194303 min_io_size=0 num-queues=65535|1 opt_io_size=0 physical_block_size=0|512 queue-size=256 ' +
    'report-discard-granularity=on request-merging=on|off rerror=auto secs=0 seg-max-adjust=on share-rw=on|off werror=auto write-zeroes=on',
  'virtio-net-device':
    'csum=on|off ctrl_guest_offloads=on|off ctrl_mac_addr=on|off ctrl_rx=on|off ctrl_rx_extra=on|off ctrl_vlan=on|off ctrl_vq=on|off ' +
    'failover=off gso=on|off guest_announce=on|off guest_csum=on|off guest_ecn=on|off guest_rsc_ext=off guest_tso4=on|off ' +
    'guest_tso6=on|off guest_tunnel=on|off guest_tunnel_csum=on|off guest_ufo=on|off guest_uso4=on|off guest_uso6=on|off hash=off ' +
    'hash-ipv4=auto hash-ipv6=auto hash-ipv6ex=auto hash-tcp4=auto hash-tcp6=auto hash-tcp6ex=auto hash-udp4=auto hash-udp6=auto ' +
    'hash-udp6ex=auto host_ecn=on|off host_mtu=0 host_tso4=on|off host_tso6=on|off host_tunnel=on|off host_tunnel_csum=on|off ' +
    'host_ufo=on|off host_uso=on|off mq=off mrg_rxbuf=on|off rsc_interval=300000 rss=off rx_queue_size=256 speed=-1 status=on tx_queue_size=256',
} as const;

const asHereOf = (name: DeviceName): AsHere => {
  const own = Object.hasOwn(asHere, name) ? asHere[name as keyof typeof asHere] : '';
  return Object.fromEntries(
    `${asHere.every} ${own}`
      .trim()
      .split(' ')
      .map((row) => row.split('=') as [string, string])
      .map(([key, values]) => [
        key,
        new RegExp(`^(?:${values.replaceAll(/\b(on|off)\b/g, (is) => spellings[is as 'on' | 'off'])})$`),
      ]),
  );
};
const spellings = { on: 'on|yes|true|y', off: 'off|no|false|n' } as const;

const isDevice = (name: string): name is DeviceName => Object.hasOwn(deviceRows, name);

/** The name of a device of `-device`, and what is said of it. @throws Refusal where there is no such device */
export const deviceOf = (text: string): { readonly name: DeviceName; readonly keys: Keys } => {
  refuseJson('-device', text);
  const name = valueIn(text, 'driver', 'driver') ?? '';
  if (!isDevice(name)) throw noDevice(text, name);
  const known = ['driver', 'id', ...deviceRows[name].keys];
  if (isLoader(text)) return { name, keys: deviceKeys('-device', text, known, 'driver') };
  return { name, keys: deviceKeys('-device', text, ['bus', ...known], 'driver', asHereOf(name)) };
};

const noDevice = (text: string, name: string): Refusal => {
  const names = Object.keys(deviceRows);
  const kind = /^virtio-([^-]+)/.exec(name)?.[1];
  const nearest = kind && names.find((each) => each.startsWith(`virtio-${kind}-`));
  return new Refusal(
    `-device ${text}: there is no ${name || 'device without a name'} here${nearest ? `, as there is no such bus; ${nearest} is the nearest` : `; there are ${names.join(', ')}`}`,
  );
};

/** What `-device help` prints, or `-device NAME,help`; undefined where there is no such device. */
export const deviceListing = (name?: string): string | undefined => {
  if (name === undefined)
    return `Devices:\n${Object.entries(deviceRows)
      .map(([each, { is }]) => `${each.padEnd(21)} ${is}\n`)
      .join('')}`;
  if (!isDevice(name)) return undefined;
  const { is, keys } = deviceRows[name];
  const own = [...keys, ...(name === 'loader' ? [] : ['bus', 'id'])];
  return `${name}, ${is}; what can be said:\n${own.map((key) => `  ${key}=…\n`).join('')}`;
};
