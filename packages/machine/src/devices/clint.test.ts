import { describe, expect, test } from 'vitest';
import { Clock } from '../clock.ts';
import { Clint } from './clint.ts';

/* Expected addresses: RISC-V ACLINT specification, "Backward Compatibility With SiFive CLINT". */
const MSIP1 = 4;
const MTIMECMP1 = 0x4008;
const MTIME = 0xbff8;
const NEVER = 2n ** 64n - 1n;

function clint() {
  const clock = new Clock(2, 10);
  const lines = [0, 1].map(() => ({ MSIP: false, MTIP: false }));
  const device = new Clint(
    clock,
    lines.map((line) => ({ MSIP: (level) => (line.MSIP = level), MTIP: (level) => (line.MTIP = level) })),
  );
  clock.add(device);
  clock.advance(0);
  return { clock, lines, device };
}

describe('msip', () => {
  test('bit 0 is the line, the other bits are zero', () => {
    const { device, lines } = clint();
    expect(device.write(MSIP1, 4, 0xffff_ffffn)).toBe(true);
    expect([device.read(MSIP1, 4), lines[0]?.MSIP, lines[1]?.MSIP]).toEqual([1n, false, true]);
    device.write(MSIP1, 4, 0xfffen);
    expect([device.read(MSIP1, 4), lines[1]?.MSIP]).toEqual([0n, false]);
  });

  test('only aligned words can be accessed, and harts that do not exist have none', () => {
    const { device } = clint();
    expect(device.read(MSIP1, 8)).toBeUndefined();
    expect(device.read(2, 4)).toBeUndefined();
    expect(device.write(MSIP1, 1, 1n)).toBe(false);
    expect(device.write(8, 4, 1n)).toBe(true);
    expect(device.read(8, 4)).toBe(0n);
  });
});

describe('mtime and mtimecmp', () => {
  test('no timer is set at reset', () => {
    const { device, clock } = clint();
    expect(device.read(MTIMECMP1, 8)).toBe(NEVER);
    expect(clock.skip()).toBe(false);
  });

  test('a comparator that is brought back is looked at anew', () => {
    const { device, clock, lines } = clint();
    device.write(MTIMECMP1, 8, 3n);
    const saved = device.save();
    device.write(MTIMECMP1, 8, NEVER);
    clock.advance(1);
    device.restore(saved);
    clock.advance(59);
    expect([device.read(MTIMECMP1, 8), lines[1]?.MTIP]).toEqual([3n, true]);
  });

  test('the line is high exactly while mtime >= mtimecmp', () => {
    const { device, clock, lines } = clint();
    device.write(MTIMECMP1, 8, 3n);
    clock.advance(59);
    expect(lines[1]?.MTIP).toBe(false);
    clock.advance(1);
    expect([device.read(MTIME, 8), lines[0]?.MTIP, lines[1]?.MTIP]).toEqual([3n, false, true]);
    device.write(MTIMECMP1, 8, 4n);
    clock.advance(1);
    expect(lines[1]?.MTIP).toBe(false);
  });

  test('both are read and written by halves as well', () => {
    const { device, clock } = clint();
    device.write(MTIMECMP1, 4, 0x1111_1111n);
    device.write(MTIMECMP1 + 4, 4, 0x2222_2222n);
    expect(device.read(MTIMECMP1, 8)).toBe(0x2222_2222_1111_1111n);
    expect(device.read(MTIMECMP1 + 4, 4)).toBe(0x2222_2222n);
    device.write(MTIME + 4, 4, 5n);
    expect(clock.time()).toBe(5n << 32n);
    expect(device.read(MTIME + 2, 4)).toBeUndefined();
    expect(device.read(MTIME, 2)).toBeUndefined();
  });
});

describe('far away', () => {
  test('a timer beyond 292 years is none, whatever half was written', () => {
    const { device, clock } = clint();
    device.write(MTIMECMP1 + 4, 4, 0xffff_ffffn);
    device.write(MTIMECMP1, 4, 0n);
    expect([clock.quiet(), clock.skip()]).toEqual([true, false]);
  });

  /* priv "Machine Timer (`mtime` and `mtimecmp`) Registers": pending whenever mtime >= mtimecmp, unsigned. */
  test('the line drops when time wraps around, and rises again', () => {
    const { device, clock, lines } = clint();
    device.write(MTIMECMP1, 8, 2n ** 64n - 2n);
    device.write(MTIME, 8, 2n ** 64n - 5n);
    const seen = [];
    while (seen.length < 10 && clock.skip()) seen.push([clock.time(), lines[1]?.MTIP]);
    expect(seen).toEqual([
      [2n ** 64n - 2n, true],
      [2n ** 64n - 1n, true],
      [0n, false],
    ]);
  });
});

test('beyond mtime is nothing', () => {
  const { device } = clint();
  expect([device.write(MTIME + 8, 8, 77n), device.read(MTIME + 8, 8)]).toEqual([false, undefined]);
});

test('a restored CLINT has its registers and timers', () => {
  const { device } = clint();
  device.write(MSIP1, 4, 1n);
  device.write(MTIMECMP1, 8, 9n);
  const copy = clint();
  copy.device.restore(structuredClone(device.save()));
  expect(copy.device.read(4, 4)).toBe(1n);
  expect(copy.clock.skip()).toBe(true);
  expect([copy.clock.time(), copy.lines[1]?.MTIP]).toEqual([9n, true]);
});
