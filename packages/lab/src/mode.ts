import { stateField, valueOf, type Cells } from './state-field.ts';

/** Where software runs, told apart as far as an event's effect on it differs. */
export type Mode = 'M' | 'HS with SPV=1' | 'HS' | 'S' | 'U' | 'VS' | 'VU';

const privilege = stateField('privilege');
const V = stateField('V');
const SPV = stateField('hstatus.SPV');
const hgatpMode = stateField('hgatp.MODE');

/** The mode of a hart. S-mode is called HS when it has set up a guest's translation (hgatp is not Bare). */
export function modeOf(cells: Cells): Mode {
  const supervisor = valueOf(privilege, cells) === 1n;
  if (valueOf(privilege, cells) === 3n) return 'M';
  if (valueOf(V, cells) === 1n) return supervisor ? 'VS' : 'VU';
  if (!supervisor) return 'U';
  if (valueOf(SPV, cells) === 1n) return 'HS with SPV=1';
  return valueOf(hgatpMode, cells) === 0n ? 'S' : 'HS';
}
