import { existsSync } from 'node:fs';
import { guestImage, guests, type GuestName, type HandlerName } from '@hartlab/lab';
import { ImageError, kernelRole, readImage, type Bios, type Image } from '@hartlab/machine';
import { readFile } from './read-file.ts';
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

/** The payload that a word on the command line means: the file of that path, or else the shipped guest of that name. */
export const payloadImage = (word: string, handler: HandlerName, bios: Bios, ram?: number): Image => {
  if (isGuestNotFile(word)) return guestImage(word, handler);
  if (!existsSync(word) && !word.includes('/'))
    throw new Refusal(
      `there is neither a file nor a guest called ${word === '' ? '""' : word}; the guests are ${guestNames.join(', ')}`,
    );
  const bytes = readFile(word, 'the payload', ram);
  try {
    return readImage(bytes, kernelRole(bios));
  } catch (error) {
    throw error instanceof ImageError ? new Refusal(`${word}: ${error.message}`) : error;
  }
};
