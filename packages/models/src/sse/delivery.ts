import { returnFromMachineMode, type Context } from '../context.ts';
import type { Choose } from '../judging/choices.ts';
import { questions } from './questions.ts';
import { event, hartOf, idOf, isAhead, isGlobal, withEvent, withHart, type Model } from './record.ts';

const flagsOf = ({ SPP, SPIE, SPV, SPVP, SPELP, SDT }: Context) =>
  BigInt(SPP + SPIE * 2 + SPV * 4 + SPVP * 8 + SPELP * 16 + SDT * 32);

/** Which hart is to handle the event of this name, if one is. */
type Route = (key: string) => number | undefined;

const asPreferred =
  (model: Model): Route =>
  (key) =>
    Number(event(model, key).values[2]);

/** The event that would be delivered on a hart now (sbi "Software Event Priority"). */
function foremost(model: Model, hart: number, route: Route): string | undefined {
  const { masked, stack } = hartOf(model, hart);
  if (masked) return undefined;
  const [key] = Object.keys(model.events)
    .filter((name) => event(model, name).state === 2 && event(model, name).pending && route(name) === hart)
    .toSorted((a, b) => (isAhead(model, a, b) ? -1 : 1));
  const running = stack.at(-1)?.key; // Each one preempted the one below it, so the last is the first in rank.
  return key === undefined || (running !== undefined && isAhead(model, running, key)) ? undefined : key;
}

/** The end of every trap into the SEE. */
export function leave(
  model: Model,
  hart: number,
  route: Route = asPreferred(model),
): { model: Model; delivered?: number } {
  const { context, stack, has } = hartOf(model, hart);
  const key = foremost(model, hart, route);
  if (key === undefined) return { model: withHart(model, hart, { context: returnFromMachineMode(context) }) };
  const { values } = event(model, key);
  const { pc, privilege: P, virtualization: V, SIE, ELP, sepc, a6, a7 } = context;
  const interrupted = [sepc, flagsOf(context), a6, a7];
  const started = withEvent(model, key, { state: 3, pending: false, values: [...values.slice(0, 5), ...interrupted] });
  const entered = {
    ...context,
    pc: values[3] ?? 0n,
    privilege: 1,
    virtualization: 0,
    sepc: pc,
    SPP: P,
    SPIE: SIE,
    SIE: 0,
    SPELP: ELP,
    ELP: 0,
    SDT: has.Ssdbltrp ? 1 : 0,
    SPV: V,
    SPVP: V === 1 ? P : context.SPVP,
    a6: BigInt(hart),
    a7: values[4] ?? 0n,
  };
  const stacked = [...stack, { key, interrupted: context }];
  return { model: withHart(started, hart, { context: entered, stack: stacked }), delivered: idOf(key) };
}

/** Every hart that has an event to take takes it; which one a global event goes to is a choice. */
export function leaveEverywhere(model: Model, choose: Choose): Model {
  const running = model.harts
    .map((_, hart) => hart)
    .filter((hart) => !hartOf(model, hart).stopped && !hartOf(model, hart).asleep);
  const routes = new Map<string, number | undefined>();
  const pendingGlobal = (key: string) =>
    isGlobal(idOf(key)) && event(model, key).state === 2 && event(model, key).pending;
  for (const key of Object.keys(model.events).filter(pendingGlobal)) {
    const ready = running.filter((hart) => foremost(model, hart, (name) => (name === key ? hart : undefined)) === key);
    const preferred = Number(event(model, key).values[2]);
    const waits = 'it waits for the preferred one';
    const first = ready.includes(preferred) ? 'on the preferred one' : waits;
    const others = ready.filter((hart) => hart !== preferred).map((hart) => `on hart ${hart}`);
    const taken = choose(first === waits ? questions.routeAway : questions.route, [first, ...others]);
    const other = others.indexOf(taken);
    const elsewhere = ready.filter((hart) => hart !== preferred)[other];
    routes.set(key, other < 0 ? (first === waits ? undefined : preferred) : elsewhere);
  }
  const preferred = asPreferred(model);
  const route: Route = (key) => (routes.has(key) ? routes.get(key) : preferred(key));
  return running.reduce((left, hart) => leave(left, hart, route).model, model);
}

type Resumed = Pick<Context, 'pc' | 'privilege' | 'virtualization' | 'SIE' | 'ELP' | 'hstatus'>;

/** Where a handler resumes that completes: elsewhere, if it has moved sepc. */
function resumed(asSret: Resumed, interrupted: Context, choose: Choose): Resumed {
  if (asSret.pc !== interrupted.pc) return asSret;
  const isSame = (Object.keys(asSret) as (keyof Resumed)[]).every((name) => asSret[name] === interrupted[name]);
  if (isSame) return interrupted;
  const how = choose(questions.resumed, ['what was interrupted', 'what the CSRs say, as the text has it']);
  return how === 'what was interrupted' ? interrupted : asSret;
}

/** Gives back the context on top of the stack, unless the handler moved sepc, with the attributes in their places. */
export function complete(model: Model, hart: number, choose: Choose): Model {
  const { context, stack, has } = hartOf(model, hart);
  const top = stack.at(-1);
  if (!top) return model;
  const { values, pending } = event(model, top.key);
  const [, config = 0n, , , , sepc = 0n, flags = 0n, a6 = 0n, a7 = 0n] = values;
  const asSret = {
    pc: context.sepc,
    privilege: context.SPP,
    virtualization: context.SPV,
    SIE: context.SPIE,
    ELP: context.SPELP,
    hstatus: context.hstatus,
  };
  const { pc, privilege, virtualization, SIE, ELP, hstatus } = resumed(asSret, top.interrupted, choose);
  const flag = (weight: bigint) => Number((flags / weight) % 2n);
  const SDT = has.Ssdbltrp ? flag(32n) : 0;
  const after = {
    ...context,
    pc,
    privilege,
    virtualization,
    SIE: SDT === 1 ? 0 : SIE,
    SPP: flag(1n),
    SPIE: flag(2n),
    ELP,
    SPELP: has.Zicfilp ? flag(16n) : 0,
    SDT,
    sepc: sepc & ~1n,
    a6,
    a7,
    SPV: has.H ? flag(4n) : 0,
    SPVP: has.H ? flag(8n) : 0,
    hstatus,
  };
  const isOneShot = config === 1n;
  const stays = !isOneShot || !pending || choose(questions.oneShot, ['it stays so', 'it does not']) === 'it stays so';
  const done = withEvent(model, top.key, { state: isOneShot ? 1 : 2, pending: pending && stays });
  return withHart(done, hart, { context: after, stack: stack.slice(0, -1) });
}
