import { type EngineKind, minstret } from '@hartlab/hart';
import { assemble, hex } from '@hartlab/isa';
import { type Breakpoint, BufferConsole, Machine, type RunOptions, type Stop, type Watchpoint } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { Random } from '@hartlab/models';
import { lockstepGuest, randomGuest } from '../snapshots/guests.ts';
import { differenceBetween } from './difference.ts';
import { engineKinds } from './engine-kinds.ts';
import { EngineMachine, SteppedMachine, type Trial, type TriedMachine } from './tried-machine.ts';

/** HARTLAB_SEED gives other guests, HARTLAB_STOPPED more of them. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 20_261_130);
const guests = Number(process.env['HARTLAB_STOPPED'] ?? 9);
/** The position at which a run is long enough. */
const LONGEST = 4000;
/** Stops after which it is, too. */
const MOST_STOPS = 60;
const quanta = [1, 10, 100, 1000];
/** Ends after which a hart could not have gone on: what it accessed last is not told then. */
const endings: readonly string[] = ['poweroff', 'reset', 'pass', 'fail', 'stuck', 'critical-error'];

/** What is wanted, and where it stops a run. */
interface StopPlan {
  readonly breakpoints: readonly Breakpoint[];
  readonly watchpoints: readonly Watchpoint[];
}

/** Where a run stopped: why, by which hart, and how far it was. */
const told = ({ reason, message }: Pick<Stop, 'reason' | 'message'>, position: number) =>
  `${reason} at ${position}: ${message}`;

/** Chooses places that the guest comes to and some that it does not. */
function choose(trial: Trial, random: Random): StopPlan {
  const pcs = new Set<bigint>();
  const addresses = new Set<bigint>();
  const { machine } = new SteppedMachine(trial);
  machine.run({
    until: LONGEST,
    observe(_, { pc, accesses }) {
      pcs.add(pc);
      for (const { kind, address } of accesses) if (kind !== 'walk') addresses.add(address);
    },
  });
  const hart = () => (random.oneIn(3) ? { hart: random.below(machine.harts.length) } : {});
  const some = <T>(of: Set<T>, most: number): T[] =>
    of.size === 0 ? [] : Array.from({ length: random.below(most + 1) }, () => random.of([...of]));
  return {
    breakpoints: [...some(pcs, 4), 0x8000_0002n].map((address) => ({ address, ...hart() })),
    watchpoints: some(addresses, 3).map((address) => ({
      address: address + BigInt(random.below(9)) - 4n,
      length: 1 + random.below(16),
      ...random.of([{}, { access: 'load' }, { access: 'store' }] as const),
      ...hart(),
    })),
  };
}

/** Where a run must stop, as the commits of its boundaries say. */
function expectedStops({ machine }: TriedMachine, { breakpoints, watchpoints }: StopPlan): string[] {
  const stops: string[] = [];
  const { reason } = machine.run({
    until: LONGEST,
    observe({ index, hartid }, { pc, accesses }) {
      const isFor = ({ hart }: { readonly hart?: number }) => hart === undefined || hart === index;
      if (breakpoints.some((one) => isFor(one) && one.address === pc))
        stops.push(
          told(
            { reason: 'breakpoint', message: `hart ${hartid} is at the breakpoint ${hex(pc)}` },
            machine.position - 1,
          ),
        );
      const access = accesses.find(({ kind, address, width }) =>
        watchpoints.some(
          (one) =>
            isFor(one) &&
            kind === (one.access ?? kind) &&
            kind !== 'walk' &&
            address < one.address + BigInt(one.length) &&
            address + BigInt(width) > one.address,
        ),
      );
      if (!access) return;
      const bytes = access.width === 1 ? '1 byte' : `${access.width} bytes`;
      const what = `${access.kind === 'load' ? 'loaded' : 'stored'} ${bytes} at ${hex(access.address)}`;
      const message = `hart ${hartid} has ${what}, which is watched, by the instruction at ${hex(pc)}`;
      stops.push(told({ reason: 'watchpoint', message }, machine.position));
    },
  });
  const last = `watchpoint at ${machine.position}:`;
  return stops.filter((stop) => !(endings.includes(reason) && stop.startsWith(last)));
}

