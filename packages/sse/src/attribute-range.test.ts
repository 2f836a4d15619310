import { err, ok, type Caller } from '@hartlab/sbi';
import { describe, expect, test } from 'vitest';
import { readAttributes, writeAttributes } from './attribute-range.ts';
import { attributes } from './attributes.ts';
import { unusedEvent, type SseEvent, type State } from './event.ts';
import { seal } from './resume.ts';
import type { SupervisorState } from './supervisor.ts';

const LOCAL = 0xffff_0000;
const GLOBAL = 0xffff_8000;
/** Harts 0 to 2 are there, hart 2 is not started. */
const isStartedHart = (hartid: bigint) => hartid < 2n;

function eventIn(state: State, event_id = LOCAL): SseEvent {
  const event = unusedEvent({ event_id, injectable: true }, 0n);
  const at = state === 'RUNNING' ? { state, resume: seal({} as SupervisorState) } : { state };
  return { ...event, at };
}

/** 80 bytes at address 0x1000 that the supervisor may use, and a log of how it was used. */
function memoryOf(...words: readonly bigint[]) {
  const content = new BigUint64Array(10);
  content.set(words);
  const log: string[] = [];
  const inside = (address: bigint, length: bigint) => address >= 0x1000n && address + length <= 0x1050n;
  const caller: Caller = {
    hartid: 0n,
    memory: {
      accessible: (access, address, length) => {
        log.push(`may ${access}`);
        return inside(address, length);
      },
      read: (address, length) => {
        log.push('read');
        if (!inside(address, length)) return undefined;
        return new Uint8Array(content.buffer.slice(Number(address) - 0x1000, Number(address + length) - 0x1000));
      },
      write: (address, bytes) => {
        log.push('write');
        new Uint8Array(content.buffer).set(bytes, Number(address) - 0x1000);
        return true;
      },
    },
  };
  return { caller, content, log };
}

const at = (base_attr_id: number, attr_count: number, phys_lo = 0x1000n, phys_hi = 0n) => ({
  base_attr_id,
  attr_count,
  phys_lo,
  phys_hi,
});
const notFound = () => err('NOT_SUPPORTED');

/** What is wrong, and the error that comes before all that is wrong after it. The event is always unsupported. */
const malformed = [
  ['no attribute', at(10, 0, 0x1001n), 'INVALID_PARAM'],
  ['no attribute of those beyond the last', at(11, 0, 0x1001n), 'INVALID_PARAM'],
  ['an id beyond the last', at(0, 11, 0x1001n), 'BAD_RANGE'],
  ['a base beyond the last', at(10, 1), 'BAD_RANGE'],
  ['a range that wraps in 32 bits', at(0xffff_ffff, 2), 'BAD_RANGE'],
  ['the largest base and count', at(0xffff_ffff, 0xffff_ffff), 'BAD_RANGE'],
  ['a misaligned buffer', at(0, 1, 0x1004n), 'INVALID_ADDRESS'],
  ['an upper address half', at(0, 1, 0x1000n, 1n), 'INVALID_ADDRESS'],
  ['a buffer of somebody else', at(0, 1, 0xff8n), 'INVALID_ADDRESS'],
  ['a buffer that leaves the allowed range', at(0, 2, 0x1048n), 'INVALID_ADDRESS'],
  ['an event that is not there', at(0, 1), 'NOT_SUPPORTED'],
] as const;

describe('read_attrs', () => {
  test.each(malformed)('%s', (_, range, error) => {
    const { caller, log } = memoryOf();
    expect(readAttributes(range, caller, notFound)).toEqual(err(error));
    expect(log).not.toContain('write');
  });

  test('memory that the supervisor may read and not write is INVALID_ADDRESS', () => {
    const { caller, log } = memoryOf();
    const readable: Caller = { ...caller, memory: { ...caller.memory, accessible: (access) => access === 'read' } };
    expect(readAttributes(at(0, 1), readable, () => eventIn('UNUSED'))).toEqual(err('INVALID_ADDRESS'));
    expect(log).not.toContain('write');
  });

  test('writes value i at offset 8 * i and nothing else', () => {
    const { caller, content } = memoryOf(...Array<bigint>(10).fill(0xffn));
    const registered = eventIn('REGISTERED');
    const stored = { ...registered.stored, PRIORITY: 0x11, CONFIG: 1, PREFERRED_HART: 0x33n };
    const event = { ...registered, stored };
    expect(readAttributes(at(1, 3, 0x1008n), caller, () => event)).toEqual(ok());
    expect([...content]).toEqual([0xffn, 0x11n, 1n, 0x33n, 0xffn, 0xffn, 0xffn, 0xffn, 0xffn, 0xffn]);
  });

  test.each([
    ['UNUSED', false, true, 0b1000n],
    ['REGISTERED', true, true, 0b1101n],
    ['ENABLED', true, false, 0b0110n],
    ['RUNNING', true, true, 0b1111n],
  ] as const)('STATUS of %s', (state, pending, injectable, expected) => {
    const { caller, content } = memoryOf();
    const event = { ...eventIn(state), pending, injectable };
    readAttributes(at(0, 10), caller, () => event);
    expect(content[0]).toBe(expected);
  });
});

