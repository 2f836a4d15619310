import type { Hart } from '@hartlab/hart';
import { errors } from '@hartlab/sbi';
import { events, isGlobal } from '@hartlab/sse';
import { attributesIn, type EventAttributes } from './event-attributes.ts';
import type { EventView } from './event-view.ts';
import { errorInWords } from './forged-call.ts';

/**
 * Why an event that was made ready is rightly not delivered to a hart, as what the firmware says of its events explains it; undefined
 * if nothing does: the firmware owes it then (sbi "Software Event Injection").
 */
export function whyIgnored(view: EventView, hart: Hart, event: number): string | undefined {
  const values = view.attributes(hart, event);
  if ('error' in values) return `the event has no STATUS: ${errorInWords(values.error)}`;
  const own = attributesIn(values);
  if (isGlobal({ event_id: event }) && own.preferredHart !== hart.hartid) return 'the event is for another hart';
  if (own.state === 'RUNNING') return 'a RUNNING event is ahead';
  if (own.state !== 'ENABLED') return 'the event is not ENABLED';
  // One that knows nothing of masks has masked nothing (sbi "Function: Mask software events on a hart (FID #9)").
  if (view.masking(hart) === BigInt(errors.ALREADY_STOPPED)) return 'the hart has masked events';
  const ahead = eventsOn(view, hart).filter(([id, other]) => id !== event && isAhead([id, other], [event, own]));
  if (ahead.some(([, { state }]) => state === 'RUNNING')) return 'a RUNNING event is ahead';
  if (ahead.some(([, { state, isPending }]) => state === 'ENABLED' && isPending))
    return 'another pending event is ahead';
  return undefined;
}

type KnownEvent = readonly [event: number, attributes: EventAttributes];

/** The standard events that a hart handles, as far as the firmware has them. */
export const eventsOn = (view: EventView, hart: Hart): readonly KnownEvent[] =>
  Object.values(events).flatMap(({ event_id }): KnownEvent[] => {
    const values = view.attributes(hart, event_id);
    if ('error' in values) return [];
    const attributes = attributesIn(values);
    return isGlobal({ event_id }) && attributes.preferredHart !== hart.hartid ? [] : [[event_id, attributes]];
  });

/** The smaller priority goes first, and of equal ones the smaller event_id (sbi "Software Event Priority"). */
const isAhead = ([event, { priority }]: KnownEvent, [other, than]: KnownEvent): boolean =>
  priority === than.priority ? event < other : priority < than.priority;
