import { realpathSync } from 'node:fs';
import { VIRTIO_SLOTS, type VirtioOptions, type VirtioPlug } from '@hartlab/machine';
import { diskFile } from './disk-file.ts';
import type { Given } from './options.ts';
import { Refusal } from './refusal.ts';

/** What QEMU calls the devices that there are. */
const deviceNames = ['virtio-blk-device', 'virtio-rng-device'] as const;
type DeviceName = (typeof deviceNames)[number];

/** Keys and values of one of QEMU's words: `file=disk.img,format=raw`. What has no `=` is the value of `first`. */
const keysOf = (flag: string, text: string, known: readonly string[], first?: string): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>();
  // A comma that belongs to a value is doubled.
  for (const [n, part] of text.split(/(?<!,),(?!,)/).entries()) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(part) ?? (n === 0 && first ? ['', first, part] : ['', part, 'on']);
    if (!known.includes(key!))
      throw new Refusal(`${flag} ${text}: there is no "${key}" here; what can be said is ${known.join(', ')}`);
    keys.set(key!, value!.replaceAll(',,', ','));
  }
  return keys;
};

const isOn = (flag: string, key: string, value: string | undefined): boolean => {
  if (value === undefined || value === 'off') return false;
  if (value === 'on') return true;
  throw new Refusal(`${flag}: ${key} is on or off, not ${value}`);
};

/** A drive of `-drive`, to which a device refers by its name. */
interface Drive {
  readonly text: string;
  readonly file: string;
  readonly id: string | undefined;
  readonly isReadOnly: boolean;
  readonly forgets: boolean;
  /** Whether it has a device of its own. */
  readonly isPlugged: boolean;
}

const driveOf = (text: string): Drive => {
  const keys = keysOf('-drive', text, [
    'file',
    'format',
    'if',
    'id',
    'readonly',
    'snapshot',
    'index',
    'media',
    'cache',
  ]);
  const file = keys.get('file');
  if (file === undefined) throw new Refusal(`-drive ${text} names no file; add file=PATH`);
  const format = keys.get('format') ?? 'raw';
  if (format !== 'raw')
    throw new Refusal(`-drive ${text}: images are raw; qemu-img convert -O raw makes one of a ${format} image`);
  const bus = keys.get('if') ?? 'virtio';
  if (bus !== 'none' && bus !== 'virtio')
    throw new Refusal(`-drive ${text}: there is no ${bus} here; if is none or virtio`);
  return {
    text,
    file,
    id: keys.get('id'),
    isReadOnly: isOn(`-drive ${text}`, 'readonly', keys.get('readonly')),
    forgets: isOn(`-drive ${text}`, 'snapshot', keys.get('snapshot')),
    isPlugged: bus === 'virtio',
  };
};

/** Whether the slots have the legacy layout, as `-global` says. */
const isLegacy = (globals: readonly string[]): boolean => {
  let legacy = true;
  for (const text of globals) {
    const [, value] = /^virtio-mmio\.force-legacy=(.*)$/.exec(text) ?? [];
    if (value === undefined)
      throw new Refusal(`-global ${text}: what can be said is virtio-mmio.force-legacy=true or =false`);
    legacy = value === 'true' || value === 'on';
    if (!legacy && value !== 'false' && value !== 'off')
      throw new Refusal(`-global ${text}: force-legacy is true or false`);
  }
  return legacy;
};

/** Puts devices into slots: each where it is told to be, or else into the last that is free, as QEMU does. */
class Slots {
  readonly devices: Record<number, VirtioPlug> = {};

  plug(text: string, bus: string | undefined, plug: VirtioPlug): void {
    const slot = bus === undefined ? this.#lastFree() : Number(/^virtio-mmio-bus\.(\d+)$/.exec(bus)?.[1] ?? -1);
    if (slot < 0 || slot >= VIRTIO_SLOTS)
      throw new Refusal(
        bus === undefined
          ? `-device ${text}: all ${VIRTIO_SLOTS} slots of virtio are taken`
          : `-device ${text}: there is no bus ${bus}; there are virtio-mmio-bus.0 to virtio-mmio-bus.${VIRTIO_SLOTS - 1}`,
      );
    if (this.devices[slot]) throw new Refusal(`-device ${text}: there is a device on ${bus} already`);
    this.devices[slot] = plug;
  }

  #lastFree(): number {
    let slot = VIRTIO_SLOTS - 1;
    while (this.devices[slot]) slot--;
    return slot;
  }
}

const nameOf = (text: string, word: string): DeviceName => {
  const name = deviceNames.find((each) => each === word);
  if (name) return name;
  const nearest = deviceNames.find((each) => each.split('-')[1] === word.split('-')[1]);
  throw new Refusal(
    `-device ${text}: there is no ${word} here${nearest ? `, as there is no such bus; ${nearest} is the nearest` : `; there are ${deviceNames.join(', ')}`}`,
  );
};

/**
 * What these words of QEMU's put into the slots of virtio; undefined where they say nothing of it.
 *
 * @param keeps whether what the guest writes may reach the files
 * @throws Refusal
 */
export const virtioOf = (
  {
    drive = [],
    device = [],
    global = [],
    snapshot,
    seed = 0,
  }: Given<'drive' | 'device' | 'global' | 'snapshot' | 'seed'>,
  keeps: boolean,
): VirtioOptions | undefined => {
  if (drive.length + device.length + global.length === 0) return undefined;
  const drives = drive.map(driveOf);
  const slots = new Slots();
  const used = new Set<Drive>();
  /** Files that keep what is written: of two disks on one, each would undo what the other does. */
  const kept = new Set<string>();
  const plugDrive = (text: string, one: Drive, bus?: string, serial?: string): void => {
    if (used.has(one)) throw new Refusal(`-device ${text}: the drive ${one.id} has a device already`);
    used.add(one);
    const { isReadOnly } = one;
    const image = diskFile(one.file, keeps && !isReadOnly && !one.forgets && !snapshot);
    const place = realpathSync(one.file);
    if (image.write && kept.has(place))
      throw new Refusal(`-drive ${one.text}: another drive writes to that file; add snapshot=on or readonly=on to one`);
    if (image.write) kept.add(place);
    slots.plug(text, bus, { type: 'block', image, isReadOnly, ...(serial !== undefined && { serial }) });
  };
  for (const text of device) {
    const name = nameOf(text, /^(?:driver=)?([^,]*)/.exec(text)![1]!);
    const keys = keysOf(
      '-device',
      text,
      ['driver', 'bus', 'id', ...(name === 'virtio-blk-device' ? ['drive', 'serial'] : [])],
      'driver',
    );
    if (name === 'virtio-rng-device') {
      slots.plug(text, keys.get('bus'), { type: 'entropy', seed: BigInt(seed) });
      continue;
    }
    const id = keys.get('drive');
    const one = drives.find((each) => each.id !== undefined && each.id === id);
    if (!one) throw new Refusal(`-device ${text} needs a drive: add -drive file=PATH,if=none,id=NAME and drive=NAME`);
    plugDrive(text, one, keys.get('bus'), keys.get('serial'));
  }
  for (const one of drives) if (one.isPlugged && !used.has(one)) plugDrive(one.text, one);
  const idle = drives.find((one) => !used.has(one));
  if (idle)
    throw new Refusal(
      `-drive ${idle.text} has no device; add -device virtio-blk-device,drive=${idle.id ?? 'NAME, and id=NAME to it'}`,
    );
  return { legacy: isLegacy(global), devices: slots.devices };
};
