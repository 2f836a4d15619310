import type { ResumePolicy, SupervisorExtensions } from '@hartlab/sse';
import type { Context } from '@hartlab/models';
import type { Handler } from './handlers.ts';
import { everyExtension, PlainSystem, type PlainHart } from './system.ts';

/** Three events of one hart, each ahead of the one before it. */
export const nestingEvents = [0xffff_0000, 0xffff_8000, 0x4000] as const;

export const ENTRY_PC = 0xffff_ffff_8100_0000n;
export const ENTRY_ARG = 0xe0e0n;

/** The handler never reached the ECALL that completes. */
export class Derailed extends Error {}

/** The context of a hart before an event, at the handler's first instruction and after completion. */
export interface Run {
  readonly before: Context;
  readonly entry: Context;
  readonly after: Context;
}

/** One hart that handles the three events under one policy. */
export class HandlingHart {
  readonly system: PlainSystem;
  readonly hart: PlainHart;

  constructor(policy: ResumePolicy, extensions: SupervisorExtensions = everyExtension) {
    this.system = new PlainSystem(policy, 1, extensions);
    this.hart = this.system.hart(0);
    nestingEvents.forEach((event_id, position) => {
      const id = BigInt(event_id);
      this.system.call(this.hart, 'register', id, ENTRY_PC, ENTRY_ARG);
      this.system.setAttribute(this.hart, event_id, 1, BigInt(nestingEvents.length - position));
      this.system.call(this.hart, 'enable', id);
    });
    this.system.call(this.hart, 'hart_unmask');
  }

  /**
   * Interrupts `before` with an event and runs its handler to completion.
   *
   * @param between called before each step of the handler and once more before it completes
   * @throws Derailed when the handler cannot run, DoubleTrap when it traps while it may not
   */
  interrupt(before: Context, event_id: number, handler: Handler, between: () => void = () => undefined): Run {
    const { hart, system } = this;
    hart.context = before;
    system.sse.signal(event_id, hart.hartid);
    system.leave(hart);
    const entry = hart.context;
    if (entry.ELP === 1) throw new Derailed('the handler does not start with a landing pad');
    if (entry.virtualization === 1) throw new Derailed('the handler runs in VS-mode');
    for (const step of handler()) {
      between();
      hart.context = step(hart.context);
    }
    between();
    system.call(hart, 'complete');
    return { before, entry, after: hart.context };
  }
}
