import { mip, mtopei, stopei } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { deviceNodes } from '../device-nodes.ts';
import { RAM_BASE, virt } from '../board.ts';
import { machineWith, program } from '../testing/program.ts';
import { IMSIC_BASE, Imsic, imsics, imsicStride } from './imsic.ts';

/** What two harts with guest interrupt files 1 and 2 receive: hart, file, identity. */
function supervisorPages() {
  const received: (readonly [number, number | 'M', number])[] = [];
  const harts = [0, 1].map(
    (hart) => (file: number | 'M', identity: number) => void received.push([hart, file, identity]),
  );
  return { pages: new Imsic(harts, [0, 1, 2], imsicStride(2)), received };
}

// aia "Memory region for an interrupt file", "Arrangement of the memory regions of multiple interrupt files"
describe('the pages', () => {
  test('each takes an identity for its file, of its hart', () => {
    const { pages, received } = supervisorPages();
    for (const page of [0, 1, 2, 4, 5, 6]) expect(pages.write(0x1000 * page, 4, BigInt(10 + page))).toBe(true);
    expect(received).toEqual([
      [0, 0, 10],
      [0, 1, 11],
      [0, 2, 12],
      [1, 0, 14],
      [1, 1, 15],
      [1, 2, 16],
    ]);
  });

  test('all else is zeros that take nothing', () => {
    const { pages, received } = supervisorPages();
    for (const offset of [4, 8, 0xffc, 0x1004, 0x6ffc]) {
      expect(pages.read(offset, 4)).toBe(0n);
      expect(pages.write(offset, 4, 1n)).toBe(true);
    }
    expect(pages.read(0, 4)).toBe(0n);
    expect(received).toEqual([]);
  });

  test('words alone are accessed, aligned, and not between the pages that there are', () => {
    const { pages, received } = supervisorPages();
    const faults = [
      [0, 8],
      [0, 2],
      [0, 1],
      [2, 4],
      [0x3000, 4],
      [0x7000, 4],
    ] as const;
    for (const [offset, width] of faults) {
      expect([offset, width, pages.read(offset, width)]).toEqual([offset, width, undefined]);
      expect(pages.write(offset, width, 1n)).toBe(false);
    }
    expect(received).toEqual([]);
  });
});

// QEMU 11.1: `-M virt,aia=aplic-imsic,aia-guests=N,dumpdtb=virt.dtb -smp 2`.
test.each([
  [0, undefined, 0x2000],
  [1, 1, 0x4000],
  [3, 2, 0x8000],
  [5, 3, 0x1_0000],
  [7, 3, 0x1_0000],
])('with %i guest interrupt files the tree says what QEMU’s does, and has no address cells', (guests, bits, size) => {
  const { soc } = deviceNodes(virt({ aia: 'aplic-imsic', aiaGuests: guests }, 2), { harts: 2, firmware: false });
  const nodes = soc.children!.filter(({ properties }) => 'msi-controller' in properties);
  const common = {
    compatible: ['qemu,imsics', 'riscv,imsics'],
    'riscv,num-ids': 255,
    '#interrupt-cells': 0,
    // Not on QEMU, whose tree dtc warns of.
    '#address-cells': 0,
    'interrupt-controller': true,
    'msi-controller': true,
  };
  expect(nodes).toEqual([
    {
      name: 'interrupt-controller@28000000',
      properties: {
        ...common,
        ...(bits !== undefined && { 'riscv,guest-index-bits': bits }),
        reg: [0, 0x2800_0000, 0, size],
        'interrupts-extended': [4, 9, 2, 9],
        phandle: 6,
      },
    },
    {
      name: 'interrupt-controller@24000000',
      properties: { ...common, reg: [0, 0x2400_0000, 0, 0x2000], 'interrupts-extended': [4, 11, 2, 11], phandle: 5 },
    },
  ]);
});

test('the rows are where QEMU has them, and M-mode has its own to itself', () => {
  expect(imsics(8, 7)).toMatchObject({
    'imsic-m': { base: IMSIC_BASE.M, size: 0x8000, machineMode: true },
    'imsic-s': { base: IMSIC_BASE.S, size: 0x4_0000 },
  });
  expect(imsics(8, 7)['imsic-s'].machineMode).toBeUndefined();
});

/** Hart 0 sends to hart 1, which waits, and to its own S-mode; hart 1 passes the run when it has claimed. */
const source = `
  csrr t0, mhartid
  bnez t0, other
  li t0, 0x28000000
  li t1, 9
  sw t1, 0(t0)
  li t0, 0x24001000
  li t1, 200
  sw t1, 0(t0)
1: wfi
  j 1b
other:
  li t0, 0x70
  csrw miselect, t0
  csrwi mireg, 1
  li t0, 0xc6
  csrw miselect, t0
  li t0, -1
  csrw mireg, t0
  li t0, 1 << 11
  csrw mie, t0
  wfi
  csrrw t0, mtopei, zero
  li t1, (200 << 16) | 200
  bne t0, t1, 1b
  li t1, FINISHER
  li t0, 0x5555
  sw t0, 0(t1)
  j 1b
`;

describe('on a machine', () => {
  const kernel = program(source, RAM_BASE);
  const options = { bios: 'none', kernel, harts: 2, board: { aia: 'aplic-imsic' } } as const;

  test('a message wakes the hart that it is sent to', () => {
    const { machine } = machineWith(options);
    expect(machine.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'pass' });
    const [hart] = machine.harts;
    expect([hart!.read(mip), hart!.read(stopei)]).toEqual([0n, 0n]);
    expect(machine.harts[1]!.read(mtopei)).toBe(0n);
  });

  test('harts have Smaia though they are not asked to', () => {
    const { machine } = machineWith(options);
    expect(machine.harts.map(({ isa, guestFiles }) => [isa.has('Smaia'), guestFiles])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect(machineWith({ ...options, board: { aia: 'aplic' } }).machine.harts[0]!.isa.has('Smaia')).toBe(false);
  });

  test('a snapshot is of a machine with as many guest interrupt files', () => {
    const machine = (aiaGuests: number) =>
      machineWith({ ...options, board: { aia: 'aplic-imsic', aiaGuests } }).machine;
    expect(() => machine(2).restore(machine(3).save())).toThrow('3 guest interrupt files');
  });
});
