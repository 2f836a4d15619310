import { mhpmevents, mideleg, mie, mip } from '@hartlab/hart';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Board, payload } from './testing/board.ts';
import { config, INSTRUCTIONS, PMU, sampling, START, STOP } from './testing/counters.ts';
import { actions, OverflowModel, type Action } from './testing/overflow-model.ts';

// Each sequence has a machine of its own: some seconds when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const SSE = 0x535345;
const event = 0x1_0000n;
const program = BigInt(payload);
const entry = BigInt(payload + 0x6000);
const buffer = BigInt(payload + 0x1_0000);
const NOP = 0x13;
const counter = 3n;
const ones = 2n ** 64n - 1n;

/** What a sequence needs again and again, to come to samples. */
const frequent: readonly Action[] = [
  'nop',
  'nop',
  'nop',
  'start',
  'start',
  'stop',
  'complete',
  'register',
  'enable',
  'unmask',
];

/** The hart under the firmware, which the same can happen to as to the model. */
class Sampled {
  readonly #board = new Board({ isa: sampling });
  readonly #period: number;

  constructor(period: number) {
    this.#period = period;
    config(this.#board, 1n << counter, 0n, INSTRUCTIONS);
    this.hart.pc = program;
  }

  get hart() {
    return this.#board.harts[0]!;
  }

  /** What the call answers, where the hart is then in the interrupted context or comes back to it. */
  act(action: Action): number | undefined {
    const { hart } = this;
    const answer = action === 'nop' ? this.#board.execute(NOP) : this.#call(action);
    // Only an interrupt comes in place of what stands at pc.
    if (hart.get(mip.LCOFIP) === 1 && hart.get(mie.LCOFIE) === 1 && hart.get(mideleg.LCOFI) === 0) this.#board.step();
    return answer ?? undefined;
  }

  #call(action: Exclude<Action, 'nop'>): number | undefined {
    const sse = (fid: number, ...args: readonly bigint[]) => Number(this.#board.call(SSE, fid, args)[0]);
    const pmu = (fid: number, ...args: readonly bigint[]) =>
      Number(this.#board.call(PMU, fid, [counter, 1n, ...args])[0]);
    switch (action) {
      case 'register':
        return sse(2, event, entry, 0n);
      case 'unregister':
        return sse(3, event);
      case 'enable':
        return sse(4, event);
      case 'disable':
        return sse(5, event);
      case 'complete': {
        // A completion leaves a0 as it is.
        const untouched = 0x55n;
        const a0 = sse(6, untouched);
        return a0 === Number(untouched) ? undefined : a0;
      }
      case 'inject':
        return sse(7, event, 0n);
      case 'unmask':
        return sse(8);
      case 'mask':
        return sse(9);
      case 'one-shot':
      case 'repeating':
        this.#board.memory.write(Number(buffer), 8, action === 'one-shot' ? 1n : 0n);
        return sse(1, event, 2n, 1n, buffer, 0n);
      case 'start':
        return pmu(START, 1n, (ones - BigInt(this.#period) + 1n) & ones);
      case 'stop':
        return pmu(STOP, 0n);
    }
  }

  /** All that the model says as well. */
  get seen() {
    const { hart } = this;
    const STATUS = Number(this.#status());
    const handler = hart.pc >= entry;
    return {
      state: STATUS & 3,
      pending: (STATUS & 4) !== 0,
      mideleg: hart.get(mideleg.LCOFI),
      mie: hart.get(mie.LCOFIE),
      mip: hart.get(mip.LCOFIP),
      OF: hart.get(mhpmevents[0]!.OF),
      at: { handler, offset: Number(hart.pc - (handler ? entry : program)) },
    };
  }

  /** STATUS, by a call of which nothing remains. */
  #status(): bigint {
    const { hart } = this;
    const block = this.#board.memory.hartBlock(0).slice();
    const saved = this.#board.firmware.save();
    expect(this.#board.call(SSE, 0, [event, 0n, 1n, buffer, 0n])).toEqual([0n, 0n]);
    this.#board.memory.hartBlock(0).set(block);
    hart.flushTranslations();
    this.#board.firmware.restore(saved);
    return this.#board.memory.read(Number(buffer), 8);
  }
}

test('mideleg, mie, mip, OF, the event and its samples are those of the model after every step', () => {
  const met = { samples: 0, again: 0, waiting: 0, kept: 0 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom(...actions, ...frequent), { minLength: 20, maxLength: 60, size: 'max' }),
      (period, sequence) => {
        const sampled = new Sampled(period);
        const model = new OverflowModel(period);
        // OF is clear, as the counter has been configured.
        model.OF = 0;
        for (const action of sequence) {
          const { state: was, runs } = model;
          expect(sampled.act(action), action).toBe(model.act(action));
          const { state, pending, mideleg, mie, mip, OF, at } = model;
          expect(sampled.seen, action).toEqual({ state, pending, mideleg, mie, mip, OF, at });
          if (state === 3 && action === 'nop' && was !== 3) met.samples++;
          if (state === 3 && action === 'complete') met.again++;
          if (state !== 3 && mip === 1 && pending) met.waiting++;
          if (action === 'start' && !runs && OF === 1) met.kept++;
        }
      },
    ),
    { numRuns: 100 },
  );
  // The sequences have come to what matters.
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(0);
});
