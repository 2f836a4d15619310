import type { EngineKind } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine, type MachineOptions } from '@hartlab/machine';
import type { Benchmark } from './benchmark.ts';

const base = 0x8000_0000;

/** A load, a store, arithmetic, a call and branches in M-mode, again and again. */
const loop = `
   lla s0, data
1: ld t2, 0(s0)
   add t2, t2, t1
   sd t2, 0(s0)
   slli t3, t2, 3
   bltu t3, t2, 2f
   addi s2, s2, 1
2: jal ra, 3f
   j 1b
3: mul t4, t2, t1
   ret
   .balign 8
data:
   .dword 5
`;

function machineWith(options: Partial<MachineOptions>): Machine {
  const { bytes } = assemble(loop, { origin: BigInt(base) });
  const segments = [{ address: base, bytes, size: bytes.length }];
  const kernel = { kind: 'assembled', entry: base, segments, symbols: [] } as const;
  return new Machine({ bios: 'none', ram: 8 * 1024 ** 2, kernel, console: new BufferConsole(), ...options });
}

/** An engine that passes boundaries and does nothing: what is left is what the machine does around slices. */
const idle: EngineKind = {
  bytes: () => 0,
  make: (_harts, { run }) => ({
    run(_hart, budget) {
      run.done = budget;
      return 'budget';
    },
    flush() {},
  }),
};

const quantum = 10;
const slices = 1000;

const slice = (harts: number): Benchmark => ({
  times: 300,
  each: slices,
  prepare() {
    const machine = machineWith({ engine: idle, harts, quantum, instructionsPerTick: 1000 });
    const once = () => machine.run({ maxInstructions: slices * quantum });
    return [
      { name: `around a slice that is a turn, ${harts === 1 ? 'of one hart' : `of ${harts} harts`}`, target: 50, once },
    ];
  },
});

const instructions = 100_000;

const instruction = (name: string, options: Partial<MachineOptions>): Benchmark => ({
  times: 2,
  each: instructions,
  prepare() {
    const machine = machineWith(options);
    return [{ name, once: () => machine.run({ maxInstructions: instructions }) }];
  },
});

/** What a machine costs beside its harts, and what an instruction costs on one. */
export const machineSlices: readonly Benchmark[] = [
  slice(1),
  slice(8),
  instruction('instruction on a machine', {}),
  instruction('the same with a full trace hash', { traceHash: 'full' }),
];
