import type { Difference } from '../judging/protocol.ts';
import { attributeNames, functionOf, placeOf, statusInWords } from './citations.ts';
import { errorName } from '../error-codes.ts';
import { isReservedStatus, type Expected, type Mismatch } from './mismatches.ts';
import { hartOf, idOf, isGlobal, type Model } from './record.ts';
import type { SseStep } from './sse-state.ts';

const hex = (value: bigint): string => `${value < 0n ? '-' : ''}0x${(value < 0n ? -value : value).toString(16)}`;
const eventInWords = (event_id: bigint): string => (event_id < 0n ? 'no event' : `event ${hex(event_id)}`);

/** What it is that differs, the same words for the same kind of thing. */
function subject(mismatch: Mismatch, step: SseStep, isEntered: boolean): string {
  const name = functionOf(step) ?? (step.kind === 'call' ? step.name : step.kind);
  const where = mismatch.hart === step.hart ? '' : ' on another hart';
  switch (mismatch.kind) {
    case 'error':
      return `what ${name} answers`;
    case 'delivery':
      return 'which handler is entered';
    case 'field':
      return isEntered ? `${mismatch.field} at the handler's entry` : `${mismatch.field} after ${name}${where}`;
    case 'attribute': {
      if (isReservedStatus(mismatch)) return 'the reserved bits of STATUS';
      const kind = isGlobal(mismatch.event_id) ? 'global' : 'local';
      const of = `${attributeNames[mismatch.attr_id]} of a ${kind} event`;
      return isEntered ? `${of} at the handler's entry` : `${of} after ${name}${where}`;
    }
    case 'memory':
      return `shared memory after ${name}`;
    case 'masked':
      return `whether events are masked after ${name}${where}`;
    case 'kept register':
      return `a register after ${name}${where}`;
    case 'runs':
      return `whether the hart runs after ${name}${where}`;
  }
}

function valueInWords(mismatch: Mismatch, value: bigint): string {
  switch (mismatch.kind) {
    case 'error':
      return errorName(value);
    case 'delivery':
      return eventInWords(value);
    case 'attribute':
      return mismatch.attr_id === 0 ? `${hex(value)} (${statusInWords(value)})` : hex(value);
    case 'runs':
      return value === 1n ? 'below M-mode' : 'in M-mode, or stopped';
    case 'masked':
      return value === 1n ? 'yes' : 'no';
    default:
      return hex(value);
  }
}

/** Whether a handler is entered on the hart, of the event if there is one. */
function isEntered(mismatch: Mismatch, was: Model, model: Model): boolean {
  const { hart } = mismatch;
  const top = hartOf(model, hart).stack.at(-1);
  const isNew = top !== undefined && !hartOf(was, hart).stack.includes(top);
  return isNew && (mismatch.kind !== 'attribute' || idOf(top.key) === mismatch.event_id);
}

/** A mismatch as a difference from the specification. */
export const differenceOf = (mismatch: Mismatch, step: SseStep, was: Model, expected: Expected): Difference => ({
  ...placeOf(mismatch, step, was, expected),
  what: subject(mismatch, step, isEntered(mismatch, was, expected.model)),
  expected: valueInWords(mismatch, mismatch.expected),
  got: valueInWords(mismatch, mismatch.got),
});
