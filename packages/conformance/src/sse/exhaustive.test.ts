import { policies, type ResumePolicy } from '@hartlab/sse';
import { expect, test } from 'vitest';
import { differences, type Context } from '@hartlab/models';
import { legalContexts } from './legal-contexts.ts';
import { handlers, type HandlerName } from './handlers.ts';
import { Derailed, HandlingHart, nestingEvents } from './run.ts';
import { everyExtension } from './system.ts';

/** The two lists of SBI v3.0 without the landing pad state that its completion list forgets to give back. */
const literal: ResumePolicy = {
  title: 'the lists of SBI v3.0 to the letter',
  enter: policies['spec-3.0'].enter,
  resume: policies['opensbi-1.9'].resume,
};

const contexts = legalContexts(everyExtension);

/** The fields of the table, and what one of our names for a difference counts as. */
const columns: Partial<Record<string, string>> = {
  virtualization: 'V',
  privilege: 'prv',
  SIE: 'SIE',
  ELP: 'elp',
  SDT: 'SDT',
  hstatus: 'hst',
  SPV: 'SPV',
  SPVP: 'SPVP',
  SPP: 'SPP',
  SPIE: 'SPIE',
  SPELP: 'SPELP',
  pc: 'pc',
  sepc: 'sepc',
  a6: 'a6',
  a7: 'a7',
};

/** What each legal state comes back with; a state whose handler faults on its first instruction counts as LP. */
function count(policy: ResumePolicy, handler: HandlerName): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const before of contexts) {
    const handling = new HandlingHart(policy);
    try {
      const { after } = handling.interrupt(before, nestingEvents[0], handlers[handler]);
      for (const field of differences(before, after)) {
        const column = columns[field];
        if (column) add(column);
      }
    } catch (error) {
      if (!(error instanceof Derailed)) throw error;
      add('LP');
    }
  }
  return counts;
}

test('there are 1152 legal combinations', () => {
  expect(contexts).toHaveLength(1152);
});

/** Counts of states that come back different, by policy, handler and field. */
const expected: Record<string, { policy: ResumePolicy; counts: Record<HandlerName, Record<string, number>> }> = {
  'opensbi-1.9': {
    policy: policies['opensbi-1.9'],
    // Of the 160 states that come back with V = 1, 32 had SDT = 1, which mret to VS-mode clears.
    counts: {
      minimal: { LP: 576, V: 160, SDT: 32 },
      preserving: { LP: 576, V: 160, SDT: 32 },
      'linux-2025': { LP: 576, V: 256, hst: 288 },
      forgetful: { LP: 576, V: 256, hst: 288, prv: 320, SIE: 256, SDT: 64 },
    },
  },
  'the letter of SBI v3.0': {
    policy: literal,
    counts: {
      minimal: { elp: 576 },
      preserving: { elp: 576 },
      'linux-2025': { elp: 576, V: 512, hst: 576 },
      forgetful: { elp: 576, V: 512, hst: 576, prv: 640, SIE: 512, SDT: 128 },
    },
  },
  'spec-3.0': {
    policy: policies['spec-3.0'],
    counts: {
      minimal: {},
      preserving: {},
      'linux-2025': { V: 512, hst: 576 },
      forgetful: { elp: 576, V: 512, hst: 576, prv: 640, SIE: 512, SDT: 128 },
    },
  },
  'patch-2026-04': {
    policy: policies['patch-2026-04'],
    counts: {
      minimal: { LP: 576 },
      preserving: { LP: 576 },
      'linux-2025': { LP: 576 },
      forgetful: { LP: 576, prv: 320, SDT: 64 },
    },
  },
  private: {
    policy: policies.private,
    counts: { minimal: {}, preserving: {}, 'linux-2025': {}, forgetful: {} },
  },
};

test.each(Object.entries(expected))('%s: damage over all legal states, by handler', (_, { policy, counts }) => {
  const names = Object.keys(handlers) as HandlerName[];
  const found = Object.fromEntries(names.map((name) => [name, count(policy, name)]));
  expect(found).toEqual(counts);
});

test('a nested trap loses htval and htinst under every policy', () => {
  const before = contexts.find((context): context is Context => context.SPV === 1 && context.ELP === 0);
  if (!before) throw new Error('no such context');
  for (const policy of Object.values(policies)) {
    const { after } = new HandlingHart(policy).interrupt(before, nestingEvents[0], handlers.preserving);
    expect({ htval: after.htval, htinst: after.htinst }).toEqual({ htval: 0n, htinst: 0n });
  }
});
