import type { SemihostingOptions } from '@hartlab/machine';
import { Chardevs, type OpenOutput } from './character-words.ts';
import type { Given } from './options.ts';
import { semihostingWords } from './semihosting-config.ts';

type SemihostingFlags = Given<'semihosting' | 'semihostingConfig' | 'append' | 'chardev'>;

/** Whether a guest may ask the host by semihosting. */
export const isSemihosted = ({ semihosting, semihostingConfig: text }: SemihostingFlags): boolean =>
  semihosting === true || (text !== undefined && semihostingWords(text).enable);

/**
 * What the command line says of semihosting; the guest has none where that is undefined.
 *
 * @param write where the bytes of the streams go
 * @param open opens a file of a character device; without it nothing is written there
 * @throws Refusal
 */
export const semihostingOf = (
  flags: SemihostingFlags,
  payload: string | undefined,
  write: SemihostingOptions['write'],
  open: OpenOutput | undefined,
): SemihostingOptions | undefined => {
  if (!isSemihosted(flags)) return undefined;
  const { userspace, args, chardev } = semihostingWords(flags.semihostingConfig ?? 'enable=on');
  // As QEMU has it: the kernel and its command line, unless there are arguments.
  const words = args.length > 0 ? args : [payload, flags.append].filter((word) => word !== undefined);
  const said = chardev === undefined ? write : writerOf(chardev, flags, write, open);
  return { userspace, commandLine: words.join(' '), ...(said && { write: said }) };
};

/** What writes to a character device what has no handle. */
const writerOf = (
  id: string,
  { chardev }: SemihostingFlags,
  write: SemihostingOptions['write'],
  open: OpenOutput | undefined,
): SemihostingOptions['write'] => {
  const { backend, path } = new Chardevs(chardev).use('-semihosting-config', id);
  const file = backend === 'file' ? open?.(path!, '-chardev') : undefined;
  return (stream, byte, isPrinted) => {
    if (!isPrinted) write?.(stream, byte, isPrinted);
    else if (backend === 'stdio') write?.('out', byte, isPrinted);
    else file?.byte(byte);
  };
};
