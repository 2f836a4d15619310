// What the hart's own operations cost, in nanoseconds of CPU time, medians of 5.
// Build first (`pnpm turbo run build --filter @hartlab/hart`), then `node packages/hart/scripts/measure.mjs`.
import { parseIsa } from '@hartlab/isa';
import { exception, Hart, MachineMemory, mstatus, mtvec, pmpaddrs, pmpcfgs, satp, sstatus } from '@hartlab/hart';

const ramBase = 0x8000_0000;

function newHart() {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 1 << 20 });
  const bus = { read: () => undefined, write: () => false };
  const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa('max'), bus, time: () => 0n });
  hart.reset(BigInt(ramBase));
  // One PMP entry that permits all.
  hart.write(pmpaddrs[0], 0x3f_ffff_ffff_ffffn);
  hart.write(pmpcfgs[0], 0x1fn);
  return { hart, memory };
}

/** A hart in S-mode below Sv39 with one 4 KiB page, mapped to itself three levels deep. */
function translated() {
  const { hart, memory } = newHart();
  const [root, middle, last] = [1, 2, 3].map((page) => ramBase + page * 4096);
  const pointer = (table) => BigInt(Math.floor(table / 4096)) * 1024n + 1n;
  memory.write(root + 8 * 2, 8, pointer(middle));
  memory.write(middle, 8, pointer(last));
  memory.write(last, 8, BigInt(ramBase / 4096) * 1024n + 0xcfn);
  hart.write(satp, (8n << 60n) | BigInt(root / 4096));
  return hart;
}

const inS = (hart) => {
  hart.enter('S', false);
  return hart;
};

const benchmarks = {
  'trap from S to M, and mret': () => {
    const hart = newHart().hart;
    hart.write(mtvec, BigInt(ramBase));
    hart.enter('S', false);
    const trap = { cause: BigInt(exception.ecallFromS) };
    return () => {
      hart.trap(trap, 'M');
      hart.mret();
    };
  },
  'write(sstatus)': () => {
    const hart = inS(newHart().hart);
    let value = 0n;
    return () => hart.write(sstatus, (value ^= 0x4_0022n));
  },
  'read(sstatus)': () => {
    const hart = inS(newHart().hart);
    return () => hart.read(sstatus);
  },
  'get(mstatus.MPP)': () => {
    const hart = newHart().hart;
    return () => hart.get(mstatus.MPP);
  },
  'Sv39 walk of three levels': () => {
    const hart = translated();
    const as = { privilege: 'S', V: false };
    const address = BigInt(ramBase) + 8n;
    if (!('physical' in hart.translate(address, 'load', as))) throw new Error('the page is not mapped');
    return () => hart.translate(address, 'load', as);
  },
};

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

for (const [name, prepare] of Object.entries(benchmarks)) {
  const once = prepare();
  const run = (times) => {
    const { user, system } = process.cpuUsage();
    for (let n = 0; n < times; n++) once();
    const after = process.cpuUsage();
    return ((after.user + after.system - user - system) * 1000) / times;
  };
  run(100_000);
  console.log(
    `${median([1, 2, 3, 4, 5].map(() => run(200_000)))
      .toFixed(0)
      .padStart(8)} ns  ${name}`,
  );
}
