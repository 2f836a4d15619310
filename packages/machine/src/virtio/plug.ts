import { macInWords } from '../network/ethernet.ts';
import { BlockDevice, type BlockOptions } from './block.ts';
import type { DiskImage } from './disk.ts';
import { EntropyDevice } from './entropy.ts';
import { NetDevice, type NetOptions } from './net.ts';
import { networkInWords, type UserNetworkOptions } from '../network/user-network.ts';
import type { VirtioDevice } from './virtio-device.ts';

/** A device for a slot of virtio. */
export type VirtioPlug =
  | ({ readonly type: 'block'; readonly image: DiskImage } & BlockOptions)
  /** Random bytes from that seed. */
  | { readonly type: 'entropy'; readonly seed: bigint }
  | ({ readonly type: 'net'; readonly network: UserNetworkOptions } & NetOptions);

/** What is in the slots of virtio. */
export interface VirtioOptions {
  /** Whether the slots have the legacy layout of registers, as QEMU's have unless it is told otherwise; true if absent. */
  readonly legacy?: boolean;
  /** By the number of their slot, 0 to 7. */
  readonly devices: Readonly<Record<number, VirtioPlug>>;
}

/** The device that is meant. */
export const deviceOf = (plug: VirtioPlug): VirtioDevice => {
  switch (plug.type) {
    case 'block':
      return new BlockDevice(plug.image, plug);
    case 'entropy':
      return new EntropyDevice(plug.seed);
    case 'net':
      return new NetDevice(plug.network, plug);
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
    default:
      return plug.type;
  }
};
