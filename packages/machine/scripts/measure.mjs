// What a machine costs beside its harts, and how fast it is with the reference interpreter, by CPU time, medians of 5.
// Build first (`pnpm turbo run build --filter @hartlab/machine`), then `node packages/machine/scripts/measure.mjs`.
import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';

const base = 0x8000_0000;
/** A loop of ten instructions in M-mode: loads, stores, arithmetic, a call and branches. */
const source = `
  la s0, data
loop:
  ld t2, 0(s0)
  add t2, t2, t1
  sd t2, 0(s0)
  slli t3, t2, 3
  bltu t3, t2, 1f
  addi s2, s2, 1
1: jal ra, function
  j loop
function: mul t4, t2, t1
  ret
  .balign 8
data: .dword 5
`;

function machineWith(options) {
  const { bytes } = assemble(source, { origin: BigInt(base) });
  const segments = [{ address: base, bytes, size: bytes.length }];
  const kernel = { kind: 'assembled', entry: base, segments, symbols: [] };
  return new Machine({ bios: 'none', ram: 8 << 20, kernel, console: new BufferConsole(), ...options });
}

/** An engine that passes boundaries and does nothing. */
const idle = (_harts, { run }) => ({
  run: (_hart, budget) => {
    run.done = budget;
    return 'budget';
  },
  flush: () => {},
});

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Nanoseconds of CPU time for a boundary. */
function cost(machine, boundaries) {
  const run = () => {
    const before = process.cpuUsage();
    machine.run({ maxInstructions: boundaries });
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1000) / boundaries;
  };
  run();
  return median([1, 2, 3, 4, 5].map(run));
}

const show = (figure, unit, what) => console.log(`${figure.padStart(8)} ${unit}  ${what}`);
for (const harts of [1, 8]) {
  const quantum = 10;
  const slice = cost(machineWith({ engine: idle, harts, quantum, instructionsPerTick: 1000 }), 20_000_000) * quantum;
  show(slice.toFixed(0), 'ns  ', `around a slice that is a turn, ${harts} ${harts === 1 ? 'hart' : 'harts'}`);
}
for (const [what, options] of [
  ['the reference interpreter', {}],
  ['the same with a trace hash', { traceHash: true }],
])
  show((1000 / cost(machineWith(options), 1_000_000)).toFixed(2), 'MIPS', what);
