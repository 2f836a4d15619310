import type { Step } from '../judging/protocol.ts';
import { attributeNames } from './citations.ts';
import { eventName, Script, type Named } from './script.ts';
import type { SseState } from './sse-state.ts';

const ALL = (1n << 64n) - 1n;
const states = ['UNUSED', 'REGISTERED', 'ENABLED', 'RUNNING'] as const;

/** Values to write into an attribute: those that it can have, and those that it cannot. */
const values: readonly (readonly bigint[])[] = [
  [0n, 15n],
  [5n, 0xffff_ffffn, 1n << 32n, ALL],
  [1n, 0n, 2n, 3n],
  [0n, 1n, 2n, 64n, 1n << 32n, ALL],
  [0n, 0x8000_0000n],
  [1n],
  [0n, 0x8020_0000n, ALL - 1n],
  [0n, 1n, 2n, 4n, 8n, 15n, 16n, 32n, 63n, 64n, ALL],
  [0n, ALL],
  [1n, ALL],
];

/** Every attribute, read and written in every state, alone and with others. */
export function* attributeSequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  for (const event_id of script.all) {
    const reads: Step[] = Array.from({ length: 10 }, (_, attr_id) => script.read(0, event_id, attr_id, 1));
    yield [
      `${eventName(event_id)} as it is after reset`,
      [script.read(0, event_id), ...reads, script.read(0, event_id, 6, 4), script.read(0, event_id, 1, 9)],
    ];
  }
  for (const event_id of script.events)
    for (const at of states)
      for (const [attr_id, name] of attributeNames.entries()) {
        const write = (value: bigint) => script.write(0, event_id, attr_id, value);
        const after = at === 'RUNNING' ? [script.complete()] : [];
        yield [
          `${name} of ${eventName(event_id)}, ${at}`,
          [
            ...(script.isMulti ? [script.start(1)] : []),
            ...script.to(event_id)[at],
            ...values[attr_id]!.map(write),
            ...after,
          ],
        ];
      }
  for (const event_id of script.events) {
    const name = eventName(event_id);
    const { REGISTERED, RUNNING } = script.to(event_id);
    yield [
      `several attributes of ${name} at once`,
      [
        ...REGISTERED,
        script.write(0, event_id, 1, 3, 1),
        script.write(0, event_id, 1, 4, 2),
        script.write(0, event_id, 1, 1n << 32n, 2),
        script.write(0, event_id, 0, 0, 6, 0),
        script.write(0, event_id, 1, 7, 0, 0, 0),
        script.write(0, event_id, 1, 9, 0, 99),
        script.write(0, event_id, 1, 9, 0, 99, 0, 0, 0, 0, 0, 0),
        script.read(0, event_id, 1, 3),
      ],
    ];
    for (const [what, ...written] of [
      ['all that was interrupted', 0x8020_0100n, 3n, 0xa6n, 0xa7n],
      ['all, with a flag that is reserved', 0x8020_0100n, 0x40n, 0xa6n, 0xa7n],
    ] as const)
      yield [
        `${what} of ${name}`,
        [...RUNNING, script.write(0, event_id, 6, ...written), script.read(0, event_id, 6, 4), script.complete()],
      ];
  }
}
