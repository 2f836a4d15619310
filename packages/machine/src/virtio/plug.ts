import { macInWords } from '../network/ethernet.ts';
import type { SerialLine } from '../devices/device.ts';
import { BlockDevice, type BlockOptions, type DiskServed } from './block.ts';
import { ConsoleDevice, type ConsolePort } from './console.ts';
import type { DiskImage } from './disk.ts';
import { EntropyDevice } from './entropy.ts';
import { NetDevice, type NetOptions } from './net.ts';
import { networkInWords, type UserNetworkOptions } from '../network/user-network.ts';
import { NinePDevice } from './nine-p/nine-p.ts';
import type { SharedDirectory } from './shared-directory.ts';
import type { VirtioDevice } from './virtio-device.ts';

/** What a serial port leads to: the console, which has input, or whatever takes a byte. */
export type LineEnd = 'console' | ((byte: number) => void);

/** A port of a console device, and what it leads to; nothing, if that is absent. */
export type PortOptions = Omit<ConsolePort, 'line'> & { readonly end?: LineEnd | undefined };

/** A device for a slot of virtio. */
export type VirtioPlug =
  | ({ readonly type: 'block'; readonly image: DiskImage } & BlockOptions)
  /** Random bytes from that seed. */
  | { readonly type: 'entropy'; readonly seed: bigint }
  | ({ readonly type: 'net'; readonly network?: UserNetworkOptions | undefined } & NetOptions)
  /** Serial ports, of which there may be so many. */
  | { readonly type: 'console'; readonly ports: readonly PortOptions[]; readonly portsMost: number }
  /** A directory that the guest may read and mounts by its tag. */
  | { readonly type: '9p'; readonly directory: SharedDirectory; readonly tag: string };

/** What is in the slots of virtio. */
export interface VirtioOptions {
  /** Whether the slots have the legacy layout of registers, as QEMU's have unless it is told otherwise; true if absent. */
  readonly legacy?: boolean;
  /** By the number of their slot, 0 to 7. */
  readonly devices: Readonly<Record<number, VirtioPlug>>;
}

/** What a device is connected to, of which it takes what it needs. */
interface Connected {
  /** The line to what a port leads to. */
  readonly lineTo: (end: LineEnd) => SerialLine;
  /** Is told of what a disk does. */
  readonly served: DiskServed | undefined;
}

/** What there is to a type of device. */
interface PlugRow<Plug extends VirtioPlug> {
  readonly make: (plug: Plug, to: Connected) => VirtioDevice;
  /** What it is: machines of the same kind have the same. */
  readonly inWords: (plug: Plug) => string;
}

const rows: { readonly [Type in VirtioPlug['type']]: PlugRow<Extract<VirtioPlug, { readonly type: Type }>> } = {
  block: {
    make: (plug, { served }) => new BlockDevice(plug.image, plug, served),
    inWords: ({ image }) => `block of ${image.sectors} sectors`,
  },
  entropy: { make: ({ seed }) => new EntropyDevice(seed), inWords: () => 'entropy' },
  net: {
    make: (plug) => new NetDevice(plug.network, plug),
    inWords: ({ mac, network }) => `net ${macInWords(mac)} in ${network ? networkInWords(network) : 'no network'}`,
  },
  console: {
    make: ({ ports, portsMost }, { lineTo }) =>
      new ConsoleDevice(
        ports.map(({ end, ...port }) => ({ ...port, line: end && lineTo(end) })),
        portsMost,
      ),
    inWords: ({ ports }) =>
      `console with ports ${ports.map(({ number, end }) => `${number}${end === 'console' ? ' here' : ''}`).join(' ')}`,
  },
  '9p': { make: ({ directory, tag }) => new NinePDevice(directory, tag), inWords: ({ tag }) => `9p of ${tag}` },
};

/** A row is for the plugs of its type, which types cannot say of a plug of any. */
const rowOf = (plug: VirtioPlug): PlugRow<VirtioPlug> => rows[plug.type] as PlugRow<VirtioPlug>;

/** The device that is meant. */
export const deviceOf = (plug: VirtioPlug, to: Connected): VirtioDevice => rowOf(plug).make(plug, to);

/** What is in the slots, in words: machines of the same kind have the same. */
export const virtioInWords = ({ legacy, devices }: VirtioOptions): string =>
  [
    ...(legacy === false ? ['modern virtio'] : []),
    ...Object.entries(devices).map(([number, plug]) => `${rowOf(plug).inWords(plug)} in virtio slot ${number}`),
  ].join(', ');

/** Whether a port of a device in these slots is where the console's input goes. */
export const takesConsoleInput = (virtio: VirtioOptions | undefined): boolean =>
  Object.values(virtio?.devices ?? {}).some(
    (plug) => plug.type === 'console' && plug.ports.some(({ end }) => end === 'console'),
  );
