import { noKey, partsOf } from './keys.ts';
import { onOrOff, QuantityError } from './quantity.ts';

/** What `-semihosting-config` says. */
interface SemihostingWords {
  readonly enable: boolean;
  readonly userspace: boolean;
  readonly args: readonly string[];
  /** The name of the character device that what has no handle is written to. */
  readonly chardev: string | undefined;
}

/** Reads QEMU's `enable=on,target=native,userspace=on,chardev=ID,arg=prog,arg=x`. @throws QuantityError */
export const semihostingWords = (text: string): SemihostingWords => {
  let [enable, userspace] = [true, false];
  let chardev: string | undefined;
  const args: string[] = [];
  for (const { key, value = 'on' } of partsOf(text, 'enable')) {
    if (key === 'enable') enable = onOrOff(value);
    else if (key === 'userspace') userspace = onOrOff(value);
    else if (key === 'arg') args.push(value);
    else if (key === 'chardev') chardev = value;
    else if (key === 'target' && ['native', 'auto'].includes(value)) continue;
    else if (key === 'target') throw new QuantityError(`there is no target ${value}; target=native is what there is`);
    else throw noKey(key, ['enable', 'target', 'userspace', 'chardev', 'arg']);
  }
  return { enable, userspace, args, chardev };
};

/**
 * What these say together, in one: the last of each key counts, but every argument.
 *
 * @throws QuantityError where they say something that there is not
 */
export const semihostingConfig = (...texts: readonly string[]): string => {
  const parts = texts.flatMap((text) => partsOf(text, 'enable'));
  const all = parts.map(({ key, value = 'on' }) => `${key}=${value.replaceAll(',', ',,')}`).join(',');
  semihostingWords(all);
  return all;
};
