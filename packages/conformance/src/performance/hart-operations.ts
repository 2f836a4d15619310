import { exception, Hart, MachineMemory, mstatus, mtvec, pmpaddrs, pmpcfgs, satp, sstatus } from '@hartlab/hart';
import { assemble, parseIsa } from '@hartlab/isa';
import type { Benchmark } from './benchmark.ts';

const ramBase = 0x8000_0000;

/** A hart with RAM of 1 MiB and one PMP entry that permits all. */
function newHart() {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 1 << 20 });
  const bus = { read: () => undefined, write: () => false };
  const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa('max'), bus, time: () => 0n });
  hart.reset(BigInt(ramBase));
  hart.write(pmpaddrs[0]!, 0x3f_ffff_ffff_ffffn);
  hart.write(pmpcfgs[0]!, 0x1fn);
  return { hart, memory };
}

function hartInS(): Hart {
  const { hart } = newHart();
  hart.write(mtvec, BigInt(ramBase));
  hart.enter('S', false);
  return hart;
}

/** A hart below Sv39 with one 4 KiB page, mapped to itself three levels deep. */
function translated(): Hart {
  const { hart, memory } = newHart();
  const [root, middle, last] = [1, 2, 3].map((page) => ramBase + page * 4096) as [number, number, number];
  const pointer = (table: number) => BigInt(table / 4096) * 1024n + 1n;
  memory.write(root + 8 * 2, 8, pointer(middle));
  memory.write(middle, 8, pointer(last));
  memory.write(last, 8, BigInt(ramBase / 4096) * 1024n + 0xcfn);
  hart.write(satp, (8n << 60n) | BigInt(root / 4096));
  return hart;
}

/** A load, a store, five integer operations and a branch, again and again. */
const loop = `
   lla s0, data
   li t0, -1
1: ld a0, 0(s0)
   addi a0, a0, 1
   sd a0, 0(s0)
   xor a1, a1, a0
   slli a2, a1, 3
   sub a3, a2, a1
   addi t0, t0, -1
   bnez t0, 1b
   .balign 8
data:
   .dword 0
`;
const slice = 1000;

const times = 200_000;
/** So many at once, where one costs less than to call it. */
const together = 10;

/** What a hart does: instructions, and what each entry into the system is made of. */
export const hartOperations: readonly Benchmark[] = [
  {
    times: 100,
    each: slice,
    prepare() {
      const { hart, memory } = newHart();
      memory.writeBytes(ramBase, assemble(loop, { origin: BigInt(ramBase) }).bytes);
      const once = () => {
        hart.run(slice);
        memory.run.settled();
      };
      // 8 million a second.
      return [{ name: 'instruction of a loop in M-mode', target: 125, once }];
    },
  },
  {
    times,
    prepare() {
      const hart = hartInS();
      const trap = { cause: exception.ecallFromS };
      const once = () => {
        hart.trap(trap, 'M');
        hart.mret();
      };
      return [{ name: 'trap from S to M, and MRET', target: 100, once }];
    },
  },
  {
    times,
    prepare() {
      const hart = hartInS();
      let value = 0n;
      return [{ name: 'write(sstatus)', target: 100, once: () => hart.write(sstatus, (value ^= 0x4_0022n)) }];
    },
  },
  {
    times,
    prepare() {
      const hart = hartInS();
      return [{ name: 'read(sstatus)', once: () => hart.read(sstatus) }];
    },
  },
  {
    times,
    each: together,
    prepare() {
      const hart = hartInS();
      const once = () => {
        for (let n = 0; n < together; n++) hart.get(mstatus.MPP);
      };
      return [{ name: 'get(mstatus.MPP)', once }];
    },
  },
  {
    times,
    prepare() {
      const hart = translated();
      const as = { privilege: 'S', V: false } as const;
      const address = BigInt(ramBase) + 8n;
      if (!('physical' in hart.translate(address, 'load', as))) throw new Error('the page is not mapped');
      const once = () => hart.translate(address, 'load', as);
      return [{ name: 'Sv39 walk of three levels', target: 150, once }];
    },
  },
];
