import type { EngineKind } from '@hartlab/hart';
import { assemble, parseCpu } from '@hartlab/isa';
import { guestImage } from '@hartlab/lab';
import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { engineKinds, type EngineName } from './engine-kinds.ts';

// Engines are made, and busy machines take their time.
vi.setConfig({ testTimeout: 60_000 });

const kinds = Object.keys(engineKinds) as EngineName[];

/* A guest each for the four RAS events by injection, and by the load of a corrupted line: it says PASS when each event has
come once, on the hart whose turn it is, and its record is cleared. */
describe.each(['error-injection', 'poisoned-load'] as const)('%s', (guest) => {
  const run = (harts: number, cpu: string, engine: EngineKind, quantum: number) => {
    const console = new BufferConsole();
    const kernel = guestImage(guest, 'minimal');
    const { isa } = parseCpu(cpu);
    const of = { bios: 'built-in', kernel, console, harts, isa, engine, quantum, ram: 8 << 20 } as const;
    const machine = new Machine({ ...of, traceHash: 'sampled' });
    expect(machine.run({ maxInstructions: 1_000_000 }).reason).toBe('poweroff');
    expect(console.text).toBe(`PASS ${guest}\n`);
    return machine.traceHash();
  };

  test.each([
    [1, 'rv64', 1000],
    [4, 'max', 100],
  ])('on %i harts of %s, turns of %i: the same on each engine', (harts, cpu, quantum) => {
    expect(new Set(kinds.map((name) => run(harts, cpu, engineKinds[name], quantum))).size).toBe(1);
  });

  test.each([
    [1, 'max', 1000],
    [4, 'rv64', 1],
    [4, 'rv64', 7],
    [4, 'rv64', 1000],
    [4, 'max', 1],
    [8, 'rv64', 100],
  ])('on %i harts of %s, turns of %i', (harts, cpu, quantum) => {
    run(harts, cpu, engineKinds.reference, quantum);
  });
});

/* A loop that loads, stores, modifies and fetches in pages with corrupted lines and beside them, long enough to be compiled. */
const source = `
  .option norvc
  .equ COMMAND, 0x11000038
  la t0, handler
  csrw mtvec, t0
  li s0, COMMAND
  la s1, data
  li s2, 400
1:
  andi t0, s2, 63
  slli t0, t0, 6
  add t0, t0, s1
  lw a0, 8(t0)
  add s3, s3, a0
  sw s2, 12(t0)
  amoadd.w a1, s2, (t0)
  call patch
  andi t1, s2, 15
  bnez t1, 2f
  ori t1, t0, 1
  sd t1, 0(s0)
2:
  andi t1, s2, 31
  addi t1, t1, -9
  bnez t1, 3f
  la t1, patch
  andi t1, t1, -64
  ori t1, t1, 1
  sd t1, 0(s0)
3:
  andi t1, s2, 31
  addi t1, t1, -5
  bnez t1, 4f
  la t1, patch
  andi t1, t1, -64
  ori t1, t1, 2
  sd t1, 0(s0)
4:
  addi s2, s2, -1
  bnez s2, 1b
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
5: j 5b
.balign 4
handler:
  csrr t2, mcause
  addi t2, t2, -19
  beqz t2, 6f
  li t0, 0x100000
  li t1, 0x13333
  sw t1, 0(t0)
6:
  addi s4, s4, 1
  csrr t2, mepc
  addi t2, t2, 4
  csrw mepc, t2
  mret
.balign 64
patch:
  addi s5, s5, 1
  addi s5, s5, 1
${' nop\n'.repeat(14)}  ret
.balign 4096
data: .zero 4096
`;

test('a page that becomes corrupted while code in it and accesses to it are compiled: the same on each engine', () => {
  const { bytes } = assemble(source, { origin: 0x8000_0000n });
  const ends = kinds.map((name) => {
    const machine = new Machine({
      bios: 'none',
      kernel: {
        kind: 'assembled',
        entry: 0x8000_0000,
        segments: [{ address: 0x8000_0000, bytes, size: bytes.length }],
        symbols: [],
      },
      console: new BufferConsole(),
      engine: engineKinds[name],
      traceHash: 'sampled',
      ram: 8 << 20,
    });
    expect(machine.run({ maxInstructions: 1_000_000 }).reason).toBe('pass');
    const hart = machine.harts[0]!;
    return [machine.traceHash(), hart.x(19), hart.x(20), hart.x(21)];
  });
  expect(ends[0]![2]).toBeGreaterThan(100n);
  expect(ends[0]![3]).toBeGreaterThan(100n);
  for (const end of ends) expect(end).toEqual(ends[0]);
});
