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

/** An error as the specification writes it. */
export const codeOf = (name: string): string =>
  name === 'SUCCESS' ? 'SBI_SUCCESS' : name in errorCodes ? `SBI_ERR_${name}` : name;

/** What the specification calls this error; for a number that it does not know, the number. */
export const errorName = (code: bigint): string => codeOf(errorNamed(code));
