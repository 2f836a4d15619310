import type { SemihostingOptions } from '@hartlab/machine';
import { oneOf, QuantityError } from './quantity.ts';

/** What `-semihosting-config` says. */
interface SemihostingWords {
  readonly enable: boolean;
  readonly userspace: boolean;
  readonly args: readonly string[];
}

/** The flags that have to do with it. */
interface SemihostingFlags {
  readonly semihosting?: true | undefined;
  readonly semihostingConfig?: string | undefined;
  readonly append?: string | undefined;
}

const onOff = oneOf(['on', 'off']);

/** Reads QEMU's `enable=on,target=native,userspace=on,arg=prog,arg=x`. @throws QuantityError */
const wordsOf = (text: string): SemihostingWords => {
  let [enable, userspace] = [true, false];
  const args: string[] = [];
  for (const [index, part] of text.split(/(?<!,),(?!,)/).entries()) {
    const [, key = index === 0 ? 'enable' : part, given = index === 0 ? part : 'on'] =
      /^([^=]*)=(.*)$/s.exec(part) ?? [];
    const value = given.replaceAll(',,', ',');
    if (key === 'enable') enable = onOff(value) === 'on';
    else if (key === 'userspace') userspace = onOff(value) === 'on';
    else if (key === 'arg') args.push(value);
    else if (key === 'target' && ['native', 'auto'].includes(value)) continue;
    else if (key === 'target') throw new QuantityError(`there is no target ${value}; target=native is what there is`);
    else if (key === 'chardev') throw new QuantityError('its console is stdin, stdout and stderr; leave chardev out');
    else throw new QuantityError(`there is no "${key}"; what can be said is enable, target, userspace, arg`);
  }
  return { enable, userspace, args };
};

/** The words themselves, if they say something that there is. @throws QuantityError */
export const semihostingConfig = (text: string): string => {
  wordsOf(text);
  return text;
};

/** What the command line says of semihosting; the guest has none where that is undefined. */
export const semihostingOf = (
  { semihosting, semihostingConfig: text, append }: SemihostingFlags,
  payload: string | undefined,
  write: SemihostingOptions['write'],
): SemihostingOptions | undefined => {
  const { enable, userspace, args } =
    text === undefined ? { enable: false, userspace: false, args: [] } : wordsOf(text);
  if (!enable && !semihosting) return undefined;
  // As QEMU has it: the kernel and its command line, unless there are arguments.
  const words = args.length > 0 ? args : [payload, append].filter((word) => word !== undefined);
  return { userspace, commandLine: words.join(' '), ...(write && { write }) };
};
