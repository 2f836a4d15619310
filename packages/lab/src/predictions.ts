import type { PolicyName } from '@hartlab/sse';
import { carelessness, type Careless } from './carelessness.ts';
import type { HandlerName } from './guests.ts';
import type { Mode } from './mode.ts';
import type { Derailment, Prediction } from './prediction.ts';

/** What in a guest decides which consequences of an event can show in it. */
export interface Setting {
  /** The modes that its window runs in. */
  readonly modes: readonly Mode[];
  /** Whether there is anything in htval, htinst or hstatus. */
  readonly hypervisor?: true;
  /** A vector that is for one kind of trap alone, so that a trap of a handler is lost in it. */
  readonly narrowVector?: string;
  /** Landing pads are on in S-mode, and this is where a software check goes. */
  readonly softwareCheck?: string;
  /** Double traps are on, and this is the handler of their event. */
  readonly doubleTrap?: string;
}

/** What a policy resumes from what the handler has left in the CSRs, and how it enters the handler. */
interface Trust {
  readonly entersAsOpenSbi: boolean;
  /** From live SPP, SPV, SPIE, SPELP and the rest of hstatus. */
  readonly live: readonly ('privilege' | 'V' | 'SIE' | 'ELP' | 'hstatus')[];
}

/** sbi "Software Event Completion", steps 2, 5.1 and 6, and who departs from them. */
const trust: Readonly<Record<PolicyName, Trust>> = {
  private: { entersAsOpenSbi: false, live: [] },
  'spec-3.0': { entersAsOpenSbi: false, live: ['privilege', 'V', 'SIE', 'ELP', 'hstatus'] },
  'opensbi-1.9': { entersAsOpenSbi: true, live: ['privilege', 'V', 'SIE', 'hstatus'] },
  'patch-2026-04': { entersAsOpenSbi: true, live: ['privilege'] },
};

const supervisors: readonly Mode[] = ['HS', 'HS with SPV=1', 'S', 'VS'];
const virtual: readonly Mode[] = ['VS', 'VU'];
const wrongSPV: readonly Mode[] = ['HS with SPV=1'];

const O1 = (
  field: string,
  from: Prediction['from'],
  to: Prediction['to'],
  more: Pick<Prediction, 'modes' | 'where'> = {},
): Prediction => ({ oracle: 'O1', field, from, to, ...more });

const CAUSE_BREAKPOINT = 3n;
const FS_DIRTY = 3n;

/**
 * What is wrong after the nested trap by ebreak and its sret, for each thing that the handler took no care of. The two
 * leave SPP, SPELP, SPV, GVA, htval and htinst 0 and SPIE 1, scause and stval tell of the ebreak, and sepc is behind it
 * (priv "Supervisor Status (`sstatus`) Register", priv "Hypervisor Status (`hstatus`) Register", priv "Trap Entry").
 */
const consequences: Readonly<Record<Careless, (live: Trust['live']) => readonly (Prediction | false)[]>> = {
  sstatus: (live) => [
    live.includes('privilege') && O1('privilege', 1n, 0n, { modes: supervisors }),
    // The mret to U-mode clears SDT (priv "Double Trap Control in mstatus Register").
    live.includes('privilege') && O1('mstatus.SDT', 1n, 0n),
    // SDT = 1, which comes back, keeps SIE at 0.
    live.includes('SIE') && O1('mstatus.SIE', 0n, 1n, { where: { field: 'mstatus.SDT', is: 0n } }),
    live.includes('ELP') && O1('ELP', 1n, 0n),
  ],
  hstatus: (live) => [
    live.includes('V') && O1('V', 1n, 0n, { modes: virtual }),
    live.includes('hstatus') && O1('hstatus.GVA', 1n, 0n),
  ],
  scause: () => [O1('scause.ExceptionCode', 'another', CAUSE_BREAKPOINT)],
  stval: () => [O1('stval', 'another', 'sse_traps')],
  sepc: () => [O1('pc', 'another', 'sse_trapped')],
  htval: () => [O1('htval', 'another', 0n)],
  htinst: () => [O1('htinst', 'another', 0n)],
  // The handler sets FS to Dirty, and computes 1 / 3 in f0, with 3 in f1: IEEE 754 double, rounded, so inexact.
  fs: () => [O1('mstatus.FS', 'another', FS_DIRTY)],
  f: () => [O1('f0', 'another', 0x3fd5_5555_5555_5555n), O1('f1', 'another', 0x4008_0000_0000_0000n)],
  fcsr: () => [O1('fcsr.NX', 'another', 1n)],
  // What goes wrong without care for these goes wrong in the handler: see `derailments`.
  stvec: () => [],
  sscratch: () => [],
  sdt: () => [],
};

