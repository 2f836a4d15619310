import { assemble } from '@hartlab/isa';
import * as all from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, type BareOptions, ramBase } from './bare-hart.ts';

export const code = BigInt(ramBase);
export const data = code + 0x1000n;
export const handler = code + 0x2000n;
export const bit = (n: number) => 1n << BigInt(n);

/** Bits of mcontrol6 and icount (debug "Match Control Type 6 (mcontrol6, at 0x7a1)", "Instruction Count (icount, at 0x7a1)"). */
export const LOAD = 1n;
export const STORE = 2n;
export const EXECUTE = 4n;
export const U = 8n;
export const CHAIN = bit(11);
export const SELECT = bit(21);
export const size = (encoding: number) => BigInt(encoding) << 16n;
export const match = (mode: number) => BigInt(mode) << 7n;
export const mcontrol6 = (bits: bigint) => (6n << 60n) | bits;

export function setTrigger(hart: Hart, index: number, tdata1: bigint, tdata2 = 0n, tdata3 = 0n): void {
  hart.write(all.tselect, BigInt(index));
  hart.write(all.tdata1, 0n);
  hart.write(all.tdata2, tdata2);
  hart.write(all.tdata3, tdata3);
  hart.write(all.tdata1, tdata1);
}
export function tdata1Of(hart: Hart, index: number): bigint {
  hart.write(all.tselect, BigInt(index));
  return hart.read(all.tdata1);
}
export const hitOf = (hart: Hart, index: number) => {
  const tdata1 = tdata1Of(hart, index);
  return Number(((tdata1 >> 25n) & 1n) * 2n + ((tdata1 >> 22n) & 1n));
};

/** A hart in U-mode at the start of this program; a0 is `data`, every trap goes to M-mode, into an endless loop. */
export function running(source: string, options: BareOptions = {}) {
  const { hart, memory } = bareHart([], { isa: 'rv64imach_sdtrig_zacas_zicboz', ...options });
  memory.writeBytes(ramBase, assemble(source, { origin: code }).bytes);
  for (const offset of [0, 0x100, 0x200])
    memory.writeBytes(Number(handler) + offset, assemble('j 0', { origin: 0n }).bytes);
  hart.write(all.mtvec, handler);
  hart.write(all.stvec, handler + 0x100n);
  hart.write(all.vstvec, handler + 0x200n);
  hart.setX(10, data);
  hart.setX(11, 0x1122_3344_5566_7788n);
  hart.write(all.menvcfg, 0xffn);
  hart.write(all.senvcfg, 0xffn);
  hart.enter('U', false);
  return { hart, memory };
}

/** What M-mode sees of a breakpoint: cause, pc and address. */
export const trapped = (hart: Hart) => ({
  privilege: hart.privilege,
  cause: hart.read(all.mcause),
  at: hart.read(all.mepc) - code,
  tval: hart.read(all.mtval),
});
export const breakpoint = (at: bigint, tval: bigint) => ({ privilege: 'M', cause: 3n, at, tval });

/** Steps until a trap was taken, and at most so often; how many instructions retired before it. */
export function stepsToTrap(hart: Hart, most = 20): number {
  for (let retired = 0; retired < most; retired++) if (hart.step().kind !== 'retired') return retired;
  return most;
}
