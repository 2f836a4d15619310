import { existsSync } from 'node:fs';
import type { Isa } from '@hartlab/isa';
import { guestHarts, guestImage, guestIsa, guests, type GuestName, type HandlerName } from '@hartlab/lab';
import type { Image } from '@hartlab/machine';
import { Refusal } from './refusal.ts';

const guestNames = Object.keys(guests) as GuestName[];

const isGuest = (word: string): word is GuestName => Object.hasOwn(guests, word);

/** The shipped guest of that name; refuses any other with the names there are. */
export const guestNamed = (word: string): GuestName => {
  if (isGuest(word)) return word;
  throw new Refusal(`there is no guest "${word}"; the guests are ${guestNames.join(', ')}`);
};

/** Whether a word on the command line means a shipped guest: a file of that name comes first. */
export const isGuestNotFile = (word: string): word is GuestName => isGuest(word) && !existsSync(word);

/** The shipped guest that a word means which is no file. */
export const guestPayload = (word: string, handler: HandlerName): Image => {
  if (isGuest(word)) return guestImage(word, handler);
  const quoted = word === '' ? '""' : word;
  // kvm-unit-tests' run_tests.sh knows by these first words that all else would have worked.
  throw new Refusal(
    `could not load kernel: there is neither a file nor a guest called ${quoted}; the guests are ${guestNames.join(', ')}`,
  );
};

/** What a guest of this name needs: of a hart, and how many; nothing where any will do. */
export const needsOfGuest = (word: string): { readonly isa?: Isa; readonly harts?: number } => {
  if (!isGuest(word)) return {};
  const [isa, harts] = [guestIsa(word), guestHarts(word)];
  return { ...(isa && { isa }), ...(harts !== undefined && { harts }) };
};
