import { expect, test } from 'vitest';
import {
  decodePrivilege,
  encodePrivilege,
  HartState,
  modeOf,
  modes,
  privilegeIn,
  virtualizationIn,
} from './hart-state.ts';
import { MachineMemory } from './machine-memory.ts';

// The encodings are those of priv "Privilege Levels".
test.each([
  ['U', 'U', false, 0],
  ['S', 'S', false, 1],
  ['M', 'M', false, 3],
  ['VU', 'U', true, 0],
  ['VS', 'S', true, 1],
] as const)('the mode %s', (name, privilege, V, encoding) => {
  const state = new HartState(new MachineMemory({ harts: 1, ramBase: 0, ramSize: 4096 }), 0);
  const mode = modes[name];
  state.mode = mode;
  expect([state.privilege, state.V]).toEqual([privilege, V]);
  state.mode = modes.M;
  state.privilege = privilege;
  state.V = V;
  expect(state.mode).toBe(mode);
  expect([privilegeIn(mode), virtualizationIn(mode)]).toEqual([encoding, V ? 1 : 0]);
  expect(modeOf(encoding, V ? 1 : 0)).toBe(mode);
  expect([encodePrivilege(privilege), decodePrivilege(encoding)]).toEqual([encoding, privilege]);
});
