import { readFileSync } from 'node:fs';
import { systemCode } from './output.ts';
import { Refusal } from './refusal.ts';

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  ENOTDIR: 'part of the path is not a directory; check the path',
  EISDIR: 'it is a directory; give a file',
  EACCES: 'it may not be read; check its permissions',
};

/** A file that the user named; `what` says what it is for. */
export const readFile = (path: string, what: string): Uint8Array => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = systemCode(error) ?? 'unreadable';
    throw new Refusal(`cannot read ${what} ${path}: ${explanations[code] ?? code}`);
  }
  if (bytes.length === 0) throw new Refusal(`${what} ${path} is empty; it may not have been written completely`);
  return bytes;
};
