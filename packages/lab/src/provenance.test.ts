import type { PolicyName } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { ForcedEvent } from './forced-event.ts';
import { guestPayload } from './payload.ts';
import { Provenance } from './provenance.ts';
import { stateField } from './state-field.ts';
import { atWindow } from './testing/at-window.ts';

// The way to a boundary takes a second when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** The last writers of the fields, at the first boundary of the sweep where the hart's fields are these. */
function writers(policy: PolicyName, handler: 'minimal' | 'forgetful', at: Readonly<Record<string, bigint>>) {
  const payload = guestPayload('world-switch', handler);
  const { machine, hart } = atWindow(payload, policy);
  const is = ([name, value]: readonly [string, bigint]) => ComparedState.of(hart).value(stateField(name)) === value;
  while (!Object.entries(at).every(is)) machine.step();
  const provenance = new Provenance(machine, hart, ['pc', 'V', 'privilege', 'sepc', 'hstatus.SPV']);
  new ForcedEvent(machine, hart, payload).trace((step) => provenance.note(step));
  return provenance;
}

const inGuest = { privilege: 1n, V: 1n };
const behindTheSwap = { privilege: 1n, V: 0n, 'hstatus.SPV': 1n };

describe('completion took a value from a CSR', () => {
  test('when the CSR held it: opensbi-1.9 takes V from hstatus.SPV', () => {
    const trace = writers('opensbi-1.9', 'minimal', behindTheSwap);
    expect(trace.ended('V')).toMatchObject({
      agent: 'firmware at completion',
      source: { field: 'hstatus.SPV', writer: { agent: 'interrupted software' } },
    });
  });

  // The handler's nested trap has left 0 in hstatus.SPV, so V = 1 comes from what the firmware keeps for itself.
  test('and not when the CSR held another: private resumes the guest whatever hstatus.SPV is', () => {
    const trace = writers('private', 'forgetful', inGuest);
    expect(trace.ended('V').agent).toBe('firmware at completion');
    expect(trace.ended('V').source).toBeUndefined();
    expect(trace.ended('hstatus.SPV')).toMatchObject({ agent: 'trap hardware' });
  });
});

// priv "Trap Entry" clears V; sbi "Software Event Injection" writes pc behind that.
test('a field has the writer that was last at each of the two moments', () => {
  const trace = writers('private', 'minimal', inGuest);
  expect(['V', 'pc'].map((field) => trace.entered(field).agent)).toEqual(['trap hardware', 'firmware at injection']);
  expect(['V', 'pc'].map((field) => trace.ended(field).agent)).toEqual(Array(2).fill('firmware at completion'));
  expect(trace.entered('nothing that was asked for').agent).toBe('interrupted software');
});
