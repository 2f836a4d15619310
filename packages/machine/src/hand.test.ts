import { expect, test } from 'vitest';
import { cpuPath } from './cpu-nodes.ts';
import { hideHand } from './hand.ts';
import { propertyAt } from './fdt-property.ts';
import { MEBIBYTE } from './size.ts';
import { machineWith, program } from './testing/program.ts';

const ram = 16 * MEBIBYTE;

/** Leaves the time after some loops in s1, and the device tree in s0. */
const kernel = program(`
_start:
    mv s0, a1
    li t0, 20000
1:  addi t0, t0, -1
    bnez t0, 1b
    rdtime s1
    poweroff
`);

const ran = (hand: boolean, harts: number) => {
  const { machine } = machineWith({ kernel, hand, harts, ram });
  const stop = machine.run();
  return { stop, instructions: machine.instructions, position: machine.position, time: machine.harts[0]!.x(9) };
};

test.each([1, 3])('a hand takes no time and no turn from %i harts', (harts) => {
  const { time, ...rest } = ran(true, harts);
  expect({ ...rest, time }).toEqual(ran(false, harts));
  expect(rest.stop.reason).toBe('poweroff');
  expect(time).toBeGreaterThan(1000n);
});

test('the tree has its hart, until it is hidden, and not its memory', () => {
  const { machine } = machineWith({ kernel, hand: true, harts: 2, ram });
  machine.run();
  const fdt = Number(machine.harts[0]!.x(8));
  const { ram: bytes, ramBase, ramSize } = machine.memory;
  const value = (path: readonly string[], property: string) => {
    const tree = bytes.subarray(fdt - ramBase);
    const place = propertyAt(tree, path, property)!;
    return tree.slice(place.at, place.at + place.length);
  };
  const status = (hart: number) => new TextDecoder().decode(value(cpuPath(hart), 'status')).replaceAll('\0', '');
  const reg = value(['', 'memory@80000000'], 'reg');
  expect([machine.harts.length, ramSize]).toEqual([3, ram + MEBIBYTE]);
  expect(new DataView(reg.buffer).getBigUint64(8)).toBe(BigInt(ram));
  expect([0, 1, 2].map(status)).toEqual(['okay', 'okay', 'okay']);
  expect(hideHand(machine.memory, fdt)).toBe(true);
  expect([0, 1, 2].map(status)).toEqual(['okay', 'okay', 'disabled']);
  // There is nothing at either.
  for (const nowhere of [0, ramBase + MEBIBYTE * 4]) expect(hideHand(machine.memory, nowhere)).toBe(false);
});

test('a machine has at most eight harts, and the hand', () => {
  expect(machineWith({ kernel, hand: true, harts: 8, ram }).machine.harts).toHaveLength(9);
  expect(() => machineWith({ kernel, hand: true, harts: 9, ram })).toThrow('a machine has 1 to 8 harts, not 9');
});

// priv "Trap Return".
test('a hart that runs alone goes no further than MRET', () => {
  const machineMode = program(
    `
_start:
    la t0, below
    csrw mepc, t0
    li t0, 1 << 11
    csrw mstatus, t0
    mret
below:
    nop
    nop
`,
    0x8000_0000,
  );
  const { machine } = machineWith({ kernel: machineMode, bios: 'none' });
  const hart = machine.harts[0]!;
  const below = machineMode.symbols.find(({ name }) => name === 'below')!.address;
  for (let slices = 0; hart.privilege === 'M' && slices < 100; slices++) machine.runAlone(hart, 1000);
  expect([hart.privilege, hart.pc]).toEqual(['S', below]);
});