/** Runs with pauses and limits at random, as long as it goes on. Where it stopped, and where it came to. */
function stopsOf({ machine }: TriedMachine, plan: StopPlan, random: Random): string[] {
  const stops: string[] = [];
  for (;;) {
    const piece = random.of([1, 7, 100, 100_000]);
    const options: RunOptions = {
      ...plan,
      until: random.oneIn(2) ? LONGEST : Math.min(LONGEST, machine.position + piece),
      ...(random.oneIn(4) && { maxInstructions: piece }),
      ...(random.oneIn(4) && { pause: () => random.oneIn(4) }),
    };
    const stop = machine.run(options);
    const isStop = stop.reason === 'breakpoint' || stop.reason === 'watchpoint';
    if (isStop) stops.push(told(stop, machine.position));
    else if (stop.reason !== 'paused' && stop.reason !== 'limit') return stops;
    if (stops.length >= MOST_STOPS || machine.position >= LONGEST) return stops;
    if (stop.reason === 'breakpoint' && random.oneIn(6)) {
      // Where the state was replaced, nobody has stopped yet.
      machine.restore(machine.save());
      expect(told(machine.run(plan), machine.position)).toBe(stops.at(-1));
    }
  }
}

const origin = 0x8020_0000;
/** A loop that is soon compiled. */
const loop = `
  li s0, 0
  li s1, 0x80300000
  li s2, 100000
  li s3, 0x80301000
1: addi s0, s0, 1
within:
  sd s0, 0(s1)
  andi t0, s0, 1023
  bnez t0, 2f
  sd s0, 64(s1)
  amoadd.d t2, s0, (s3)
2: ld t1, 0(s1)
  bne s0, s2, 1b
  ecall
`;

const { bytes: code, symbols } = assemble(loop, { origin: BigInt(origin) });
const within = symbols.get('within')!;

function loopMachine(kind: EngineKind): Machine {
  const segments = [{ address: origin, bytes: code, size: code.length }];
  const kernel = { kind: 'assembled', entry: origin, segments, symbols: [] } as const;
  return new Machine({ bios: 'built-in', kernel, ram: 8 * 1024 ** 2, console: new BufferConsole(), engine: kind });
}

describe.each(Object.entries(engineKinds))(`HARTLAB_SEED=${seed}: a run on the engine %s`, (_name, kind) => {
  describe('stops at breakpoints and watchpoints where the commits say', () => {
    const total = { breakpoint: 0, watchpoint: 0 };

    test.each(Array.from({ length: guests }, (_, n) => seed + n))('guest %d', { timeout: 60_000 }, (number) => {
      const random = new Random(number);
      const guest = number % 3 === 0 ? lockstepGuest(number, 12) : randomGuest(number, random);
      const trial: Trial = { guest, quantum: random.of(quanta), traceHash: undefined, begin: 0, arrivals: [], kind };
      const plan = choose(trial, random);
      const [tried, stepped] = [new EngineMachine(trial), new SteppedMachine(trial)];
      const stops = stopsOf(tried, plan, random);
      const expected = expectedStops(stepped, plan);
      expect(stops).toEqual(expected.slice(0, MOST_STOPS));
      for (const stop of stops) total[stop.startsWith('break') ? 'breakpoint' : 'watchpoint']++;
      if (stops.length >= MOST_STOPS) return;
      // A restore makes pages dirty.
      for (const each of [tried, stepped]) each.begin(each.machine.save());
      expect(differenceBetween(tried.machine, stepped.machine)).toBeUndefined();
    });

    test('of both kinds', () => {
      if ((process.env['HARTLAB_SEED'] ?? process.env['HARTLAB_STOPPED']) !== undefined) return;
      expect(Math.min(total.breakpoint, total.watchpoint)).toBeGreaterThan(20);
    });
  });

  test('stops in the middle of code that it runs often, and forgets where', () => {
    const machine = loopMachine(kind);
    const [hart] = machine.harts;
    const next = (options: RunOptions): [string, bigint, bigint] => {
      const { reason } = machine.run({ maxInstructions: 20_000, ...options });
      return [reason, hart!.x(8), hart!.pc];
    };
    machine.run({ until: 50_000 });
    const round = hart!.x(8);
    const breakpoints = [{ address: within }];
    const first = next({ breakpoints });
    expect([first[0], first[2]]).toEqual(['breakpoint', within]);
    expect(next({ breakpoints })).toEqual(['breakpoint', first[1] + 1n, within]);
    expect(first[1] - round).toBeLessThan(2n);
    expect(next({})[0]).toBe('limit');
    const watchpoints = [{ address: 0x8030_0040n, length: 1 }];
    const [reason, at] = next({ watchpoints });
    expect([reason, at % 1024n]).toEqual(['watchpoint', 0n]);
    expect(next({ watchpoints })[1]).toBe(at + 1024n);
    // What an AMO loads is not in the cache of loads.
    const [last] = next({ watchpoints: [{ address: 0x8030_1000n, length: 8, access: 'load' }] });
    expect([last, hart!.x(8)]).toEqual(['watchpoint', at + 1024n]);
    expect(next({})[0]).toBe('limit');
    expect(hart!.read(minstret)).toBe(BigInt(machine.instructions));
  });
});
