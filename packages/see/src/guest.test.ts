import { assemble } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { Board, fdt, payload } from './testing/board.ts';

/** Assembles a payload for S-mode, runs it to its end, and gives its memory by symbol. */
function run(source: string, harts = 1) {
  const program = assemble(source, { origin: BigInt(payload) });
  const board = new Board({ harts, program: program.bytes });
  const rounds = board.run(20_000);
  const doublewords = (symbol: string, count: number) =>
    Array.from({ length: count }, (_, n) =>
      BigInt.asIntN(64, board.memory.read(Number(program.symbols.get(symbol)!) + 8 * n, 8)),
    );
  return { board, rounds, doublewords };
}

const calls = `
  .macro sbi eid, fid
    li a7, \\eid
    li a6, \\fid
    ecall
  .endm
`;

test('a guest makes every kind of call, and only a0 and a1 change', () => {
  const { board, doublewords } = run(`${calls}
    # Calls, and stores a0 and a1 at s0.
    .macro result eid, fid
      sbi \\eid, \\fid
      sd a0, 0(s0)
      sd a1, 8(s0)
      addi s0, s0, 16
    .endm
    la s0, results
    result 0x10, 0              # get_spec_version
    li a0, 0x535345
    result 0x10, 3              # probe_extension
    li a0, -1
    result 0x54494D45, 0        # set_timer
    li a0, 1
    li a1, 0
    result 0x735049, 0          # send_ipi to itself
    csrr t0, sip
    sd t0, 0(s0)
    sd zero, 8(s0)
    addi s0, s0, 16
    li a0, 1
    li a1, 0
    li a2, 0
    li a3, 0
    result 0x52464E43, 1        # remote_sfence_vma
    li a0, 0
    result 0x48534D, 2          # hart_get_status
    li a0, 7
    result 0x48534D, 2          # of a hart that is not there
    li a0, 4
    la a1, text
    li a2, 0
    result 0x4442434E, 0        # console_write
    result 0x4442434E, 9        # no such function
    result 0x12345678, 0        # no such extension
    li a0, 3
    li a1, 0
    result 0x53525354, 0        # a reserved reset type
    result 0x535345, 8          # hart_unmask
    li a0, '!'
    li a1, 0x5a
    result 1, 0                 # legacy console_putchar

    # Every other register keeps its value.
    .macro fill n
      li x\\n, 0x111 * \\n
    .endm
    .macro keep n
      li t0, 0x111 * \\n
      bne x\\n, t0, lost
    .endm
    la t0, kept
    li t1, 1
    fill 1
    fill 2
    fill 3
    fill 4
    fill 6
    fill 7
    fill 8
    fill 9
    fill 12
    fill 13
    fill 14
    fill 15
    fill 18
    fill 31
    sbi 0x10, 1
    keep 1
    keep 2
    keep 3
    keep 4
    keep 6
    keep 7
    keep 8
    keep 9
    keep 12
    keep 13
    keep 14
    keep 15
    keep 18
    keep 31
    la t0, kept
    li t1, 1
    sd t1, 0(t0)
  lost:
    li a0, 0
    li a1, 0
    sbi 0x53525354, 0           # shutdown
  text:
    .ascii "done"
    .balign 8
  kept:
    .dword 0
  results:
    .zero 512
  `);
  expect(doublewords('results', 26)).toEqual(
    [
      [0n, 0x0300_0000n],
      [0n, 1n],
      [0n, 0n],
      [0n, 0n],
      [2n, 0n],
      [0n, 0n],
      [0n, 0n],
      [-3n, 0n],
      [0n, 4n],
      [-2n, 0n],
      [-2n, 0n],
      [-3n, 0n],
      [0n, 0n],
    ].flat(),
  );
  expect(doublewords('results', 28).slice(26)).toEqual([0n, 0x5an]);
  expect(doublewords('kept', 1)).toEqual([1n]);
  expect(board.console).toBe('done!');
  expect(board.resets).toEqual([['shutdown', 0]]);
  expect(board.trace[0]).toBe('hart 0: BASE.get_spec_version() -> SUCCESS 0x3000000');
});

