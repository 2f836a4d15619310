import { codeOf, type ErrorName } from '../error-codes.ts';

/** The table of a section that says what a function answers. */
export interface ErrorTable {
  /** Document and title of the section. */
  readonly section: string;
  /** The table's title; absent where the section has none, */
  readonly title?: string;
  /** and its text says what is answered. */
  readonly text?: string;
  /** The errors that it has, besides SUCCESS. */
  readonly rows: readonly ErrorName[];
}

/** Where the specification says what an error is for. */
export function rowOf({ section, title, text, rows }: ErrorTable, name: string): string {
  if (title === undefined) return text === undefined ? section : `${section}, ${text}`;
  const code = codeOf(name);
  const isThere = name === 'SUCCESS' || (rows as readonly string[]).includes(name);
  return `${section}, ${title}: ${isThere ? code : `there is no ${code}`}`;
}
