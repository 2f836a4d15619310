import { exception } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { MachineMode } from './machine-mode.ts';
import { toSupervisor, waitingFirmware } from './testing/waiting-firmware.ts';

const firmware = waitingFirmware('    addi s0, s0, 1\n    j supervisor', 6000);

function atSupervisor() {
  const { bytes } = assemble(firmware, { origin: 0x8000_0000n });
  const machine = new Machine({ bios: { image: bytes }, harts: 2, ram: 8 * 1024 ** 2, console: new BufferConsole() });
  const machineMode = new MachineMode(machine);
  // Both harts leave M-mode when they first can.
  for (const hart of machine.harts) machineMode.handle(hart);
  return { machine, machineMode, caller: machine.harts[0]!, other: machine.harts[1]! };
}

describe('a firmware that waits for another hart', () => {
  const { machine, machineMode, caller, other } = atSupervisor();
  test('starts on all harts', () => {
    expect(machine.harts.map(({ privilege }) => privilege)).toEqual(['S', 'S']);
    expect(caller.pc).toBe(other.pc);
  });

  const { pc } = caller;
  const stepwise = atSupervisor();
  test('lets that one in, and comes back, in no time', () => {
    caller.trap({ cause: exception.ecallFromS });
    expect(machineMode.handle(caller)).toBe(true);
    expect([caller.privilege, caller.pc]).toEqual(['S', pc + 4n]);
    // It is where it was, with the traces of the handler in its registers.
    expect([other.privilege, other.pc, other.x(8), other.x(31)]).toEqual(['S', pc, 0n, 1n]);
    expect([machine.clock.time(), machine.boundaries]).toEqual([0n, 0]);
  });

  test('comes to the same step by step', () => {
    const pcs: bigint[] = [];
    stepwise.caller.trap({ cause: exception.ecallFromS });
    expect(stepwise.machineMode.handle(stepwise.caller, (at) => pcs.push(at))).toBe(true);
    expect(pcs.length).toBeGreaterThan(10);
    for (const [index, hart] of stepwise.machine.harts.entries())
      expect(ComparedState.of(hart).copied.words).toEqual(ComparedState.of(machine.harts[index]!).copied.words);
  });
});

test('a firmware that never comes back is not waited for for ever', () => {
  const { machine, machineMode, caller } = atSupervisor();
  machine.harts[1]!.stopped = true;
  caller.trap({ cause: exception.ecallFromS });
  expect(machineMode.handle(caller)).toBe(false);
  expect(caller.privilege).toBe('M');
});

/** Harts wait for the first to copy the firmware, and then whoever comes first starts the payload. */
const drawing = `
_start:
    csrr t0, mhartid
    bnez t0, 2f
    li t1, 3000
1:  addi t1, t1, -1
    bnez t1, 1b
    la t2, copied
    sw t1, 0(t2)
    li t1, 3000
3:  addi t1, t1, -1
    bnez t1, 3b
    j 4f
2:  la t2, copied
    lw t1, 0(t2)
    bnez t1, 2b
4:  la t2, drawn
    li t1, 1
    amoswap.w t1, t1, (t2)
    beqz t1, 6f
5:  wfi
    j 5b
6:
${toSupervisor('payload')}
payload:
    j payload
.balign 8
copied:
    .dword 1
drawn:
    .dword 0
`;

test('the payload is started on the hart that is swept, where harts draw for it', () => {
  const { bytes, symbols } = assemble(drawing, { origin: 0x8000_0000n });
  const machine = new Machine({ bios: { image: bytes }, harts: 3, ram: 8 * 1024 ** 2, console: new BufferConsole() });
  const [first, ...others] = machine.harts;
  const entry = Number(symbols.get('payload')!);
  new MachineMode(machine).boot(first!, { image: { entry } });
  expect([first!.privilege, first!.pc]).toEqual(['S', BigInt(entry)]);
  expect(others.map(({ privilege, waiting }) => [privilege, waiting])).toEqual([
    ['M', true],
    ['M', true],
  ]);
});
