import { extensions, type ExtensionName } from '../functions.ts';
import type { Step } from '../judging/protocol.ts';
import type { CallWorld } from './call-world.ts';

/** Steps that say something together, from a system that has just started. */
export interface Scenario {
  /** The extension that it is about. */
  readonly extension: ExtensionName;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** One step, or several. */
type Steps = Step | readonly Steps[];

/** A scenario of these steps. */
export const scenario = (extension: ExtensionName, name: string, ...steps: readonly Steps[]): Scenario => ({
  extension,
  name,
  steps: [...flat(steps)],
});

function* flat(steps: readonly Steps[]): Generator<Step> {
  for (const step of steps)
    if ('kind' in step) yield step;
    else yield* flat(step);
}

/** Calls of an extension on a hart, hart 0 unless it is said. */
export const calls =
  (extension: ExtensionName, hart = 0) =>
  (name: string, ...args: readonly bigint[]): Step => ({ kind: 'call', hart, extension, name, args });

/** Whether an extension is there. */
export const isOffered = ({ platform }: CallWorld, name: ExtensionName): boolean =>
  platform.offered.includes(BigInt(extensions[name].eid));

/** Interrupts a suspended hart. */
export const wake = (hart: number): Step => ({ kind: 'wake', hart });

/** A hart has taken its IPI. */
export const clear = (hart: number): Step => ({ kind: 'clear', hart });

/** What a hart has in a1 when it starts or resumes, in a scenario. */
const opaque = 0x1234_5678_9abc_def0n;

/** Where harts start and resume in a scenario. */
const placeOf = ({ platform: { executable } }: CallWorld): bigint => (executable.at(-1)?.begin ?? 0n) + 0x1000n;

/** What harts do to each other and to themselves in scenarios of any extension. */
export function hartSteps(world: CallWorld): {
  readonly start: (hart: number) => Step;
  readonly stop: (hart: number) => Step;
  readonly suspend: (hart: number) => Step;
  readonly sleep: (hart: number) => Step;
  readonly suspendSystem: (hart: number) => Step;
} {
  const place = placeOf(world);
  return {
    start: (hart) => calls('HSM')('hart_start', BigInt(hart), place + 16n * BigInt(hart), opaque + BigInt(hart)),
    stop: (hart) => calls('HSM', hart)('hart_stop'),
    /** Retentive, so the address is not looked at. */
    suspend: (hart) => calls('HSM', hart)('hart_suspend', 0n, 1n, opaque),
    sleep: (hart) => calls('HSM', hart)('hart_suspend', 0x8000_0000n, place + 0x100n, opaque),
    suspendSystem: (hart) => calls('SUSP', hart)('system_suspend', 0n, place + 0x200n, opaque),
  };
}
