import { expect, test } from 'vitest';
import { ComparedState } from '../compared-state.ts';
import { guestPayload } from '../payload.ts';
import { stateField } from '../state-field.ts';
import { EntryContract } from './entry-contract.ts';

const payload = guestPayload('hello', 'minimal');
const stateOf = (fields: Readonly<Record<string, bigint>>) => {
  const state = ComparedState.blank();
  for (const [name, value] of Object.entries(fields)) state.setValue(stateField(name), value);
  return state;
};
const hartid = 5n;
const enteredState = (before: ComparedState) => {
  const entered = ComparedState.blank();
  new EntryContract(payload, hartid).apply(before, entered);
  return entered;
};
/** The fields of the state that an event enters, from one that has these fields and is else zero. */
const entered = (fields: Readonly<Record<string, bigint>>, ...names: readonly string[]) => {
  const state = enteredState(stateOf(fields));
  return names.map((name) => state.value(stateField(name)));
};

// sbi "Software Event Injection", step by step.
test('where the hart was and where it goes', () => {
  const { pc, arg } = payload.entry;
  expect(entered({ pc: 0x8020_0040n, sepc: 1n, x16: 2n, x17: 3n }, 'x16', 'x17', 'sepc', 'pc')).toEqual([
    hartid,
    arg,
    0x8020_0040n,
    pc,
  ]);
});

test.each([
  ['U', { privilege: 0n }, 0n],
  ['S', { privilege: 1n }, 1n],
])('%s-mode and its interrupt enable go into SPP and SPIE', (_mode, fields, SPP) => {
  const names = ['mstatus.SPP', 'mstatus.SPIE', 'mstatus.SIE', 'privilege', 'V'];
  expect(entered({ ...fields, 'mstatus.SIE': 1n }, ...names)).toEqual([SPP, 1n, 0n, 1n, 0n]);
  expect(entered({ ...fields, 'mstatus.SPIE': 1n }, ...names)).toEqual([SPP, 0n, 0n, 1n, 0n]);
});

test('V goes into SPV, and the privilege into SPVP where V was 1 and only there', () => {
  const names = ['hstatus.SPV', 'hstatus.SPVP', 'V'];
  expect(entered({ privilege: 1n, V: 1n }, ...names)).toEqual([1n, 1n, 0n]);
  expect(entered({ privilege: 0n, V: 1n, 'hstatus.SPVP': 1n }, ...names)).toEqual([1n, 0n, 0n]);
  expect(entered({ privilege: 1n, 'hstatus.SPV': 1n }, ...names)).toEqual([0n, 0n, 0n]);
  expect(entered({ privilege: 0n, 'hstatus.SPVP': 1n }, ...names)).toEqual([0n, 1n, 0n]);
});

test('an expected landing pad goes into SPELP', () => {
  expect(entered({ ELP: 1n }, 'ELP', 'mstatus.SPELP')).toEqual([0n, 1n]);
  expect(entered({ 'mstatus.SPELP': 1n }, 'ELP', 'mstatus.SPELP')).toEqual([0n, 0n]);
});

test('SDT is set where double traps are enabled', () => {
  expect(entered({ 'menvcfg.DTE': 1n }, 'mstatus.SDT')).toEqual([1n]);
  expect(entered({}, 'mstatus.SDT')).toEqual([0n]);
});

// priv "Wait for Interrupt": an interrupt that is taken ends the wait.
test('a hart that waited does not wait in the handler', () => {
  expect(entered({ waiting: 1n }, 'waiting')).toEqual([0n]);
});

test('what the contract does not name stays, and the interrupted state is left alone', () => {
  const before = stateOf({ privilege: 1n, x5: 5n, htval: 7n, waiting: 1n });
  const kept = before.copy();
  const state = enteredState(before);
  expect(['x5', 'htval'].map((name) => state.value(stateField(name)))).toEqual([5n, 7n]);
  expect(before.copied.words).toEqual(kept.copied.words);
});
