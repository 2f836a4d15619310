import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine, RAM_BASE } from '@hartlab/machine';
import { expect, test, vi } from 'vitest';
import { engineKinds, type EngineName } from './engine-kinds.ts';

// Engines are made, and busy machines take their time.
vi.setConfig({ testTimeout: 60_000 });

const kinds = Object.keys(engineKinds) as EngineName[];

/*
 * All harts run a loop that is compiled and whose constant hart 0 changes: it adds 5, and 9 once the word is replaced. Hart 0
 * then resets the machine, which loads the word again; at the fourth start it passes. What the loops come to is printed.
 */
const source = `
  .option norvc
  .equ COUNT, ${RAM_BASE + 0x40_0000}
  .equ FINISHER, 0x100000
  .equ UART, 0x10000000
  csrr s0, mhartid
  li s1, 3
  li s2, 0
again:
  li s3, 300
loop:
  addi s2, s2, 5
  addi s3, s3, -1
  bnez s3, loop
  bnez s0, again
  addi s1, s1, -1
  beqz s1, done
  la t0, loop
  la t1, other
  lw t1, 0(t1)
  sw t1, 0(t0)
  fence.i
  j again
other:
  addi s2, s2, 9
done:
  li t0, UART
  li t1, 8
digit:
  srli t2, s2, 12
  andi t2, t2, 15
  addi t2, t2, 48
  sb t2, 0(t0)
  slli s2, s2, 4
  addi t1, t1, -2
  bnez t1, digit
  li t0, COUNT
  ld t1, 0(t0)
  addi t1, t1, 1
  sd t1, 0(t0)
  li t2, 4
  li t3, 0x7777
  bne t1, t2, end
  li t3, 0x5555
end:
  li t0, FINISHER
  sw t3, 0(t0)
  j end
`;
const { bytes } = assemble(source, { origin: BigInt(RAM_BASE) });
const kernel = {
  kind: 'assembled' as const,
  entry: RAM_BASE,
  segments: [{ address: RAM_BASE, bytes, size: bytes.length }],
  symbols: [],
};

const run = (name: EngineName, harts: number, quantum: number) => {
  const console = new BufferConsole();
  const of = { bios: 'none', kernel, console, harts, quantum, reboots: true, ram: 8 << 20 } as const;
  const machine = new Machine({ ...of, engine: engineKinds[name], traceHash: 'sampled' });
  const { reason } = machine.run({ maxInstructions: 1_000_000 });
  return { reason, text: console.text, hash: machine.traceHash(), instructions: machine.instructions };
};

test.each([
  [1, 100_000],
  [1, 7],
  [3, 50],
])('%i harts in turns of %i start again alike on each engine, and with the code that was loaded', (harts, quantum) => {
  const [first, ...others] = kinds.map((name) => run(name, harts, quantum));
  expect(first?.reason).toBe('pass');
  // 300 times 5 and then twice 300 times 9, at each of the four starts: 6900, in hexadecimal 1af4.
  expect(first?.text).toBe('1:?4'.repeat(4));
  for (const other of others) expect(other).toEqual(first);
});
