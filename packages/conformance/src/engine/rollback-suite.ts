import { type EngineKind, pageBytes } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { expect, test } from 'vitest';
import { Random } from '@hartlab/models';
import { differenceBetween } from './difference.ts';

/** HARTLAB_SEED gives other excursions. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 20_261_130);
const ROLLBACKS = 1000;
const origin = 0x8020_0000;
/** The position from which on the kernel has its tables. */
const BEGUN = 6000;

/**
 * A kernel under Sv39 whose tables have neither A nor D set, so that hardware sets them (Svadu). What it does next it takes
 * from a random number in s0: it touches pages that it has not touched before, makes entries lead elsewhere, to a user's
 * page or nowhere, which its handler mends, rewrites its code, changes SUM and MXR and the root of its tables, is
 * interrupted by its timer, and never fences.
 */
const kernel = `
  .equ TABLES, 0x80300000
  .equ LEAF, 0xf
main:
  la t0, trap
  csrw stvec, t0
  li s1, TABLES
  # The root at 0 has the table at 0x1000, which has those at 0x2000 and 0x3000. The root at 0x4000 has the table at
  # 0x5000, which has the one at 0x2000, and a megapage where the other has 512 pages.
  li t0, (TABLES + 0x1000) >> 2 | 1
  sd t0, 16(s1)
  li t0, (TABLES + 0x5000) >> 2 | 1
  li t1, TABLES + 0x4000
  sd t0, 16(t1)
  li t1, TABLES + 0x1000
  li t2, TABLES + 0x5000
  li t0, (TABLES + 0x2000) >> 2 | 1
  sd t0, 8(t1)
  sd t0, 8(t2)
  li t0, (TABLES + 0x3000) >> 2 | 1
  sd t0, 16(t1)
  li t0, 0x80600000 >> 2 | LEAF
  sd t0, 16(t2)
  # Both last tables are filled with pages that are where they seem to be.
  li t1, TABLES + 0x2000
  li t0, 0x80200000 >> 2 | LEAF
  li t2, 1024
1: sd t0, 0(t1)
  addi t1, t1, 8
  addi t0, t0, 0x400
  addi t2, t2, -1
  bnez t2, 1b
  li t0, 8 << 60 | TABLES >> 12
  csrw satp, t0
  li s2, 0x80400000                     # 512 pages that nobody has touched
  li s3, TABLES + 0x3000                # and their entries
  li s4, 6364136223846793005
  li s5, 511
  csrsi sstatus, 2
  li t0, 1 << 5
  csrs sie, t0
loop:
  mul s0, s0, s4
  addi s0, s0, 1013
  srli t0, s0, 34
  and t0, t0, s5                        # a page
  slli t1, t0, 12
  add t1, t1, s2                        # its address
  slli t2, t0, 3
  add t2, t2, s3                        # its entry
  srli t3, s0, 61
  slli t3, t3, 2
  la t4, actions
  add t4, t4, t3
  jr t4
actions:
  j load
  j store
  j remap
  j unmap
  j patch
  j status
  j timer
  j atomic
.balign 4
load:
  ld a0, 0(t1)
  j loop
store:
  sd s0, 8(t1)
  j loop
remap:
  xori t0, t0, 1
  slli t0, t0, 10
  li t3, 0x80400000 >> 2 | LEAF
  add t0, t0, t3
  srli t3, s0, 20
  andi t3, t3, 16                       # U
  or t0, t0, t3
  sd t0, 0(t2)
  lw a1, 8(t1)
  j loop
unmap:
  sd zero, 0(t2)
  ld a2, 0(t1)
  j loop
patch:
  srli t0, s0, 52
  slli t0, t0, 20
  li t3, 0x68693                        # addi a3, a3, 0, some of whose immediate is that
  or t0, t0, t3
  la t3, patched
  sw t0, 0(t3)
patched:
  nop
  j loop
status:
  li t0, 3 << 18
  and t0, t0, s0
  csrrw a4, sscratch, t0
  csrc sstatus, a4
  csrs sstatus, t0
  csrr t0, satp
  xori t0, t0, 4                        # the other root
  csrw satp, t0
  j loop
timer:
  rdtime a0
  andi a0, a0, -2
  addi a0, a0, 3
  li a7, 0x54494d45
  li a6, 0
  ecall
  j loop
atomic:
  lr.d t0, (t1)
  addi t0, t0, 1
  sc.d a5, t0, (t1)
  amoadd.w zero, s0, (t1)
  j loop

.balign 4
trap:
  addi s6, s6, 1
  csrr t5, scause
  bltz t5, 2f
  # The page is mapped again, to where it seems to be, and the first root is back.
  li t5, 8 << 60 | TABLES >> 12
  csrw satp, t5
  csrr t5, stval
  srli t5, t5, 12
  slli t6, t5, 10
  ori t6, t6, LEAF
  and t5, t5, s5
  slli t5, t5, 3
  add t5, t5, s3
  sd t6, 0(t5)
  sret
2: mv s7, a0
  li a0, -1
  li a7, 0x54494d45
  li a6, 0
  ecall
  mv a0, s7
  sret
`;

