import { assemble } from '@hartlab/isa';
import { Machine } from '@hartlab/machine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostArrivals, type Arrivals } from './arrivals.ts';
import type { Arrival } from './input.ts';
import { GuestConsole } from './guest-console.ts';
import { sources } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';
import { parseRecording, Recorder } from './recording.ts';
import { Replay } from './replay.ts';
import { Writer } from './writer.ts';

/** Milliseconds for a property, on a host that is busy. */
const PATIENCE = 60_000;
/** No run here takes so many. */
const MOST_PAUSES = 20_000;
const origin = 0x8020_0000n;

/** Sleeps until the UART interrupts and sends the byte back; its timer goes off now and then. Ends after a dot. */
const sleeper = `
  li s1, 0x10000000
  li s2, 0xc000000
  li t0, 1
  sw t0, 40(s2)
  li t0, 0xc002080
  li t1, 1 << 10
  sw t1, 0(t0)
  li s3, 0xc201004
  li t0, 1
  sb t0, 1(s1)
  li s4, 1 << 9
  csrw sie, s4
sleep:
  wfi
  rdtime s5
  lbu t0, 5(s1)
  andi t0, t0, 1
  beqz t0, claim
  lbu s6, 0(s1)
  sb s6, 0(s1)
  li t0, '.'
  beq s6, t0, end
  li t0, 100
  mul a0, s6, t0
  add a0, a0, s5
  li a7, 0x54494d45
  li a6, 0
  ecall
claim:
  lw t0, 0(s3)
  sw t0, 0(s3)
  j sleep
end:
  li t0, 0x5555
  li t1, 0x100000
  sw t0, 0(t1)
  j .
`;
const guests = { sleeper, poller: sources.echo };
type Guest = keyof typeof guests;

const machineOf = (guest: Guest, harts: number, console: GuestConsole): Machine => {
  const { bytes } = assemble(guests[guest], { origin });
  const segments = [{ address: Number(origin), bytes, size: bytes.length }];
  const kernel = { kind: 'raw binary', entry: Number(origin), segments, symbols: [] } as const;
  return new Machine({ bios: 'built-in', kernel, console, harts, ram: 16 * 1024 ** 2, traceHash: 'full' });
};

interface Run {
  readonly guest: Guest;
  readonly harts: number;
  /** Boundaries from one pause to the next. */
  readonly slices: Iterator<number>;
  /** Pauses after which the user ends the run. */
  readonly pauses?: number;
}

/** Runs to the end or where `arrivals` leaves, pausing after each slice, and records. */
const run = ({ guest, harts, slices, pauses = Infinity }: Run, arrivals: Arrivals) => {
  const console = new GuestConsole(arrivals, undefined);
  const machine = machineOf(guest, harts, console);
  const io = recordedIo();
  console.record(new Recorder(new Writer(io.stdout), machine.fingerprint()));
  let reason;
  for (let pause = 0; ; pause++) {
    if (pause > MOST_PAUSES) throw new Error('the run does not end');
    const length = slices.next().value as number;
    ({ reason } = machine.run({ until: Math.min(console.until, machine.position + length) }));
    if (reason !== 'paused' && reason !== 'idle') break;
    console.receive(machine.position);
    const left = console.leaves(machine.position, reason === 'idle');
    if (left === undefined && pause < pauses) continue;
    reason = 'left';
    break;
  }
  console.ended(machine.position, reason === 'left' ? 'cut short' : 'by itself');
  return { reason, hash: machine.traceHash(), position: machine.position, recorded: io.out() };
};

const recordingOf = (text: string) => parseRecording(new TextEncoder().encode(text), 'x.txt');
const replayOf = (text: string): Replay => new Replay(recordingOf(text));

