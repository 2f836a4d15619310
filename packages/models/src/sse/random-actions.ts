import { extensions, type SseFunction } from '../functions.ts';
import { Random } from '../random.ts';
import { legal, type Context, type SupervisorExtensions } from '../context.ts';
import type { Action } from './model.ts';
import { eventOf, type Model, type ModelPlatform } from './record.ts';

const functions = Object.keys(extensions.SSE.functions) as SseFunction[];
const strangeIds = [0, 1, 2, 0x8000, 0x8001, 0x1_0000, 0x10_0000, 0x4002, 0xffff_0001, 0xffff_c000];
const edges = [0n, 1n, 2n, 3n, 4n, 0x3fn, 0x40n, 0xffff_ffffn, 1n << 32n, (1n << 32n) + 1n, (1n << 64n) - 1n];

/** hstatus with VSXL = 2, which is all that it has of itself, and GVA and HU, which mean nothing here. */
const hstatusFields = { VSXL: 0x2_0000_0000, changing: 0x240 };

/** What any code may be at. */
export const anyContext = (random: Random, has: SupervisorExtensions): Context => {
  const bit = () => random.below(2);
  return legal(
    {
      pc: random.word() & ~1n,
      privilege: bit(),
      virtualization: bit(),
      SIE: bit(),
      SPIE: bit(),
      SPP: bit(),
      ELP: bit(),
      SPELP: bit(),
      SDT: bit(),
      sepc: random.word() & ~1n,
      SPV: bit(),
      SPVP: bit(),
      hstatus: BigInt(hstatusFields.VSXL + (random.below(0x400) & hstatusFields.changing)),
      a6: random.word(),
      a7: random.word(),
      stvec: 0n,
      scause: 0n,
      stval: 0n,
      htval: 0n,
      htinst: 0n,
    },
    has,
  );
};

/** What a running handler, in HS-mode, may have made of its context: mostly it keeps sepc. */
export const handlerContext = (random: Random, { sepc }: Context, has: SupervisorExtensions): Context => {
  const context = anyContext(random, has);
  const kept = random.oneIn(4) ? context.sepc : sepc;
  return legal({ ...context, privilege: 1, virtualization: 0, ELP: 0, sepc: kept }, has);
};

/** One that is there. */
export const anyEvent = (random: Random, { local, global, favourites }: ModelPlatform): number =>
  random.oneIn(2) ? random.of(favourites) : random.of([...local, ...global]);

/** Mostly a sensible argument, now and then a strange one, now and then with bits that a uint32_t must ignore. */
const eventId = (random: Random, platform: ModelPlatform): bigint => {
  const id = BigInt(random.oneIn(12) ? random.of(strangeIds) : anyEvent(random, platform));
  return random.oneIn(10) ? id | (1n << 32n) : id;
};

function callArguments(
  random: Random,
  name: SseFunction,
  { harts: { length: harts }, platform }: Model,
): readonly bigint[] {
  switch (name) {
    case 'read_attrs':
    case 'write_attrs': {
      const base = random.below(random.oneIn(10) ? 12 : 10);
      const count = random.oneIn(3) ? random.below(12) : 1;
      const address = random.oneIn(12) ? random.of([4n, 0xf8n, 0x100n, 1n << 40n]) : 8n * BigInt(random.below(10));
      return [eventId(random, platform), BigInt(base), BigInt(count), address, random.oneIn(30) ? 1n : 0n];
    }
    case 'register':
      return [eventId(random, platform), random.oneIn(8) ? 0x8100_0001n : 0x8100_0000n, random.word()];
    case 'inject':
      return [
        eventId(random, platform),
        random.oneIn(10) ? random.of([...edges, BigInt(harts)]) : BigInt(random.below(harts)),
      ];
    default:
      return [eventId(random, platform)];
  }
}

/** A call, before it is put into registers. */
interface Call {
  readonly name: SseFunction;
  readonly args: readonly bigint[];
  /** The first words of memory. */
  readonly words?: readonly bigint[];
}

/** A call that does something in the state that some event is in: so much is delivered, and in many ways. */
function sensibleCall(random: Random, model: Model, hart: number): Call {
  const event_id = anyEvent(random, model.platform);
  const id = BigInt(event_id);
  const { state } = eventOf(model, event_id, hart);
  const write = (attr_id: number, value: number): Call => ({
    name: 'write_attrs',
    args: [id, BigInt(attr_id), 1n],
    words: [BigInt(value)],
  });
  if (state < 2 && random.oneIn(2)) {
    return random.of([
      write(1, random.below(3)),
      write(2, random.below(2)),
      write(3, random.below(model.harts.length)),
    ]);
  }
  if (state === 3 && random.oneIn(2)) return write(6 + random.below(4), random.below(0x40));
  const name = (['register', 'enable', 'inject', 'complete'] as const)[state];
  return { name, args: [id, state === 0 ? 0x8100_0000n : BigInt(hart), random.word()] };
}

/** A call of one of the ten functions. */
export function anyCall(random: Random, model: Model, hart: number): Extract<Action, { kind: 'call' }> {
  const { masked = true } = model.harts[hart] ?? {};
  const anything = (name: SseFunction): Call => ({ name, args: callArguments(random, name, model) });
  const call = !random.oneIn(2)
    ? anything(random.of([...functions, 'write_attrs', 'write_attrs']))
    : masked
      ? anything('hart_unmask')
      : sensibleCall(random, model, hart);
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = call.args;
  const a6 = BigInt(extensions.SSE.functions[call.name]);
  const memory = call.name === 'read_attrs' || call.name === 'write_attrs' ? 32 : 0;
  const words = Array.from({ length: memory }, (_, position) => call.words?.[position] ?? anyValue(random));
  return { kind: 'call', hart, name: call.name, args: [a0, a1, a2, a3, a4, 0n, a6, BigInt(extensions.SSE.eid)], words };
}

const anyValue = (random: Random): bigint => (random.oneIn(8) ? random.word() : random.of(edges));

/** Something that may happen next. */
export function anyAction(random: Random, model: Model): Action {
  const index = random.below(model.harts.length);
  const hart = model.harts[index];
  const event_id = anyEvent(random, model.platform);
  if (random.oneIn(2000)) return { kind: 'reset', hart: index };
  if (random.oneIn(20)) return { kind: 'signal', hart: index, event_id };
  if (!hart || hart.stopped) return { kind: 'start', hart: index };
  if (random.oneIn(150)) return { kind: 'stop', hart: index };
  if (random.oneIn(12)) return { kind: 'trap', hart: index };
  if (random.oneIn(8)) {
    const { has } = hart;
    const context = hart.stack.length > 0 ? handlerContext(random, hart.context, has) : anyContext(random, has);
    return { kind: 'code', hart: index, context };
  }
  return anyCall(random, model, index);
}
