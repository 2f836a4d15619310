import { describe, expect, test } from 'vitest';
import { machineWith, program } from './testing/program.ts';

/**
 * All harts, started through HSM, take turns under a spin lock: each looks at the time, which must not be before what
 * the one before saw, and adds to a sum. Input and output go through the UART. Ends when all are done.
 */
const together = (harts: number) => `
  .equ HARTS, ${harts}
  .equ ROUNDS, 200
  li s2, 1
  start:
    li t0, HARTS
    beq s2, t0, started
    mv a0, s2
    la a1, worker
    sbi SBI_HSM, 0
    addi s2, s2, 1
    j start
  started:
    li a0, 0
  worker:
    la s0, lock
    li s1, ROUNDS
  round:
    li t0, 1
    amoswap.w.aq t1, t0, (s0)
    bnez t1, round
    rdtime t2
    ld t3, last - lock(s0)
    bltu t2, t3, back
    sd t2, last - lock(s0)
    ld t3, sum - lock(s0)
    add t3, t3, a0
    addi t3, t3, 1
    sd t3, sum - lock(s0)
    li t4, UART
    lbu t5, 5(t4)
    andi t5, t5, 1
    beqz t5, silent
    lbu t5, 0(t4)
    sb t5, 0(t4)
  silent:
    amoswap.w.rl zero, zero, (s0)
    addi s1, s1, -1
    bnez s1, round
    la t0, done
    li t1, 1
    amoadd.w t2, t1, (t0)
    li t3, HARTS - 1
    beq t2, t3, finish
  rest:
    wfi
    j rest
  finish:
    poweroff
  back:
    li t0, FINISHER
    li t1, 0x13333
    sw t1, 0(t0)
  .balign 8
  lock: .dword 0
  last: .dword 0
  sum: .dword 0
  done: .dword 0
`;

const run = (harts: number, input: string) => {
  const kernel = program(together(harts));
  const { machine, console } = machineWith({ harts, kernel, input });
  const stop = machine.run({ maxInstructions: 2_000_000 });
  const sum = kernel.symbols.find(({ name }) => name === 'sum')!.address;
  return {
    reason: stop.reason,
    sum: machine.memory.read(Number(sum), 8),
    text: console.text,
    hash: machine.traceHash(),
  };
};

describe.each([1, 2, 4])('%i harts', (harts) => {
  test('give the same run each time, and time never goes back from one to another', () => {
    const first = run(harts, 'abc');
    expect(first).toMatchObject({ reason: 'poweroff', text: 'abc', sum: BigInt((200 * harts * (harts + 1)) / 2) });
    expect(run(harts, 'abc')).toEqual(first);
  });

  test('give another run for other input', () => {
    expect(run(harts, 'abd').hash).not.toBe(run(harts, 'abc').hash);
  });
});
