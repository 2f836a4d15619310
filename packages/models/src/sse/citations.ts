import type { Context } from '../context.ts';
import { extensions, type SseFunction } from '../functions.ts';
import type { Difference } from '../judging/protocol.ts';
import { errorCodes, errorName } from '../error-codes.ts';
import { errorTables } from './errors.ts';
import type { Expected, Mismatch } from './mismatches.ts';
import { sections } from './questions.ts';
import { eventOf, hartOf, isAhead, isGlobal, keyOf, type Model } from './record.ts';
import type { SseStep } from './sse-state.ts';

const { SUCCESS } = errorCodes;

/** A place in the specification. */
type Place = Pick<Difference, 'spec' | 'item'>;

const extension = 'sbi "Supervisor Software Events Extension"';
const states = 'sbi "Software Event States"';
const priority = 'sbi "Software Event Priority"';
const attributes = 'sbi "Software Event Attributes"';
const injection = 'sbi "Software Event Injection"';
const completion = 'sbi "Software Event Completion"';
const encoding = 'sbi "Binary Encoding"';

/** The rows of the table of attributes, by attr_id. */
export const attributeNames = [
  'STATUS',
  'PRIORITY',
  'CONFIG',
  'PREFERRED_HART',
  'ENTRY_PC',
  'ENTRY_ARG',
  'INTERRUPTED_SEPC',
  'INTERRUPTED_FLAGS',
  'INTERRUPTED_A6',
  'INTERRUPTED_A7',
] as const;

const stateNames = ['UNUSED', 'REGISTERED', 'ENABLED', 'RUNNING'] as const;

/** The items of the list of injection that set what a handler begins with. */
const injected: Partial<Record<keyof Context, string>> = {
  a6: 'Set A6 GPR = Current Hart ID',
  a7: 'Set A7 GPR = ENTRY_ARG event attribute value',
  sepc: 'Set sepc = Interrupted program counter value',
  SPP: 'Set sstatus.SPP CSR bit = interrupted privilege mode',
  SPIE: 'Set sstatus.SPIE CSR bit = sstatus.SIE CSR bit value',
  SIE: 'Set sstatus.SIE CSR bit = zero',
  SPELP: 'Set sstatus.SPELP = interrupted landing pad state',
  ELP: 'Set landing pad state = NO_LP_EXPECTED',
  SPV: 'Set hstatus.SPV CSR bit = interrupted virtualization state',
  SPVP: 'if hstatus.SPV CSR bit == 1: Set hstatus.SPVP CSR bit = sstatus.SPP CSR bit value',
  SDT: 'Set S-mode-disable-trap = 1',
  virtualization: 'Set virtualization state = OFF',
  privilege: 'Set privilege mode = S-mode',
  pc: 'Set program counter = ENTRY_PC event attribute value',
};

/** The items of the list of completion. */
const completed: Partial<Record<keyof Context, string>> = {
  pc: 'Set program counter = sepc CSR value',
  privilege: 'Set privilege mode = sstatus.SPP CSR bit value',
  SDT: 'Set sstatus.SDT CSR bit = INTERRUPTED_FLAGS[5:5] event attribute value',
  SPELP: 'Set sstatus.SPELP CSR bit = INTERRUPTED_FLAGS[4:4] event attribute value',
  virtualization: 'Set virtualization state = hstatus.SPV CSR bit value',
  SPV: 'Set hstatus.SPV CSR bit = INTERRUPTED_FLAGS[2:2] event attribute value',
  SPVP: 'Set hstatus.SPVP CSR bit = INTERRUPTED_FLAGS[3:3] event attribute value',
  SIE: 'Set sstatus.SIE CSR bit = sstatus.SPIE CSR bit',
  SPIE: 'Set sstatus.SPIE CSR bit = INTERRUPTED_FLAGS[1:1] event attribute value',
  SPP: 'Set sstatus.SPP CSR bit = INTERRUPTED_FLAGS[0:0] event attribute value',
  a7: 'Set A7 GPR = INTERRUPTED_A7 event attribute value',
  a6: 'Set A6 GPR = INTERRUPTED_A6 event attribute value',
  sepc: 'Set sepc = INTERRUPTED_SEPC event attribute value',
};