function create(engine?: EngineKind): Machine {
  const { bytes } = assemble(kernel, { origin: BigInt(origin) });
  return new Machine({
    bios: 'built-in',
    kernel: {
      kind: 'assembled',
      entry: origin,
      segments: [{ address: origin, bytes, size: bytes.length }],
      symbols: [],
    },
    ram: 8 * 1024 ** 2,
    console: new BufferConsole(),
    ...(engine && { engine }),
  });
}

/** Whether harts, time and the pages that were stored to are the same: sooner known than all that may differ. */
function areSame(machine: Machine, fresh: Machine): boolean {
  return (
    machine.position === fresh.position &&
    machine.clock.time() === fresh.clock.time() &&
    Buffer.compare(machine.memory.hartBlock(0), fresh.memory.hartBlock(0)) === 0 &&
    Buffer.compare(machine.memory.dirty, fresh.memory.dirty) === 0 &&
    dirtyPages(machine).every((page) => Buffer.compare(pageOf(machine, page), pageOf(fresh, page)) === 0)
  );
}

/** The numbers of the pages that were stored to since the checkpoint. */
const dirtyPages = ({ memory }: Machine): number[] =>
  [...memory.dirty.entries()].filter(([, byte]) => byte !== 0).map(([page]) => page);
const pageOf = ({ memory }: Machine, page: number) => memory.ram.subarray(page * pageBytes, (page + 1) * pageBytes);

/** What a rollback leaves of what an engine and a hart have cached is what holds: for every engine. */
export function rollbackSuite(name: string, kind: EngineKind): void {
  test(
    `HARTLAB_SEED=${seed}: after ${ROLLBACKS} rollbacks on ${name}, under Svadu, a machine is like one that is restored`,
    { timeout: 120_000 },
    () => {
      const random = new Random(seed);
      const [machine, fresh] = [create(kind), create()];
      machine.run({ until: BEGUN });
      let snapshot = machine.save();
      machine.checkpoint();
      let stored = 0;
      for (let time = 0; time < ROLLBACKS; time++) {
        if (random.oneIn(20)) {
          machine.run({ until: machine.position + random.below(50) });
          snapshot = machine.save();
          machine.checkpoint();
        }
        fresh.restore(snapshot);
        fresh.checkpoint();
        const state = random.word();
        const length = random.of([1, 5, 20, 60, 200]);
        for (const each of [machine, fresh]) {
          each.harts[0]!.setX(8, state);
          each.run({ until: each.position + length });
        }
        if (!areSame(machine, fresh) || time % 100 === 0)
          expect(differenceBetween(machine, fresh), `rollback ${time}`).toBeUndefined();
        machine.rollback(() => stored++);
      }
      expect(stored).toBeGreaterThan(ROLLBACKS);
    },
  );
}
