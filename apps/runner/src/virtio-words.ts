import { VIRTIO_SLOTS, type VirtioOptions, type VirtioPlug } from '@hartlab/machine';
import { Chardevs, type OpenOutput } from './character-words.ts';
import { deviceKeys, type Keys, reading } from './device-keys.ts';
import { fsdevOf, plugOf, virtfsOf } from './directory-words.ts';
import { Drives } from './drive-words.ts';
import { valueIn } from './keys.ts';
import { Networks } from './network-words.ts';
import type { Given } from './options.ts';
import { PortBuses } from './port-words.ts';
import { onOrOff } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** Whether the slots have the legacy layout, as `-global` says. */
const isLegacy = (globals: readonly string[]): boolean => {
  let legacy = true;
  for (const text of globals) {
    const [, value] = /^virtio-mmio\.force-legacy=(.*)$/.exec(text) ?? [];
    if (value === undefined)
      throw new Refusal(`-global ${text}: what can be said is virtio-mmio.force-legacy=true or =false`);
    legacy = reading(`-global ${text}`, () => onOrOff(value));
  }
  return legacy;
};

/** Puts devices into slots: each where it is told to be, or else into the last that is free, as QEMU does. */
class Slots {
  readonly devices: Record<number, VirtioPlug> = {};

  /** @param said the word that plugs it, for people */
  plug(said: string, bus: string | undefined, plug: VirtioPlug): void {
    const slot = bus === undefined ? this.#lastFree() : Number(/^virtio-mmio-bus\.(\d+)$/.exec(bus)?.[1] ?? -1);
    if (slot < 0 || slot >= VIRTIO_SLOTS)
      throw new Refusal(
        bus === undefined
          ? `${said}: all ${VIRTIO_SLOTS} slots of virtio are taken`
          : `${said}: there is no bus ${bus}; there are virtio-mmio-bus.0 to virtio-mmio-bus.${VIRTIO_SLOTS - 1}`,
      );
    if (this.devices[slot]) throw new Refusal(`${said}: there is a device on ${bus} already`);
    this.devices[slot] = plug;
  }

  #lastFree(): number {
    let slot = VIRTIO_SLOTS - 1;
    while (this.devices[slot]) slot--;
    return slot;
  }
}

/** A device of `-device`: what can be said of it, and what is plugged into a slot for it, if anything. */
interface DeviceWord {
  readonly keys: readonly string[];
  readonly plug: (keys: Keys) => VirtioPlug | undefined;
}

type Words = Given<
  'drive' | 'device' | 'netdev' | 'nic' | 'global' | 'snapshot' | 'seed' | 'chardev' | 'fsdev' | 'virtfs'
>;

/** The devices that there are, by QEMU's names. */
const devicesOf = (
  { seed = 0, chardev, fsdev = [] }: Words,
  drives: Drives,
  networks: Networks,
  open: OpenOutput | undefined,
): Readonly<Record<string, DeviceWord>> => {
  const buses = new PortBuses(new Chardevs(chardev), open);
  const port = (isConsole: boolean): DeviceWord => ({
    keys: ['chardev', 'name', 'nr'],
    plug(keys) {
      buses.plug(keys, isConsole);
      return undefined;
    },
  });
  const shares = fsdev.map(fsdevOf);
  return {
    'virtio-blk-device': { keys: ['drive', 'serial', 'bootindex', 'write-cache'], plug: (keys) => drives.plug(keys) },
    'virtio-net-device': {
      keys: ['netdev', 'mac'],
      plug: (keys) => networks.card(keys.said, keys.get('netdev'), keys.get('mac')),
    },
    'virtio-rng-device': {
      keys: ['rng', 'max-bytes', 'period'],
      plug: () => ({ type: 'entropy', seed: BigInt(seed) }),
    },
    'virtio-serial-device': { keys: ['max_ports'], plug: (keys) => buses.add(keys) },
    virtconsole: port(true),
    virtserialport: port(false),
    'virtio-9p-device': {
      keys: ['fsdev', 'mount_tag'],
      plug(keys) {
        const share = shares.find(({ id }) => id === keys.get('fsdev'));
        if (!share)
          throw new Refusal(
            `${keys.said} needs a directory: add -fsdev local,id=NAME,path=PATH,readonly=on and fsdev=NAME`,
          );
        return plugOf(share, keys);
      },
    },
  };
};

const noDevice = (text: string, word: string, names: readonly string[]): Refusal => {
  const kind = /^virtio-([^-]+)/.exec(word)?.[1];
  const nearest = kind && names.find((each) => each.startsWith(`virtio-${kind}-`));
  return new Refusal(
    `-device ${text}: there is no ${word} here${nearest ? `, as there is no such bus; ${nearest} is the nearest` : `; there are ${names.join(', ')}`}`,
  );
};

/**
 * What these words of QEMU's put into the slots of virtio; undefined where they say nothing of it.
 *
 * @param keeps whether what the guest writes may reach the files of disks
 * @param open opens the files of character devices; without it nothing is written
 * @throws Refusal
 */
export const virtioOf = (words: Words, keeps: boolean, open?: OpenOutput): VirtioOptions | undefined => {
  const { drive = [], device = [], netdev = [], nic = [], global = [], virtfs = [], snapshot = false } = words;
  if ([drive, device, netdev, nic, global, virtfs].every((said) => said.length === 0)) return undefined;
  const slots = new Slots();
  const drives = new Drives(drive, !keeps || snapshot);
  const networks = new Networks(netdev, nic);
  const devices = devicesOf(words, drives, networks, open);
  for (const text of device) {
    const word = valueIn(text, 'driver', 'driver') ?? '';
    const row = Object.hasOwn(devices, word) ? devices[word] : undefined;
    if (!row) throw noDevice(text, word, Object.keys(devices));
    const keys = deviceKeys('-device', text, ['driver', 'bus', 'id', ...row.keys], 'driver');
    const plug = row.plug(keys);
    if (plug) slots.plug(keys.said, keys.get('bus'), plug);
  }
  for (const text of virtfs) slots.plug(`-virtfs ${text}`, undefined, virtfsOf(text));
  for (const [said, plug] of drives.own()) slots.plug(said, undefined, plug);
  for (const [said, plug] of networks.own()) slots.plug(said, undefined, plug);
  drives.check();
  networks.check();
  return { legacy: isLegacy(global), devices: slots.devices };
};
