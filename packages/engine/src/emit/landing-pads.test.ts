import { describe, expect, test } from 'vitest';
import type { EngineKind } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { interpreter, jitThat } from '../engine.ts';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';
import { NotingHash } from '../testing/noting-hash.ts';
import { agree, both } from '../testing/turns.ts';

/**
 * Each round enables landing pads in some modes, as the low bits of s4 say, and goes to one of them by the next two. There it
 * jumps in all ways to pads with and without labels, and to where there is none. Traps are counted in s5 and skip an
 * instruction; an ECALL begins the next round.
 */
const program = `
  j start
  .balign 4
handler:
  csrrw t6, mscratch, t6
  csrr t6, mcause
  addi t6, t6, -8
  sltiu t6, t6, 4
  bnez t6, again
  addi s5, s5, 1
  csrr t6, mepc
  addi t6, t6, 4
  csrw mepc, t6
  li t6, 1 << 41                        # MPELP
  csrc mstatus, t6
  csrrw t6, mscratch, t6
  mret
start:
  la t0, handler
  csrw mtvec, t0
again:
  addi s4, s4, 1
  andi t1, s4, 1
  slli t1, t1, 10
  csrw 0x747, t1                        # mseccfg.MLPE
  slli t1, s4, 1
  andi t1, t1, 4
  csrw 0x30a, t1                        # menvcfg.LPE
  andi t1, s4, 4
  csrw 0x60a, t1                        # henvcfg.LPE
  srli t1, s4, 1
  andi t1, t1, 4
  csrw 0x10a, t1                        # senvcfg.LPE
  li t0, 0x8000001800                   # MPV, MPP
  csrc mstatus, t0
  la t0, modes
  srli t1, s4, 1
  andi t1, t1, 0x18
  add t0, t0, t1
  ld t0, 0(t0)
  csrs mstatus, t0
  la t0, tried
  csrw mepc, t0
  mret
  .balign 4
tried:
  la a5, pad
  la a6, labelled
  la a2, nowhere
  jalr ra, 0(a5)
  c.jalr a5
  mv t2, a5
  jalr ra, 0(t2)                        # x7 is exempt
  lui t2, 0x12345
  jalr ra, 0(a6)
  lui t2, 0x12346
  c.jalr a6
  mv t0, a2
  jalr ra, 0(t0)                        # and so is x5
  jalr ra, 0(a2)
  addi a6, a6, 2
  jalr ra, 0(a6)                        # a pad that is not aligned
  la a6, misplaced
  jalr ra, 0(a6)
  ecall
  .balign 4
  c.nop
misplaced:
  .half 0x0017
  .half 0
  addi a1, a1, 7
  ret
  .balign 4
pad:
  .word 0x00000017
  addi a1, a1, 1
  ret
  .balign 4
labelled:
  .word 0x12345017
  addi a1, a1, 3
  ret
  .balign 4
nowhere:
  addi a1, a1, 5
  jalr zero, 0(ra)
  .balign 8
modes:
  .dword 0x1800, 0x800, 0x8000000800, 0
`;

const kinds: Record<string, EngineKind> = {
  interpreter,
  'jit at once': jitThat({ landings: 1 }),
  jit: jitThat({ landings: 8 }),
};

/** M-mode calls a function by a jump that must land on its pad. */
const calls = `
  li t0, 1 << 10
  csrw 0x747, t0                        # mseccfg.MLPE
  la a5, f
  j loop
  .balign 4
f:
  .word 0x00000017
  addi a1, a1, 1
  ret
loop:
  jalr ra, 0(a5)
  j loop
`;

test('a jump lands on its pad without the reference', () => {
  const hash = new NotingHash();
  const { memory, hart, engine } = bareEngine({ hash });
  memory.writeBytes(ramBase, assemble(calls, { origin: BigInt(ramBase) }).bytes);
  engine.run(0, 1000);
  expect(hart.x(11)).toBeGreaterThan(190n);
  expect(hash.told.length).toBeLessThan(20);
});

describe.each(Object.entries(kinds))('%s', (_name, kind) => {
  test('jumps land on pads in the modes that have enabled them, as by the reference', () => {
    const benches = both(kind, program);
    // A trap ends a slice.
    agree(
      benches,
      Array.from({ length: 1500 }, (_, n) => (n % 3 === 0 ? 1 + (n % 19) : 1000)),
    );
    // All rounds were made several times, and some jumps failed.
    expect(benches[0].hart.x(20)).toBeGreaterThan(128n);
    expect(benches[0].hart.x(21)).toBeGreaterThan(100n);
  });
});
