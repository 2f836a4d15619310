import { pageBytes } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { interpreter, jitThat } from '../engine.ts';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';
import { NotingHash } from '../testing/noting-hash.ts';

/**
 * Short and long instructions, some of which do nothing; branches that are taken or not, and jumps of all kinds; one that lies in two
 * pages; loads, stores and what the reference does; code that changes; and a trap.
 */
const program = `
  la t0, handler
  csrw mtvec, t0
  csrr s0, mhartid
  slli s0, s0, 3
  add a0, a0, s0
loop:
  addi a1, a1, 1
  c.addi a1, 3
  addi zero, a1, 5
  andi a2, a1, 4
  beqz a2, 1f
  jal ra, function
1: la a3, function
  jalr ra, 0(a3)
  sd a1, 0(a0)
  ld a4, 0(a0)
  csrr a5, minstret
  lw a6, 3(a0)
  andi a2, a1, 31
  bnez a2, 2f
  ecall
  lhu a7, 2(a3)
  xori a7, a7, 0x10
  sh a7, 2(a3)
2: la a3, edge
  jalr ra, 0(a3)
  j loop
function:
  addi s1, s1, 1
  ret
  .balign 4
handler:
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret
  .balign ${pageBytes}
  .space ${pageBytes - 6}
edge:
  c.addi s2, 1
  c.nop
  addi s2, s2, 2
  ret
`;

const kinds = { interpreter, jit: jitThat({ landings: 1 }), deferred: deferred(interpreter, 77) };

describe.each(Object.entries(kinds))('%s', (_name, kind) => {
  test('what harts do is hashed as the reference tells it, in order', () => {
    const [tried, judge] = [false, true].map((reference) => {
      const hash = new NotingHash();
      const bench = bareEngine({ reference, kind, count: 2, hash });
      bench.memory.writeBytes(ramBase, assemble(program, { origin: BigInt(ramBase) }).bytes);
      for (const hart of bench.harts) hart.setX(10, BigInt(ramBase) + 0x6000n);
      return { ...bench, hash };
    }) as [ReturnType<typeof bareEngine> & { hash: NotingHash }, ReturnType<typeof bareEngine> & { hash: NotingHash }];
    for (let slice = 0; slice < 120; slice++) {
      const budget = slice % 3 === 0 ? 1 + (slice % 11) : 40 + slice;
      for (const { engine, memory } of [tried, judge])
        for (let left = budget; left > 0; left -= memory.run.done) engine.run(slice % 2, left);
      expect([...tried.hash.state]).toEqual([...judge.hash.state]);
    }
    expect(tried.hash.told).toContain('trap');
    expect(judge.hash.told.length).toBeGreaterThan(8000);
    // Most instructions it has not been told of: they were hashed where they were done.
    expect(tried.hash.told.length).toBeLessThan(judge.hash.told.length / 4);
  });
});
