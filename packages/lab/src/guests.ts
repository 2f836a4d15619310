import { assemble } from '@hartlab/isa';
import type { Image } from '@hartlab/machine';
import { guestFiles, guestStart, handlerFiles } from './guest-files.ts';

/** The name of a guest. */
export type GuestName = keyof typeof guestFiles;
/** The name of a handler. */
export type HandlerName = keyof typeof handlerFiles;

const inWords = <Name extends string>(table: Readonly<Record<Name, { readonly is: string }>>) =>
  Object.fromEntries(Object.entries<{ readonly is: string }>(table).map(([name, { is }]) => [name, is])) as Readonly<
    Record<Name, string>
  >;

/** The guests that come with the lab, and what each is for. */
export const guests: Readonly<Record<GuestName, string>> = inWords(guestFiles);

/** The SSE handlers that each guest can be built with, and what each gets wrong. */
export const handlers: Readonly<Record<HandlerName, string>> = inWords(handlerFiles);

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
