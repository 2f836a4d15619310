import { adoptedPayload, guestPayload, shellWord, type Payload } from '@hartlab/lab';
import type { Given } from './options.ts';
import { isGuestNotFile } from './guest-payload.ts';
import type { FirmwareFile } from './judged-firmware.ts';
import { namingOf } from './naming.ts';
import { payloadImage } from './payload.ts';
import { Refusal } from './refusal.ts';

/** The flags that say what a sweep sweeps. */
export const sweepFlags = ['handler', 'window', 'begin', 'end', 'boundaries', 'symbols'] as const;
type SweepFlags = Given<(typeof sweepFlags)[number]>;

/** Boundaries of a file's window whose end is not given. */
const BOUNDARIES = 1000;

/**
 * The payload that the command line describes: a shipped guest, or a file, which need not know of SSE. It names what is in the
 * firmware too, if that is a file.
 */
export const sweepPayload = async (
  word: string,
  { handler, window, begin, end, boundaries, symbols }: SweepFlags,
  firmware?: FirmwareFile,
): Promise<Payload> => {
  if (window !== undefined && (begin !== undefined || end !== undefined))
    throw new Refusal(`the window "${window}" begins and ends where ${word} marks it; leave out --begin and --end`);
  const files = { ...(symbols && { symbols }) };
  const inFirmware = firmware ? [{ what: 'the firmware', image: firmware.image, path: firmware.file }] : [];
  if (isGuestNotFile(word)) {
    if (begin !== undefined || end !== undefined || boundaries !== undefined)
      throw new Refusal(`${word} declares its own window; --begin, --end and --boundaries are for files`);
    if (symbols !== undefined && !firmware) throw new Refusal(`${word} has its own symbols; --symbols is for files`);
    const guest = guestPayload(word, handler ?? 'minimal');
    const { symbolize, sourceOf, warnings } = namingOf(files, inFirmware, word);
    return {
      ...guest,
      image: { ...guest.image, warnings: [...(guest.image.warnings ?? []), ...warnings] },
      symbol: (address) => guest.symbol(address) ?? symbolize(address),
      line: sourceOf,
    };
  }
  if (handler !== undefined && handler !== 'minimal')
    throw new Refusal(`the handler ${handler} is for guests; a file gets minimal, which the lab provides`);
  const image = await payloadImage(word, 'minimal', 'built-in');
  const naming = namingOf(files, [...inFirmware, { what: 'the payload', image, path: word }], word);
  const warnings = [...(image.warnings ?? []), ...naming.warnings];
  const payload = adoptedPayload(
    word,
    { ...image, warnings },
    {
      begin: begin === undefined ? BigInt(image.entry) : naming.placeOf(begin).address,
      ...(end !== undefined && { end: naming.placeOf(end).address }),
      ...(boundaries !== undefined && { boundaries }),
      ...(boundaries === undefined && end === undefined && window === undefined && { boundaries: BOUNDARIES }),
    },
  );
  return { ...payload, symbol: naming.symbolize, line: naming.sourceOf };
};

/** The part of a command line that says the same as these flags, for a reproducer. */
export const windowInWords = ({
  symbols = [],
  window,
  begin,
  end,
  boundaries,
  smp,
  hart,
  source,
}: SweepFlags & Given<'smp' | 'hart' | 'source'>): string =>
  [
    ...symbols.map(({ word }) => ['symbols', word] as const),
    ...Object.entries({ window, begin, end, boundaries, smp, hart, source }),
  ]
    .filter(([, value]) => value !== undefined)
    .map(([flag, value]) => ` --${flag} ${shellWord(String(value))}`)
    .join('');
