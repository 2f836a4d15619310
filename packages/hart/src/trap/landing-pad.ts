import { henvcfg, menvcfg, mseccfg, senvcfg } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import type { Privilege } from '../state/hart-state.ts';

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

/** LPAD where one is expected: whether it is the one. The labels are bits 31:12 of the numbers (unpriv "Landing Pad Instruction"). */
export function land({ state, raised }: Core, label: number, expected: number): boolean {
  const labelled = label >>> 12 !== 0;
  if ((state.pcLow & 3) !== 0 || (labelled && label >>> 12 !== expected >>> 12))
    return raised.softwareCheck('landing pad');
  state.ELP = false;
  return true;
}
