import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Console } from './console.ts';
import { Machine } from './machine.ts';
import { machineWith, program } from './testing/program.ts';

/**
 * Sleeps until the UART interrupts, and does what the byte says: t sets a timer and sleeps until it wakes it; u sets one
 * that wakes nobody; b is busy for a while; q powers off. Each time it wakes it stores the time. The other harts take
 * some timer interrupts and then sleep for good.
 */
const source = (harts: number) => `
  .equ HARTS, ${harts}
  .equ TIMERS, 20
  .equ SOURCE, 10 * 4
  .equ ENABLE, 0x2080
  .equ CLAIM, 0x201004
  li s2, 1
  start:
    li t0, HARTS
    beq s2, t0, started
    mv a0, s2
    la a1, worker
    sbi SBI_HSM, 0
    addi s2, s2, 1
    j start
  worker:
    csrwi sie, 0
    li t0, 1 << 5
    csrs sie, t0
    li s2, TIMERS
  1:
    rdtime a0
    addi a0, a0, 300
    sbi SBI_TIME, 0
    wfi
    addi s2, s2, -1
    bnez s2, 1b
    li a0, -1
    sbi SBI_TIME, 0
  rest:
    wfi
    j rest
  started:
    li s1, UART
    li s3, PLIC
    la s4, times
    li t0, 1
    sw t0, SOURCE(s3)
    li t0, PLIC + ENABLE
    li t1, 1 << 10
    sw t1, 0(t0)
    li s5, PLIC + CLAIM
    li t0, 1
    sb t0, 1(s1)
    li s6, 1 << 9
  listen:
    csrw sie, s6
    wfi
    lw s8, 0(s5)
    rdtime t0
    sd t0, 0(s4)
    addi s4, s4, 8
    lbu t0, 5(s1)
    andi t0, t0, 1
    beqz t0, complete
    lbu s7, 0(s1)
    sb s7, 0(s1)
    li t0, 'q'
    beq s7, t0, end
    li t0, 'b'
    beq s7, t0, busy
    li t0, 't'
    beq s7, t0, timer
    li t0, 'u'
    bne s7, t0, complete
    rdtime a0
    addi a0, a0, 500
    sbi SBI_TIME, 0
  complete:
    sw s8, 0(s5)
    j listen
  busy:
    li t0, 400
    1: addi t0, t0, -1
    bnez t0, 1b
    j complete
  timer:
    rdtime a0
    addi a0, a0, 900
    sbi SBI_TIME, 0
    li t0, 1 << 5
    csrw sie, t0
    wfi
    li a0, -1
    sbi SBI_TIME, 0
    j complete
  end:
    poweroff
  .balign 8
  times: .dword 0
`;

/** Milliseconds for a property, on a host that is busy. */
const PATIENCE = 60_000;

const kernels = [1, 2, 3, 4].map((harts) => ({ harts, kernel: program(source(harts)) }));

interface Arrival {
  readonly position: number;
  readonly byte: number;
}

/** Input that comes while the machine runs. */
class Live implements Console {
  open = true;
  readonly #waiting: number[] = [];
  write(): void {}
  arrive(byte: number): void {
    this.#waiting.push(byte);
  }
  read(): number {
    return this.#waiting.shift() ?? -1;
  }
}

/** The same input again, known beforehand. */
class Again implements Console {
  open = true;
  #next = 0;
  readonly #arrivals: readonly Arrival[];
  constructor(arrivals: readonly Arrival[]) {
    this.#arrivals = arrivals;
  }
  write(): void {}
  read(position: number): number {
    const next = this.#arrivals[this.#next];
    if (next === undefined || next.position > position) return -1;
    this.#next++;
    return next.byte;
  }
}

const machineFor = (index: number, console: Console): Machine =>
  new Machine({ bios: 'built-in', ram: 16 * 1024 ** 2, traceHash: 'full', ...kernels[index]!, console });

/** Runs a slice of `length` boundaries in one of the ways there are to make one. */
const slice = (machine: Machine, length: number) => {
  if (length % 3 === 0) return machine.run({ until: machine.position + length }).reason;
  if (length % 3 === 1) return machine.run({ maxInstructions: length }).reason;
  let left = Math.ceil(length / 100);
  return machine.run({ pause: () => --left < 0 }).reason;
};

