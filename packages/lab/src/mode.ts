import type { ComparedState } from './compared-state.ts';
import { stateField } from './state-field.ts';

/** Where software runs, told apart as far as an event's effect on it differs. */
export type Mode = 'M' | 'HS with SPV=1' | 'HS' | 'S' | 'U' | 'VS' | 'VU';

const privilege = stateField('privilege');
const V = stateField('V');
const SPV = stateField('hstatus.SPV');
const hgatpMode = stateField('hgatp.MODE');

/** The mode of a hart. S-mode is called HS when it has set up a guest's translation (hgatp is not Bare). */
export function modeOf(state: ComparedState): Mode {
  const supervisor = state.get(privilege) === 1;
  if (state.get(privilege) === 3) return 'M';
  if (state.get(V) === 1) return supervisor ? 'VS' : 'VU';
  if (!supervisor) return 'U';
  if (state.get(SPV) === 1) return 'HS with SPV=1';
  return state.get(hgatpMode) === 0 ? 'S' : 'HS';
}
