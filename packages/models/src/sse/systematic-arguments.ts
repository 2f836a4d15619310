import { eventName, Script, type Named } from './script.ts';
import { entryOf, sse, standardEvents, type SseState } from './sse-state.ts';

const WIDE = 1n << 32n;
const ALL = (1n << 64n) - 1n;

/** Events that are reserved, and such as a platform may have. */
const strange = [
  2, 0x3fff, 0x8001, 0x4000, 0xc000, 0x1_0001, 0x1_8000, 0x10_0001, 0xffff_0001, 0xffff_8001, 0xffff_4000,
];

/** Arguments that are wrong, each by itself and several at once, and upper halves that are none. */
export function* argumentSequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  yield [
    'functions that are not there',
    ['FID 10', 'FID 63', 'FID 2147483647'].map((name) => ({ kind: 'call', hart: 0, extension: 'SSE', name, args: [] })),
  ];
  const { shared, firmware } = state.ground;
  const absent = standardEvents.filter((event_id) => !script.all.includes(event_id));
  for (const event_id of [...absent, ...strange]) {
    const id = BigInt(event_id);
    yield [
      `event ${eventName(event_id)}, which is not there`,
      [
        script.read(0, event_id),
        script.write(0, event_id, 1, 1),
        script.call(0, 'register', id, state.ground.code, 0),
        ...(['unregister', 'enable', 'disable'] as const).map((name) => script.call(0, name, id)),
        script.inject(0, event_id),
      ],
    ];
  }
  for (const event_id of script.events) {
    const id = BigInt(event_id);
    const name = eventName(event_id);
    for (const called of ['read_attrs', 'write_attrs'] as const) {
      const at = (base: bigint, count: bigint, address = shared, high = 0n) =>
        sse(0, called, [id, base, count, address, high], [0n, 0n]);
      yield [`${called} of no attribute of ${name}`, [at(0n, 0n), at(1n, WIDE), at(3n, 0n)]];
      yield [
        `${called} of reserved attributes of ${name}`,
        [at(10n, 1n), at(9n, 2n), at(0n, 11n), at(0xffff_ffffn, 1n), at(0xffff_ffffn, 2n), at(1n, 0xffff_ffffn)],
      ];
      yield [
        `${called} of ${name} at an address that is not aligned`,
        [at(1n, 1n, shared + 4n), at(1n, 1n, shared + 1n)],
      ];
      yield [`${called} of ${name} in memory of the firmware`, [at(1n, 1n, firmware), at(0n, 2n, firmware + 0x1000n)]];
      yield [
        `${called} of ${name} where there is no memory`,
        [at(1n, 1n, 1n << 55n), at(1n, 1n, shared, 1n), at(1n, 1n, shared, ALL)],
      ];
      yield [
        `${called} of ${name} that is wrong in several ways`,
        [
          at(0n, 0n, firmware),
          at(10n, 1n, firmware),
          at(10n, 1n, shared + 4n),
          sse(0, called, [2n, 0n, 0n, shared, 0n]),
        ],
      ];
    }
    const entry = entryOf(state, event_id);
    yield [
      `handlers of ${name}`,
      [
        script.call(0, 'register', id, entry + 1n, 1),
        script.register(0, event_id),
        script.call(0, 'register', id, entry + 1n, 1),
        script.call(0, 'unregister', id),
        script.call(0, 'register', id, 0xffff_ffff_8100_0000n, ALL),
        script.call(0, 'unregister', id),
        script.call(0, 'register', id, entry + 2n, 1),
      ],
    ];
    // ENTRY_PC is an address of the supervisor, whose translation may lead it anywhere.
    for (const address of [0n, firmware, ALL - 1n])
      yield [
        `a handler of ${name} at ${address.toString(16)}`,
        [script.call(0, 'register', id, address, 1), script.call(0, 'unregister', id)],
      ];
    yield [
      `harts of injections of ${name}`,
      [
        script.unmask(),
        ...script.ready(0, event_id),
        ...[ALL, WIDE, BigInt(state.ground.harts), 0x1000n].flatMap((hart) => [
          script.call(0, 'inject', id, hart),
          script.complete(),
        ]),
      ],
    ];
  }
}

/** Arguments of 32 bits whose upper halves say something else. */
export function* wideArgumentSequences(state: SseState): Generator<Named> {
  const script = new Script(state);
  for (const event_id of script.events) {
    const id = BigInt(event_id);
    const name = eventName(event_id);
    const entry = entryOf(state, event_id);
    yield [
      `upper halves of arguments of 32 bits of ${name}`,
      [
        script.read(0, id + WIDE, WIDE, WIDE + 10n),
        script.write(0, id + WIDE, WIDE + 1n, 7),
        script.call(0, 'register', id + WIDE, entry, 5),
        script.call(0, 'enable', id + WIDE),
        script.unmask(),
        script.call(0, 'inject', id + WIDE, 0),
        script.complete(),
        script.call(0, 'disable', id + WIDE),
        script.call(0, 'unregister', id + WIDE),
      ],
    ];
  }
}
