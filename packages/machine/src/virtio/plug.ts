import { BlockDevice, type BlockOptions } from './block.ts';
import type { DiskImage } from './disk.ts';
import { EntropyDevice } from './entropy.ts';
import type { VirtioDevice } from './virtio-device.ts';

/** A device for a slot of virtio. */
export type VirtioPlug =
  | ({ readonly type: 'block'; readonly image: DiskImage } & BlockOptions)
  /** Random bytes from that seed. */
  | { readonly type: 'entropy'; readonly seed: bigint };

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
  }
};

/** What is in the slots, in words: machines of the same kind have the same. */
export const virtioInWords = ({ legacy, devices }: VirtioOptions): string =>
  [
    ...(legacy === false ? ['modern virtio'] : []),
    ...Object.entries(devices).map(
      ([number, plug]) =>
        `${plug.type}${plug.type === 'block' ? ` of ${plug.image.sectors} sectors` : ''} in virtio slot ${number}`,
    ),
  ].join(', ');