/** Input that comes at the times of the list: nothing, or bytes. After the list it ends. */
const inputOf = (come: readonly (string | undefined)[], isTerminal: boolean): HostArrivals => {
  const waiting = [...come];
  const take = (): Arrival | undefined => {
    if (waiting.length === 0) return 'end';
    const text = waiting.shift();
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const input = { isTerminal, open: () => undefined, take, close: () => undefined };
  return new HostArrivals(input, () => undefined);
};

const slicesOf = fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2000 })));
const runs = fc.record({
  guest: fc.constantFrom<Guest>('sleeper', 'poller'),
  harts: fc.integer({ min: 1, max: 4 }),
  slices: slicesOf.map((stream) => stream[Symbol.iterator]()),
});
const typed = fc.array(
  fc.option(fc.string({ unit: fc.constantFrom('a', 'z', '!', '\n'), minLength: 1 }), { nil: undefined }),
  {
    maxLength: 12,
  },
);

describe('a replay is the recorded run, whatever its slices', () => {
  test.each([
    ['keys', true],
    ['a pipe', false],
  ])(
    '%s, to the end of the guest',
    (_, isTerminal) => {
      fc.assert(
        fc.property(runs, typed, slicesOf, (recorded, come, others) => {
          const { recorded: text, ...first } = run(recorded, inputOf([...come, '.'], isTerminal));
          expect(first.reason).toBe('pass');
          const { recorded: again, ...second } = run(
            { ...recorded, slices: others[Symbol.iterator]() },
            replayOf(text),
          );
          expect(second).toEqual(first);
          // What a replay records is a recording of the same run too.
          const third = run({ ...recorded, slices: others[Symbol.iterator]() }, replayOf(again));
          expect(third).toMatchObject(first);
        }),
        { numRuns: 60 },
      );
    },
    PATIENCE,
  );

  test(
    'keys, to where the user left',
    () => {
      fc.assert(
        fc.property(runs, typed, slicesOf, fc.nat(20), (recorded, come, others, pauses) => {
          const { recorded: text, ...first } = run(
            { ...recorded, pauses },
            inputOf([...come, ...Array<undefined>(30)], true),
          );
          expect(first.reason).toBe('left');
          const { recorded: _, ...second } = run({ ...recorded, slices: others[Symbol.iterator]() }, replayOf(text));
          expect(second).toEqual(first);
        }),
        { numRuns: 60 },
      );
    },
    PATIENCE,
  );
});

describe('a recording that does not fit is refused', () => {
  const slices = () => [1e6, 1e6, 1e6, 1e6][Symbol.iterator]();
  const settings = () => ({ guest: 'sleeper' as const, harts: 1, slices: slices() });
  const { recorded: text, position } = run(settings(), inputOf(['a', '.'], true));

  test('by its fingerprint', () => {
    const replay = replayOf(text);
    const machine = machineOf('sleeper', 1, new GuestConsole(replay, undefined));
    expect(() => replay.check(machine.fingerprint())).not.toThrow();
    for (const other of [
      machineOf('poller', 1, new GuestConsole(replay, undefined)),
      machineOf('sleeper', 2, new GuestConsole(replay, undefined)),
    ])
      expect(() => replay.check(other.fingerprint())).toThrow(/^x\.txt was recorded with another payload, other flags/);
  });

  test('when the machine waits for input that comes later', () => {
    const late = text.replace(/^\d+ "\."[^]*/m, '9000000 "."');
    expect(() => run(settings(), replayOf(late))).toThrow(
      /^x\.txt is not of this run, which waits for input at position \d+ and not at 9000000; record it again$/,
    );
  });

  test('when the machine ends before it does', () => {
    const longer = `${text}${position + 1} stop\n`;
    expect(() => run(settings(), replayOf(longer))).toThrow(/^x\.txt is not of this run, which ends at position \d+/);
  });

  test('a recording that was broken off ends where all harts wait', () => {
    const broken = text.split('\n').slice(0, 2).join('\n');
    expect(run(settings(), replayOf(broken)).reason).toBe('left');
  });
});
