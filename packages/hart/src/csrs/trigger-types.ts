import { type FieldDeclaration, insert, valueIn } from '../csr/csr.ts';
import { format } from '../csr/csr-declaration.ts';

// What tdata1 is for each type of trigger that there is. The only action is 0, a breakpoint exception: there is no Debug
// Mode, and no trace. mcontrol, which mcontrol6 replaces, is not here.

/** A debugger of Debug Mode, which there is none of, could keep a trigger for itself. */
const always = { dmode: { bits: 59, fixed: 0 } } as const satisfies Record<string, FieldDeclaration>;

/** How mcontrol6.match compares a value with tdata2 (debug "Match Control Type 6 (mcontrol6, at 0x7a1)"). */
export const match = { equal: 0, napot: 1, greaterOrEqual: 2, less: 3, maskLow: 4, maskHigh: 5 } as const;
/** Added to one of these, the comparison must not hold. There is no opposite of the two that are each other's. */
export const notMatch = 8;
const matchModes = Object.values(match).flatMap((mode) =>
  mode === match.greaterOrEqual || mode === match.less ? [mode] : [mode, mode + notMatch],
);

/** Every access is fully observed, so `uncertain` and `uncertainen` stay zero. */
export const mcontrol6 = format('mcontrol6', {
  spec: 'debug "Match Control Type 6 (mcontrol6, at 0x7a1)"',
  fields: {
    load: { bits: 0 },
    store: { bits: 1 },
    execute: { bits: 2 },
    u: { bits: 3 },
    s: { bits: 4 },
    uncertainen: { bits: 5, fixed: 0 },
    m: { bits: 6 },
    match: { bits: [10, 7], oneOf: matchModes, otherwise: match.equal },
    chain: { bits: 11 },
    action: { bits: [15, 12], fixed: 0 },
    size: { bits: [18, 16], oneOf: [0, 1, 2, 3, 5], otherwise: 0 },
    select: { bits: 21 },
    hit0: { bits: 22 },
    vu: { bits: 23, requires: 'H' },
    vs: { bits: 24, requires: 'H' },
    hit1: { bits: 25 },
    uncertain: { bits: 26, fixed: 0 },
    ...always,
    type: { bits: [63, 60], fixed: 6 },
  },
});

export const icount = format('icount', {
  spec: 'debug "Instruction Count (icount, at 0x7a1)"',
  fields: {
    action: { bits: [5, 0], fixed: 0 },
    u: { bits: 6 },
    s: { bits: 7 },
    pending: { bits: 8 },
    m: { bits: 9 },
    count: { bits: [23, 10] },
    hit: { bits: 24 },
    vu: { bits: 25, requires: 'H' },
    vs: { bits: 26, requires: 'H' },
    ...always,
    type: { bits: [63, 60], fixed: 3 },
  },
});

/** The fields that itrigger and etrigger have in common. */
const trapTrigger = {
  action: { bits: [5, 0], fixed: 0 },
  u: { bits: 6 },
  s: { bits: 7 },
  m: { bits: 9 },
  vu: { bits: 11, requires: 'H' },
  vs: { bits: 12, requires: 'H' },
  hit: { bits: 58 },
  ...always,
} as const satisfies Record<string, FieldDeclaration>;

export const itrigger = format('itrigger', {
  spec: 'debug "Interrupt Trigger (itrigger, at 0x7a1)"',
  fields: { ...trapTrigger, nmi: { bits: 10, requires: 'Smrnmi' }, type: { bits: [63, 60], fixed: 4 } },
});

export const etrigger = format('etrigger', {
  spec: 'debug "Exception Trigger (etrigger, at 0x7a1)"',
  fields: { ...trapTrigger, type: { bits: [63, 60], fixed: 5 } },
});

export const disabled = format('disabled', {
  spec: 'debug "Trigger Data 1 (tdata1, at 0x7a1)"',
  fields: { ...always, type: { bits: [63, 60], fixed: 15 } },
});

/** What tdata1 can be. */
export type TriggerType = typeof mcontrol6 | typeof icount | typeof itrigger | typeof etrigger | typeof disabled;

const types: readonly TriggerType[] = [mcontrol6, icount, itrigger, etrigger, disabled];

/** Where every type of tdata1 says which it is. */
const { type: typeField } = disabled;

/** tdata1 of a trigger that is none: its value after reset. */
export const noTrigger: bigint = insert(typeField, BigInt(typeField.rule.fixed ?? 0), 0n);

const byNumber = new Map<number | undefined, TriggerType>(types.map((one) => [one.type.rule.fixed, one]));

/** The type that a value of tdata1 names, by its high half, or the disabled one where it names none that there is. */
export const typeOf = (high: number): TriggerType => byNumber.get(valueIn(typeField, high)) ?? disabled;

/** tinfo.info: bit n for type n. */
export const typesPresent: number = types.reduce((bits, { type }) => bits | (1 << (type.rule.fixed ?? 0)), 0);
