import { ONE_SHOT, type SseEvent } from './event.ts';
import { interruptedFlags } from './interrupted-flags.ts';
import type { ResumePolicy } from './policies.ts';
import { open, seal } from './resume.ts';
import type { Supervisor } from './supervisor.ts';

/** Runs the handler of an ENABLED event (sbi "Software Event Injection"; the numbers are the steps of that list). */
export function inject(event: SseEvent, supervisor: Supervisor, policy: ResumePolicy): void {
  const { stored } = event;
  const interrupted = supervisor.read();
  /* 1.1         */ stored.INTERRUPTED_FLAGS = interruptedFlags(interrupted);
  /* 1.2         */ stored.INTERRUPTED_SEPC = interrupted.sepc;
  /* 1.3         */ stored.INTERRUPTED_A6 = interrupted.a6;
  /* 1.4         */ stored.INTERRUPTED_A7 = interrupted.a7;
  supervisor.write({
    /* 2.3 to 2.11 */ ...policy.enter(interrupted),
    /* 2.1         */ a6: supervisor.hartid,
    /* 2.2         */ a7: stored.ENTRY_ARG,
    /* 2.12        */ pc: stored.ENTRY_PC,
  });
  event.at = { state: 'RUNNING', resume: seal(interrupted) };
  event.pending = false;
}

/**
 * Resumes what a RUNNING event interrupted (sbi "Software Event Completion"; the policy holds the steps).
 *
 * @throws Error when the event is not RUNNING: there is nothing to go back to.
 */
export function complete(event: SseEvent, supervisor: Supervisor, policy: ResumePolicy): void {
  if (event.at.state !== 'RUNNING') throw new Error(`event 0x${event.event_id.toString(16)} is not RUNNING`);
  supervisor.write(policy.resume(supervisor.read(), open(event.at.resume), event.stored));
  event.at = { state: event.stored.CONFIG & ONE_SHOT ? 'REGISTERED' : 'ENABLED' };
}
