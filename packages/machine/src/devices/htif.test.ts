import { MachineMemory } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import type { Stop } from '../stop.ts';
import { createHtif, Htif, PATIENCE } from './htif.ts';

/* Expected encodings: riscv-isa-sim, fesvr/htif.cc, fesvr/device.cc and fesvr/syscall.cc. */
const ramBase = 0x8000_0000;
const tohost = ramBase + 0x40;
const fromhost = ramBase + 0x48;
const GETCHAR = 0x0100n << 48n;
const PUTCHAR = 0x0101n << 48n;

function htif(input: number[] = []) {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 4096 });
  const printed: number[] = [];
  const stops: Stop[] = [];
  const device = new Htif(memory, tohost, fromhost, {
    putchar: (byte) => printed.push(byte),
    receive: () => input.shift() ?? -1,
    end: (s) => stops.push(s),
  });
  /** Hart 0 stores, and that boundary passes. */
  const send = (value: bigint) => {
    memory.write(tohost, 8, value, 0);
    device.passed(1);
  };
  const half = (offset: number, value: number) => {
    memory.write(tohost + offset, 4, BigInt(value), 0);
    device.passed(1);
  };
  const answer = () => memory.read(fromhost, 8);
  return { device, memory, printed, stops, send, half, answer, input };
}

test.each([
  [1n, 'pass', 0],
  [7n, 'fail', 3],
])('%i ends with %s, code %i', (value, reason, code) => {
  const { stops, send } = htif();
  send(value);
  expect(stops).toMatchObject([{ reason, code }]);
});

test.each([0x41, 0, 255])(
  'the console device prints byte %i and answers as QEMU does (hw/char/riscv_htif.c)',
  (byte) => {
    const { memory, printed, stops, send, answer } = htif();
    send(PUTCHAR | BigInt(byte));
    expect([printed, stops, memory.read(tohost, 8)]).toEqual([[byte], [], 0n]);
    expect(answer()).toBe(PUTCHAR | 0x100n | BigInt(byte));
  },
);

