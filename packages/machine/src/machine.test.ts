import { mcause } from '@hartlab/hart';
import { parseCpu } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { Machine } from './machine.ts';
import type { Console } from './console.ts';
import { echo } from './testing/echo.ts';
import { machineWith, program } from './testing/program.ts';
import { RAM_BASE } from './board.ts';

const s1 = 9;

test('piped input arrives by interrupt as well, all of it', () => {
  const { machine, console } = machineWith({ kernel: program(echo), input: 'typed' });
  expect(machine.run()).toMatchObject({ reason: 'halted' });
  expect(console.text).toBe('typed');
});

test('HTIF prints a character, and a string by its write call', () => {
  const { machine, console } = machineWith({
    bios: 'none',
    kernel: program(
      `
        la t0, tohost
        li t1, 0x0101000000000041
        sd t1, 0(t0)
        la t1, call
        sd t1, 0(t0)
        1: ld t1, fromhost - tohost(t0)
        beqz t1, 1b
        ld s1, call - tohost(t0)
        li t1, 1
        sd t1, 0(t0)
        2: j 2b
        .balign 8
        tohost: .dword 0
        fromhost: .dword 0
        call: .dword 64, 1, text, 3
        text: .ascii "bcd"
      `,
      RAM_BASE,
    ),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'pass' });
  expect([console.text, machine.harts[0]!.x(s1)]).toEqual(['Abcd', 3n]);
});

test('a guest that only waits for the received-data interrupt gets it, whatever else it does', () => {
  const kernel = program(
    `
      la t0, handler
      csrw mtvec, t0
      li t0, PLIC
      li t1, 1
      sw t1, 40(t0)
      li t1, 0x400
      li t2, PLIC + 0x2000
      sw t1, 0(t2)
      li t1, 0x800
      csrw mie, t1
      li s1, UART
      li t1, 1
      sb t1, 1(s1)
      csrsi mstatus, 8
      spin: j spin
      .balign 4
      handler:
      lbu a0, 0(s1)
      li t0, FINISHER
      li t1, 0x3333
      slli a0, a0, 16
      or t1, t1, a0
      sw t1, 0(t0)
    `,
    RAM_BASE,
  );
  // Nothing has been typed when the guest turns the interrupt on; after that it never looks at the UART.
  let looks = 0;
  const console = { open: true, write: () => {}, read: () => (++looks === 5 ? 0x41 : -1) };
  const machine = new Machine({ bios: 'none', ram: 16 * 1024 ** 2, kernel, console, quantum: 100 });
  expect(machine.run({ maxInstructions: 5000 })).toMatchObject({ reason: 'fail', code: 0x41 });
});

test('a driver that sleeps between interrupts of the FIFO gets the whole input, the last few bytes by timeout', () => {
  const kernel = program(
    `
      la t0, handler
      csrw mtvec, t0
      li s0, PLIC
      li t1, 1
      sw t1, 40(s0)
      li t1, 0x400
      li t2, PLIC + 0x2000
      sw t1, 0(t2)
      li s2, PLIC + 0x200000
      li s1, UART
      li t1, 0x87
      sb t1, 2(s1)
      li t1, 1
      sb t1, 1(s1)
      li t1, 0x800
      csrw mie, t1
      csrsi mstatus, 8
      sleep: wfi
      j sleep
      .balign 4
      handler:
      lw s3, 4(s2)
      next: lbu a0, 5(s1)
      andi a0, a0, 1
      beqz a0, done
      lbu a0, 0(s1)
      sb a0, 0(s1)
      li t0, '\\n'
      bne a0, t0, next
      li t0, FINISHER
      li t1, 0x5555
      sw t1, 0(t0)
      done: sw s3, 4(s2)
      mret
    `,
    RAM_BASE,
  );
  const text = 'more than eight bytes\n';
  // Typed one at a time, with pauses in which the guest sleeps.
  let looks = 0;
  let typed = 0;
  let echo = '';
  const console = {
    open: true,
    write: (byte: number) => void (echo += String.fromCodePoint(byte)),
    read: () => (++looks % 50 === 0 && typed < text.length ? text.codePointAt(typed++)! : -1),
  };
  const machine = new Machine({ bios: 'none', ram: 16 * 1024 ** 2, kernel, console });
  for (let run = 0; run < 2000 && machine.run({ maxInstructions: 5000 }).reason !== 'pass'; run++);
  expect(echo).toBe(text);
});

test('a store to the ROM retires and changes nothing', () => {
  const { machine } = machineWith({
    bios: 'none',
    kernel: program(
      `
        la t0, handler
        csrw mtvec, t0
        li t0, 0x1000
        ld s1, 0(t0)
        not t1, s1
        sd t1, 0(t0)
        ld t1, 0(t0)
        xor s1, s1, t1
        wfi
        .balign 4
        handler:
        csrr s1, mcause
        wfi
      `,
      RAM_BASE,
    ),
  });
  machine.run();
  expect([machine.harts[0]!.x(s1), machine.harts[0]!.read(mcause)]).toEqual([0n, 0n]);
});

