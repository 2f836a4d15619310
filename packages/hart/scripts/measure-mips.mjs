// Speed of the reference interpreter, in million instructions per second of CPU time.
// Build first (`pnpm turbo run build --filter @hartlab/hart`), then `node packages/hart/scripts/measure-mips.mjs [millions]`.
import { parseIsa } from '@hartlab/isa';
import { Hart, MachineMemory } from '@hartlab/hart';

const millions = Number(process.argv[2] ?? 4);
if (!(millions > 0)) {
  console.error('measure-mips: give how many millions of instructions to run, such as 4');
  process.exit(2);
}
const ramBase = 0x8000_0000;

/** A loop of a load, a store, five integer operations and a branch. */
const program = [
  0x00001417, // auipc s0, 1
  0xfffff2b7, // lui t0, 0xfffff: more turns than will be run
  0x00043503, // loop: ld a0, 0(s0)
  0x00150513, // addi a0, a0, 1
  0x00a43023, // sd a0, 0(s0)
  0x00a5c5b3, // xor a1, a1, a0
  0x00359613, // slli a2, a1, 3
  0x40b606b3, // sub a3, a2, a1
  0xfff28293, // addi t0, t0, -1
  0xfe0292e3, // bne t0, zero, loop
  0xfd9ff06f, // j the beginning
];

const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 1 << 20 });
program.forEach((word, index) => memory.write(ramBase + 4 * index, 4, BigInt(word)));
const bus = { read: () => undefined, write: () => false };
let ticks = 0n;
const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa('max'), bus, time: () => ticks });
hart.reset(BigInt(ramBase));

const run = (steps) => {
  const before = process.cpuUsage();
  for (let step = 0; step < steps; step++) hart.step();
  ticks += 1n;
  const { user, system } = process.cpuUsage(before);
  return steps / (user + system);
};
run(200_000);
const rates = [1, 2, 3].map(() => run((millions * 1e6) / 3)).sort((a, b) => a - b);
console.log(`${rates[1].toFixed(2)} MIPS (median of 3)`);
