import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const delivery = ['packages/sse/src/sse-delivery.test.ts'];
const functions = ['packages/sse/src/sse.test.ts'];

/** Which event goes first. */
const ofPriority = mutantsOf('packages/sse/src/event.ts', delivery, [
  {
    id: 'S71',
    title: 'of two events of one priority that with the larger id goes first',
    find: '? event.event_id < other.event_id',
    replace: '? event.event_id > other.event_id',
  },
  {
    id: 'S72',
    title: 'event ids are compared as signed numbers',
    find: '? event.event_id < other.event_id',
    replace: '? (event.event_id | 0) < (other.event_id | 0)',
  },
  {
    id: 'S73',
    title: 'the larger number is the higher priority',
    find: ': event.stored.PRIORITY < other.stored.PRIORITY',
    replace: ': event.stored.PRIORITY > other.stored.PRIORITY',
  },
  {
    id: 'S74',
    title: 'priorities are compared as signed numbers',
    find: ': event.stored.PRIORITY < other.stored.PRIORITY',
    replace: ': (event.stored.PRIORITY | 0) < (other.stored.PRIORITY | 0)',
  },
]);

/** Which event a hart handles, and what is there after a reset. */
const ofTable = mutantsOf('packages/sse/src/event-table.ts', delivery, [
  {
    id: 'S75',
    title: 'what a hart masks is delivered',
    find: 'if (hart.masked) return undefined;',
    replace: '',
  },
  {
    id: 'S76',
    title: 'no event preempts another',
    find: "return first?.at.state === 'RUNNING' ? undefined : first;",
    replace: 'return this.running(hartid) ? undefined : first;',
  },
  {
    id: 'S77',
    title: 'an event does not preempt one of the same priority',
    find: "return first?.at.state === 'RUNNING' ? undefined : first;",
    replace:
      "return first?.at.state === 'RUNNING' || this.running(hartid)?.stored.PRIORITY === first?.stored.PRIORITY ? undefined : first;",
  },
  {
    id: 'S78',
    title: 'complete takes an event that only waits',
    find: 'return this.#foremost(this.hart(hartid), hartid, false);',
    replace: 'return this.#foremost(this.hart(hartid), hartid, true);',
  },
  {
    id: 'S79',
    title: 'a global event is delivered on the hart that looks first',
    find: 'if (!counts || stored.PREFERRED_HART !== hartid) return first;',
    replace: "if (!counts || (at.state === 'RUNNING' && stored.PREFERRED_HART !== hartid)) return first;",
    killedBy: functions,
  },
  {
    id: 'S80',
    title: 'a hart completes the global event of another',
    find: 'if (!counts || stored.PREFERRED_HART !== hartid) return first;',
    replace: "if (!counts || (at.state !== 'RUNNING' && stored.PREFERRED_HART !== hartid)) return first;",
    killedBy: functions,
  },
  {
    id: 'S81',
    title: 'a pending event is delivered although it is disabled',
    find: "(withWaiting && pending && at.state === 'ENABLED')",
    replace: "(withWaiting && pending && at.state !== 'UNUSED')",
  },
  {
    id: 'S82',
    title: 'an enabled event is delivered although nobody signalled it',
    find: "(withWaiting && pending && at.state === 'ENABLED')",
    replace: "(withWaiting && at.state === 'ENABLED')",
  },
  {
    id: 'S83',
    title: 'events are unmasked after a reset',
    find: 'return { masked: true, local:',
    replace: 'return { masked: false, local:',
  },
  {
    id: 'S84',
    title: 'global events prefer hart 0, be it there or not',
    find: 'const [first = 0n] = this.#hartids;',
    replace: 'const first = 0n;',
    killedBy: functions,
  },
  {
    id: 'S85',
    title: 'a standard event that nothing can signal is INVALID_PARAM',
    find: "known ? 'NOT_SUPPORTED' : 'INVALID_PARAM'",
    replace: "'INVALID_PARAM'",
    killedBy: functions,
  },
  {
    id: 'S86',
    title: 'a reserved event is NOT_SUPPORTED',
    find: "known ? 'NOT_SUPPORTED' : 'INVALID_PARAM'",
    replace: "'NOT_SUPPORTED'",
    killedBy: functions,
  },
  {
    id: 'S87',
    title: 'a snapshot shares the local events of the harts that go on',
    find: 'local: [...local] }))',
    replace: 'local }))',
    killedBy: functions,
  },
  {
    id: 'S88',
    title: 'a snapshot shares the global events of the system that goes on',
    find: 'global: [...global] };',
    replace: 'global };',
    killedBy: functions,
  },
]);

/** Which bit of an id makes an event one of the whole system. */
const ofIds = mutantsOf('packages/sse/src/events.ts', functions, [
  {
    id: 'S89',
    title: 'the platform’s events are global, and no other',
    find: '(event_id & 0x8000)',
    replace: '(event_id & 0x4000)',
  },
]);

/** Order, priority, preemption, and what is found where. */
export const sseOrderMutants: readonly SourceMutant[] = [...ofPriority, ...ofTable, ...ofIds];
