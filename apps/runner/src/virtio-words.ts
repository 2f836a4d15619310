import { VIRTIO_SLOTS, type VirtioOptions, type VirtioPlug } from '@hartlab/machine';
import { Chardevs, type OpenOutput } from './character-words.ts';
import { checkNames, type Keys, reading } from './device-keys.ts';
import { deviceOf, type DeviceName } from './device-words.ts';
import { fsdevOf, plugOf, virtfsOf } from './directory-words.ts';
import { Drives, drivesOf } from './drive-words.ts';
import { Networks, nicsOfNet } from './network-words.ts';
import type { Given } from './options.ts';
import { PortBuses } from './port-words.ts';
import { onOrOff } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** Whether the slots have the legacy layout, as `-global` says. */
const isLegacy = (globals: readonly string[]): boolean => {
  let legacy = true;
  for (const text of globals) {
    const [, value] =
      /^(?:virtio-mmio\.force-legacy=|driver=virtio-mmio,property=force-legacy,value=)(.*)$/.exec(text) ?? [];
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

/** What is plugged into a slot for a device of `-device`, if anything. */
type Plugging = (keys: Keys) => VirtioPlug | undefined;

type Words = Given<
  | 'drive'
  | 'blockdev'
  | 'device'
  | 'netdev'
  | 'nic'
  | 'net'
  | 'global'
  | 'snapshot'
  | 'seed'
  | 'chardev'
  | 'fsdev'
  | 'virtfs'
>;

/** How each device is plugged. */
const pluggingsOf = (
  { seed = 0, chardev, fsdev = [] }: Words,
  drives: Drives,
  networks: Networks,
  open: OpenOutput | undefined,
): Readonly<Record<DeviceName, Plugging>> => {
  const buses = new PortBuses(new Chardevs(chardev), open);
  const port =
    (isConsole: boolean): Plugging =>
    (keys) => {
      buses.plug(keys, isConsole);
      return undefined;
    };
  const shares = fsdev.map(fsdevOf);
  checkNames(shares);
  return {
    'virtio-blk-device': (keys) => drives.plug(keys),
    'virtio-net-device': (keys) => networks.card(keys.said, keys.get('netdev'), keys.get('mac')),
    'virtio-rng-device': () => ({ type: 'entropy', seed: BigInt(seed) }),
    'virtio-serial-device': (keys) => buses.add(keys),
    virtconsole: port(true),
    virtserialport: port(false),
    'virtio-9p-device'(keys) {
      const share = shares.find(({ id }) => id === keys.get('fsdev'));
      if (!share)
        throw new Refusal(
          `${keys.said} needs a directory: add -fsdev local,id=NAME,path=PATH,readonly=on and fsdev=NAME`,
        );
      return plugOf(share, keys);
    },
    // It is in RAM already.
    loader: () => undefined,
  };
};

/**
 * What these words of QEMU's put into the slots of virtio; undefined where they say nothing of it.
 *
 * @param keeps whether what the guest writes may reach the files of disks
 * @param open opens the files of character devices; without it nothing is written
 * @throws Refusal
 */
export const virtioOf = (words: Words, keeps: boolean, open?: OpenOutput): VirtioOptions | undefined => {
  const {
    drive = [],
    blockdev = [],
    device = [],
    netdev = [],
    net = [],
    global = [],
    virtfs = [],
    snapshot = false,
  } = words;
  const nic = [...(words.nic ?? []), ...nicsOfNet(net)];
  if ([drive, blockdev, device, netdev, nic, global, virtfs].every((said) => said.length === 0)) return undefined;
  const slots = new Slots();
  const drives = new Drives(drivesOf(drive, blockdev), !keeps || snapshot);
  const networks = new Networks(netdev, nic);
  const pluggings = pluggingsOf(words, drives, networks, open);
  const said = device.map(deviceOf);
  checkNames(said.map(({ keys }) => ({ said: keys.said, id: keys.get('id') })));
  for (const { name, keys } of said) {
    const plug = pluggings[name](keys);
    if (plug) slots.plug(keys.said, keys.get('bus'), plug);
  }
  for (const text of virtfs) slots.plug(`-virtfs ${text}`, undefined, virtfsOf(text));
  for (const [said, plug] of drives.own()) slots.plug(said, undefined, plug);
  for (const [said, plug] of networks.own()) slots.plug(said, undefined, plug);
  drives.check();
  networks.check();
  return { legacy: isLegacy(global), devices: slots.devices };
};
