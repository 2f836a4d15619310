import { henvcfg, menvcfg, mseccfg, senvcfg } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import type { Field } from '../csr/csr.ts';
import type { Privilege } from '../state/hart-state.ts';

/** xLPE: where it is said whether a mode's indirect jumps must land on landing pads (priv "Landing-Pad-Enabled (LPE) State"). */
export function landingPadField(privilege: Privilege, V: boolean): Field {
  if (privilege === 'M') return mseccfg.MLPE;
  if (privilege === 'U') return senvcfg.LPE;
  return V ? henvcfg.LPE : menvcfg.LPE;
}

export const landingPadsEnabled = (hart: Core, privilege: Privilege, V: boolean): boolean =>
  hart.get(landingPadField(privilege, V)) === 1;

/** A return jumps through one of the link registers; through x7, software answers for the target itself. */
const exempt: ReadonlySet<number> = new Set([1, 5, 7]);

/** Whether an indirect jump through register `rs1` must land on a landing pad, where those are enabled (unpriv "Landing Pad Enforcement"). */
export const needsLandingPad = (rs1: number): boolean => !exempt.has(rs1);

/** To be called after an indirect jump through register `rs1`. */
export function expectLandingPad(hart: Core, rs1: number): void {
  if (needsLandingPad(rs1) && landingPadsEnabled(hart, hart.privilege, hart.V)) hart.state.ELP = true;
}

/** LPAD where one is expected: whether it is the one. The labels are bits 31:12 of the numbers (unpriv "Landing Pad Instruction"). */
export function land({ state, raised }: Core, label: number, expected: number): boolean {
  const labelled = label >>> 12 !== 0;
  if ((state.pcLow & 3) !== 0 || (labelled && label >>> 12 !== expected >>> 12))
    return raised.softwareCheck('landing pad');
  state.ELP = false;
  return true;
}
