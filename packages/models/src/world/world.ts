import type { Callers } from '../calls/call-world.ts';
import { extensions } from '../functions.ts';
import type { Context } from '../context.ts';
import { leave } from '../sse/delivery.ts';
import { newModel, type Action } from '../sse/model.ts';
import { hartOf, withHart, type Model, type ModelPlatform } from '../sse/record.ts';
import { freshCounters, type WorldCounters } from './world-counters.ts';

/**
 * What a supervisor sees of its harts and of the SEE below them, written from the specification alone: SSE as its own
 * model has it, with Hart State Management, Firmware Features, IPIs and the overflow of counters around it. Every function is pure.
 */
export interface World {
  readonly sse: Model;
  readonly harts: readonly WorldHart[];
}

export interface Entry {
  readonly pc: bigint;
  readonly opaque: bigint;
}

/** The states that anyone can see between two calls. */
export type WorldState = 'STARTED' | 'STOPPED' | 'START_PENDING' | 'SUSPENDED';

export interface WorldHart extends WorldCounters {
  readonly state: WorldState;
  /** Where it starts or resumes; absent from a retentive suspend. */
  readonly entry?: Entry;
  /** Values of features 0 to 5, and whether they are locked. */
  readonly features: readonly bigint[];
  readonly locked: readonly boolean[];
  /** An IPI has been sent and not arrived. */
  readonly sent: boolean;
  /** Its `sip.SSIP`. */
  readonly SSIP: boolean;
  readonly a0: bigint;
  readonly a1: bigint;
}

const { HSM, SUSP, FWFT, IPI, PMU } = extensions;
/** The extensions of the world besides SSE. */
export const otherExtensions = { HSM, SUSP, FWFT, IPI, PMU };

/** Whatever can happen between two observations. */
export type WorldAction = { readonly hart: number } & (
  | { readonly kind: 'SSE'; readonly call: Extract<Action, { kind: 'call' }> }
  | {
      readonly kind: 'call';
      readonly extension: keyof typeof otherExtensions;
      readonly name: string;
      readonly args: readonly bigint[];
    }
  | { readonly kind: 'signal'; readonly event_id: number }
  /** The supervisor, or what runs below it, executes: its state is now another. */
  | {
      readonly kind: 'code';
      readonly context: Context;
      /** As a handler does that returns to where it came from: sepc is what it is. */
      readonly keepsSepc: boolean;
    }
  /** An M-level software interrupt arrives, expected or not: it ends a suspend, and starts a hart that is to start. */
  | { readonly kind: 'interrupt' }
  /** A counter wraps, if it counts. */
  | { readonly kind: 'overflow'; readonly counter: number }
  /** The supervisor withdraws the interrupt of its counters, where it can. */
  | { readonly kind: 'clear' }
  /** The firmware is saved and restored. */
  | { readonly kind: 'snapshot' }
);

/** What the memory and the harts are like. */
export interface WorldPlatform extends ModelPlatform {
  /** From the first byte that a supervisor may execute to the one after the last. */
  readonly ram: readonly [from: bigint, to: bigint];
}

/** What a hart that starts has of its own. */
export const started = {
  ...freshCounters,
  features: [0n, 0n, 0n, 0n, 0n, 0n],
  locked: Array<boolean>(6).fill(false),
  SSIP: false,
};

/** Who may call in it, and where code may be. */
export const callersIn = ({ sse, harts }: World): Callers => {
  const [begin, end] = (sse.platform as WorldPlatform).ram;
  return { harts, platform: { executable: [{ begin, end }] } };
};

/** The system when its first hart has started at `context`. */
export const newWorld = (context: Context, harts: number, platform: WorldPlatform): World => ({
  sse: newModel(Array<Context>(harts).fill(context), platform, { H: true, Zicfilp: true, Ssdbltrp: false }),
  harts: Array.from({ length: harts }, (_, hart) => ({
    ...started,
    state: hart === 0 ? 'STARTED' : 'STOPPED',
    sent: false,
    a0: 0n,
    a1: 0n,
  })),
});

/** A hart of the world, and its part of the model of SSE. */
export const worldHart = ({ harts }: World, hart: number): WorldHart => harts[hart] as WorldHart;
/** What code on a hart of the world sees of itself. */
export const contextOf = ({ sse }: World, hart: number): Context => hartOf(sse, hart).context;

/** The world with something else about one hart. */
export const withWorldHart = (world: World, hart: number, change: Partial<WorldHart>): World => ({
  ...world,
  harts: world.harts.map((old, index) => (index === hart ? { ...old, ...change } : old)),
});
export const withContext = (world: World, hart: number, context: Context): World => ({
  ...world,
  sse: withHart(world.sse, hart, { context }),
});

/** Whether code can make a call where the hart is: in HS-mode, and not where a landing pad is expected. */
export const canCall = (world: World, hart: number): boolean => {
  const { privilege, virtualization, ELP } = contextOf(world, hart);
  return worldHart(world, hart).state === 'STARTED' && privilege === 1 && virtualization === 0 && ELP === 0;
};

/** Whether a hart has an event to take when it next enters the SEE. */
export const isReady = (world: World, hart: number): boolean => {
  const { state } = worldHart(world, hart);
  return (state === 'STARTED' || state === 'SUSPENDED') && leave(world.sse, hart).delivered !== undefined;
};

/** Whether a hart detects double traps is what it has of Ssdbltrp. */
export const withDoubleTraps = (world: World, hart: number, Ssdbltrp: boolean): World => ({
  ...world,
  sse: withHart(world.sse, hart, { has: { ...hartOf(world.sse, hart).has, Ssdbltrp } }),
});
