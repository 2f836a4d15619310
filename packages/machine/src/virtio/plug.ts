import { macInWords } from '../network/ethernet.ts';
import type { SerialLine } from '../devices/device.ts';
import { BlockDevice, type BlockOptions } from './block.ts';
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
  | ({ readonly type: 'net'; readonly network: UserNetworkOptions } & NetOptions)
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

/** The device that is meant. @param lineTo the line to what a port leads to */
export const deviceOf = (plug: VirtioPlug, lineTo: (end: LineEnd) => SerialLine): VirtioDevice => {
  switch (plug.type) {
    case 'block':
      return new BlockDevice(plug.image, plug);
    case 'entropy':
      return new EntropyDevice(plug.seed);
    case 'net':
      return new NetDevice(plug.network, plug);
    case 'console':
      return new ConsoleDevice(
        plug.ports.map(({ end, ...port }) => ({ ...port, line: end && lineTo(end) })),
        plug.portsMost,
      );
    case '9p':
      return new NinePDevice(plug.directory, plug.tag);
  }
};

/** What is in the slots, in words: machines of the same kind have the same. */
export const virtioInWords = ({ legacy, devices }: VirtioOptions): string =>
  [
    ...(legacy === false ? ['modern virtio'] : []),
    ...Object.entries(devices).map(([number, plug]) => `${plugInWords(plug)} in virtio slot ${number}`),
  ].join(', ');

const plugInWords = (plug: VirtioPlug): string => {
  switch (plug.type) {
    case 'block':
      return `block of ${plug.image.sectors} sectors`;
    case 'net':
      return `net ${macInWords(plug.mac)} in ${networkInWords(plug.network)}`;
    case 'console':
      return `console with ports ${plug.ports.map(({ number, end }) => `${number}${end === 'console' ? ' here' : ''}`).join(' ')}`;
    case '9p':
      return `9p of ${plug.tag}`;
    case 'entropy':
      return 'entropy';
  }
};

/** Whether a port of a device in these slots is where the console's input goes. */
export const takesConsoleInput = (virtio: VirtioOptions | undefined): boolean =>
  Object.values(virtio?.devices ?? {}).some(
    (plug) => plug.type === 'console' && plug.ports.some(({ end }) => end === 'console'),
  );
