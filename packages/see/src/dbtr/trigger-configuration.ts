import { extract, insert, triggerTypeOf } from '@hartlab/hart';

/** What the supervisor asks of a trigger, in the encoding of the CSRs of these names. */
export interface TriggerConfiguration {
  readonly tdata1: bigint;
  readonly tdata2: bigint;
  readonly tdata3: bigint;
}

/** The bits of trig_state (sbi "Debug Triggers Extension", table "Debug Trigger State Fields"). Details of the hardware are not given. */
export const trigState = { mapped: 1 << 0, u: 1 << 1, s: 1 << 2, vu: 1 << 3, vs: 1 << 4 } as const;

/** The modes whose enables trig_state keeps. */
const modes = ['u', 's', 'vu', 'vs'] as const;

/** The field of this name in what tdata1 is for its type, if that type has one. */
const fieldOf = (tdata1: bigint, field: string) =>
  triggerTypeOf(Number(tdata1 >> 32n)).fields.find(({ name }) => name === field);

const valueOf = (tdata1: bigint, field: string): bigint => {
  const there = fieldOf(tdata1, field);
  return there ? extract(there, tdata1) : 0n;
};

/** Whether it names a type of trigger that the hart has: one that fires somewhere, so not the disabled one. */
export const isTrigger = (tdata1: bigint): boolean => fieldOf(tdata1, 's') !== undefined;

/** Whether it keeps off what is not the supervisor's: M-mode, and the triggers of Debug Mode (sbi "Debug Triggers Extension"). */
export const isSupervisors = (tdata1: bigint): boolean =>
  valueOf(tdata1, 'm') === 0n && valueOf(tdata1, 'dmode') === 0n;

/** Whether the next trigger continues a chain that this one is of. */
export const isChained = (tdata1: bigint): boolean => valueOf(tdata1, 'chain') === 1n;

/** Whether both are of the same type, and chained to the next one alike: what an update must not change. */
export const isAlike = (one: bigint, other: bigint): boolean =>
  triggerTypeOf(Number(one >> 32n)) === triggerTypeOf(Number(other >> 32n)) && isChained(one) === isChained(other);

/** The trig_state of a trigger that has been mapped with this tdata1. */
export const stateOf = (tdata1: bigint): number =>
  modes.reduce((state, mode) => (valueOf(tdata1, mode) === 1n ? state | trigState[mode] : state), trigState.mapped);

/** The same tdata1, enabled in the modes of `state` and in no other. */
export const enabledAs = (tdata1: bigint, state: number): bigint =>
  modes.reduce((value, mode) => {
    const field = fieldOf(value, mode);
    return field ? insert(field, state & trigState[mode] ? 1n : 0n, value) : value;
  }, tdata1);
