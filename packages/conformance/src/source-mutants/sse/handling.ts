import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const delivery = ['packages/sse/src/sse-delivery.test.ts'];
const hartStates = ['packages/see/src/events.test.ts'];

/** Injection and completion, as far as the state machine goes. */
const ofInjection = mutantsOf('packages/sse/src/inject.ts', delivery, [
  {
    id: 'S90',
    title: 'an event is still pending when its handler starts',
    find: 'pending: false, stored });',
    replace: 'stored });',
  },
  {
    id: 'S91',
    title: 'completion forgets a signal that came while the handler ran',
    find: "'REGISTERED' : 'ENABLED' } });",
    replace: "'REGISTERED' : 'ENABLED' }, pending: false });",
  },
  {
    id: 'S92',
    title: 'a one-shot event stays enabled',
    find: "event.stored.CONFIG & ONE_SHOT ? 'REGISTERED' : 'ENABLED'",
    replace: "'ENABLED'",
  },
  {
    id: 'S93',
    title: 'a one-shot event is unregistered',
    find: "event.stored.CONFIG & ONE_SHOT ? 'REGISTERED'",
    replace: "event.stored.CONFIG & ONE_SHOT ? 'UNUSED'",
  },
  {
    id: 'S94',
    title: 'an event is disabled when its handler completes',
    find: "event.stored.CONFIG & ONE_SHOT ? 'REGISTERED'",
    replace: "event.stored ? 'REGISTERED'",
    killedBy: ['packages/sse/src/sse.test.ts'],
  },
  {
    id: 'S95',
    title: 'the handler finds its event_id in a6',
    find: 'a6: supervisor.hartid,',
    replace: 'a6: BigInt(event.event_id),',
  },
  {
    id: 'S96',
    title: 'INTERRUPTED_SEPC is where the handler returns to',
    find: 'INTERRUPTED_SEPC: interrupted.sepc,',
    replace: 'INTERRUPTED_SEPC: interrupted.pc,',
  },
]);

/** A hart stops, and its events with it. */
const ofHartStop = mutantsOf('packages/sse/src/sse.ts', delivery, [
  {
    id: 'S97',
    title: 'a hart that stops keeps its local events and its mask',
    find: 'this.#table.resetHart(hartid);',
    replace: '',
  },
  {
    id: 'S98',
    title: 'a hart that stops keeps its mask',
    find: 'this.#table.resetHart(hartid);',
    replace:
      'const was = this.#table.hart(hartid).masked; this.#table.resetHart(hartid); this.#table.mask(hartid, was);',
  },
  {
    id: 'S99',
    title: 'a hart that stops inherits its own global events',
    find: 'other !== hartid && this.#started(other)',
    replace: 'this.#started(other)',
  },
  {
    id: 'S100',
    title: 'a hart that is not started inherits global events',
    find: 'other !== hartid && this.#started(other)',
    replace: 'other !== hartid',
  },
  {
    id: 'S101',
    title: 'the heir of a pending global event is not told',
    find: "if (inherited.pending && inherited.at.state === 'ENABLED') this.#tell(inherited, hartid);",
    replace: '',
  },
  {
    id: 'S113',
    title: 'the heir of a global event is told of it though it is not pending',
    find: "if (inherited.pending && inherited.at.state === 'ENABLED')",
    replace: "if (inherited.at.state === 'ENABLED')",
  },
  {
    id: 'S114',
    title: 'the heir of a pending global event is told of it though it is disabled',
    find: "if (inherited.pending && inherited.at.state === 'ENABLED')",
    replace: 'if (inherited.pending)',
  },
  {
    id: 'S102',
    title: 'a hart that stops takes the global events of all harts along',
    find: '.filter(({ stored }) => stored.PREFERRED_HART === hartid)',
    replace: '',
  },
  {
    id: 'S103',
    title: 'a global event runs on, on a hart that is stopped',
    find: '          ? unusedEvent(event, heir)',
    replace: '          ? event',
  },
  {
    id: 'S104',
    title: 'a global event goes on in the middle of its handler on the heir',
    find: "event.at.state === 'RUNNING'\n          ? unusedEvent(event, heir)",
    replace: "event.at.state === 'UNUSED'\n          ? unusedEvent(event, heir)",
  },
  {
    id: 'S105',
    title: 'a global event that only waits is reset with the hart that it preferred',
    find: "event.at.state === 'RUNNING'\n          ? unusedEvent(event, heir)",
    replace: "event.at.state !== 'UNUSED'\n          ? unusedEvent(event, heir)",
  },
  {
    id: 'S106',
    title: 'a global event forgets on its way to the heir that it is pending',
    find: 'changed(event, { stored: { ...event.stored, PREFERRED_HART: heir } })',
    replace: 'changed(event, { pending: false, stored: { ...event.stored, PREFERRED_HART: heir } })',
  },
]);

/** Suspending and starting, on harts. */
const ofHartStates = [
  ...mutantsOf('packages/see/src/handlers/hsm.ts', hartStates, [
    {
      id: 'S107',
      title: 'a non-retentive suspend forgets the events of the hart',
      find: "caller.hsm = { state: 'SUSPENDED', entry",
      replace: "stops(caller);\n      caller.hsm = { state: 'SUSPENDED', entry",
    },
    {
      id: 'S108',
      title: 'a retentive suspend forgets the events of the hart',
      find: "caller.hsm = { state: 'SUSPENDED' };",
      replace: "stops(caller);\n        caller.hsm = { state: 'SUSPENDED' };",
    },
  ]),
  ...mutantsOf('packages/see/src/firmware.ts', hartStates, [
    {
      id: 'S109',
      title: 'no hart is brought into the firmware for its event',
      find: 'wake: (hartid) => platform.sendIpi(hartid),',
      replace: 'wake: () => undefined,',
    },
    {
      id: 'S110',
      title: 'an event is delivered to the supervisor of before a hart suspends',
      find: "if (supervised.state !== 'STARTED') {\n      supervised.park();",
      replace:
        "if (supervised.state !== 'STARTED') {\n      this.sse.deliver(supervised.supervisor);\n      supervised.park();",
    },
    {
      id: 'S111',
      title: 'a suspended hart cannot be the preferred one',
      find: 'started: (hartid) => this.#harts.find(hartid)?.interruptible === true,',
      replace: "started: (hartid) => this.#harts.find(hartid)?.state === 'STARTED',",
    },
    {
      id: 'S112',
      title: 'a hart that waits to be started can be the preferred one',
      find: 'started: (hartid) => this.#harts.find(hartid)?.interruptible === true,',
      replace: "started: (hartid) => this.#harts.find(hartid)?.state !== 'STOPPED',",
    },
  ]),
];

/** What becomes of an event from its signal to its completion, and with its hart. */
export const sseHandlingMutants: readonly SourceMutant[] = [...ofInjection, ...ofHartStop, ...ofHartStates];
