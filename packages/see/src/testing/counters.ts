import { mcountinhibit, mhpmcounters, mhpmevents, type Hart } from '@hartlab/hart';
import { Board } from './board.ts';

export const PMU = 0x504d55;
export const [NUM, INFO, CONFIG, START, STOP, READ, READ_HI] = [0, 1, 2, 3, 4, 5, 6] as const;
export const [SKIP_MATCH, CLEAR_VALUE, AUTO_START, VUINH, VSINH, UINH, SINH] = [1n, 2n, 4n, 8n, 16n, 32n, 64n] as const;
export const RESET = 1n;
export const [CYCLES, INSTRUCTIONS] = [1n, 2n] as const;
export const RAW = 2n << 16n;
export const RAW_V2 = 3n << 16n;
export const FIRMWARE = 15n << 16n;
export const SET_TIMER = FIRMWARE | 5n;
export const ones = 2n ** 64n - 1n;
/** A hart whose counters can overflow, and leave modes out. */
export const sampling = 'rv64imach_zicntr_zihpm_sscofpmf_smcntrpmf';

export const [OK, NOT_SUPPORTED, INVALID_PARAM, ALREADY_STARTED, ALREADY_STOPPED] = [0n, -2n, -3n, -7n, -8n] as const;
/** All counters but 1, of 16 programmable ones and 16 of the firmware. */
export const every = (1n << 35n) - 1n - 2n;
/** Counter n, as a mask on base 0. */
export const bit = (n: number) => 1n << BigInt(n);

/** A board whose supervisor has stopped the counters that run from the start, as Linux does. */
export function stopped(isa = sampling): { board: Board; hart: Hart } {
  const board = new Board({ isa });
  board.call(PMU, STOP, [0n, 0b101n, RESET]);
  return { board, hart: board.harts[0]! };
}
export const config = (board: Board, mask: bigint, flags: bigint, event_idx: bigint, event_data = 0n) =>
  board.call(PMU, CONFIG, [0n, mask, flags, event_idx, event_data]);
export const start = (board: Board, mask: bigint, flags = 0n, value = 0n) =>
  board.call(PMU, START, [0n, mask, flags, value])[0];
export const stop = (board: Board, mask: bigint, flags = 0n) => board.call(PMU, STOP, [0n, mask, flags])[0];
/** Whether the hart's counter n is not inhibited. */
export const runs = (hart: Hart, n: number) => ((hart.read(mcountinhibit) >> BigInt(n)) & 1n) === 0n;
export const event = (n: number) => mhpmevents[n - 3]!;
export const counter = (n: number) => mhpmcounters[n - 3]!;