/** Scenario K1: the hypervisor, interrupted with hstatus.SPV = 1, is resumed as its own guest. */
const K1 = O1('V', 0n, 1n, { modes: wrongSPV });

/**
 * OpenSBI 1.9 ORs V into hstatus.SPV, where a 1 stays, and takes SPVP from it; and it leaves ELP to the handler and clears
 * SPELP.
 */
const wrongEntry: readonly Prediction[] = [
  { oracle: 'O6', modes: wrongSPV, field: 'hstatus.SPV', from: 0n, to: 1n },
  { oracle: 'O6', modes: wrongSPV, field: 'hstatus.SPVP', from: 0n, to: 1n },
  { oracle: 'O6', field: 'ELP', from: 0n, to: 1n, where: { field: 'ELP', is: 1n } },
  { oracle: 'O6', field: 'mstatus.SPELP', from: 1n, to: 0n },
];

/** Whether there is, in such a guest, anything of which this can come true. */
const canShow = (
  { modes, hypervisor, softwareCheck, doubleTrap }: Setting,
  { field, modes: in_ }: Prediction,
): boolean => {
  if (in_ && !in_.some((mode) => modes.includes(mode))) return false;
  if (/^(?:htval|htinst|hstatus\..*)$/.test(field)) return hypervisor === true;
  if (field === 'mstatus.SDT') return doubleTrap !== undefined;
  return !field.endsWith('ELP') || softwareCheck !== undefined;
};

/** What a sweep of a guest with this handler under this policy must find wherever the handler completes. */
export function predictions(setting: Setting, handler: HandlerName, policy: PolicyName): readonly Prediction[] {
  const careless: readonly Careless[] | undefined = carelessness[handler];
  const { live, entersAsOpenSbi } = trust[policy];
  // A nested trap clears the stale SPV, and who forgets hstatus has no other.
  const keepsStaleSPV = entersAsOpenSbi && live.includes('V') && !careless?.includes('hstatus');
  const all = [
    keepsStaleSPV && K1,
    ...(careless ?? []).flatMap((left) => consequences[left](live)),
    ...(entersAsOpenSbi ? wrongEntry : []),
    // Its landing pad has cleared the ELP that completion leaves as it is.
    handler === 'landing' && entersAsOpenSbi && O1('ELP', 1n, 0n),
  ];
  return all
    .filter((each) => each !== false)
    .filter((each) => canShow(setting, each))
    .map((each) => ({
      ...each,
      ...(each.modes && { modes: each.modes.filter((mode) => setting.modes.includes(mode)) }),
    }));
}

/** Where such a handler does not complete: the first that applies is what happens. */
export function derailments(setting: Setting, handler: HandlerName, policy: PolicyName): readonly Derailment[] {
  const careless: readonly Careless[] | undefined = carelessness[handler];
  const { narrowVector, softwareCheck, doubleTrap } = setting;
  const lost: (Derailment | false)[] = [
    // No other handler begins with lpad.
    softwareCheck !== undefined &&
      handler !== 'landing' &&
      trust[policy].entersAsOpenSbi && { where: { field: 'ELP', is: 1n }, to: softwareCheck },
    // Injection sets SDT.
    doubleTrap !== undefined &&
      careless?.includes('sdt') === true && { where: { field: 'menvcfg.DTE', is: 1n }, to: doubleTrap },
    narrowVector !== undefined &&
      careless?.includes('stvec') === true && {
        where: { field: 'stvec.BASE', is: { vector: narrowVector } },
        to: narrowVector,
      },
    careless?.includes('sscratch') === true && { where: { field: 'sscratch', is: 'not 0' }, to: 'sse_program_trapped' },
  ];
  return lost.filter((each) => each !== false);
}
