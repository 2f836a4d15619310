import { errors as codes, type ArgumentType, type ErrorName } from '@hartlab/sbi';
import { describe, expect, test } from 'vitest';
import { CallSystem, named, type Traces } from '../call-system.ts';
import { descriptions } from '../descriptions.ts';
import { ramBase, ramSize } from '../supervised-system.ts';
import type { Call, FunctionErrors } from './conditions.ts';
import { sbiErrors } from './errors.ts';

const ramEnd = BigInt(ramBase + ramSize);
const firmwareEnd = 0x8008_0000n;
const uart = 0x1000_0000n;

/** `EXTENSION.function` with how it fails. */
const functions = Object.entries(sbiErrors).flatMap(([extension, its]) =>
  typeof its === 'string'
    ? []
    : Object.entries(its).map(([fid, how]): [string, FunctionErrors] => [`${extension}.${fid}`, how]),
);
const absent = Object.entries(sbiErrors).filter(([, its]) => typeof its === 'string');

const conditions = functions.flatMap(([name, { errors }]) =>
  Object.entries(errors).flatMap(([error, its]) =>
    typeof its === 'string' ? [] : its.map((condition) => ({ name, error: error as ErrorName, ...condition })),
  ),
);

/** By what their harts have: to make one takes longer than to reset it. */
const systems = new Map<string | undefined, CallSystem>();

/** A system in which only the call is left to make. */
function prepared({ before, isa }: Call): { readonly system: CallSystem; readonly quiet: Traces } {
  const system = systems.get(isa) ?? new CallSystem(isa);
  systems.set(isa, system);
  system.clear();
  before?.(system);
  return { system, quiet: system.quiet() };
}

/** Nothing has been written, sent, started or remembered. */
function mustBeUntouched(after: Traces, before: Traces): void {
  expect(Buffer.compare(after.memory, before.memory), 'memory').toBe(0);
  after.harts.forEach((block, index) => expect(Buffer.compare(block, before.harts[index]!), `hart ${index}`).toBe(0));
  expect(after.firmware).toEqual(before.firmware);
  expect(after.asked).toEqual(before.asked);
}

/** A call that must fail, and leave nothing behind. */
function mustFail(name: string, call: Call, error: ErrorName, value = 0n): void {
  const { system, quiet } = prepared(call);
  const { a0, a1, returns, traces } = system.call(name, call.args);
  expect([a0, a1, returns]).toEqual([BigInt(codes[error]), value, true]);
  mustBeUntouched(traces, quiet);
}

describe('each error is answered at its condition, and nothing has happened then', () => {
  test.each(conditions)('$name: $error when $when', ({ name, error, value, ...call }) => {
    mustFail(name, call, error, value);
  });
});

test.each(functions)('%s: the sample call succeeds, or does not return', (name, { sample }) => {
  const { system } = prepared(sample);
  const { a0, returns } = system.call(name, sample.args);
  if (returns && named(name).fn.returns !== 'legacy') expect(a0).toBe(0n);
});

/** Bits of a register that a parameter of this type does not have. */
const unused: Readonly<Record<ArgumentType, bigint>> = {
  uint8_t: 0xdead_beef_cafe_ba00n,
  uint32_t: 0xdead_beef_0000_0000n,
  int: 0xdead_beef_0000_0000n,
  uint64_t: 0n,
  'unsigned long': 0n,
  long: 0n,
};

describe('bits that a parameter does not have do not count', () => {
  const narrow = functions.filter(([name]) =>
    Object.values(named(name).fn.parameters).some((type) => unused[type] !== 0n),
  );
  test.each(narrow)('%s', (name, { sample, errors }) => {
    const types = Object.values(named(name).fn.parameters);
    const bad = Object.values(errors).flatMap((its) => (typeof its === 'string' ? [] : its));
    for (const call of [sample, ...bad]) {
      const [clean, junk] = [0n, 1n].map((times) => {
        const args = call.args.map((value, n) => value | (times * unused[types[n] ?? 'long']));
        const { system } = prepared(call);
        const { traces, ...answer } = system.call(name, args);
        return { answer, traces };
      });
      // A call that does not return leaves its arguments in the registers.
      if (!clean!.answer.returns) expect(junk!.answer.returns).toBe(false);
      else {
        expect(junk!.answer).toEqual(clean!.answer);
        mustBeUntouched(junk!.traces, clean!.traces);
      }
    }
  });
});

