/** The error codes an SBI function returns in a0 (sbi "Binary Encoding", table "Standard SBI Errors"). */
export const errors = {
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

/** The name of an error without its `SBI_ERR_`. */
export type ErrorName = keyof typeof errors;
