/** The error codes an SBI function returns in a0 (sbi "Binary Encoding", table "Standard SBI Errors"). */
export const errors = {
  FAILED: -1,
  NOT_SUPPORTED: -2,
  INVALID_PARAM: -3,
  DENIED: -4,
  INVALID_ADDRESS: -5,
  ALREADY_AVAILABLE: -6,
  ALREADY_STARTED: -7,
  ALREADY_STOPPED: -8,
  NO_SHMEM: -9,
  INVALID_STATE: -10,
  BAD_RANGE: -11,
  TIMEOUT: -12,
  IO: -13,
  DENIED_LOCKED: -14,
} as const;

/** The name of an error without its `SBI_ERR_`. */
export type ErrorName = keyof typeof errors;
