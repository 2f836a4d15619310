import { existsSync } from 'node:fs';
import type { Isa } from '@hartlab/isa';
import type { HandlerName } from '@hartlab/lab';
import { kernelRole, readImage, type Bios, type Image } from '@hartlab/machine';
import { readFile } from './read-file.ts';
import { ofFile, readImageFile } from './read-image-file.ts';

const isFile = (word: string): boolean => existsSync(word) || word.includes('/');

/** The payload that a word on the command line means: the file of that path, or else the shipped guest of that name. */
export const payloadImage = async (
  word: string,
  handler: HandlerName,
  bios: Bios,
  ram?: number,
  read: typeof readFile = readFile,
): Promise<Image> => {
  if (!isFile(word)) return (await import('./guest-payload.ts')).guestPayload(word, handler);
  const bytes = await readImageFile(word, 'the payload', ram, read);
  return ofFile(word, () => readImage(bytes, kernelRole(bios)));
};

/** What a payload needs of a machine that is more than any has: files do not say it. */
export const payloadNeeds = async (
  word: string | undefined,
): Promise<{ readonly isa?: Isa; readonly harts?: number }> =>
  word === undefined || isFile(word) ? {} : (await import('./guest-payload.ts')).needsOfGuest(word);
