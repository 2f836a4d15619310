import { parseCpu, type Isa } from '@hartlab/isa';
import { guestFiles, handlerFiles, type Sources } from './guest-files.ts';

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

/** The hart that a guest needs; undefined where any will do. */
export function guestIsa(guest: GuestName): Isa | undefined {
  const { cpu }: Sources = guestFiles[guest];
  return cpu === undefined ? undefined : parseCpu(cpu).isa;
}

/** How many harts a guest needs; undefined where one will do. */
export function guestHarts(guest: GuestName): number | undefined {
  const { harts }: Sources = guestFiles[guest];
  return harts;
}
