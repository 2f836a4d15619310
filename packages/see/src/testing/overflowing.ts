import { mcountinhibit, mhpmcounters, mhpmevents, mideleg, mie, mip } from '@hartlab/hart';
import { expect } from 'vitest';
import { Board, payload, type BoardOptions } from './board.ts';

export const isa = 'rv64imach_zicntr_zifencei_zihpm_sscofpmf';
export const SSE = 0x535345;
export const HSM = 0x48534d;
export const [READ, WRITE, REGISTER, UNREGISTER, ENABLE, DISABLE, COMPLETE, INJECT, UNMASK] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
export const PMU = 0x1_0000n;
export const entry = BigInt(payload + 0x6000);
export const buffer = payload + 0x7000;
export const NOP = 0x13;
/** mhpmevent3 counts instructions, of U-mode and S-mode. */
export const instructions = 2n | mhpmevents[0]!.MINH.mask;

/** A board whose counter 3 can be made to overflow. */
export const overflowing = (options: BoardOptions = {}) => {
  const board = new Board({ isa, ...options });
  const hart = board.harts[0]!;
  const sse = (fid: number, ...args: readonly bigint[]) => expect(board.call(SSE, fid, args)).toEqual([0n, 0n]);
  /** Makes counter 3 overflow with the n-th instruction from now, and once. */
  const overflowIn = (n: number): void => {
    hart.write(mhpmcounters[0]!, BigInt.asUintN(64, BigInt(-n)));
    hart.write(mhpmevents[0]!, instructions);
    hart.write(mcountinhibit, 0xffff_fff0n);
  };
  const stopCounting = () => hart.write(mcountinhibit, 0xffff_fff8n);
  /** The hart executes so many NOPs, or what else comes. */
  const nops = (n: number): void => {
    for (let i = 0; i < n; i++) board.execute(NOP);
  };
  /** One attribute of the event. */
  const attribute = (id: bigint): bigint => {
    sse(READ, PMU, id, 1n, BigInt(buffer), 0n);
    return board.memory.read(buffer, 8);
  };
  /** STATUS[2:0]: the state, and 4 if the event is pending. */
  const status = () => Number(attribute(0n) & 7n);
  return { board, hart, sse, overflowIn, stopCounting, nops, attribute, status };
};
export type Overflowing = ReturnType<typeof overflowing>;

/** Registered, enabled and unmasked. */
export const ready = (options?: BoardOptions): Overflowing => {
  const all = overflowing(options);
  all.sse(REGISTER, PMU, entry, 0x77n);
  all.sse(ENABLE, PMU);
  all.sse(UNMASK);
  return all;
};

/** mideleg[13], mie[13] and mip[13]. */
export const bits = ({ hart }: Overflowing) => [hart.get(mideleg.LCOFI), hart.get(mie.LCOFIE), hart.get(mip.LCOFIP)];
export const OF = ({ hart }: Overflowing) => hart.get(mhpmevents[0]!.OF);

/** What STATUS[2:0] says. */
export const [UNUSED, REGISTERED, ENABLED, RUNNING, PENDING] = [0, 1, 2, 3, 4] as const;