test('write prints; another call is not there; both answer', () => {
  const { memory, printed, send, answer } = htif();
  const block = ramBase + 0x100;
  for (const [index, value] of [64n, 1n, BigInt(ramBase + 0x200), 3n].entries())
    memory.write(block + 8 * index, 8, value);
  memory.writeBytes(ramBase + 0x200, Uint8Array.of(0x68, 0, 0x69));
  send(BigInt(block));
  expect([printed, memory.read(block, 8), answer()]).toEqual([[0x68, 0, 0x69], 3n, 1n]);
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

describe('a command in two 32-bit stores', () => {
  test.each([
    { name: 'low half first', first: { at: 0, value: 0x41 }, second: { at: 4, value: 0x0101_0000 } },
    { name: 'high half first', first: { at: 4, value: 0x0101_0000 }, second: { at: 0, value: 0x41 } },
  ])('is one command, $name', ({ first, second }) => {
    const { device, memory, printed, stops, half } = htif();
    half(first.at, first.value);
    for (let index = 0; index < PATIENCE - 2; index++) device.passed(1);
    expect([printed, stops, memory.read(tohost + first.at, 4)]).toEqual([[], [], BigInt(first.value)]);
    half(second.at, second.value);
    expect([printed, stops, memory.read(tohost, 8)]).toEqual([[0x41], [], 0n]);
  });

  test.each([
    ['an exit, as older riscv-tests write it', 0, 1, [], [{ reason: 'pass' }]],
    ['a NUL', 4, 0x0101_0000, [0], []],
  ] as const)('whose other half is 0 is taken after a while: %s', (_name, offset, value, prints, ends) => {
    const { device, printed, stops, half } = htif();
    half(offset, value);
    for (let index = 0; index < PATIENCE - 1; index++) device.passed(1);
    expect([printed, stops]).toEqual([[], []]);
    device.passed(1);
    expect(printed).toEqual(prints);
    expect(stops).toMatchObject(ends);
  });

  test('waits as long when many boundaries pass at a time', () => {
    const { device, stops, half } = htif();
    expect(device.patience).toBe(Infinity);
    half(0, 1);
    device.passed(1);
    expect(device.patience).toBe(PATIENCE - 1);
    device.passed(PATIENCE - 2);
    expect([stops, device.patience]).toEqual([[], 1]);
    device.passed(1);
    expect(stops).toMatchObject([{ reason: 'pass' }]);
  });

  test('is whole where it is not a hart that stores', () => {
    const { device, memory, stops } = htif();
    memory.write(tohost, 4, 1n);
    device.passed(1);
    expect(stops).toMatchObject([{ reason: 'pass' }]);
  });

  test.each([
    [-1, 1, false],
    [-1, 2, true],
    [7, 1, true],
    [8, 1, false],
    [-8, 8, false],
    [-8, 64, true],
  ])('a store at tohost%+i of %i bytes ends a slice: %s', (offset, length, ends) => {
    const { memory } = htif();
    memory.run.budget = 100;
    memory.run.done = 5;
    memory.stored(tohost + offset, length, 0);
    expect(memory.run.budget).toBe(ends ? 6 : 100);
  });

  test('is taken at once when the guest is at its end', () => {
    const { device, stops, half } = htif();
    device.settle();
    half(0, 1);
    device.settle();
    device.settle();
    expect(stops).toMatchObject([{ reason: 'pass' }]);
  });

  test('that the guest takes back was none', () => {
    const { printed, stops, half } = htif();
    half(0, 1);
    half(0, 0);
    half(0, 0x42);
    half(4, 0x0101_0000);
    expect([printed, stops]).toEqual([[0x42], []]);
  });

  test('is remembered by a snapshot, with how long it waits', () => {
    const { device, memory, stops, half } = htif();
    half(0, 1);
    for (let index = 0; index < PATIENCE - 1; index++) device.passed(1);
    const other = htif();
    other.memory.write(tohost, 8, memory.read(tohost, 8));
    other.device.restore(structuredClone(device.save()));
    expect(other.stops).toEqual([]);
    for (const each of [device, other.device]) each.passed(1);
    expect(other.stops).toEqual(stops);
    expect(stops).toHaveLength(1);
  });
});

describe('console input', () => {
  test('is in fromhost at once when it is there', () => {
    const { send, answer } = htif([0x68]);
    send(GETCHAR);
    expect(answer()).toBe(GETCHAR | 0x168n);
  });

  test('that is not there yet is waited for, without asking again', () => {
    const { device, send, answer, input } = htif();
    send(GETCHAR);
    device.deliver();
    expect(answer()).toBe(0n);
    input.push(0);
    device.deliver();
    expect(answer()).toBe(GETCHAR | 0x100n);
  });

  test('nobody has asked for stays where it is', () => {
    const { device, answer, input } = htif([1]);
    device.deliver();
    expect([answer(), input]).toEqual([0n, [1]]);
  });

  test('comes byte by byte, each after the guest has taken the one before', () => {
    const { device, memory, send, answer, input } = htif([1, 2, 3]);
    send(GETCHAR);
    send(GETCHAR);
    device.deliver();
    expect([answer(), input]).toEqual([GETCHAR | 0x101n, [2, 3]]);
    memory.write(fromhost, 8, 0n);
    device.deliver();
    expect([answer(), input]).toEqual([GETCHAR | 0x102n, [3]]);
    memory.write(fromhost, 8, 0n);
    device.deliver();
    expect([answer(), input]).toEqual([0n, [3]]);
  });

  test('is not held up by the answer to a character, which riscv-isa-sim would not give', () => {
    const { send, answer } = htif([0x69]);
    send(PUTCHAR | 0x3fn);
    send(GETCHAR);
    expect(answer()).toBe(GETCHAR | 0x169n);
  });

  test('that is waited for is remembered by a snapshot', () => {
    const { device, send } = htif();
    send(GETCHAR);
    const other = htif([0x6a]);
    other.device.restore(structuredClone(device.save()));
    other.device.deliver();
    expect(other.answer()).toBe(GETCHAR | 0x16an);
  });
});

describe('tohost', () => {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 4096 });
  const found = (symbols: Record<string, bigint>) => {
    const lines: string[] = [];
    const host = { putchar: () => {}, receive: () => -1, end: () => {} };
    const named = Object.entries(symbols).map(([name, address]) => ({ name, address, size: 0n }));
    return { device: createHtif(memory, named, host, (line) => lines.push(line)), lines };
  };

  test.each([BigInt(ramBase), BigInt(ramBase + 4088)])('at 0x%x is HTIF', (address) => {
    expect(found({ tohost: address })).toEqual({ device: expect.any(Htif), lines: [] });
  });

  test.each([BigInt(ramBase + 4), BigInt(ramBase + 4092), BigInt(ramBase + 4096), 0n, 0x1000n, 2n ** 64n - 8n])(
    'at 0x%x is not, and that is said',
    (address) => {
      const line = `tohost is at 0x${address.toString(16)}, which is no aligned doubleword of RAM, so it is not HTIF`;
      expect(found({ tohost: address, fromhost: BigInt(ramBase) })).toEqual({ device: undefined, lines: [line] });
    },
  );

  test('in no program is nothing odd', () => {
    expect(found({ fromhost: BigInt(ramBase) })).toEqual({ device: undefined, lines: [] });
  });

  test('without a usable fromhost gets no answers', () => {
    const { device } = found({ tohost: BigInt(ramBase), fromhost: 0xffff_ffff_8000_0000n });
    for (const command of [PUTCHAR, GETCHAR]) {
      memory.write(ramBase, 8, command);
      device!.passed(1);
      expect(memory.read(ramBase, 8)).toBe(0n);
    }
    expect(() => device!.deliver()).not.toThrow();
  });
});
