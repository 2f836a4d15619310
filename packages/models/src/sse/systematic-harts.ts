import { eventName, Script, type Named } from './script.ts';
import type { Step } from '../judging/protocol.ts';
import { overflowEvent, type SseState } from './sse-state.ts';

const states = ['UNUSED', 'REGISTERED', 'ENABLED', 'RUNNING'] as const;

/** Several harts: whose an event is, where a global one is handled, and harts that stop and start. */
export function* hartSequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  for (const event_id of script.all) yield* suspended(script, event_id);
  if (!script.isMulti) return;
  const start = script.start(1);
  const last = state.ground.harts - 1;
  const [local, global] = script.events;
  if (local !== undefined) {
    const name = eventName(local);
    yield [
      `${name} of each hart is its own`,
      [
        start,
        ...script.ready(0, local, 3),
        script.unmask(0),
        script.register(1, local),
        script.write(1, local, 1, 9),
        script.call(1, 'enable', local),
        script.unmask(1),
        script.inject(0, local, 1),
        script.inject(1, local, 0),
        script.complete(0),
        script.complete(1),
        script.call(1, 'disable', local),
        script.inject(1, local, 0),
        script.complete(0),
      ],
    ];
    yield [`${name} for a hart that is stopped`, [script.inject(0, local, 1), script.inject(0, local, last)]];
    yield [
      `${name} for a hart on which it is not enabled`,
      [
        start,
        ...script.ready(0, local),
        script.unmask(1),
        script.inject(0, local, 1),
        script.register(1, local),
        script.inject(0, local, 1),
        script.call(1, 'enable', local),
        script.complete(1),
      ],
    ];
    yield [
      `${name} for a hart that has events masked`,
      [
        start,
        ...script.ready(1, local),
        script.inject(0, local, 1),
        script.inject(0, local, 1),
        script.unmask(1),
        script.complete(1),
        script.complete(1),
      ],
    ];
    for (const at of states) yield* stopped(script, local, at);
  }
  if (global === undefined) return;
  const name = eventName(global);
  const prefer = (hart: number, by = 0) => script.write(by, global, 3, hart);
  const unmasked = [start, script.unmask(0), script.unmask(1)];
  yield [
    `${name} is registered once, by any hart`,
    [
      start,
      script.register(0, global),
      script.register(1, global),
      script.call(1, 'enable', global),
      script.call(0, 'enable', global),
      script.call(1, 'disable', global),
      script.call(0, 'unregister', global),
    ],
  ];
  yield [
    `${name} on the hart that is preferred`,
    [
      ...unmasked,
      script.register(0, global),
      prefer(1),
      script.call(0, 'enable', global),
      script.inject(0, global, 0),
      script.write(0, global, 6, 5),
      script.call(0, 'disable', global),
      script.complete(0),
      script.write(1, global, 6, 0x44),
      script.complete(1),
    ],
  ];
  yield [
    `${name} moves between handlers`,
    [
      ...unmasked,
      ...script.ready(0, global),
      script.inject(1, global, 1),
      script.complete(0),
      prefer(1),
      script.call(0, 'disable', global),
      prefer(1),
      script.call(0, 'enable', global),
      script.inject(0, global, 0),
      script.complete(1),
      script.call(1, 'disable', global),
      prefer(0, 1),
      script.call(1, 'enable', global),
      script.inject(1, global, 1),
      script.complete(0),
    ],
  ];
  yield [
    `${name} moves while it is pending`,
    [
      start,
      script.unmask(1),
      ...script.ready(0, global),
      script.inject(0, global, 0),
      script.call(0, 'disable', global),
      prefer(1),
      script.call(0, 'enable', global),
      script.complete(1),
      script.unmask(0),
      script.complete(0),
    ],
  ];
  yield [
    `${name} waits for a hart`,
    [
      start,
      ...script.ready(0, global),
      script.inject(1, global, 1),
      script.unmask(1),
      script.unmask(0),
      script.complete(0),
      script.complete(1),
    ],
  ];
  yield [
    `${name} is injected by both harts`,
    [
      ...unmasked,
      ...script.ready(0, global),
      script.inject(1, global, 1),
      script.inject(1, global, 1),
      script.inject(0, global, 1),
      script.complete(0),
      script.complete(0),
      script.complete(0),
    ],
  ];
  yield [
    `${name} prefers harts that are not there`,
    [prefer(1), prefer(last), prefer(state.ground.harts), start, prefer(1), prefer(0)],
  ];
  yield [
    `${name} is enabled while its hart is stopped`,
    [
      ...unmasked,
      script.register(0, global),
      prefer(1),
      script.stop(1),
      script.call(0, 'enable', global),
      script.start(1),
      script.unmask(1),
      script.inject(0, global, 1),
      script.inject(1, global, 1),
      script.complete(1),
      script.complete(0),
    ],
  ];
  for (const at of states) yield* stoppedGlobal(script, global, at);
}