describe('shared memory', () => {
  test.each(functions)('%s says where it is, if it has any', (name, { shared }) => {
    const at = Object.keys(named(name).fn.parameters).findIndex((parameter) => parameter.endsWith('_lo'));
    expect(shared?.at ?? -1).toBe(at);
  });

  const sharing = functions.flatMap(([name, { sample, shared }]) => (shared ? [{ name, sample, shared }] : []));
  test.each(sharing)('$name: all that is not the supervisor’s memory is refused, and nothing is written', (its) => {
    const { name, sample, shared } = its;
    const { at, bytes, alignment, inaccessible, misaligned } = shared;
    const elsewhere = (lo: bigint, hi = 0n): Call => ({ ...sample, args: sample.args.with(at, lo).with(at + 1, hi) });
    const lo = sample.args[at]!;
    for (const place of [
      0n,
      BigInt(ramBase),
      firmwareEnd - alignment,
      uart,
      ramEnd,
      ramEnd - bytes + alignment,
      1n << 63n,
    ])
      mustFail(name, elsewhere(place), inaccessible);
    for (const hi of [1n, 1n << 63n]) mustFail(name, elsewhere(lo, hi), inaccessible);
    for (let off = 1n; off < alignment; off *= 2n) mustFail(name, elsewhere(lo + off), misaligned!);
  });

  test.each(sharing)(
    '$name: the first and the last place that there are',
    ({ name, sample, shared: { at, bytes } }) => {
      for (const lo of [firmwareEnd, ramEnd - bytes]) {
        const call = { ...sample, args: sample.args.with(at, lo) };
        const { system } = prepared(call);
        expect(system.call(name, call.args).a0).toBe(0n);
      }
    },
  );
});

describe('where a supervisor can start or resume', () => {
  const isEntry = (name: string) => (parameter: string) =>
    /^(?:start|resume)_addr$/.test(parameter) && !name.startsWith('RFENCE.');
  test.each(functions)('%s says which parameter it is, if it has any', (name, { entry }) => {
    expect(entry ?? -1).toBe(Object.keys(named(name).fn.parameters).findIndex(isEntry(name)));
  });

  const entering = functions.flatMap(([name, { sample, entry }]) =>
    entry === undefined ? [] : [{ name, sample, entry }],
  );
  test.each(entering)('$name: only where the supervisor may execute', ({ name, sample, entry }) => {
    const at = (address: bigint): Call => ({ ...sample, args: sample.args.with(entry, address) });
    for (const address of [
      0n,
      BigInt(ramBase),
      firmwareEnd - 2n,
      firmwareEnd - 1n,
      uart,
      ramEnd - 1n,
      ramEnd,
      1n << 63n,
    ])
      mustFail(name, at(address), 'INVALID_ADDRESS');
    for (const address of [firmwareEnd, ramEnd - 2n]) {
      const { system } = prepared(at(address));
      const { a0, returns } = system.call(name, at(address).args);
      if (returns) expect(a0).toBe(0n);
    }
  });
});

test.each(Object.keys(descriptions))('%s: after its last function there is none', (extension) => {
  const { eid, functions: its } = descriptions[extension]!;
  if (eid === undefined) return;
  const { system, quiet } = prepared({ args: [] });
  const beyond = BigInt(Math.max(...Object.values(its).map(({ id }) => id)) + 1);
  for (const fid of [beyond, 0x7fff_ffffn, -1n, -0x8000_0000n]) {
    const { a0, a1, returns, traces } = system.callAs(BigInt(eid), fid, [0n, 1n, 2n, 3n, 4n, 5n]);
    expect([a0, a1, returns]).toEqual([-2n, 0n, true]);
    mustBeUntouched(traces, quiet);
  }
});

test.each(absent)('%s is not offered: the firmware says so, and has none of its functions', (extension) => {
  const { eid, functions: its } = descriptions[extension]!;
  const { system } = prepared({ args: [] });
  expect(system.call('BASE.probe_extension', [BigInt(eid!)])).toMatchObject({ a0: 0n, a1: 0n });
  for (const { id } of Object.values(its)) expect(system.callAs(BigInt(eid!), BigInt(id), []).a0).toBe(-2n);
});

test.each(functions.map(([name]) => name.split('.')[0]!))('%s is offered', (extension) => {
  const { eid } = descriptions[extension]!;
  const { system } = prepared({ args: [] });
  if (eid !== undefined) expect(system.call('BASE.probe_extension', [BigInt(eid)])).toMatchObject({ a0: 0n, a1: 1n });
});
