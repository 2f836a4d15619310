import { mcause, mtval } from '@hartlab/hart';
import { parseCpu } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { PAYLOAD_BASE, RAM_BASE } from './board.ts';
import { errorBanks } from './devices/error-banks.ts';
import { machineWith, program } from './testing/program.ts';

const line = PAYLOAD_BASE + 0x1000;
const sources = `
  .equ BANKS, ${errorBanks.base}
  .equ LINE, ${line}
`;
/** A program of M-mode that loads of the line, and says with the finisher whether the trap was a hardware error. */
const loads = program(
  `${sources}
  la t0, trapped
  csrw mtvec, t0
  li a0, LINE
  ld a1, 8(a0)
  li a0, 0x13333
  j end
.balign 4
trapped:
  csrr t0, mcause
  addi t0, t0, -19
  li a0, 0x5555
  beqz t0, end
  li a0, 0x23333
end:
  li a1, FINISHER
  sw a0, 0(a1)
1: j 1b
`,
  RAM_BASE,
);

test('lines are corrupted from the start, by any address in them', () => {
  for (const address of [line, line + 8, line + 63]) {
    const { machine } = machineWith({ bios: 'none', kernel: loads, poison: [RAM_BASE + 0x10_0000, address] });
    expect(machine.run({ maxInstructions: 1000 }).reason).toBe('pass');
    expect(machine.harts[0]!.read(mcause)).toBe(19n);
    expect(machine.harts[0]!.read(mtval)).toBe(BigInt(line + 8));
  }
  const { machine } = machineWith({ bios: 'none', kernel: loads });
  expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ reason: 'fail', code: 1 });
});

test.each([[[0x1000]], [[line, RAM_BASE + 16 * 1024 ** 2]], [[-1]]])('%s is not all RAM', (poison) => {
  expect(() => machineWith({ bios: 'none', kernel: loads, poison })).toThrow(
    /^\S+ cannot be poisoned: RAM is from 0x80000000 to 0x80ffffff$/,
  );
});

test('with M-mode to itself the guest finds records that log and signal nothing', () => {
  const { machine } = machineWith({ bios: 'none', kernel: loads, poison: [line] });
  machine.run({ maxInstructions: 1000 });
  expect(machine.save().state.devices['error-banks']).toEqual(
    machineWith({ bios: 'none', kernel: loads }).machine.save().state.devices['error-banks'],
  );
});

/** Poisons the line, loads of it, scrubs it and loads again: what the loads leave. */
const poisons = program(`${sources}
  la t0, trapped
  csrw stvec, t0
  li s0, BANKS
  li s1, LINE
  li a3, 0x77
  ori t0, s1, 1
  sd t0, 56(s0)
  ld a3, 8(s1)
  ori t0, s1, 2
  sd t0, 56(s0)
  ld a2, 8(s1)
  poweroff
.balign 4
trapped:
  csrr s2, scause
  csrr s3, stval
  csrr t0, sepc
  addi t0, t0, 4
  csrw sepc, t0
  sret
`);

describe('a state with corrupted lines', () => {
  const made = () => machineWith({ kernel: poisons, isa: parseCpu('max').isa }).machine;
  const until = (machine: ReturnType<typeof made>, what: () => boolean) => {
    while (!what()) machine.step();
  };

  test('the trap tells the supervisor the cause and the address, and the hart’s record holds it', () => {
    const machine = made();
    expect(machine.run({ maxInstructions: 1000 }).reason).toBe('poweroff');
    const hart = machine.harts[0]!;
    expect([hart.x(18), hart.x(19), hart.x(13), hart.x(12)]).toEqual([19n, BigInt(line + 8), 0x77n, 0n]);
    const banks = machine.save().state.devices['error-banks'] as { status: bigint; addr_info: bigint }[][];
    // All were read and cleared: v is 0, what they told is there.
    expect(banks.map((records) => records.map(({ status }) => status & 0xfn))).toEqual([[4n, 2n], [8n]]);
    expect(banks[1]![0]!.addr_info).toBe(BigInt(line + 8));
  });

  test('is saved, hashed and restored with them', () => {
    const machine = made();
    const { poison } = machine.memory;
    const good = machine.save();
    until(machine, () => poison.exist);
    const bad = structuredClone(machine.save());
    expect([good.state.poison, bad.state.poison]).toEqual([[], [line]]);
    const fingerprint = machine.fingerprint();
    const end = machine.run({ maxInstructions: 1000 });
    const hash = machine.traceHash();

    const other = made();
    other.restore(bad);
    expect(other.fingerprint()).toBe(fingerprint);
    expect(other.run({ maxInstructions: 1000 })).toEqual(end);
    expect(other.traceHash()).toBe(hash);
    other.restore({ ...bad, state: { ...bad.state, poison: [] } });
    expect(other.fingerprint()).not.toBe(fingerprint);
    other.restore(good);
    expect(other.memory.poison.exist).toBe(false);
  });

  test('is gone back to', () => {
    const machine = made();
    const { poison } = machine.memory;
    machine.checkpoint();
    until(machine, () => poison.exist);
    machine.rollback();
    expect(poison.save()).toEqual([]);
    until(machine, () => poison.exist);
    machine.checkpoint();
    const fingerprint = machine.fingerprint();
    until(machine, () => !poison.exist);
    machine.rollback();
    expect([poison.save(), machine.fingerprint()]).toEqual([[line], fingerprint]);
    expect(machine.run({ maxInstructions: 1000 }).reason).toBe('poweroff');
    expect(machine.harts[0]!.x(18)).toBe(19n);
  });

  test.each([[[line + 1]], [[line, line]], [[line + 64, line]], [[0]], [[RAM_BASE + 2 ** 32]], [['line']]])(
    'a snapshot with the lines %s is damaged',
    (lines) => {
      const machine = made();
      const { pages, state } = machine.save();
      const snapshot = { pages, state: { ...state, poison: lines as number[] } };
      expect(() => machine.restore(snapshot)).toThrow(/^the snapshot is damaged: state\.poison\.\d is not what/);
    },
  );
});