/** Hart 1 stops while its event is in some state, and starts again. */
function* stopped(script: Script, event_id: number, at: (typeof states)[number]): Generator<Named> {
  const steps = {
    UNUSED: [script.write(1, event_id, 1, 7), script.write(1, event_id, 2, 1)],
    REGISTERED: [script.register(1, event_id), script.write(1, event_id, 1, 7)],
    ENABLED: script.ready(1, event_id, 7),
    RUNNING: [...script.ready(1, event_id, 7), script.unmask(1), script.inject(0, event_id, 1)],
  };
  const again = [
    script.start(1),
    script.read(1, event_id),
    script.call(1, 'disable', event_id),
    script.call(1, 'unregister', event_id),
    ...script.ready(1, event_id),
    script.unmask(1),
    script.inject(0, event_id, 1),
    script.complete(1),
  ];
  const begin = [script.start(1), ...steps[at]];
  const name = eventName(event_id);
  yield [`a hart stops where ${name} is ${at}`, [...begin, script.stop(1), ...again]];
  if (at !== 'RUNNING')
    yield [`an unmasked hart stops where ${name} is ${at}`, [...begin, script.unmask(1), script.stop(1), ...again]];
  if (at === 'ENABLED' || at === 'RUNNING')
    yield [
      `a hart stops where ${name} is ${at} and pending`,
      [...begin, script.inject(0, event_id, 1), script.stop(1), ...again],
    ];
}

/** Hart 1 stops while it is to handle, or handles, a global event, and hart 0 takes it over. */
function* stoppedGlobal(script: Script, event_id: number, at: (typeof states)[number]): Generator<Named> {
  const name = eventName(event_id);
  const prefer = script.write(0, event_id, 3, 1);
  const begin = [script.start(1), script.unmask(0)];
  const steps = {
    UNUSED: [prefer],
    REGISTERED: [script.register(0, event_id), prefer],
    ENABLED: [script.register(0, event_id), prefer, script.call(0, 'enable', event_id)],
    RUNNING: [
      script.unmask(1),
      script.register(0, event_id),
      prefer,
      script.call(0, 'enable', event_id),
      script.inject(0, event_id),
    ],
  };
  const takeOver = [
    script.call(0, 'disable', event_id),
    script.call(0, 'unregister', event_id),
    script.register(0, event_id),
    script.write(0, event_id, 3, 0),
    script.call(0, 'enable', event_id),
    script.inject(0, event_id),
    script.complete(0),
  ];
  yield [
    `the hart of ${name} stops, ${at}`,
    [
      ...begin,
      ...steps[at],
      script.stop(1),
      ...takeOver,
      script.start(1),
      script.unmask(1),
      script.inject(1, event_id),
      script.complete(0),
    ],
  ];
  if (at === 'ENABLED' || at === 'RUNNING')
    yield [
      `the hart of ${name} stops, ${at} and pending`,
      [...begin, ...steps[at], script.inject(0, event_id), script.stop(1), ...takeOver],
    ];
}

/** Hart 0 suspends where its event is in some state, and uses it afterwards. */
function* suspended(script: Script, event_id: number): Generator<Named> {
  const { UNUSED: _, ...others } = script.to(event_id);
  const source: Step = event_id === overflowEvent ? { kind: 'overflow', hart: 0 } : script.inject(0, event_id);
  for (const isRetentive of [true, false])
    for (const [at, steps] of Object.entries(others))
      yield [
        `a ${isRetentive ? 'retentive' : 'non-retentive'} suspend where ${eventName(event_id)} is ${at}`,
        [
          ...steps,
          ...script.suspend(isRetentive),
          script.complete(),
          script.call(0, 'enable', event_id),
          source,
          script.complete(),
          script.call(0, 'disable', event_id),
        ],
      ];
}
