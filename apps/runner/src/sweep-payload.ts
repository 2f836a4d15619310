import { adoptedPayload, guestPayload, type GuestName, type Payload, type Place } from '@hartlab/lab';
import type { Given } from './options.ts';
import { isGuestNotFile } from './guest-payload.ts';
import type { FirmwareFile } from './judged-firmware.ts';
import { namingOf, type LoadedImage } from './naming.ts';
import { payloadImage } from './payload.ts';
import type { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';
import { functionsIn, windowFlags, windowOf } from './window-flags.ts';

/** The flags that say what a sweep sweeps. */
export const sweepFlags = ['handler', ...windowFlags, 'symbols'] as const;
export type SweepFlags = Given<(typeof sweepFlags)[number]>;

/** Where a payload's names come from, besides `--symbols`. */
interface Around {
  /** What is loaded, but for a shipped guest. */
  readonly images: readonly LoadedImage[];
  /** Whether any of that is no guest, and so a thing that `--symbols` may be for. */
  readonly hasFiles: boolean;
}

/** A shipped guest, with its own window. */
const sweptGuest = (word: GuestName, flags: SweepFlags, { images, hasFiles }: Around): Payload => {
  const { handler = 'minimal', begin, end, boundaries, symbols } = flags;
  if (begin !== undefined || end !== undefined || boundaries !== undefined)
    throw new Refusal(`${word} declares its own window; --begin, --end and --boundaries are for files`);
  if (symbols !== undefined && !hasFiles) throw new Refusal(`${word} has its own symbols; --symbols is for files`);
  const guest = guestPayload(word, handler);
  const named = { what: 'the guest', image: guest.image };
  const { symbolize, sourceOf, warnings } = namingOf({ ...(symbols && { symbols }) }, images, word);
  return {
    ...guest,
    image: { ...guest.image, warnings: [...(guest.image.warnings ?? []), ...warnings] },
    window: { ...guest.window, ...functionsIn(flags, namingOf({}, [named, ...images], word)) },
    symbol: (address) => guest.symbol(address) ?? symbolize(address),
    line: sourceOf,
  };
};

/** A file, which need not know of SSE, among what is loaded. @param first where it begins if no flag says so */
export const sweptFile = (
  word: string,
  flags: SweepFlags,
  images: readonly LoadedImage[],
  first: bigint | Place,
): Payload => {
  const { handler, symbols } = flags;
  if (handler !== undefined && handler !== 'minimal')
    throw new Refusal(`the handler ${handler} is for guests; a file gets minimal, which the lab provides`);
  const naming = namingOf({ ...(symbols && { symbols }) }, images, word);
  const image = images.at(-1)!.image;
  const warnings = [...(image.warnings ?? []), ...naming.warnings];
  const payload = adoptedPayload(word, { ...image, warnings }, windowOf(flags, naming, first));
  return { ...payload, symbol: naming.symbolize, line: naming.sourceOf };
};

/** Refuses flags that contradict one another. @throws Refusal */
const checkFlags = (word: string, { window, begin, end }: SweepFlags): void => {
  if (window !== undefined && (begin !== undefined || end !== undefined))
    throw new Refusal(`the window "${window}" begins and ends where ${word} marks it; leave out --begin and --end`);
};

/**
 * The payload that the command line describes: a shipped guest, or a file. It names what is in the firmware too, if that is a
 * file.
 */
export const sweepPayload = async (
  word: string,
  flags: SweepFlags,
  firmware?: FirmwareFile,
  read?: typeof readFile,
): Promise<Payload> => {
  checkFlags(word, flags);
  const inFirmware = firmware ? [{ what: 'the firmware', image: firmware.image, path: firmware.file }] : [];
  if (isGuestNotFile(word)) return sweptGuest(word, flags, { images: inFirmware, hasFiles: firmware !== undefined });
  const image = await payloadImage(word, 'minimal', 'built-in', undefined, read);
  const images = [...inFirmware, { what: 'the payload', image, path: word }];
  return sweptFile(word, flags, images, BigInt(image.entry));
};

/** The payload of a run that was saved, with what is in its RAM and the names in it. */
export const restoredPayload = (word: string, flags: SweepFlags, images: readonly LoadedImage[]): Payload => {
  checkFlags(word, flags);
  if (isGuestNotFile(word)) return sweptGuest(word, flags, { images, hasFiles: true });
  return sweptFile(word, flags, images, { boundary: 0 });
};
