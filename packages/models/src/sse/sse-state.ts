import type { Call, Ground, Step } from '../judging/protocol.ts';
import type { SseFunction } from '../functions.ts';
import { hartOf, type Model } from './record.ts';

/** The model of SSE as it is played on a machine. */
export interface SseState {
  readonly ground: Ground;
  readonly model: Model;
}

/** What a step can be for SSE: harts make calls, code executes below M-mode, a suspend ends, a counter overflows. */
export type SseStep = Extract<Step, { kind: 'call' | 'code' | 'wake' | 'overflow' }>;

/** The event of counters that overflow. */
export const overflowEvent = 0x1_0000;

/** The standard events (sbi "Software Event Identification"). */
export const standardEvents = [0, 1, 0x8000, 0x1_0000, 0x10_0000, 0x10_8000, 0xffff_0000, 0xffff_8000] as const;

/** Whether a hart can make a call: it runs, and it is its supervisor that does. */
export const canCall = ({ model }: SseState, hart: number): boolean => {
  const { stopped, asleep, context } = hartOf(model, hart);
  return !stopped && !asleep && context.privilege === 1 && context.virtualization === 0 && context.ELP === 0;
};

/** A step that is a call of SSE. */
export const sse = (
  hart: number,
  name: SseFunction,
  args: readonly bigint[] = [],
  words?: readonly bigint[],
): Step => ({
  ...({ kind: 'call', hart, extension: 'SSE', name, args } satisfies Call & { kind: 'call' }),
  ...(words && { words }),
});

/** A step that is a call of HSM. */
export const hsm = (
  hart: number,
  name: 'hart_start' | 'hart_stop' | 'hart_get_status' | 'hart_suspend',
  args: readonly bigint[] = [],
): Step => ({
  ...({ kind: 'call', hart, extension: 'HSM', name, args } satisfies Call & { kind: 'call' }),
});

/** Where the handler of an event begins: nobody executes it, but no two are the same. */
export function entryOf({ ground, model: { platform } }: SseState, event_id: number): bigint {
  const all = [...platform.local, ...platform.global];
  return ground.code + 0x4000n + 0x400n * BigInt(all.indexOf(event_id) + 1);
}

/** What its handler is told. */
export const argumentOf = (event_id: number, hart: number): bigint =>
  BigInt(event_id) * 16n + BigInt(hart) + 0xa000_0000_0000n;

/** Where a hart starts. */
export const startOf = ({ ground }: SseState, hart: number): bigint => ground.code + 0x400n * BigInt(hart);
