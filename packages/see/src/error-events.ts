import { events, type EventName } from '@hartlab/sse';
import type { ReportedError } from './platform.ts';

/** The events by which a supervisor hears of hardware errors (sbi "Software Event Identification"). */
export const errorEvents = {
  localHighPriorityRas: { injectable: true },
  globalHighPriorityRas: { injectable: true },
  localLowPriorityRas: { injectable: true },
  globalLowPriorityRas: { injectable: true },
} as const satisfies Partial<Record<EventName, { injectable: boolean }>>;

/** The event of an error of that priority: of one hart, or of the whole system. */
export function errorEventOf(priority: ReportedError['priority'], isGlobal: boolean): number {
  const { localHighPriorityRas, globalHighPriorityRas, localLowPriorityRas, globalLowPriorityRas } = events;
  if (priority === 'high') return (isGlobal ? globalHighPriorityRas : localHighPriorityRas).event_id;
  return (isGlobal ? globalLowPriorityRas : localLowPriorityRas).event_id;
}
