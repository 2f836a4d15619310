import { MachineMemory } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { ImageError } from '../image.ts';
import type { Stop } from '../stop.ts';
import { Htif } from './htif.ts';

/* Expected encodings: riscv-isa-sim, fesvr/htif.cc and fesvr/syscall.cc. */
const ramBase = 0x8000_0000;
const tohost = ramBase + 0x40;
const fromhost = ramBase + 0x48;

function htif() {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 4096 });
  const printed: number[] = [];
  const stops: Stop[] = [];
  const device = new Htif(memory, tohost, fromhost, {
    putchar: (byte) => printed.push(byte),
    end: (s) => stops.push(s),
  });
  const send = (value: bigint) => {
    memory.write(tohost, 8, value);
    device.poll();
  };
  return { memory, printed, stops, send };
}

test.each([
  [1n, 'pass', 0],
  [7n, 'fail', 3],
])('%i ends with %s, code %i', (value, reason, code) => {
  const { stops, send } = htif();
  send(value);
  expect(stops).toMatchObject([{ reason, code }]);
});

test('the console device prints a byte and answers', () => {
  const { memory, printed, stops, send } = htif();
  send((0x0101n << 48n) | 0x41n);
  expect([printed, stops, memory.read(tohost, 8), memory.read(fromhost, 8)]).toEqual([[0x41], [], 0n, 0x0101n << 48n]);
});

test('write prints; another call is not there; both answer', () => {
  const { memory, printed, send } = htif();
  const block = ramBase + 0x100;
  for (const [index, value] of [64n, 1n, BigInt(ramBase + 0x200), 2n].entries())
    memory.write(block + 8 * index, 8, value);
  memory.writeBytes(ramBase + 0x200, Uint8Array.of(0x68, 0x69));
  send(BigInt(block));
  expect([printed, memory.read(block, 8), memory.read(fromhost, 8)]).toEqual([[0x68, 0x69], 2n, 1n]);
  memory.write(block, 8, 57n);
  send(BigInt(block));
  expect(BigInt.asIntN(64, memory.read(block, 8))).toBe(-38n);
});

test('a block or a text outside RAM, or an unknown device, does no harm', () => {
  const { memory, printed, stops, send } = htif();
  const block = ramBase + 0x100;
  for (const [index, value] of [64n, 1n, 2n ** 64n - 1n, 2n ** 64n - 1n].entries())
    memory.write(block + 8 * index, 8, value);
  for (const value of [BigInt(block), 2n ** 47n, BigInt(ramBase + 4096 - 16), 0x0200n << 48n]) send(value);
  expect([printed, stops]).toEqual([[], []]);
});

test('tohost must be an aligned doubleword of RAM', () => {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 4096 });
  const host = { putchar: () => {}, end: () => {} };
  for (const at of [ramBase + 4, 0x1000]) expect(() => new Htif(memory, at, undefined, host)).toThrow(ImageError);
});
