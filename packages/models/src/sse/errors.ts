import type { SseFunction } from '../functions.ts';

/** Errors of the SBI (sbi "Binary Encoding"). */
export const SUCCESS = 0n;
export const FAILED = -1n;
export const NOT_SUPPORTED = -2n;
export const INVALID_PARAM = -3n;
export const DENIED = -4n;
export const INVALID_ADDRESS = -5n;
export const ALREADY_AVAILABLE = -6n;
export const ALREADY_STARTED = -7n;
export const ALREADY_STOPPED = -8n;
export const INVALID_STATE = -10n;
export const BAD_RANGE = -11n;
export const DENIED_LOCKED = -14n;

const names = [
  'SBI_SUCCESS',
  'SBI_ERR_FAILED',
  'SBI_ERR_NOT_SUPPORTED',
  'SBI_ERR_INVALID_PARAM',
  'SBI_ERR_DENIED',
  'SBI_ERR_INVALID_ADDRESS',
  'SBI_ERR_ALREADY_AVAILABLE',
  'SBI_ERR_ALREADY_STARTED',
  'SBI_ERR_ALREADY_STOPPED',
  'SBI_ERR_NO_SHMEM',
  'SBI_ERR_INVALID_STATE',
  'SBI_ERR_BAD_RANGE',
  'SBI_ERR_TIMEOUT',
  'SBI_ERR_IO',
  'SBI_ERR_DENIED_LOCKED',
] as const;

/** What the specification calls this error; for a number that it does not know, the number. */
export const errorName = (error: bigint): string => names[Number(-error)] ?? `${error}`;

/** A function's table of errors: its title, and which it has rows for besides SBI_SUCCESS. */
interface ErrorTable {
  readonly title: string;
  readonly rows: readonly bigint[];
}

const ofEvent = [NOT_SUPPORTED, INVALID_STATE, INVALID_PARAM];
const ofRange = [NOT_SUPPORTED, INVALID_PARAM, BAD_RANGE, INVALID_ADDRESS, FAILED];

/** The tables of errors; `complete` has none. */
export const errorTables: Readonly<Record<Exclude<SseFunction, 'complete'>, ErrorTable>> = {
  read_attrs: { title: 'SSE Event Attributes Read Errors', rows: ofRange },
  write_attrs: { title: 'SSE Event Attributes Write Errors', rows: [...ofRange, DENIED, INVALID_STATE] },
  register: { title: 'SSE Event Register Errors', rows: ofEvent },
  unregister: { title: 'SSE Event Unregister Errors', rows: ofEvent },
  enable: { title: 'SSE Event Enable Errors', rows: ofEvent },
  disable: { title: 'SSE Event Disable Errors', rows: ofEvent },
  inject: { title: 'SSE Event Inject Errors', rows: [NOT_SUPPORTED, INVALID_PARAM, FAILED] },
  hart_unmask: { title: 'SSE Hart Unmask Errors', rows: [ALREADY_STARTED, FAILED] },
  hart_mask: { title: 'SSE Hart Mask Errors', rows: [ALREADY_STOPPED, FAILED] },
};
