import type { VirtioPlug } from '@hartlab/machine';
import { deviceKeys, isOn, type Keys } from './device-keys.ts';
import { sharedDirectory } from './directory.ts';
import { Refusal } from './refusal.ts';

/** Bytes of a tag, as on QEMU. */
const LONGEST_TAG = 31;
const securityModels = ['none', 'passthrough'];

/** A directory of `-fsdev` or `-virtfs`, which is opened when it is plugged. */
export interface Share {
  readonly id: string | undefined;
  readonly path: string;
  readonly said: string;
}

const keysOfShare = ['fsdriver', 'id', 'path', 'security_model', 'readonly', 'multidevs'];

const shareOf = (flag: string, text: string, keys: Keys): Share => {
  const [driver, path, model] = ['fsdriver', 'path', 'security_model'].map((key) => keys.get(key));
  if (driver !== 'local') throw new Refusal(`${flag} ${text}: there is no ${driver} here; there is local`);
  if (path === undefined) throw new Refusal(`${flag} ${text} names no directory; add path=PATH`);
  if (model !== undefined && !securityModels.includes(model))
    throw new Refusal(`${flag} ${text}: security_model is none or passthrough, as nothing is written`);
  if (!isOn(keys, 'readonly')) throw new Refusal(`${flag} ${text}: directories are for reading only; add readonly=on`);
  return { id: keys.get('id'), path, said: `${flag} ${text}` };
};

/** The directory of an `-fsdev`. @throws Refusal */
export const fsdevOf = (text: string): Share => {
  const share = shareOf('-fsdev', text, deviceKeys('-fsdev', text, keysOfShare, 'fsdriver'));
  if (share.id === undefined) throw new Refusal(`-fsdev ${text} has no name; add id=NAME`);
  return share;
};

/** The device that a `-virtfs` is. @throws Refusal */
export const virtfsOf = (text: string): VirtioPlug => {
  const keys = deviceKeys('-virtfs', text, [...keysOfShare, 'mount_tag'], 'fsdriver');
  return plugOf(shareOf('-virtfs', text, keys), keys);
};

/** A directory as a device. @param keys of the device, which has its tag @throws Refusal */
export const plugOf = ({ path }: Share, keys: Keys): VirtioPlug => {
  const tag = keys.get('mount_tag');
  if (tag === undefined || tag === '')
    throw new Refusal(`${keys.said} has no tag by which it is mounted; add mount_tag=TAG`);
  if (Buffer.byteLength(tag) > LONGEST_TAG)
    throw new Refusal(`${keys.said}: the tag has more than ${LONGEST_TAG} bytes; choose a shorter one`);
  return { type: '9p', directory: sharedDirectory(path), tag };
};
