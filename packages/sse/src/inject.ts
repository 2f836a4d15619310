import { changed, ONE_SHOT, type SseEvent, type Stored } from './event.ts';
import { interruptedFlags } from './interrupted-flags.ts';
import type { ResumePolicy } from './policies.ts';
import { open, seal } from './resume.ts';
import type { Supervisor } from './supervisor.ts';

/**
 * Runs the handler of an ENABLED event (sbi "Software Event Injection"; the numbers are the steps of that list).
 *
 * @returns the event as it is now
 */
export function inject(event: SseEvent, supervisor: Supervisor, policy: ResumePolicy): SseEvent {
  const interrupted = supervisor.read();
  const entered = policy.enter(interrupted);
  const { PRIORITY, CONFIG, PREFERRED_HART, ENTRY_PC, ENTRY_ARG } = event.stored;
  // Written out: that takes no time, and spreading it does.
  const stored: Stored = {
    PRIORITY,
    CONFIG,
    PREFERRED_HART,
    ENTRY_PC,
    ENTRY_ARG,
    /* 1.2         */ INTERRUPTED_SEPC: interrupted.sepc,
    /* 1.1         */ INTERRUPTED_FLAGS: interruptedFlags(interrupted),
    /* 1.3         */ INTERRUPTED_A6: interrupted.a6,
    /* 1.4         */ INTERRUPTED_A7: interrupted.a7,
  };
  supervisor.write({
    /* 2.12 */ pc: ENTRY_PC,
    privilege: entered.privilege,
    virtualization: entered.virtualization,
    ELP: entered.ELP,
    SIE: entered.SIE,
    SPIE: entered.SPIE,
    SPP: entered.SPP,
    SPELP: entered.SPELP,
    SDT: entered.SDT,
    sepc: entered.sepc,
    SPV: entered.SPV,
    SPVP: entered.SPVP,
    hstatus: entered.hstatus,
    /* 2.1  */ a6: supervisor.hartid,
    /* 2.2  */ a7: ENTRY_ARG,
  });
  return changed(event, { at: { state: 'RUNNING', resume: seal(interrupted) }, pending: false, stored });
}

/**
 * Resumes what a RUNNING event interrupted (sbi "Software Event Completion"; the policy holds the steps).
 *
 * @returns the event as it is now
 * @throws Error when the event is not RUNNING: there is nothing to go back to.
 */
export function complete(event: SseEvent, supervisor: Supervisor, policy: ResumePolicy): SseEvent {
  if (event.at.state !== 'RUNNING') throw new Error(`event 0x${event.event_id.toString(16)} is not RUNNING`);
  supervisor.write(policy.resume(supervisor.read(), open(event.at.resume), event.stored));
  return changed(event, { at: { state: event.stored.CONFIG & ONE_SHOT ? 'REGISTERED' : 'ENABLED' } });
}
