import type { Context } from '../context.ts';
import type { Step } from '../judging/protocol.ts';
import { eventName, Script, type Named } from './script.ts';
import type { SseState } from './sse-state.ts';

/** What is interrupted: code of every kind. */
const interrupted: Readonly<Record<string, Partial<Context>>> = {
  'a kernel with interrupts on': { SIE: 1, SPIE: 0, SPP: 1, sepc: 0x1_2340n },
  'a kernel before sret to a user': { SIE: 0, SPIE: 1, SPP: 0, sepc: 0x1_0438n },
  'a user': { privilege: 0, SIE: 1, SPIE: 1, SPP: 0, sepc: 0x2_0000n },
  'a guest': { privilege: 1, virtualization: 1, SIE: 1, SPIE: 1, SPP: 0, SPVP: 1 },
  'a user of a guest': { privilege: 0, virtualization: 1, SIE: 0, SPIE: 1, SPP: 1, SPVP: 1 },
  'a hypervisor': { SIE: 0, SPIE: 0, SPP: 1, SPVP: 1, SPV: 0 },
  'a hypervisor before sret to a guest': { SIE: 0, SPIE: 1, SPP: 1, SPV: 1, SPVP: 1 },
  'a hypervisor before sret to a user of a guest': { SIE: 0, SPIE: 1, SPP: 0, SPV: 1, SPVP: 0 },
};

/** Masks, priorities, preemption, and what handlers begin and end with. */
export function* deliverySequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  const mask = script.call(0, 'hart_mask');
  const { all, events } = script;
  for (const event_id of events) {
    const name = eventName(event_id);
    const { ENABLED } = script.to(event_id);
    yield [
      `${name} while masked`,
      [
        ...ENABLED,
        mask,
        script.inject(0, event_id),
        script.inject(0, event_id),
        script.unmask(),
        script.complete(),
        script.complete(),
      ],
    ];
    yield [
      `masks in a handler of ${name}`,
      [
        ...ENABLED,
        script.inject(0, event_id),
        mask,
        script.inject(0, event_id),
        script.complete(),
        script.unmask(),
        script.complete(),
      ],
    ];
    for (const attr_id of [6, 7, 8, 9])
      for (const value of attr_id === 7 ? [0, 1, 2, 3, 4, 8, 15] : [0x8020_4444n])
        yield [
          `a handler of ${name} writes ${value.toString(16)} into what was interrupted (${attr_id})`,
          [...ENABLED, script.inject(0, event_id), script.write(0, event_id, attr_id, value), script.complete()],
        ];
    yield [
      `a handler of ${name} resumes elsewhere`,
      [
        ...ENABLED,
        script.inject(0, event_id),
        { kind: 'code', hart: 0, change: { sepc: 0x8020_7000n } },
        script.complete(),
      ],
    ];
  }
  for (const [what, change] of Object.entries(interrupted)) {
    const code: Step = { kind: 'code', hart: 0, change };
    const back: Step = { kind: 'code', hart: 0, change: { privilege: 1, virtualization: 0, SPV: 0 } };
    for (const event_id of events)
      if (script.isMulti)
        yield [
          `${what} is interrupted by ${eventName(event_id)} from afar`,
          [
            script.start(1),
            ...script.to(event_id).ENABLED,
            code,
            script.inject(1, event_id, 0),
            script.complete(),
            back,
            script.inject(0, event_id),
            script.complete(),
          ],
        ];
  }
  yield* ranked(script, all);
}

/** Priorities of two events, and a few of them for most pairs. */
const everyRank = [
  [0, 0],
  [1, 2],
  [2, 1],
  [5, 0xffff_ffff],
  [0x8000_0000, 1],
] as const;
const fewRanks = [
  [0, 0],
  [2, 1],
] as const;

/** Pairs of events by priority, waiting and preempting, and all of them nested. */
function* ranked(script: Script, all: readonly number[]): Generator<Named> {
  const mask = script.call(0, 'hart_mask');
  const isSoftware = (...ids: readonly number[]) => ids.every((id) => script.events.includes(id));
  const pairs = all.flatMap((one, n) => all.slice(n + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs)
    for (const [p, q] of isSoftware(one, other) ? everyRank : fewRanks) {
      const ranks = `${eventName(one)} at ${p} and ${eventName(other)} at ${q}`;
      const ready = [...script.ready(0, one, p), ...script.ready(0, other, q)];
      const backwards = [...script.ready(0, other, q), ...script.ready(0, one, p)];
      const both = [script.inject(0, one), script.inject(0, other)];
      const end = [script.complete(), script.complete(), script.complete()];
      yield [`${ranks} in turn`, [...ready, script.unmask(), ...both, ...end]];
      yield [`${ranks} wait`, [...ready, ...both, script.unmask(), ...end]];
      if (!isSoftware(one, other)) continue;
      yield [
        `${ranks} wait, enabled in the other order`,
        [...backwards, ...both.toReversed(), script.unmask(), ...end],
      ];
      yield [`${ranks} in the other turn`, [...backwards, script.unmask(), ...both.toReversed(), ...end]];
    }
  const nested = all.flatMap((event_id, n) => script.ready(0, event_id, all.length - n));
  yield [
    'all events, each ahead of the one before',
    [...nested, script.unmask(), ...all.map((id) => script.inject(0, id)), ...all.map(() => script.complete())],
  ];
  yield [
    'all events, each behind the one before',
    [
      ...all.flatMap((id, n) => script.ready(0, id, n + 1)),
      script.unmask(),
      ...all.map((id) => script.inject(0, id)),
      ...all.map(() => script.complete()),
    ],
  ];
  const [last] = all;
  if (last !== undefined)
    yield [
      'a priority that is changed',
      [
        ...all.flatMap((id) => script.ready(0, id, 3)),
        ...all.map((id) => script.inject(0, id)),
        script.call(0, 'disable', all.at(-1)!),
        script.write(0, all.at(-1)!, 1, 1),
        script.call(0, 'enable', all.at(-1)!),
        script.unmask(),
        mask,
        script.complete(),
        script.unmask(),
        ...all.map(() => script.complete()),
      ],
    ];
}
