import {
  csrs,
  type EngineKind,
  Hart,
  menvcfg,
  mie,
  minstret,
  mstatus,
  MachineMemory,
  mtvec,
  stimecmp,
  type Why,
} from '@hartlab/hart';
import { assemble, parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';

const ramBase = 0x8000_0000;
const mcycle = csrs.find(({ name }) => name === 'mcycle')!;
/** Where the harts trap to. */
const handler = ramBase + 0x100;
/** A device of one register, which reads as what it was last written. */
const device = 0x1000_0000;

/** How a slice has ended: why, after how many boundaries, and at which offset from the beginning of RAM. */
type Slice = readonly [why: Why, done: number, offset: number];

/** What was told of a trap: its kind and cause, from which offset, and how many boundaries and traps had passed then. */
type Taken = readonly [kind: string, cause: bigint, offset: number, done: number, traps: number];

/**
 * A hart in M-mode at the beginning of this program, its engine, and what was noted in its slices: accesses to a device, and
 * traps. `endsAtTraps` is whether they end a slice.
 */
function bench(kind: EngineKind, source: string, endsAtTraps = true) {
  const ramSize = 1 << 20;
  const memory = new MachineMemory({ harts: 2, ramBase, ramSize, engineBytes: kind.bytes(ramSize) });
  const noted: number[] = [];
  const taken: Taken[] = [];
  let now = 0n;
  const bus = {
    read: () => undefined,
    write(address: number) {
      if (address !== device) return false;
      noted.push(memory.run.done);
      memory.run.end();
      return true;
    },
  };
  const time = () => now + BigInt(memory.run.done);
  const isa = parseIsa('max');
  const trapped = () => {
    const { kind: what, cause, pc } = hart.latest;
    taken.push([what, cause, Number(pc) - ramBase, memory.run.done, memory.run.traps]);
    if (endsAtTraps) memory.run.end();
  };
  const harts = [0, 1].map((index) => new Hart({ memory, index, hartid: BigInt(index), isa, bus, time, trapped }));
  const engine = kind.make(harts, memory);
  const hart = harts[1]!;
  hart.reset(BigInt(ramBase));
  hart.write(mtvec, BigInt(handler));
  memory.writeBytes(ramBase, assemble(source, { origin: BigInt(ramBase) }).bytes);
  engine.flush();
  const run = (budget: number): Slice => {
    const why = engine.run(1, budget);
    const { done } = memory.run;
    memory.run.settled();
    now += BigInt(done);
    return [why, done, Number(hart.pc) - ramBase];
  };
  return { hart, memory, run, noted, taken, passes: (ticks: bigint) => void (now += ticks) };
}

/** What `Engine` says of a slice, for one kind of engine. Each program is short, so that the answers can be counted by hand. */
export function contractSuite(name: string, kind: EngineKind): void {
  describe(`a slice of ${name}`, () => {
    test.each([1, 2, 7, 1000])('passes as many boundaries as it may: %i', (budget) => {
      const { run } = bench(kind, '1: j 1b');
      expect([run(budget), run(budget)]).toEqual([
        ['budget', budget, 0],
        ['budget', budget, 0],
      ]);
    });

    test('tells of a trap within its boundary, where it may be ended', () => {
      const { hart, run, taken } = bench(kind, 'nop; nop; ecall');
      expect(run(100)).toEqual(['budget', 3, handler - ramBase]);
      expect([hart.read(minstret), hart.read(mcycle)]).toEqual([2n, 2n]);
      expect(taken).toEqual([['trap', 11n, 8, 2, 0]]);
    });

    test('goes on after traps, none of which is an instruction that retired', () => {
      const program = `nop; 1: ecall; j 1b; ${'.word 0; '.repeat(61)} csrr a0, mepc; addi a0, a0, 4; csrw mepc, a0; mret`;
      const { hart, memory, run, taken } = bench(kind, program, false);
      const rounds = 20;
      expect(memory.readWord(handler)).toBe(0x3410_2573);
      expect(run(1 + 6 * rounds)).toEqual(['budget', 1 + 6 * rounds, 4]);
      expect(taken).toEqual(Array.from({ length: rounds }, (_, round) => ['trap', 11n, 4, 1 + 6 * round, round]));
      const retired = BigInt(1 + 5 * rounds);
      expect([hart.read(minstret), hart.read(mcycle)]).toEqual([retired, retired]);
    });

    test('takes an interrupt at the first boundary at which it is due', () => {
      const { hart, run, taken } = bench(kind, 'nop; csrsi mstatus, 8; nop; nop');
      hart.write(mie, 1n << 7n);
      hart.setInterrupt('MTIP', true);
      expect(run(100)).toEqual(['budget', 3, handler - ramBase]);
      expect(taken).toEqual([['interrupt', (1n << 63n) | 7n, 8, 2, 0]]);
    });

    test('passes nothing in WFI, and goes on when an interrupt is pending, also one that is not enabled globally', () => {
      const { hart, run } = bench(kind, 'nop; wfi; 1: j 1b');
      expect([run(100), run(100)]).toEqual([
        ['waiting', 2, 8],
        ['waiting', 0, 8],
      ]);
      hart.write(mie, 1n << 3n);
      hart.setInterrupt('MSIP', true);
      expect(run(5)).toEqual(['budget', 5, 8]);
    });

    test('passes nothing after a critical error', () => {
      const { hart, run } = bench(kind, '1: j 1b');
      hart.state.criticalError = true;
      expect(run(5)).toEqual(['critical-error', 0, 0]);
    });

    test('ends where somebody whom it calls wants it, and tells him how far it is', () => {
      const { run, noted } = bench(kind, `nop; li t0, ${device}; nop; sw t0, 0(t0); nop; nop; sw t0, 0(t0); nop`);
      expect([run(100), run(100)]).toEqual([
        ['budget', 4, 16],
        ['budget', 3, 28],
      ]);
      expect(noted).toEqual([3, 2]);
    });

    test('knows the time and its counters at each boundary', () => {
      const source = 'nop; nop; rdtime a0; csrr a1, minstret; csrr a2, mcycle; nop; rdtime a3; csrr a4, minstret; nop';
      const { hart, run } = bench(kind, source);
      expect(run(9)).toEqual(['budget', 9, 36]);
      expect([10, 11, 12, 13, 14].map((register) => hart.x(register))).toEqual([2n, 3n, 4n, 6n, 7n]);
      expect([hart.read(minstret), hart.read(mcycle)]).toEqual([9n, 9n]);
    });

    test('begins with a look at the timer, whose time may have come since', () => {
      const { hart, run, passes } = bench(kind, 'csrw stimecmp, a0; 1: j 1b');
      hart.setX(10, 1000n);
      hart.write(stimecmp, 2n ** 64n - 1n);
      hart.write(menvcfg, menvcfg.STCE.mask);
      hart.write(mie, 1n << 5n);
      hart.write(mstatus, mstatus.MIE.mask);
      expect(run(20)).toEqual(['budget', 20, 4]);
      passes(980n);
      expect(run(20)).toEqual(['budget', 1, handler - ramBase]);
    });
  });
}
