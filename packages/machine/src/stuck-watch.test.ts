import { parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { RAM_BASE } from './board.ts';
import type { MachineOptions } from './machine-options.ts';
import { machineWith, program } from './testing/program.ts';

const LIMIT = 200_000;
const stopOf = (
  source: string,
  options: Omit<MachineOptions, 'console' | 'bios' | 'kernel'> & { input?: string } = {},
) => machineWith({ ...options, kernel: program(source) }).machine.run({ maxInstructions: LIMIT });
const stopInM = (source: string, options: Omit<MachineOptions, 'console' | 'bios' | 'kernel'> = {}) =>
  machineWith({ ...options, bios: 'none', kernel: program(source, RAM_BASE) }).machine.run({ maxInstructions: LIMIT });

/** M-mode gives S-mode all memory, and all exceptions but calls. */
const lenientMachine = `
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  li t0, 0xb1ff
  csrw medeleg, t0
`;
/** Enters S-mode at t0. */
const enterS = `
  csrw mepc, t0
  li t0, 3 << 11
  csrc mstatus, t0
  li t0, 1 << 11
  csrs mstatus, t0
  mret
`;
const timerOfM = `
  li t0, MTIMECMP
  li t1, 500
  sd t1, 0(t0)
  li t0, 1 << 7
  csrs mie, t0
`;
const pass = `
  li a0, 0x5555
  li a1, FINISHER
  sw a0, 0(a1)
  1: j 1b
`;

describe('a handler that traps to itself ends the run', () => {
  test('in S-mode, although its own timer is armed: its interrupts are off in a trap', () => {
    // As xv6 does: all is delegated, S-mode has the timer of Sstc, and then it jumps to nowhere with stvec 0.
    const source = `
      ${lenientMachine}
      li t0, -1
      csrw mideleg, t0
      li t0, 1 << 63
      csrs menvcfg, t0
      li t0, 1 << 5 | 1 << 9
      csrs mie, t0
      li t0, 10000000
      csrw stimecmp, t0
      la t0, supervisor
      ${enterS}
      supervisor:
      csrsi sstatus, 2
      li t0, 0x40000000
      jr t0
    `;
    expect(stopInM(source)).toMatchObject({
      reason: 'stuck',
      message:
        'hart 0 is stuck: instruction access fault at pc 0x40000000 (stval 0x40000000), ' +
        'and the trap handler at 0x0 traps to itself: instruction access fault',
    });
  });

  test.each(['rv64imac_zicsr_zicntr_sstc', 'rv64imac_zicsr_zicntr'])(
    'in S-mode of %s, with the timer of its firmware',
    (isa) => {
      const source = 'li a0, 10000000\n sbi SBI_TIME, 0\n li t0, 1 << 5\n csrs sie, t0\n jr zero';
      expect(stopOf(source, { isa: parseIsa(isa) })).toMatchObject({ reason: 'stuck' });
    },
  );

  test('in M-mode, whatever is armed', () => {
    const { reason, message } = stopInM(
      `${timerOfM.replace('500', '10000000')}\n csrw mtvec, zero\n csrsi mstatus, 8\n jr zero`,
    );
    expect([reason, message]).toEqual([
      'stuck',
      'hart 0 is stuck: instruction access fault at pc 0x0 (mtval 0x0), and the trap handler at 0x0 traps to itself: instruction access fault',
    ]);
  });

  test('of M-mode, when the timer that interrupts a loop of S-mode leads there', () => {
    const source = `${lenientMachine}\n csrw mtvec, zero\n ${timerOfM}\n la t0, nowhere\n csrw stvec, t0\n ${enterS}\n .balign 4\n nowhere: .word 0`;
    expect(stopInM(source)).toMatchObject({
      reason: 'stuck',
      message: expect.stringMatching(/interrupt MTI at pc 0x800000\w\w \(.*handler at 0x0 traps to itself/),
    });
  });

  test('once the last timer has gone off and its handler went back; it tells what led there', () => {
    const source = `
      ${lenientMachine}
      la t0, silence
      csrw mtvec, t0
      ${timerOfM}
      csrw stvec, zero
      li t0, 0x40000000
      ${enterS}
      .balign 4
      silence:
      li t0, MTIMECMP
      li t1, -1
      sd t1, 0(t0)
      mret
    `;
    const { machine } = machineWith({ bios: 'none', kernel: program(source, RAM_BASE) });
    expect(machine.run({ maxInstructions: LIMIT })).toMatchObject({
      reason: 'stuck',
      message: expect.stringContaining('instruction access fault at pc 0x40000000'),
    });
    expect(machine.clock.time()).toBeGreaterThanOrEqual(500n);
  });

  test.each([
    ['is stopped', 'j fall'],
    ['waits for nothing', start('1: wfi\n j 1b')],
    ['waits for an interrupt that only this hart could send', start('li t0, 2\n csrs sie, t0\n 1: wfi\n j 1b')],
    ['loops as well', start('jr zero')],
  ])('when the other hart %s, timer or no timer', (_what, prepare) => {
    const source = `li a0, -2\n sbi SBI_TIME, 0\n ${prepare}\n fall: li t0, 4000\n 1: addi t0, t0, -1\n bnez t0, 1b\n jr zero`;
    expect(stopOf(source, { harts: 2 })).toMatchObject({ reason: 'stuck' });
  });

  test('when the other hart is stopped, whatever its lines say', () => {
    const { machine } = machineWith({ harts: 2, kernel: program('nop\n jr zero') });
    machine.step();
    machine.harts[1]!.setInterrupt('MSIP', true);
    expect(machine.run({ maxInstructions: LIMIT })).toMatchObject({ reason: 'stuck' });
  });
});

/** Starts hart 1 with this code. */
function start(code: string): string {
  return `li a0, 1\n la a1, worker\n sbi SBI_HSM, 0\n j fall\n worker:\n ${code}\n`;
}

describe('a handler that traps to itself is not the end', () => {
  /** Hart 0 loops in a handler that is no code, until hart 1 makes it the code that ends the run. */
  const helper = (wait: string) => `
    la t0, handler
    csrw stvec, t0
    ${start(`${wait}\n la t0, handler\n li t1, 0x0ff00513\n sw t1, 0(t0)\n fence.i\n 1: j 1b`)}
    fall:
    ebreak
    .balign 4
    handler: .word 0
    poweroff
  `;

  test.each([
    ['runs', 'li t0, 2000\n 1: addi t0, t0, -1\n bnez t0, 1b'],
    ['waits for its timer', 'li a0, 500\n sbi SBI_TIME, 0\n li t0, 1 << 5\n csrs sie, t0\n wfi'],
    [
      'waits for the alarm of the RTC',
      `li t0, 0x101000
       lwu t1, 0(t0)
       lwu t2, 4(t0)
       slli t2, t2, 32
       add t1, t1, t2
       li t2, 50000
       add t1, t1, t2
       srli t2, t1, 32
       sw t2, 0x0c(t0)
       sw t1, 0x08(t0)
       li t1, 1
       sw t1, 0x10(t0)
       li t0, PLIC
       sw t1, 44(t0)
       li t0, PLIC + 0x2180
       li t1, 1 << 11
       sw t1, 0(t0)
       li t0, 1 << 9
       csrs sie, t0
       wfi`,
    ],
  ])('while another hart %s, that may mend it', (_what, wait) => {
    expect(stopOf(helper(wait), { harts: 2 })).toMatchObject({ reason: 'poweroff' });
  });

  test('while a third hart may send the second one an interrupt', () => {
    const source = `
      la t0, handler
      csrw stvec, t0
      li a0, 1
      la a1, second
      sbi SBI_HSM, 0
      li a0, 2
      la a1, third
      sbi SBI_HSM, 0
      ebreak
      second:
      li t0, 2
      csrs sie, t0
      wfi
      la t0, handler
      li t1, 0x0ff00513
      sw t1, 0(t0)
      1: j 1b
      third:
      li t0, 2000
      1: addi t0, t0, -1
      bnez t0, 1b
      li a0, 2
      li a1, 0
      sbi 0x735049, 0
      1: j 1b
      .balign 4
      handler: .word 0
      poweroff
    `;
    expect(stopOf(source, { harts: 3 })).toMatchObject({ reason: 'poweroff' });
  });

  test.each([
    ['Direct', 'la t0, rescue'],
    ['Vectored', 'la t0, rescue - 28\n ori t0, t0, 1'],
  ])('when M-mode has a timer, its mtvec %s', (_mode, vector) => {
    const source = `
      ${lenientMachine}
      ${vector}
      csrw mtvec, t0
      ${timerOfM}
      csrw stvec, zero
      li t0, 0x40000000
      ${enterS}
      .balign 64
      .zero 28
      rescue:
      ${pass}
    `;
    expect(stopInM(source)).toMatchObject({ reason: 'pass' });
  });

  test('of a guest, when its hypervisor has a timer', () => {
    const source = `
      la t0, rescue
      csrw stvec, t0
      li a0, 500
      sbi SBI_TIME, 0
      li t0, 1 << 5
      csrs sie, t0
      li t0, -1
      csrw hedeleg, t0
      csrw vstvec, zero
      li t0, 1 << 7 | 1 << 8
      csrs hstatus, t0
      li t0, 1 << 8
      csrs sstatus, t0
      li t0, 0x40000000
      csrw sepc, t0
      sret
      .balign 4
      rescue:
      poweroff
    `;
    expect(stopOf(source)).toMatchObject({ reason: 'poweroff' });
    // Without the timer, or with one that nobody listens to, nothing ever comes.
    expect(stopOf(source.replace('csrs sie, t0', ''))).toMatchObject({ reason: 'stuck' });
    expect(stopOf(source.replace('li a0, 500', 'li a0, -1'))).toMatchObject({ reason: 'stuck' });
  });

  test('when a hypervisor resolves the faults of its guest at one pc, try after try', () => {
    const source = `
      la t0, handler
      csrw stvec, t0
      li s1, 50
      li t0, 1 << 7 | 1 << 8
      csrs hstatus, t0
      li t0, 1 << 8
      csrs sstatus, t0
      la t0, guest
      csrw sepc, t0
      sret
      guest:
      lw t0, 0(zero)
      .balign 4
      handler:
      addi s1, s1, -1
      beqz s1, 1f
      sret
      1: poweroff
    `;
    expect(stopOf(source)).toMatchObject({ reason: 'poweroff' });
  });

  test('of a hart that was in one, and has left it, while the other hart is now in one', () => {
    const source = `
      ${start('la t0, handler\n csrw stvec, t0\n ebreak')}
      fall:
      li t0, 2000
      1: addi t0, t0, -1
      bnez t0, 1b
      la t0, handler
      li t1, 0x0ff00513
      sw t1, 0(t0)
      fence.i
      2: ld t1, 8(t0)
      beqz t1, 2b
      jr zero
      .balign 8
      handler: .word 0
      j run
      .dword 0
      run:
      la t0, handler
      li t1, 1
      sd t1, 8(t0)
      li t0, 4000
      1: addi t0, t0, -1
      bnez t0, 1b
      poweroff
    `;
    expect(stopOf(source, { harts: 2 })).toMatchObject({ reason: 'poweroff' });
  });

  test("when a user's program has run into the handler's address", () => {
    const source = `
      la t0, handler
      csrw stvec, t0
      csrw sepc, t0
      li t0, 1 << 8
      csrc sstatus, t0
      sret
      .balign 4
      handler:
      csrr t0, sstatus
      poweroff
    `;
    expect(stopOf(source)).toMatchObject({ reason: 'poweroff' });
  });

  test('when the firmware answers interrupt after interrupt at one pc', () => {
    const source = `
      li t0, 4000
      1: addi t0, t0, -1
      bnez t0, 1b
      poweroff
    `;
    const { machine } = machineWith({ kernel: program(source) });
    machine.run({ maxInstructions: 100 });
    for (let time = 0; time < 10; time++) {
      machine.harts[0]!.setInterrupt('MSIP', true);
      expect(machine.step()?.kind).toBe('interrupt');
    }
    expect(machine.run({ maxInstructions: LIMIT })).toMatchObject({ reason: 'poweroff' });
  });
});
