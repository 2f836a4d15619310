import { assemble } from '@hartlab/isa';
import type { Image } from '@hartlab/machine';
import { guestFiles, guestStart, handlerFiles } from './guest-files.ts';
import type { GuestName, HandlerName } from './guests.ts';

/** Where guests are loaded and entered, in S-mode. */
const guestBase = 0x8020_0000n;

/** The whole assembly source of a guest with a handler; GNU as takes it as well. */
export const guestSource = (guest: GuestName, handler: HandlerName): string =>
  [guestStart, ...guestFiles[guest].files, ...handlerFiles[handler].files].join('\n');

/** A guest with a handler, assembled. */
export const guestImage = (guest: GuestName, handler: HandlerName): Image =>
  assembledImage(guestSource(guest, handler));

/** An image from assembly source, to be loaded where guests are. @throws AssemblerError */
export function assembledImage(source: string): Image {
  const { bytes, labels, entry } = assemble(source, { origin: guestBase });
  return {
    kind: 'assembled',
    entry: Number(entry),
    segments: [{ address: Number(guestBase), bytes, size: bytes.length }],
    symbols: [...labels].map(([name, address]) => ({ name, address, size: 0n })),
  };
}
