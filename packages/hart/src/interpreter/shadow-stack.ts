import { readHalf } from '../csr/csr-value.ts';
import { henvcfg, menvcfg, senvcfg, ssp } from '../csrs/csrs.ts';
import type { VirtualMemory } from '../memory/virtual-memory.ts';
import type { Core } from '../core.ts';

/** xSSE: whether shadow stacks are active in the hart's mode (priv "Shadow-Stack-Enabled (SSE) State"). */
export function shadowStacksActive(hart: Core): boolean {
  if (hart.privilege === 'M') return false;
  const enable = hart.privilege === 'U' ? senvcfg.SSE : hart.V ? henvcfg.SSE : menvcfg.SSE;
  return hart.get(enable) === 1;
}

/** SSPUSH. It stores before it moves ssp, so that a store that faults has moved nothing. Answers whether it went on. */
export function push(hart: Core, memory: VirtualMemory, valueLow: number, valueHigh: number): boolean {
  if (!shadowStacksActive(hart)) return true;
  const low = readHalf(ssp, 0, hart);
  const high = readHalf(ssp, 1, hart);
  const top = (low - 8) >>> 0;
  const topHigh = low < 8 ? (high - 1) >>> 0 : high;
  const effective = memory.addresses.effectiveHigh(topHigh, 'shadow-stack');
  if (!memory.store(top, effective, 8, valueLow, valueHigh, 'shadow-stack')) return false;
  hart.store(ssp, top, topHigh);
  return true;
}

/** SSPOPCHK. Answers whether it went on. */
export function popAndCheck(hart: Core, memory: VirtualMemory, expectedLow: number, expectedHigh: number): boolean {
  if (!shadowStacksActive(hart)) return true;
  const low = readHalf(ssp, 0, hart);
  const high = readHalf(ssp, 1, hart);
  if (!memory.load(low, memory.addresses.effectiveHigh(high, 'shadow-stack'), 8, 'shadow-stack')) return false;
  if (memory.low !== expectedLow || memory.high !== expectedHigh) return hart.raised.softwareCheck('shadow stack');
  const next = (low + 8) >>> 0;
  hart.store(ssp, next, next < low ? (high + 1) >>> 0 : high);
  return true;
}
