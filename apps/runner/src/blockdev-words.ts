import { deviceKeys, isOn, type Keys, refuseJson } from './device-keys.ts';
import { Refusal } from './refusal.ts';

/** A disk of `-blockdev`, to which a device refers by the name of its node. */
export interface Blockdev {
  readonly said: string;
  readonly id: string;
  readonly file: string;
  readonly isReadOnly: boolean;
}

const known = (
  'driver node-name filename file file.driver file.filename file.node-name read-only ' +
  // How QEMU goes about it: nothing that a guest sees.
  'auto-read-only discard detect-zeroes aio locking cache.direct cache.no-flush file.aio file.locking file.cache.direct ' +
  'file.cache.no-flush file.auto-read-only file.discard'
).split(' ');

/**
 * The disks of QEMU's `-blockdev`: a node of the driver `file`, or one of `raw` above it, in one word or in two. One that another
 * stands on is none by itself.
 *
 * @throws Refusal
 */
export const blockdevsOf = (texts: readonly string[] = []): readonly Blockdev[] => {
  const nodes = texts.map(nodeOf);
  const below = new Set(nodes.flatMap((keys) => keys.get('file') ?? []));
  return nodes
    .filter((keys) => !below.has(keys.get('node-name') ?? ''))
    .map((keys) => {
      const { said } = keys;
      const id = keys.get('node-name');
      if (id === undefined) throw new Refusal(`${said} has no name; add node-name=NAME`);
      return { said, id, file: fileOf(keys, nodes), isReadOnly: isOn(keys, 'read-only') };
    });
};

const nodeOf = (text: string): Keys => {
  refuseJson('-blockdev', text);
  return deviceKeys('-blockdev', text, known, 'driver');
};

const fileOf = (keys: Keys, nodes: readonly Keys[]): string => {
  const { said } = keys;
  const [driver, name] = [keys.get('driver'), keys.get('file')];
  const below = name === undefined ? undefined : nodes.find((each) => each.get('node-name') === name);
  if (name !== undefined && !below)
    throw new Refusal(`${said}: there is no node ${name}; add -blockdev driver=file,node-name=${name}`);
  const [protocol, file] =
    driver === 'file'
      ? [driver, keys.get('filename')]
      : [
          keys.get('file.driver') ?? below?.get('driver') ?? 'file',
          keys.get('file.filename') ?? below?.get('filename'),
        ];
  if (driver !== 'file' && driver !== 'raw')
    throw new Refusal(`${said}: images are raw; qemu-img convert -O raw makes one of a ${driver} image`);
  if (protocol !== 'file') throw new Refusal(`${said}: a disk is in a file of the host; there is no ${protocol} here`);
  if (file === undefined) throw new Refusal(`${said} names no file; say driver=file,node-name=NAME,filename=PATH`);
  return file;
};
