import { expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { modeOf, type Mode } from './mode.ts';
import { stateField } from './state-field.ts';

test.each<[Mode, Readonly<Record<string, bigint>>]>([
  ['M', { privilege: 3n, 'hstatus.SPV': 1n }],
  ['VS', { privilege: 1n, V: 1n, 'hstatus.SPV': 1n }],
  ['VU', { privilege: 0n, V: 1n, 'hstatus.SPV': 1n }],
  ['U', { privilege: 0n }],
  ['U', { privilege: 0n, 'hgatp.MODE': 8n }],
  ['U', { privilege: 0n, 'hstatus.SPV': 1n }],
  ['S', { privilege: 1n }],
  ['HS', { privilege: 1n, 'hgatp.MODE': 8n }],
  ['HS with SPV=1', { privilege: 1n, 'hgatp.MODE': 8n, 'hstatus.SPV': 1n }],
])('%s: %o', (mode, fields) => {
  const state = ComparedState.blank();
  for (const [name, value] of Object.entries(fields)) state.setValue(stateField(name), value);
  expect(modeOf(state)).toBe(mode);
});
