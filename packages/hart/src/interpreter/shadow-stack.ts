import { toHalves } from '../csr/csr.ts';
import { csrMap, henvcfg, menvcfg, senvcfg, ssp } from '../csrs/csrs.ts';
import type { VirtualMemory } from '../memory/virtual-memory.ts';
import type { Core } from '../core.ts';
import { illegalInstruction, softwareCheck, virtualInstruction } from '../trap/trap.ts';

/** xSSE: whether shadow stacks are active in the hart's mode (priv "Shadow-Stack-Enabled (SSE) State"). */
function active(hart: Core): boolean {
  if (hart.privilege === 'M') return false;
  const enable = hart.privilege === 'U' ? senvcfg.SSE : hart.V ? henvcfg.SSE : menvcfg.SSE;
  return hart.get(enable) === 1;
}

/** SSPUSH. It stores before it moves ssp, so that a store that faults has moved nothing. */
export function push(hart: Core, memory: VirtualMemory, value: bigint): void {
  if (!active(hart)) return;
  const top = BigInt.asUintN(64, hart.read(ssp) - 8n);
  memory.store(memory.effectiveAddress(top, 'shadow-stack'), 8, value, 'shadow-stack');
  hart.store(ssp, ...toHalves(top));
}

/** SSPOPCHK. */
export function popAndCheck(hart: Core, memory: VirtualMemory, expected: bigint): void {
  if (!active(hart)) return;
  const top = hart.read(ssp);
  const pushed = memory.load(memory.effectiveAddress(top, 'shadow-stack'), 8, 'shadow-stack');
  if (pushed !== expected) throw softwareCheck('shadow stack');
  hart.store(ssp, ...toHalves(top + 8n));
}

/** What SSRDP reads: ssp, or zero where shadow stacks are not active. */
export function readPointer(hart: Core): bigint {
  return active(hart) ? hart.read(ssp) : 0n;
}

/** SSAMOSWAP may be used where ssp may be accessed (unpriv "Atomic Swap from a Shadow Stack Location"). */
export function requireShadowStacks(hart: Core, bits: number): void {
  const access = csrMap.access(ssp.address, true, hart);
  if (access === 'illegal-instruction') throw illegalInstruction(bits);
  if (access === 'virtual-instruction') throw virtualInstruction(bits);
}
