import { createHash } from 'node:crypto';
import { DEFAULT_RAM, readImage, unpackImage, type Image } from '@hartlab/machine';
import type { Given } from './options.ts';
import { readFile } from './read-file.ts';
import { ofFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';
import { unpack } from './unpack.ts';

/** A firmware file that is to be judged by a sweep. */
export interface FirmwareFile {
  readonly file: string;
  /** What is in it, unpacked. */
  readonly bytes: Uint8Array;
  /** Of the file itself, in hexadecimal digits. */
  readonly sha256: string;
  readonly image: Image;
}

type FirmwareFlags = Given<'bios' | 'm' | 'policy' | 'window' | 'source'>;

/** Refuses flags that go with no sweep under the firmware that they name. @throws Refusal */
export const checkFirmwareFlags = ({ bios = 'default', policy, window, source }: FirmwareFlags): void => {
  if (bios === 'default') return;
  if (bios === 'none') throw new Refusal('a sweep needs a firmware, which offers SSE; -bios none leaves it out');
  if (policy !== undefined)
    throw new Refusal(`--policy is for the built-in firmware; ${bios} has its own, leave it out`);
  if (window !== undefined)
    throw new Refusal(
      '--window needs the built-in firmware, over whose channel a payload marks it; say --begin and --end',
    );
  if (source === 'signal')
    throw new Refusal(`--source signal is for the built-in firmware; ${bios} hears of an event by --source software`);
};

/** The firmware that these flags name; undefined for the built-in one. @throws Refusal when it cannot be judged */
export const judgedFirmware = (flags: FirmwareFlags, read: typeof readFile = readFile): FirmwareFile | undefined => {
  checkFirmwareFlags(flags);
  const { bios = 'default', m: ram = DEFAULT_RAM } = flags;
  if (bios === 'default') return undefined;
  const file = read(bios, 'the firmware', ram);
  const bytes = ofFile(bios, () => unpackImage(file, unpack, ram));
  const image = ofFile(bios, () => readImage(bytes, 'firmware'));
  return { file: bios, bytes, sha256: createHash('sha256').update(file).digest('hex'), image };
};