/** The items of the list of injection that save, by attr_id. */
const saved: Readonly<Record<number, string>> = {
  6: 'Set INTERRUPTED_SEPC event attribute = interrupted sepc CSR',
  7: 'Set INTERRUPTED_FLAGS event attribute',
  8: 'Set INTERRUPTED_A6 event attribute = interrupted A6 GPR value',
  9: 'Set INTERRUPTED_A7 event attribute = interrupted A7 GPR value',
};

const kept: Place = { spec: encoding, item: 'All registers except a0 & a1 must be preserved across an SBI call' };

/** What the text says of a call that takes an event from one state to another. */
const transitions: Partial<Record<string, string>> = {
  register: 'Upon success, the event state moves from UNUSED to REGISTERED',
  unregister: 'Upon success, the event state moves from REGISTERED to UNUSED',
  enable: 'Upon success, the event state moves from REGISTERED to ENABLED',
  disable: 'Upon success, the event state moves from ENABLED to REGISTERED',
};

/** The SSE function that a step calls. */
export const functionOf = (step: SseStep): SseFunction | undefined =>
  step.kind === 'call' && step.extension === 'SSE' && Object.hasOwn(extensions.SSE.functions, step.name)
    ? (step.name as SseFunction)
    : undefined;

/** The row of a function's table of errors, or that it has none for this one. */
export function errorPlace(name: SseFunction, expected: bigint, got: bigint): Place {
  const spec = sections[name];
  if (name === 'complete') return { spec, item: 'no events in RUNNING state: does nothing and returns SBI_SUCCESS' };
  const { title, rows } = errorTables[name];
  const hasNoRow = got !== SUCCESS && !rows.includes(got);
  return { spec, item: `${title}: ${hasNoRow ? `there is no ${errorName(got)}` : errorName(expected)}` };
}

/** An argument of 32 bits whose upper half is not 0 is what a call has been judged by. */
const isWide = (step: SseStep, name: SseFunction): boolean => {
  if (step.kind !== 'call') return false;
  const narrow =
    name === 'read_attrs' || name === 'write_attrs' ? 3 : name.startsWith('hart_') || name === 'complete' ? 0 : 1;
  return step.args.slice(0, narrow).some((value) => value >= 2n ** 32n);
};

function ofError({ expected, got }: Mismatch, step: SseStep): Place {
  const name = functionOf(step);
  if (name === undefined) return { spec: encoding, item: 'an unsupported SBI function ID: SBI_ERR_NOT_SUPPORTED' };
  const [event_id = 0n] = step.kind === 'call' ? step.args : [];
  if (isWide(step, name)) return { spec: encoding, item: 'In case the data is defined as 32bit wide' };
  if (name === 'inject' && expected === SUCCESS && isGlobal(Number(event_id % 2n ** 32n)))
    return { spec: sections.inject, item: 'For global events, the hart_id parameter is ignored' };
  return errorPlace(name, expected, got);
}

function ofDelivery({ hart, expected, got }: Mismatch, step: SseStep, was: Model, { model }: Expected): Place {
  const name = functionOf(step);
  if (expected >= 0n && got >= 0n)
    return { spec: priority, item: 'lower value means higher priority, and lower event_id where they are the same' };
  if (expected >= 0n) {
    if (hartOf(was, hart).stack.length > 0 && name !== 'complete')
      return { spec: priority, item: 'A higher priority software event always preempts a lower priority one' };
    if (name === 'hart_unmask')
      return { spec: sections.hart_unmask, item: 'Start receiving software events on the calling hart' };
    if (name === 'complete')
      return { spec: states, item: 'signalled again: taken only after the running event handler completes' };
    if (name === 'inject')
      return { spec: sections.inject, item: 'The supervisor software can inject a software event' };
    return { spec: extension, item: 'inject software events: preempts all other traps and interrupts' };
  }
  const entered = Number(got);
  const { state, pending } = eventOf(was, entered, hart);
  if (hartOf(model, hart).masked)
    return { spec: sections.hart_mask, item: 'Stop receiving software events on the calling hart' };
  const running = hartOf(model, hart).stack.at(-1)?.key;
  if (running !== undefined && isAhead(model, running, keyOf(entered, hart)))
    return { spec: priority, item: 'only a higher priority software event preempts the one in RUNNING state' };
  if (state !== 2 && eventOf(model, entered, hart).state !== 2)
    return { spec: states, item: 'ENABLED: supervisor software is ready to handle the software event' };
  if (!pending)
    return { spec: attributes, item: 'STATUS: bit[2:2] is set by the event source and cleared when RUNNING' };
  return {
    spec: states,
    item: 'A local event is delivered when the hart is ready, and it is registered and enabled there',
  };
}