const lengths = fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })));
/** Bytes, each with how many slices go before it. */
const typed = fc.array(fc.tuple(fc.constantFrom('t', 'u', 'b', 'x'), fc.nat(4)), { maxLength: 12 });

const live = (index: number, keys: readonly (readonly [string, number])[], slices: Iterator<number>) => {
  const console = new Live();
  const machine = machineFor(index, console);
  const arrivals: Arrival[] = [];
  const run = () => slice(machine, slices.next().value as number);
  for (const [key, before] of [...keys, ['q', 3] as const]) {
    for (let count = 0; count < before; count++) run();
    console.arrive(key.charCodeAt(0));
    arrivals.push({ position: machine.position, byte: key.charCodeAt(0) });
  }
  let reason = run();
  while (reason !== 'poweroff') reason = run();
  return { arrivals, hash: machine.traceHash(), position: machine.position };
};

describe('input that comes while the machine runs', () => {
  test(
    'gives the same run when it is given at the same positions, whatever the slices',
    () => {
      fc.assert(
        fc.property(fc.nat(3), typed, lengths, lengths, (index, keys, slices, others) => {
          const first = live(index, keys, slices[Symbol.iterator]());
          const machine = machineFor(index, new Again(first.arrivals));
          const iterator = others[Symbol.iterator]();
          let reason;
          do reason = slice(machine, iterator.next().value as number);
          while (reason === 'paused' || reason === 'limit');
          expect({ reason, hash: machine.traceHash(), position: machine.position }).toEqual({
            reason: 'poweroff',
            hash: first.hash,
            position: first.position,
          });
        }),
        { numRuns: 60 },
      );
    },
    PATIENCE,
  );

  test(
    'comes again where it came when the machine goes back',
    () => {
      fc.assert(
        fc.property(fc.nat(3), typed, lengths, fc.nat(5000), (index, keys, slices, at) => {
          const console = new Live();
          const machine = machineFor(index, console);
          const iterator = slices[Symbol.iterator]();
          const run = () => slice(machine, iterator.next().value as number);
          machine.run({ until: at });
          machine.checkpoint();
          for (const [key, before] of [...keys, ['q', 3] as const]) {
            for (let count = 0; count < before; count++) run();
            console.arrive(key.charCodeAt(0));
          }
          while (run() !== 'poweroff');
          const hash = machine.traceHash();
          machine.rollback();
          let reason = run();
          while (reason === 'paused' || reason === 'limit') reason = run();
          expect([reason, machine.traceHash()]).toEqual(['poweroff', hash]);
        }),
        { numRuns: 60 },
      );
    },
    PATIENCE,
  );

  test('is waited for where all harts sleep, which changes nothing', () => {
    const machine = machineFor(0, new Live());
    expect(machine.run().reason).toBe('idle');
    const { position } = machine;
    const hash = machine.traceHash();
    expect(machine.run().reason).toBe('idle');
    expect([machine.position, machine.traceHash()]).toEqual([position, hash]);
  });
});

describe('pauses', () => {
  test('until a position are exact', { timeout: PATIENCE }, () => {
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 1, max: 2000 }), (index, position) => {
        const machine = machineFor(index, new Live());
        const { reason } = machine.run({ until: position });
        expect(reason === 'paused' ? machine.position : reason).toBe(reason === 'paused' ? position : 'idle');
      }),
    );
  });

  test('are asked for at each trap and at the end of each turn', () => {
    const machine = machineWith({ kernel: program('1: j 1b'), quantum: 100 }).machine;
    let asked = 0;
    expect(machine.run({ pause: () => ++asked > 10 }).reason).toBe('paused');
    expect(machine.boundaries).toBe(1000);
  });
});

test('a fingerprint is of the payload and of the machine', () => {
  const kernel = program('1: j 1b');
  const fingerprint = (options: Parameters<typeof machineWith>[0]) => machineWith(options).machine.fingerprint();
  const first = fingerprint({ kernel });
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprint({ kernel, traceHash: undefined })).toBe(first);
  const others = [
    fingerprint({ kernel: program('1: j 1b; nop') }),
    fingerprint({ kernel, harts: 2 }),
    fingerprint({ kernel, instructionsPerTick: 11 }),
    fingerprint({ kernel, append: 'quiet' }),
  ];
  expect(new Set([first, ...others]).size).toBe(5);
});
