import { describe, expect, test } from 'vitest';
import { err, legacy, ok, redirect, resume, type Answer } from './answer.ts';
import { CallRegisters } from './call-registers.ts';
import type { Caller } from './caller.ts';
import { SbiDispatcher } from './dispatcher.ts';
import { errors } from './error.ts';
import { HSM } from './hsm.ts';
import { implement } from './implement.ts';
import { LEGACY } from './legacy.ts';
import { TIME } from './time.ts';

const caller: Caller = {
  hartid: 1n,
  memory: { accessible: () => false, read: () => undefined, write: () => false },
};
const time = implement(TIME, { set_timer: (_, { stime_value }) => ok(stime_value) });
const hsm = implement(HSM, {
  hart_start: () => err('ALREADY_AVAILABLE'),
  hart_stop: () => resume(),
  hart_get_status: (_, { hartid }) => ok(hartid),
  hart_suspend: (_, { suspend_type }) => ok(BigInt(suspend_type)),
});
const old = implement(LEGACY, {
  set_timer: () => legacy(),
  console_putchar: (_, { ch }) => legacy(BigInt(ch)),
  console_getchar: () => legacy(-1n),
  clear_ipi: () => legacy(),
  send_ipi: (_, { hart_mask }) => redirect({ cause: 13n, tval: hart_mask }),
  remote_fence_i: () => legacy(),
  remote_sfence_vma: () => legacy(),
  remote_sfence_vma_asid: () => legacy(),
  shutdown: () => resume(),
});
const registers = (eid: bigint, fid: bigint, ...args: bigint[]) => CallRegisters.call(eid, fid, ...args);
const all = new SbiDispatcher([time, hsm, old]);
const call = (eid: bigint, fid: bigint, ...args: bigint[]): Answer => all.ecall(caller, registers(eid, fid, ...args));

describe('which function', () => {
  test('a7 and a6 name it', () => {
    expect(call(0x54494d45n, 0n, 7n)).toEqual(ok(7n));
    expect(call(0x48534dn, 2n, 9n)).toEqual(ok(9n));
  });

  test('an unknown extension or function is NOT_SUPPORTED', () => {
    expect(call(0x1234n, 0n)).toEqual(err('NOT_SUPPORTED'));
    expect(call(0x54494d45n, 1n)).toEqual(err('NOT_SUPPORTED'));
    expect(call(0x54494d45n, 2n ** 64n - 1n)).toEqual(err('NOT_SUPPORTED'));
    expect(call(0x9n, 0n)).toEqual(err('NOT_SUPPORTED'));
  });

  test('IDs are signed 32-bit integers', () => {
    expect(call(0x54494d45n + 2n ** 32n, 2n ** 40n, 7n)).toEqual(ok(7n));
    expect(all.has(0x54494d45n)).toBe(true);
    expect(all.has(0x54494d45n + 2n ** 32n)).toBe(false);
    expect(all.has(-1n)).toBe(false);
  });

  test('a legacy call ignores a6', () => {
    expect(call(1n, 99n, 65n)).toEqual(legacy(65n));
    expect(all.has(8n)).toBe(true);
    expect(all.has(9n)).toBe(false);
  });

  test('two implementations of one extension are a mistake in the list', () => {
    expect(() => new SbiDispatcher([time, time])).toThrow('TIME is implemented twice');
    expect(() => new SbiDispatcher([old, old])).toThrow('legacy.set_timer is implemented twice');
  });
});

test('a uint32_t ignores the upper bits of its register, and an int is signed', () => {
  expect(call(0x48534dn, 3n, 0x1_8000_0000n)).toEqual(ok(0x8000_0000n));
  expect(call(1n, 0n, 0xffff_ffffn)).toEqual(legacy(-1n));
});

test('only a0 and a1 change, and not even they where the convention says so', () => {
  const before = BigUint64Array.from({ length: 8 }, (_, n) => 0x1_0000_0001n * BigInt(n + 1));
  const results = (answer: Answer): bigint[] => {
    const own = new CallRegisters(before.slice());
    own.answer(answer);
    expect(own.values.slice(2)).toEqual(before.slice(2));
    return [...own.values.subarray(0, 2)];
  };
  expect(results(ok())).toEqual([0n, 0n]);
  expect(results(ok(5n))).toEqual([0n, 5n]);
  expect(results(ok(-1n))).toEqual([0n, 2n ** 64n - 1n]);
  expect(results(err('DENIED'))).toEqual([2n ** 64n - 4n, 0n]);
  expect(results(err('FAILED', 3n))).toEqual([2n ** 64n - 1n, 3n]);
  expect(results(legacy(-1n))).toEqual([2n ** 64n - 1n, before[1]]);
  expect(results(resume())).toEqual([before[0], before[1]]);
  expect(results(redirect({ cause: 5n }))).toEqual([before[0], before[1]]);
});

test('error codes are those of the table "Standard SBI Errors"', () => {
  const names = `FAILED NOT_SUPPORTED INVALID_PARAM DENIED INVALID_ADDRESS ALREADY_AVAILABLE ALREADY_STARTED
    ALREADY_STOPPED NO_SHMEM INVALID_STATE BAD_RANGE TIMEOUT IO DENIED_LOCKED`.split(/\s+/);
  expect(Object.entries(errors)).toEqual(names.map((name, i) => [name, -1 - i]));
});

test('the trace prints each call from its description', () => {
  const lines: string[] = [];
  const traced = new SbiDispatcher([time, hsm, old], (line) => lines.push(line));
  traced.ecall(caller, registers(0x54494d45n, 0n, 0x10n));
  traced.ecall(caller, registers(0x48534dn, 0n, 2n, 0x80200000n, 1n));
  traced.ecall(caller, registers(0x48534dn, 1n));
  traced.ecall(caller, registers(4n, 0n, 0x1000n));
  traced.ecall(caller, registers(2n, 0n));
  traced.ecall(caller, registers(0xffff_ffff_ffff_fff0n, 3n));
  expect(lines).toEqual([
    'hart 1: TIME.set_timer(stime_value=0x10) -> SUCCESS 0x10',
    'hart 1: HSM.hart_start(hartid=0x2, start_addr=0x80200000, opaque=0x1) -> ALREADY_AVAILABLE',
    'hart 1: HSM.hart_stop() -> does not return',
    'hart 1: legacy.send_ipi(hart_mask=0x1000) -> trap, cause 13',
    'hart 1: legacy.console_getchar() -> -0x1',
    'hart 1: extension 0xfffffff0 function 3 -> NOT_SUPPORTED',
  ]);
});

test('the registers may be the caller’s own: a function that rewrites them is traced as it was called', () => {
  const own = registers(0x54494d45n, 0n, 0x10n);
  const lines: string[] = [];
  const rewriting = implement(TIME, {
    set_timer: (_, { stime_value }) => {
      own.values.fill(99n);
      return ok(stime_value);
    },
  });
  const traced = new SbiDispatcher([rewriting], (line) => lines.push(line));
  expect(traced.ecall(caller, own)).toEqual(ok(0x10n));
  expect(lines).toEqual(['hart 1: TIME.set_timer(stime_value=0x10) -> SUCCESS 0x10']);
});