function ofStatus(step: SseStep, mismatch: Mismatch, was: Model, { model }: Expected, event_id: number): Place {
  const name = functionOf(step);
  const { hart, expected, got } = mismatch;
  const isState = (expected & 3n) !== (got & 3n);
  const [before, after] = [eventOf(was, event_id, hart), eventOf(model, event_id, hart)];
  if (got > 15n) return { spec: attributes, item: 'STATUS: bit[XLEN-1:4] must be zero' };
  if (isState && name === 'complete' && before.state === 3)
    return {
      spec: sections.complete,
      item: after.values[1] === 1n ? 'REGISTERED if the event is configured as one-shot' : 'ENABLED state otherwise',
    };
  const moved = name && transitions[name];
  if (isState && moved !== undefined && hart === step.hart && before.state !== after.state)
    return { spec: sections[name!], item: moved };
  if (isState && (after.state === 3 || before.state === 3))
    return { spec: states, item: 'RUNNING: supervisor software is handling the software event' };
  if (isState)
    return isGlobal(event_id)
      ? { spec: states, item: 'The state of a global software event MUST be common to all harts' }
      : { spec: states, item: 'The state of a local software event MUST be tracked separately for each hart' };
  return { spec: attributes, item: 'STATUS: bit[2:2] is set by the event source and cleared when RUNNING' };
}

function ofAttribute(
  mismatch: Extract<Mismatch, { kind: 'attribute' }>,
  step: SseStep,
  was: Model,
  expected: Expected,
): Place {
  const { event_id, attr_id, hart } = mismatch;
  if (attr_id === 0) return ofStatus(step, mismatch, was, expected, event_id);
  const row = attributeNames[attr_id]!;
  const [before, after] = [eventOf(was, event_id, hart), eventOf(expected.model, event_id, hart)];
  if (after.state === 3 && (before.state !== 3 || functionOf(step) === 'complete') && saved[attr_id] !== undefined)
    return { spec: injection, item: saved[attr_id] };
  if (functionOf(step) === 'register' && (attr_id === 4 || attr_id === 5))
    return { spec: sections.register, item: `specifies the ${row} event attribute` };
  if (!isGlobal(event_id) && hart !== step.hart)
    return { spec: sections.write_attrs, item: 'For local events, updated only for the calling hart' };
  return { spec: attributes, item: row };
}

function ofField({ hart, field }: Extract<Mismatch, { kind: 'field' }>, was: Model, { model }: Expected): Place {
  const top = hartOf(model, hart).stack.at(-1);
  const before = hartOf(was, hart).stack;
  if (top && !before.includes(top)) return { spec: injection, item: injected[field] ?? `nothing sets ${field}` };
  if (before.length > hartOf(model, hart).stack.length)
    return { spec: completion, item: completed[field] ?? `nothing sets ${field}` };
  return kept;
}

/** What the specification says of something that is not as in the model. */
export function placeOf(mismatch: Mismatch, step: SseStep, was: Model, expected: Expected): Place {
  switch (mismatch.kind) {
    case 'error':
      return ofError(mismatch, step);
    case 'delivery':
      return ofDelivery(mismatch, step, was, expected);
    case 'field':
      return ofField(mismatch, was, expected);
    case 'attribute':
      return ofAttribute(mismatch, step, was, expected);
    case 'memory':
      return { spec: sections.read_attrs, item: 'The value of event attribute with ID base_attr_id + i' };
    case 'masked':
      return { spec: sections.hart_unmask, item: 'The software events are masked initially on all harts' };
    case 'kept register':
      return kept;
    case 'runs':
      if (expected.error !== undefined && functionOf(step))
        return errorPlace(functionOf(step)!, expected.error, SUCCESS);
      return { spec: 'sbi "Hart State Management Extension"', item: 'STARTED, STOPPED' };
  }
}

/** A STATUS in words. */
export const statusInWords = (status: bigint): string =>
  status < 0n ? 'unreadable' : `${stateNames[Number(status & 3n)]}${status & 4n ? ', pending' : ''}`;
