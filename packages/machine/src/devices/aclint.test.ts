import { mip, sip } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { virt } from '../board.ts';
import { Clock } from '../clock.ts';
import { bareBoard, twoHarts } from '../testing/bare-board.ts';
import { isTimeRegister } from './mtimer.ts';

/*
 * Expected values: RISC-V ACLINT specification; addresses as QEMU 11.1's `-M virt,aclint=on,dumpdtb=…` says them.
 */
const MSWI = 0x200_0000;
const SSWI = 0x2f0_0000;
const MTIMECMP = 0x200_4000;
const MTIME = 0x200_bff8;

/** Two harts, and the devices of a board with ACLINT. */
function machine() {
  return bareBoard(twoHarts(), { rows: virt({ aclint: true }, 2), clock: new Clock(2, 10) });
}
const store = ({ bus }: ReturnType<typeof machine>, address: number, value: bigint, width: 4 | 8 = 4) =>
  bus.write(address, width, value);
const load = ({ bus }: ReturnType<typeof machine>, address: number, width: 4 | 8 = 4) => bus.read(address, width);

test('MSWI sets and clears MSIP', () => {
  const it = machine();
  store(it, MSWI + 4, 1n);
  expect([it.harts.map((hart) => hart.get(mip.MSIP)), load(it, MSWI + 4)]).toEqual([[0, 1], 1n]);
  store(it, MSWI + 4, 0n);
  expect(it.harts.map((hart) => hart.get(mip.MSIP))).toEqual([0, 0]);
});

test('SSWI sets SSIP, which only software clears, and reads zero', () => {
  const it = machine();
  const pending = () => it.harts.map((hart) => hart.get(mip.SSIP));
  store(it, SSWI + 4, 2n);
  expect(pending()).toEqual([0, 0]);
  store(it, SSWI + 4, 1n);
  expect([pending(), load(it, SSWI + 4)]).toEqual([[0, 1], 0n]);
  store(it, SSWI + 4, 0n);
  expect(pending()).toEqual([0, 1]);
  it.harts[1]!.write(mip, 0n);
  expect([pending(), it.harts[1]!.read(sip)]).toEqual([[0, 0], 0n]);
  store(it, SSWI + 4, 1n);
  expect(pending()).toEqual([0, 1]);
});

test('MTIMER has a comparator for each hart, and the time', () => {
  const it = machine();
  store(it, MTIMECMP + 8, 0n, 8);
  it.clock.advance(0);
  expect(it.harts.map((hart) => hart.get(mip.MTIP))).toEqual([0, 1]);
  store(it, MTIME, 77n, 8);
  expect(load(it, MTIME, 8)).toBe(77n);
  expect([isTimeRegister(MTIME), isTimeRegister(MTIME + 8), isTimeRegister(MTIMECMP)]).toEqual([true, false, false]);
});

test('there is no CLINT besides, and beyond MTIMER there is nothing', () => {
  expect(Object.keys(virt({ aclint: true }, 1))).not.toContain('clint');
  const it = machine();
  expect([load(it, MTIME + 4), load(it, MTIME + 8), load(it, SSWI + 0x4000)]).toEqual([0n, undefined, undefined]);
});
