import { describe, expect, test } from 'vitest';
import type { Breakpoint, Watchpoint } from './stop-points.ts';
import { machineWith, program } from './testing/program.ts';

/** Both harts go through the same loop, which adds to a sum. */
const kernel = program(`
  li a0, 1
  la a1, main
  sbi SBI_HSM, 0
  main:
  la s0, sum
  loop:
  li t0, 5
  add: amoadd.w t1, t0, (s0)
  there:
  lw t2, 0(s0)
  j loop
  .balign 8
  sum: .dword 0
  beside: .dword 0
`);
const at = (name: string): bigint => kernel.symbols.find((symbol) => symbol.name === name)!.address;

/** A machine with two harts, and where its next run stops. */
function stopping(wanted: { breakpoints?: readonly Breakpoint[]; watchpoints?: readonly Watchpoint[] }) {
  const { machine } = machineWith({ kernel, harts: 2, quantum: 100, traceHash: undefined });
  const next = () => {
    const { reason, message, breakpoint } = machine.run({ ...wanted, maxInstructions: 2000 });
    return {
      reason,
      message,
      breakpoint,
      pcs: machine.harts.map(({ pc }) => pc),
      sum: machine.memory.read(Number(at('sum')), 4),
    };
  };
  return { machine, next };
}

describe('a breakpoint', () => {
  test('stops each hart that comes to it, before the instruction, each time', () => {
    const { next } = stopping({ breakpoints: [{ address: at('add') }] });
    const first = next();
    expect(first).toMatchObject({ reason: 'breakpoint', breakpoint: at('add'), sum: 0n });
    expect(first.pcs[0]).toBe(at('add'));
    const second = next();
    expect(second).toMatchObject({ reason: 'breakpoint', sum: 5n });
    const harts = new Set([first, second, ...Array.from({ length: 100 }, next)].map(({ message }) => message));
    expect([...harts]).toEqual([0, 1].map((hart) => `hart ${hart} is at the breakpoint 0x${at('add').toString(16)}`));
  });

  test('of one hart lets the other pass', () => {
    const { next } = stopping({ breakpoints: [{ address: at('add'), hart: 1 }] });
    const { reason, message, pcs, sum } = next();
    expect([reason, message.slice(0, 6), pcs[1]]).toEqual(['breakpoint', 'hart 1', at('add')]);
    expect(sum).toBeGreaterThan(0n);
  });

  test('is at all of its address', () => {
    expect(stopping({ breakpoints: [{ address: at('add') + 2n ** 32n }] }).next().reason).toBe('limit');
  });

  test('at the first instruction stops there', () => {
    const { machine, next } = stopping({ breakpoints: [{ address: 0x8020_0000n }] });
    expect(next().reason).toBe('breakpoint');
    expect(machine.boundaries).toBe(0);
    expect(next().reason).toBe('limit');
  });

  test('does not stop single steps, nor a run that does not have it', () => {
    const { machine, next } = stopping({ breakpoints: [{ address: at('there') }] });
    next();
    for (let step = 0; step < 10; step++) machine.step();
    expect(machine.run({ maxInstructions: 500 }).reason).toBe('limit');
    expect(next().reason).toBe('breakpoint');
  });

  test('stops again where the state was replaced', () => {
    const { machine, next } = stopping({ breakpoints: [{ address: at('add') }] });
    const first = next();
    machine.checkpoint();
    const snapshot = machine.save();
    next();
    machine.rollback();
    expect(next()).toEqual(first);
    machine.restore(snapshot);
    expect(next()).toEqual(first);
  });
});

describe('a watchpoint', () => {
  test('stops after an access to some of it, and says which', () => {
    const { next } = stopping({ watchpoints: [{ address: at('sum') + 3n, length: 1 }] });
    const messages = [next(), next()].map(({ message }) => message);
    const [add, there, sum] = ['add', 'there', 'sum'].map((name) => `0x${at(name).toString(16)}`);
    expect(messages).toEqual([
      `hart 0 has loaded 4 bytes at ${sum}, which is watched, by the instruction at ${add}`,
      `hart 0 has loaded 4 bytes at ${sum}, which is watched, by the instruction at ${there}`,
    ]);
  });

  test.each([
    ['store', 'add', 'stored'],
    ['load', 'add', 'loaded'],
  ] as const)('of a %s sees that of an AMO', (access, name, what) => {
    const { next } = stopping({ watchpoints: [{ address: at('sum'), length: 8, access }] });
    const { reason, message, sum } = next();
    expect([reason, sum]).toEqual(['watchpoint', 5n]);
    expect(message).toContain(`has ${what} 4 bytes`);
    expect(message).toContain(`0x${at(name).toString(16)}`);
  });

  test('of what is beside sees nothing, nor does that of another hart', () => {
    expect(stopping({ watchpoints: [{ address: at('sum') + 4n, length: 12 }] }).next().reason).toBe('limit');
    const { next } = stopping({ watchpoints: [{ address: at('sum'), length: 4, hart: 1 }] });
    expect(next().message).toMatch(/^hart 1 has/);
  });
});

test.each<[{ breakpoints?: readonly Breakpoint[]; watchpoints?: readonly Watchpoint[] }, string]>([
  [{ breakpoints: [{ address: 0n, hart: 2 }] }, 'there is no hart of index 2 to stop'],
  [{ watchpoints: [{ address: 0n, length: 1, hart: -1 }] }, 'there is no hart of index -1 to stop'],
  [{ watchpoints: [{ address: 16n, length: 0 }] }, '0 bytes at 0x10 cannot be watched'],
  [{ watchpoints: [{ address: 16n, length: 1.5 }] }, '1.5 bytes at 0x10 cannot be watched'],
])('what cannot be wanted is refused: case %#', (wanted, message) => {
  const { next } = stopping(wanted);
  expect(next).toThrow(RangeError);
  expect(next).toThrow(message);
});