test('ten instructions of a hart are a tick, however many harts there are', () => {
  for (const harts of [1, 4]) {
    const { machine } = machineWith({
      harts,
      kernel: program(`
        rdtime s1
        li t0, 50000
        1: addi t0, t0, -1
        bnez t0, 1b
        rdtime s2
        sub s1, s2, s1
        poweroff
      `),
    });
    machine.run();
    expect(Number(machine.harts[0]!.x(s1)) / 10_000).toBeCloseTo(1, 1);
  }
});

test('wfi skips to the next timer event', () => {
  const { machine } = machineWith({
    kernel: program(`
      li a0, 1000000
      sbi SBI_TIME, 0
      li t0, 1 << 5
      csrs sie, t0
      wfi
      rdtime s1
      poweroff
    `),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'poweroff' });
  expect(machine.harts[0]!.x(s1)).toBe(1_000_000n);
});

test('wfi skips to stimecmp as well', () => {
  const { machine } = machineWith({
    bios: 'none',
    kernel: program(
      `
        li t0, 1 << 63
        csrs menvcfg, t0
        li t0, 123456
        csrw stimecmp, t0
        li t0, 1 << 5
        csrs mie, t0
        wfi
        rdtime s1
        csrw mie, zero
        wfi
      `,
      RAM_BASE,
    ),
  });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'halted' });
  expect(machine.harts[0]!.x(s1)).toBe(123_456n);
});

test('an observer sees every boundary, with its hart', () => {
  const { machine } = machineWith({ kernel: program('nop\n ebreak') });
  const seen: string[] = [];
  machine.run({
    maxTraps: 1,
    observe: (hart, { kind, pc }) => seen.push(`${hart.hartid} ${kind} ${pc.toString(16)}`),
  });
  expect(seen).toEqual(['0 retired 80200000', '0 trap 80200004']);
});

test("a hart is QEMU's rv64 unless something else is said", () => {
  const { machine } = machineWith({ kernel: program('wfi') });
  expect(machine.harts[0]!.isa.name).toBe(parseCpu('rv64').isa.name);
});

/** Asks for a byte through HTIF, waits for it, and prints it, until it is a full stop. */
const htifEcho = `
  la s0, tohost
  next:
  li t1, 0x0100000000000000
  sd t1, 0(s0)
  1: ld t1, 8(s0)
  beqz t1, 1b
  sd zero, 8(s0)
  andi t1, t1, 0xff
  sw t1, 0(s0)
  li t2, 0x01010000
  sw t2, 4(s0)
  2: ld t2, 0(s0)
  bnez t2, 2b
  li t2, '.'
  bne t1, t2, next
  li t1, 1
  sw t1, 0(s0)
  3: wfi
  j 3b
  .balign 8
  tohost: .dword 0
  fromhost: .dword 0
`;

describe('HTIF', () => {
  const options = { bios: 'none', kernel: program(htifEcho, RAM_BASE) } as const;

  test('reads the console and takes commands in halves', () => {
    const { machine, console } = machineWith({ ...options, input: 'typed.' });
    // The exit is half a command, and WFI the end: nothing will come after it.
    expect(machine.run({ maxInstructions: 2000 })).toMatchObject({ reason: 'pass' });
    expect(console.text).toBe('typed.');
  });

  test('gives a byte that comes while the guest waits for it', () => {
    const printed: number[] = [];
    let looks = 0;
    // Nothing is there at first.
    const console: Console = {
      open: true,
      write: (byte) => printed.push(byte),
      read: () => (++looks < 5 ? -1 : 0x2e),
    };
    const machine = new Machine({ ...options, console, ram: 16 * 1024 ** 2, quantum: 100 });
    expect(machine.run({ maxInstructions: 2000 })).toMatchObject({ reason: 'pass' });
    expect(printed).toEqual([0x2e]);
  });

  test('is in a snapshot: a byte that is waited for, and half a command', () => {
    const whole = machineWith({ ...options, input: 'ab.' });
    whole.machine.run({ maxInstructions: 2000 });
    for (let boundary = 2; boundary < 80; boundary += 7) {
      const first = machineWith({ ...options, input: 'ab.' });
      first.machine.run({ maxInstructions: boundary });
      const second = machineWith({ ...options, input: 'ab.' });
      second.machine.restore(structuredClone(first.machine.save()));
      expect(second.machine.run({ maxInstructions: 2000 })).toMatchObject({ reason: 'pass' });
      expect(second.machine.traceHash()).toBe(whole.machine.traceHash());
    }
  });

  test('with tohost elsewhere is not there, which is said', () => {
    const kernel = program('wfi', RAM_BASE);
    const symbols = [{ name: 'tohost', address: 0xffff_ffff_8020_1000n, size: 8n }];
    const { machine } = machineWith({ bios: 'none', kernel: { ...kernel, symbols } });
    expect(machine.warnings).toEqual([expect.stringMatching(/^tohost is at 0xffffffff80201000, .* not HTIF$/)]);
    expect(machine.run()).toMatchObject({ reason: 'halted' });
  });

  test('counts when the program has no more to say and only traps', () => {
    const source = `
      la t0, tohost
      li t1, 7
      sw t1, 0(t0)
      unimp
      .balign 8
      tohost: .dword 0
    `;
    const { machine } = machineWith({ bios: 'none', kernel: program(source, RAM_BASE) });
    expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'fail', code: 3 });
  });
});
