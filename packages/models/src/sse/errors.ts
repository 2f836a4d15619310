import { errorCodes } from '../error-codes.ts';
import type { SseFunction } from '../functions.ts';

const {
  FAILED,
  NOT_SUPPORTED,
  INVALID_PARAM,
  DENIED,
  INVALID_ADDRESS,
  ALREADY_STARTED,
  ALREADY_STOPPED,
  INVALID_STATE,
  BAD_RANGE,
} = errorCodes;

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