describe('write_attrs', () => {
  test.each(malformed)('%s', (_, range, error) => {
    const { caller } = memoryOf();
    const written = place(eventIn('REGISTERED'));
    expect(writeAttributes(range, caller, { ...written, find: notFound })).toEqual(err(error));
  });

  /** Where an event is and what is put in its place. */
  const place = (event: SseEvent) => {
    const written = {
      event,
      find: () => written.event,
      put: (by: SseEvent) => {
        written.event = by;
      },
      isStartedHart,
    };
    return written;
  };

  /** The error of a write, and the event after it. */
  const write = (event: SseEvent, attr_id: number, value: bigint, hartid = 0n) => {
    const { caller } = memoryOf(value);
    const written = place(event);
    const answer = writeAttributes(at(attr_id, 1), { ...caller, hartid }, written);
    return { error: answer.kind === 'err' ? answer.error : undefined, event: written.event };
  };

  /** Event, attribute, state, value, then the error; each row is wrong in no more than what its error says or hides. */
  test.each([
    ['STATUS', 'RUNNING', 0n, 'DENIED'],
    ['PRIORITY', 'UNUSED', 0xffff_ffffn, undefined],
    ['PRIORITY', 'REGISTERED', 1n << 32n, 'INVALID_PARAM'],
    ['PRIORITY', 'ENABLED', 1n << 32n, 'INVALID_STATE'],
    ['PRIORITY', 'RUNNING', 1n, 'INVALID_STATE'],
    ['CONFIG', 'UNUSED', 1n, undefined],
    ['CONFIG', 'REGISTERED', 2n, 'INVALID_PARAM'],
    ['CONFIG', 'ENABLED', 2n, 'INVALID_STATE'],
    ['ENTRY_PC', 'UNUSED', 2n, 'DENIED'],
    ['ENTRY_ARG', 'UNUSED', 2n, 'DENIED'],
    ['INTERRUPTED_SEPC', 'RUNNING', 2n ** 64n - 1n, undefined],
    ['INTERRUPTED_SEPC', 'ENABLED', 1n, 'INVALID_STATE'],
    ['INTERRUPTED_FLAGS', 'RUNNING', 0x3fn, undefined],
    ['INTERRUPTED_FLAGS', 'RUNNING', 0x40n, 'INVALID_PARAM'],
    ['INTERRUPTED_FLAGS', 'ENABLED', 0x40n, 'INVALID_PARAM'],
    ['INTERRUPTED_FLAGS', 'ENABLED', 1n, 'INVALID_STATE'],
    ['INTERRUPTED_A6', 'RUNNING', 2n ** 64n - 1n, undefined],
    ['INTERRUPTED_A6', 'REGISTERED', 1n, 'INVALID_STATE'],
    ['INTERRUPTED_A7', 'RUNNING', 2n ** 64n - 1n, undefined],
    ['INTERRUPTED_A7', 'UNUSED', 1n, 'INVALID_STATE'],
    ['PREFERRED_HART', 'ENABLED', 9n, 'INVALID_STATE'],
    ['PREFERRED_HART', 'UNUSED', 1n, 'DENIED'],
    ['PREFERRED_HART', 'UNUSED', 9n, 'DENIED'],
  ] as const)('%s in %s := %s: %s', (name, state, value, error) => {
    const event = eventIn(state);
    const attr_id = attributes.findIndex((attribute) => attribute.name === name);
    const before = structuredClone(event);
    const values = attributes.map(({ read }) => read(event));
    const after = write(event, attr_id, value);
    expect(after.error).toBe(error);
    expect(attributes.map(({ read }) => read(after.event))).toEqual(error ? values : values.with(attr_id, value));
    expect(event).toEqual(before);
  });

  test.each([
    [1n, undefined],
    [2n, 'INVALID_PARAM'],
    [3n, 'INVALID_PARAM'],
    [1n << 32n, 'INVALID_PARAM'],
    [(1n << 32n) + 1n, 'INVALID_PARAM'],
  ] as const)('PREFERRED_HART of a global event := %s: %s', (value, error) => {
    expect(write(eventIn('REGISTERED', GLOBAL), 3, value).error).toBe(error);
  });

  test.each([6, 7, 8, 9])('attribute %s of a global event is for the hart that handles it', (attr_id) => {
    expect(write(eventIn('RUNNING', GLOBAL), attr_id, 1n, 1n).error).toBe('INVALID_PARAM');
    expect(write(eventIn('ENABLED', GLOBAL), attr_id, 1n, 1n).error).toBe('INVALID_STATE');
  });

  test('changes nothing if one value is bad, and answers with the first error by id', () => {
    const event = eventIn('REGISTERED');
    const written = place(event);
    const { caller } = memoryOf(5n, 2n, 0n);
    expect(writeAttributes(at(1, 3), caller, written)).toEqual(err('INVALID_PARAM'));
    expect(written.event).toBe(event);
    expect(writeAttributes(at(0, 3), caller, written)).toEqual(err('DENIED'));
  });

  test('reads guest memory once', () => {
    const written = place(eventIn('REGISTERED'));
    const { caller, log } = memoryOf(5n, 1n);
    expect(writeAttributes(at(1, 2), caller, written)).toEqual(ok());
    expect(log).toEqual(['read']);
    expect(written.event.stored).toMatchObject({ PRIORITY: 5, CONFIG: 1 });
  });
});
