import type { PolicyName } from '@hartlab/sse';
import type { GuestName, HandlerName } from './guests.ts';
import type { Mode } from './mode.ts';

/**
 * One thing that a sweep must find: wherever the oracle expects `from` in this field and the hart is in one of these
 * modes, it gets `to` instead.
 */
export interface Prediction {
  readonly oracle: 'O1' | 'O6';
  /** Every mode, if absent. */
  readonly modes?: readonly Mode[];
  readonly field: string;
  readonly from: bigint | 'not 0';
  readonly to: bigint;
}

/** What one sweep must find, at every boundary where it applies, and that it must find nothing else. */
export interface ExpectedFindings {
  readonly guest: GuestName;
  readonly handler: HandlerName;
  readonly policy: PolicyName;
  readonly predictions: readonly Prediction[];
  /** Where stvec is this symbol, the handler's nested trap goes there and the handler never completes. */
  readonly derailsAt?: string;
}

const everyHS: readonly Mode[] = ['HS', 'HS with SPV=1'];
const wrongSPV: readonly Mode[] = ['HS with SPV=1'];

const lost = (field: string): Prediction => ({ oracle: 'O1', field, from: 'not 0', to: 0n });
const becomesUser = (...modes: readonly Mode[]): Prediction => ({
  oracle: 'O1',
  modes,
  field: 'privilege',
  from: 1n,
  to: 0n,
});
const leavesGuest: Prediction = { oracle: 'O1', modes: ['VS', 'VU'], field: 'V', from: 1n, to: 0n };
const opensInterrupts: Prediction = { oracle: 'O1', field: 'mstatus.SIE', from: 0n, to: 1n };
const losesGVA: Prediction = { oracle: 'O1', field: 'hstatus.GVA', from: 1n, to: 0n };

/** A nested trap writes htval and htinst, and no policy puts them back. */
const H = [lost('htval'), lost('htinst')];
/** Scenario K1: the hypervisor, interrupted with hstatus.SPV = 1, is resumed as its own guest. */
const K1: Prediction = { oracle: 'O1', modes: wrongSPV, field: 'V', from: 0n, to: 1n };
/** Injection that ORs V into hstatus.SPV leaves a stale 1 there, and takes SPVP from it. */
const staleSPV: readonly Prediction[] = [
  { oracle: 'O6', modes: wrongSPV, field: 'hstatus.SPV', from: 0n, to: 1n },
  { oracle: 'O6', modes: wrongSPV, field: 'hstatus.SPVP', from: 0n, to: 1n },
];
/** sstatus and hstatus forgotten, and believed. */
const forgotten = [becomesUser(...everyHS, 'VS'), leavesGuest, opensInterrupts, losesGVA, ...H];
/** hstatus forgotten, and believed. */
const guestForgotten = [leavesGuest, losesGVA, ...H];

type Cell = readonly Prediction[];
type Row = Readonly<Record<HandlerName, Cell>>;

const worldSwitch: Readonly<Record<PolicyName, Row>> = {
  private: { minimal: [], preserving: H, forgetful: H, 'linux-2025': H },
  'spec-3.0': { minimal: [], preserving: H, forgetful: forgotten, 'linux-2025': guestForgotten },
  'opensbi-1.9': {
    minimal: [K1, ...staleSPV],
    preserving: [K1, ...H, ...staleSPV],
    // No K1 in these two: the nested trap clears the stale SPV.
    forgetful: [...forgotten, ...staleSPV],
    'linux-2025': [...guestForgotten, ...staleSPV],
  },
  'patch-2026-04': {
    minimal: staleSPV,
    preserving: [...H, ...staleSPV],
    forgetful: [becomesUser(...everyHS, 'VS'), ...H, ...staleSPV],
    'linux-2025': [...H, ...staleSPV],
  },
};

const userReturn: Readonly<Record<PolicyName, Row>> = {
  private: { minimal: [], preserving: [], forgetful: [], 'linux-2025': [] },
  'spec-3.0': { minimal: [], preserving: [], forgetful: [becomesUser('S'), opensInterrupts], 'linux-2025': [] },
  'opensbi-1.9': { minimal: [], preserving: [], forgetful: [becomesUser('S'), opensInterrupts], 'linux-2025': [] },
  'patch-2026-04': { minimal: [], preserving: [], forgetful: [becomesUser('S')], 'linux-2025': [] },
};

const rowsOf = (
  guest: GuestName,
  table: Readonly<Record<PolicyName, Row>>,
  derailed: Pick<ExpectedFindings, 'derailsAt'>,
): ExpectedFindings[] =>
  (Object.keys(table) as PolicyName[]).flatMap((policy) =>
    (Object.keys(table[policy]) as HandlerName[]).map((handler) => ({
      guest,
      handler,
      policy,
      predictions: table[policy][handler],
      ...(handler === 'linux-2025' && derailed),
    })),
  );

/** What the sweep of every guest, handler and policy of the main job must find. */
export const expectedFindings: readonly ExpectedFindings[] = [
  ...rowsOf('world-switch', worldSwitch, { derailsAt: 'guest_return' }),
  ...rowsOf('user-return', userReturn, {}),
];
