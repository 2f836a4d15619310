import type { Context } from '../context.ts';
import type { Step } from '../judging/protocol.ts';
import type { Random } from '../random.ts';
import { anyCall, anyEvent } from './random-actions.ts';
import { hartOf } from './record.ts';
import { argumentOf, canCall, entryOf, hsm, sse, startOf, type SseState } from './sse-state.ts';

/** Code that comes back to where calls can be made. */
const back = { privilege: 1, virtualization: 0 } as const;

/** What code of the supervisor, or below it, may have made of a hart that runs no handler. */
function anyChange(random: Random): Partial<Context> {
  const bit = () => random.below(2);
  const below = random.oneIn(6) ? { privilege: bit(), virtualization: bit() } : {};
  const SPV = random.oneIn(24) ? 1 : 0;
  return { SIE: bit(), SPIE: bit(), SPP: bit(), SPVP: bit(), SPV, sepc: random.word() & ~1n, ...below };
}

/** Functions without a parameter. */
const ofHart: readonly string[] = ['complete', 'hart_mask', 'hart_unmask'];

/** A call of SSE as a supervisor might make it, in the memory and with the handlers of this machine. */
function anySseCall(random: Random, state: SseState, hart: number): Step {
  const { ground, model } = state;
  const { name, args, words } = anyCall(random, model, hart);
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = args;
  if (name === 'register') {
    const event_id = Number(a0 % 2n ** 32n);
    const entry = entryOf(state, event_id) + (a1 % 2n);
    return sse(hart, name, [a0, entry, argumentOf(event_id, hart)]);
  }
  if (name === 'inject') return sse(hart, name, [a0, a1]);
  if (name !== 'read_attrs' && name !== 'write_attrs') return sse(hart, name, ofHart.includes(name) ? [] : [a0]);
  const isInside = a3 + 8n * (a2 % 2n ** 32n) <= 8n * BigInt(ground.words);
  const address = isInside ? ground.shared + a3 : ground.firmware + (a3 % 8n);
  const count = Number(a2 % 2n ** 32n);
  return sse(
    hart,
    name,
    [a0, a1, a2, address, a4],
    name === 'write_attrs' ? words.slice(0, Number(a3) / 8 + count) : undefined,
  );
}

/** Something that may happen next. */
export function anySseStep(random: Random, state: SseState): Step {
  const { model } = state;
  const running = model.harts.flatMap(({ stopped }, hart) => (stopped ? [] : [hart]));
  const stopped = model.harts.flatMap((hart, index) => (hart.stopped ? [index] : []));
  const hart = random.of(running);
  if (!canCall(state, hart)) {
    const caller = running.find((other) => canCall(state, other));
    if (caller === undefined || random.oneIn(2)) return { kind: 'code', hart, change: back };
    return sse(caller, 'inject', [BigInt(anyEvent(random, model.platform)), BigInt(hart)]);
  }
  const isHandling = hartOf(model, hart).stack.length > 0;
  const [next] = stopped;
  if (next !== undefined && random.oneIn(6))
    return hsm(hart, 'hart_start', [BigInt(next), startOf(state, next), random.word()]);
  if (running.length > 1 && random.oneIn(60)) return hsm(hart, 'hart_stop');
  if (random.oneIn(24)) return hsm(hart, 'hart_get_status', [BigInt(hart)]);
  if (random.oneIn(8)) {
    if (!isHandling) return { kind: 'code', hart, change: anyChange(random) };
    const moved = random.oneIn(3) ? { sepc: random.word() & ~1n } : {};
    return { kind: 'code', hart, change: { scause: BigInt(random.below(16)), stval: random.word(), ...moved } };
  }
  return anySseCall(random, state, hart);
}
