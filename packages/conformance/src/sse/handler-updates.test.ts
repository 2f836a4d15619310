import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { differences, type Context } from '@hartlab/models';
import { legalContexts } from './legal-contexts.ts';
import type { Handler, Step } from './handlers.ts';
import { HandlingHart, nestingEvents } from './run.ts';
import { everyExtension } from './system.ts';

/** S-mode, interrupts off, all of the outer trap state 0: whatever a handler sets shows. */
const before: Context = {
  pc: 0x8020_0000n,
  privilege: 1,
  virtualization: 0,
  SIE: 0,
  SPIE: 0,
  SPP: 0,
  ELP: 0,
  SPELP: 0,
  SDT: 0,
  sepc: 0x1_0000n,
  SPV: 0,
  SPVP: 0,
  hstatus: 0x2_0000_0000n,
  a6: 6n,
  a7: 7n,
  stvec: 0x8000_1000n,
  scause: 5n,
  stval: 0n,
  htval: 0n,
  htinst: 0n,
};

/** What a handler does before it completes: to an attribute, or to CSRs. */
type Update = { readonly attr_id: number; readonly value: bigint } | Step;

/** The fields that come back different. */
function effect(policy: PolicyName, update: Update): readonly string[] {
  const handling = new HandlingHart(policies[policy]);
  const steps: Handler = () => (typeof update === 'function' ? [update] : []);
  const write = () => {
    if (typeof update === 'function') return;
    expect(handling.system.setAttribute(handling.hart, nestingEvents[0], update.attr_id, update.value)).toBe(0n);
  };
  const { after } = handling.interrupt(before, nestingEvents[0], steps, write);
  return differences(before, after).toSorted();
}

const flag = (position: number): Update => ({ attr_id: 7, value: 1n << BigInt(position) });
const trapStack: Step = (context) => ({ ...context, SPP: 0, SPIE: 1, SPV: 1 });
const moveSepc: Step = (context) => ({ ...context, sepc: 0x9999n });
const setGva: Step = (context) => ({ ...context, hstatus: context.hstatus | 0x40n });
const trapValues: Step = (context) => ({ ...context, stvec: 1n, scause: 2n, stval: 3n, htval: 4n, htinst: 5n });

const untouched = ['htinst', 'htval', 'scause', 'stval', 'stvec'];

/** Handler update, then the fields that change under private, spec-3.0, opensbi-1.9 and patch-2026-04. */
const table: readonly [string, Update, ...(readonly (readonly string[])[])][] = [
  ['INTERRUPTED_SEPC', { attr_id: 6, value: 0x77n }, ['sepc'], ['sepc'], ['sepc'], ['sepc']],
  ['INTERRUPTED_A6', { attr_id: 8, value: 0x77n }, ['a6'], ['a6'], ['a6'], ['a6']],
  ['INTERRUPTED_A7', { attr_id: 9, value: 0x77n }, ['a7'], ['a7'], ['a7'], ['a7']],
  ['INTERRUPTED_FLAGS.SPP', flag(0), ['SPP'], ['SPP'], ['SPP'], []],
  ['INTERRUPTED_FLAGS.SPIE', flag(1), ['SPIE'], ['SPIE'], ['SPIE'], []],
  ['INTERRUPTED_FLAGS.SPV', flag(2), ['SPV'], ['SPV'], ['SPV'], []],
  ['INTERRUPTED_FLAGS.SPVP', flag(3), ['SPVP'], ['SPVP'], ['SPVP'], []],
  ['INTERRUPTED_FLAGS.SPELP', flag(4), ['SPELP'], ['SPELP'], ['SPELP'], ['SPELP']],
  ['INTERRUPTED_FLAGS.SDT', flag(5), ['SDT'], ['SDT'], ['SDT'], ['SDT']],
  ['sepc', moveSepc, ['pc'], ['pc'], ['pc'], ['pc']],
  [
    'SPP, SPIE, SPV with sepc moved',
    (context) => trapStack(moveSepc(context)),
    ['SIE', 'pc', 'privilege', 'virtualization'],
    ['SIE', 'pc', 'privilege', 'virtualization'],
    ['SIE', 'pc', 'privilege', 'virtualization'],
    ['pc', 'privilege'],
  ],
  [
    'SPP, SPIE, SPV with sepc unchanged',
    trapStack,
    [],
    ['SIE', 'privilege', 'virtualization'],
    ['SIE', 'privilege', 'virtualization'],
    ['privilege'],
  ],
  ['another bit of hstatus with sepc unchanged', setGva, [], ['hstatus'], ['hstatus'], []],
  [
    'another bit of hstatus with sepc moved',
    (context) => setGva(moveSepc(context)),
    ['hstatus', 'pc'],
    ['hstatus', 'pc'],
    ['hstatus', 'pc'],
    ['pc'],
  ],
  ['CSRs that SSE does not touch', trapValues, untouched, untouched, untouched, untouched],
];

describe.each(table)('a handler that writes %s', (_, update, ...expected) => {
  test.each(['private', 'spec-3.0', 'opensbi-1.9', 'patch-2026-04'] as const)('%s', (policy) => {
    const position = Object.keys(policies).indexOf(policy);
    expect(effect(policy, update)).toEqual(expected[position]);
  });
});

test.each(['private', 'spec-3.0'] as const)('under %s a handler may skip an instruction from any state', (policy) => {
  const handling = new HandlingHart(policies[policy]);
  const skip: Handler = () => [(context) => ({ ...context, sepc: context.sepc + 4n })];
  for (const from of legalContexts(everyExtension)) {
    const { after } = handling.interrupt(from, nestingEvents[0], skip);
    expect(differences({ ...from, pc: from.pc + 4n }, after)).toEqual([]);
  }
});
