/** The standard error codes (sbi "Binary Encoding", table "Standard SBI Errors"). */
export const errorCodes = {
  SUCCESS: 0n,
  FAILED: -1n,
  NOT_SUPPORTED: -2n,
  INVALID_PARAM: -3n,
  DENIED: -4n,
  INVALID_ADDRESS: -5n,
  ALREADY_AVAILABLE: -6n,
  ALREADY_STARTED: -7n,
  ALREADY_STOPPED: -8n,
  NO_SHMEM: -9n,
  INVALID_STATE: -10n,
  BAD_RANGE: -11n,
  TIMEOUT: -12n,
  IO: -13n,
  DENIED_LOCKED: -14n,
} as const;

/** An error of the SBI without its `SBI_ERR_`, or SUCCESS. */
export type ErrorName = keyof typeof errorCodes;

/** What an error code is called; its number where the specification has none such. */
export const errorNamed = (code: bigint): ErrorName | `${bigint}` =>
  (Object.keys(errorCodes) as ErrorName[]).find((name) => errorCodes[name] === code) ?? `${code}`;

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

/** An error as the specification writes it. */
export const codeOf = (name: string): string =>
  name === 'SUCCESS' ? 'SBI_SUCCESS' : name in errorCodes ? `SBI_ERR_${name}` : name;

/** Where the specification says what an error is for. */
export function rowOf({ section, title, text, rows }: ErrorTable, name: string): string {
  if (title === undefined) return text === undefined ? section : `${section}, ${text}`;
  const code = codeOf(name);
  const isThere = name === 'SUCCESS' || (rows as readonly string[]).includes(name);
  return `${section}, ${title}: ${isThere ? code : `there is no ${code}`}`;
}