test('the payload finds its hart ID and the device tree', () => {
  const { doublewords } = run(`${calls}
    la t0, found
    sd a0, 0(t0)
    sd a1, 8(t0)
    li a0, 0
    li a1, 0
    sbi 0x53525354, 0
    .balign 8
  found:
    .zero 16
  `);
  expect(doublewords('found', 2)).toEqual([0n, fdt]);
});

test('harts start, sleep, are woken by an IPI, stop, and start again', () => {
  const { board, doublewords, rounds } = run(
    `${calls}
    # Waits until hart \\hartid has HSM state \\state.
    .macro await hartid, state
    1:
      li a0, \\hartid
      sbi 0x48534D, 2
      li t0, \\state
      bne a1, t0, 1b
    .endm
    .macro start hartid, opaque
      li a0, \\hartid
      la a1, other
      li a2, \\opaque
      sbi 0x48534D, 0
    .endm
  main:
    start 1, 0x10
    start 2, 0x20
    await 1, 4                  # SUSPENDED
    await 2, 4
    li a0, 6
    li a1, 0
    sbi 0x735049, 0             # send_ipi to both
    await 1, 1                  # STOPPED
    await 2, 1
    start 1, 0x30
    await 1, 4
    li a0, 0
    li a1, -1
    sbi 0x735049, 0             # send_ipi to all
    await 1, 1
    li a0, 0
    li a1, 0
    sbi 0x53525354, 0
  other:
    la t0, seen
    slli t1, a0, 4
    add s0, t0, t1
    ld t1, 0(s0)
    add t1, t1, a1
    sd t1, 0(s0)
    csrwi sie, 2                # SSIE
    li a0, 0
    sbi 0x48534D, 3             # retentive suspend
  2:
    csrr t1, sip                # the IPI that woke this hart becomes SSIP
    andi t1, t1, 2
    beqz t1, 2b
    ld t1, 8(s0)
    addi t1, t1, 1
    sd t1, 8(s0)
    csrwi sip, 0
    sbi 0x48534D, 1             # hart_stop
    .balign 8
  seen:
    .zero 48
  `,
    3,
  );
  expect(rounds).toBeLessThan(20_000);
  expect(board.resets).toEqual([['shutdown', 0]]);
  // Per hart: the sum of the opaque values it was started with, and the IPIs it got.
  expect(doublewords('seen', 6)).toEqual([0n, 0n, 0x40n, 2n, 0x20n, 1n]);
  expect(board.harts.map(({ stopped }) => stopped)).toEqual([true, true, true]);
});

test('a timer interrupt arrives in S-mode at its vector', () => {
  const { board, doublewords } = run(`${calls}
    la t0, handler
    csrw stvec, t0
    csrr a0, time
    addi a0, a0, 50
    sbi 0x54494D45, 0
    li t0, 0x20
    csrw sie, t0
    csrwi sstatus, 2
  1:
    wfi
    j 1b
    .balign 4
  handler:
    la t0, seen
    csrr t1, scause
    sd t1, 0(t0)
    csrr t1, time
    sd t1, 8(t0)
    li a0, -1
    sbi 0x54494D45, 0
    csrr t1, sip
    la t0, seen
    sd t1, 16(t0)
    li a0, 0
    li a1, 0
    sbi 0x53525354, 0
    .balign 8
  seen:
    .zero 24
  `);
  const [cause, time, pending] = doublewords('seen', 3);
  expect(cause).toBe(BigInt.asIntN(64, (1n << 63n) | 5n));
  expect(time).toBeGreaterThanOrEqual(50n);
  expect(pending).toBe(0n);
  expect(board.halts).toEqual([]);
});
