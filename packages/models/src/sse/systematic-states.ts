import { eventName, Script, type Named } from './script.ts';
import type { SseState } from './sse-state.ts';

const states = ['UNUSED', 'REGISTERED', 'ENABLED', 'RUNNING'] as const;

/** The state machine: every function in every state, pending or not, one-shot or not. */
export function* stateSequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  for (const event_id of script.events) {
    const name = eventName(event_id);
    const called = {
      register: script.register(0, event_id),
      unregister: script.call(0, 'unregister', event_id),
      enable: script.call(0, 'enable', event_id),
      disable: script.call(0, 'disable', event_id),
      complete: script.complete(),
      inject: script.inject(0, event_id),
    };
    const mask = script.call(0, 'hart_mask');
    const round = [
      script.register(0, event_id),
      called.enable,
      called.inject,
      called.complete,
      called.disable,
      called.unregister,
    ];
    for (const at of states)
      for (const [what, step] of Object.entries(called)) {
        yield [
          `${what} of ${name}, ${at}`,
          [...script.to(event_id)[at], step, script.unmask(), called.complete, ...round],
        ];
        if (at === 'UNUSED') continue;
        const pending =
          at === 'RUNNING'
            ? [...script.to(event_id)[at], called.inject]
            : [...script.to(event_id).ENABLED, mask, called.inject, ...(at === 'REGISTERED' ? [called.disable] : [])];
        yield [
          `${what} of ${name}, ${at} and pending`,
          [...pending, step, script.unmask(), called.complete, called.complete, ...round],
        ];
      }
    const oneShot = [script.unmask(), script.register(0, event_id), script.write(0, event_id, 2, 1), called.enable];
    yield [
      `${name} in one shot`,
      [...oneShot, called.inject, called.complete, called.inject, called.enable, called.inject, called.complete],
    ];
    yield [
      `${name} in one shot, signalled in its handler`,
      [...oneShot, called.inject, called.inject, called.complete, called.enable, called.complete, called.complete],
    ];
    yield [
      `${name} in one shot and then not`,
      [
        ...oneShot,
        called.inject,
        called.complete,
        script.write(0, event_id, 2, 0),
        called.enable,
        called.inject,
        called.complete,
      ],
    ];
    yield [
      `${name} signalled in its handler, more than once`,
      [...script.to(event_id).RUNNING, called.inject, called.inject, called.complete, called.complete, called.complete],
    ];
    yield [
      `${name} with another handler`,
      [
        ...script.to(event_id).REGISTERED,
        called.unregister,
        script.call(0, 'register', event_id, state.ground.code + 0x1_0000n, 77),
        called.enable,
        called.inject,
        called.complete,
      ],
    ];
  }
  yield ['nothing to complete', [script.complete(), script.unmask(), script.complete()]];
  yield [
    'masks',
    [
      script.call(0, 'hart_mask'),
      script.unmask(),
      script.unmask(),
      script.call(0, 'hart_mask'),
      script.call(0, 'hart_mask'),
      script.unmask(),
    ],
  ];
}
