import { henvcfg, menvcfg, mseccfg, senvcfg } from './csrs.ts';
import type { Core } from './core.ts';
import type { Privilege } from './hart-state.ts';
import { softwareCheck } from './trap.ts';

/** xLPE: whether a mode's indirect jumps must land on landing pads (priv "Landing-Pad-Enabled (LPE) State"). */
export function landingPadsEnabled(hart: Core, privilege: Privilege, V: boolean): boolean {
  if (privilege === 'M') return hart.get(mseccfg.MLPE) === 1;
  if (privilege === 'U') return hart.get(senvcfg.LPE) === 1;
  return hart.get(V ? henvcfg.LPE : menvcfg.LPE) === 1;
}

/** A return jumps through one of the link registers; through x7, software answers for the target itself. */
const exempt: ReadonlySet<number> = new Set([1, 5, 7]);

/** To be called after an indirect jump through register `rs1` (unpriv "Landing Pad Enforcement"). */
export function expectLandingPad(hart: Core, rs1: number): void {
  if (!exempt.has(rs1) && landingPadsEnabled(hart, hart.privilege, hart.V)) hart.state.ELP = true;
}

/** Holds the label that the landing pad must have, in bits 31:12. */
const labelRegister = 7;

/** LPAD where one is expected; elsewhere it does nothing (unpriv "Landing Pad Instruction"). */
export function land(hart: Core, bits: number): void {
  if (!hart.state.ELP) return;
  const label = BigInt(bits >>> 12);
  const expected = (hart.x(labelRegister) >> 12n) & 0xf_ffffn;
  if ((hart.pc & 3n) !== 0n || (label !== 0n && label !== expected)) throw softwareCheck('landing pad');
  hart.state.ELP = false;
}
