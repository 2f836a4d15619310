import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Plic, PLIC_SOURCES } from './plic.ts';

/*
 * Expected addresses and behaviour: RISC-V PLIC specification, by the section named in each test; and QEMU 11.1,
 * hw/intc/sifive_plic.c, by the function named there.
 */
const priority = (source: number) => 4 * source;
const pending = (word: number) => 0x1000 + 4 * word;
const enable = (context: number, word = 0) => 0x2000 + 0x80 * context + 4 * word;
const threshold = (context: number) => 0x20_0000 + 0x1000 * context;
const claim = (context: number) => 0x20_0004 + 0x1000 * context;

function plic(contexts = 2) {
  const outputs: boolean[] = Array.from({ length: contexts }, () => false);
  const device = new Plic(outputs.map((_, index) => (level) => void (outputs[index] = level)));
  return {
    device,
    outputs,
    read: (offset: number) => Number(device.read(offset, 4)),
    write: (offset: number, value: number) => device.write(offset, 4, BigInt(value)),
  };
}

/** A PLIC with sources 10 and 11 enabled in context 1 at the given priorities. */
function ready(ten: number, eleven: number) {
  const it = plic();
  it.write(priority(10), ten);
  it.write(priority(11), eleven);
  it.write(enable(1), (1 << 10) | (1 << 11));
  return it;
}

test('"Interrupt Priorities": three bits; source 0 and sources that do not exist read zero', () => {
  const { read, write } = plic();
  for (const source of [0, 1, PLIC_SOURCES, PLIC_SOURCES + 1]) write(priority(source), 0xff);
  expect([0, 1, PLIC_SOURCES, PLIC_SOURCES + 1].map((source) => read(priority(source)))).toEqual([0, 7, 7, 0]);
});

test('"Interrupt Enables": each context has its own, and there are as many words as sources need', () => {
  const { read, write } = plic();
  write(enable(0), -1 >>> 0);
  write(enable(1, 2), 5);
  write(enable(1, 3), 0xffff_ffff);
  expect([read(enable(0)), read(enable(1)), read(enable(1, 2)), read(enable(9))]).toEqual([0xffff_ffff, 0, 5, 0]);
  expect(read(enable(1, 3))).toBe(0);
});

test('only aligned words can be accessed', () => {
  const { device } = plic();
  expect(device.read(priority(1), 8)).toBeUndefined();
  expect(device.read(priority(1) + 2, 4)).toBeUndefined();
  expect(device.write(priority(1), 1, 1n)).toBe(false);
});

describe('"Interrupt Claims" and "Interrupt Completion"', () => {
  test('an enabled source with a priority interrupts, is claimed once, and can come again after completion', () => {
    const { device, outputs, read, write } = ready(1, 0);
    device.setSource(10, true);
    expect([outputs, read(pending(0))]).toEqual([[false, true], 1 << 10]);
    expect([read(claim(1)), read(pending(0)), outputs[1]]).toEqual([10, 0, false]);
    expect(read(claim(1))).toBe(0);
    write(claim(1), 10);
    expect([outputs[1], read(claim(1))]).toEqual([false, 0]);
    device.setSource(10, true);
    expect([outputs[1], read(claim(1))]).toEqual([true, 10]);
  });

  test('sifive_plic_irq_request: no level is remembered; one that is raised again while it is high is pending again', () => {
    const { device, outputs, read, write } = ready(1, 0);
    for (const raised of [true, true]) device.setSource(10, raised);
    expect(read(claim(1))).toBe(10);
    device.setSource(10, true);
    expect([outputs[1], read(pending(0))]).toEqual([false, 1 << 10]);
    write(claim(1), 10);
    expect([outputs[1], read(claim(1)), read(pending(0))]).toEqual([true, 10, 0]);
  });

  test('the higher priority goes first, and of equals the smaller number', () => {
    for (const [ten, eleven, first] of [
      [1, 2, 11],
      [2, 2, 10],
      [3, 2, 10],
    ] as const) {
      const { device, read } = ready(ten, eleven);
      device.setSource(11, true);
      device.setSource(10, true);
      expect(read(claim(1))).toBe(first);
    }
  });

  test('priority 0 never interrupts', () => {
    const { device, outputs, read } = ready(0, 0);
    device.setSource(10, true);
    expect([outputs[1], read(claim(1))]).toEqual([false, 0]);
  });

  test('sifive_plic_write: any context completes a source, also one that it has not enabled', () => {
    const { device, outputs, read, write } = ready(1, 0);
    device.setSource(10, true);
    read(claim(1));
    device.setSource(10, true);
    write(claim(0), 96);
    expect(outputs[1]).toBe(false);
    write(claim(0), 10);
    expect(outputs[1]).toBe(true);
  });

  test('sifive_plic_write: an enable bit moves no line before something else does', () => {
    const { device, outputs, write } = ready(1, 0);
    write(enable(1), 0);
    device.setSource(10, true);
    write(enable(1), 1 << 10);
    expect(outputs[1]).toBe(false);
    write(priority(10), 1);
    expect(outputs[1]).toBe(true);
    write(enable(1), 0);
    expect(outputs[1]).toBe(true);
    write(threshold(1), 0);
    expect(outputs[1]).toBe(false);
  });

  test('a source that rises again while it is in service waits for its completion', () => {
    const { device, outputs, read, write } = ready(1, 1);
    device.setSource(10, true);
    expect(read(claim(1))).toBe(10);
    device.setSource(10, false);
    device.setSource(10, true);
    expect([outputs[1], read(pending(0)), read(claim(1))]).toEqual([false, 1 << 10, 0]);
    write(claim(1), 10);
    expect([outputs[1], read(claim(1))]).toEqual([true, 10]);
  });

  test('a request that was forwarded stays pending when its level drops', () => {
    const { device, read } = ready(1, 0);
    device.setSource(10, true);
    device.setSource(10, false);
    expect(read(claim(1))).toBe(10);
  });
});

test('"Priority Thresholds": the line wants more than the threshold, and so does a claim', () => {
  const { device, outputs, read, write } = ready(3, 0);
  write(threshold(1), 3);
  device.setSource(10, true);
  expect(outputs[1]).toBe(false);
  write(threshold(1), 2);
  expect(outputs[1]).toBe(true);
  write(threshold(1), 7);
  expect([outputs[1], read(claim(1))]).toEqual([false, 0]);
  write(threshold(1), 2);
  expect([outputs[1], read(claim(1))]).toEqual([true, 10]);
});

test('a restored PLIC claims what the saved one would have', () => {
  const { device, read } = ready(1, 2);
  device.setSource(10, true);
  device.setSource(11, true);
  read(claim(1));
  const copy = plic();
  copy.device.restore(structuredClone(device.save()));
  expect([copy.read(claim(1)), copy.read(claim(1))]).toEqual([10, 0]);
  copy.device.setSource(11, true);
  copy.write(claim(1), 11);
  expect([copy.outputs[1], copy.read(claim(1))]).toEqual([true, 11]);
});

test.each<[string, (it: ReturnType<typeof plic>) => void]>([
  ['a source', ({ device }) => device.setSource(11, true)],
  ['a claim', ({ read }) => read(claim(1))],
  ['a completion', ({ write }) => write(claim(1), 11)],
  ['a priority', ({ write }) => write(priority(10), 5)],
  ['an enable bit', ({ write }) => write(enable(1), 1 << 11)],
  ['a threshold', ({ write }) => write(threshold(1), 3)],
])('%s changes no snapshot, neither one that was taken nor one that was restored', (_, change) => {
  const it = ready(1, 2);
  it.device.setSource(11, true);
  it.read(claim(1));
  it.device.setSource(11, false);
  it.device.setSource(10, true);
  const saved = it.device.save();
  const before = structuredClone(saved);
  change(it);
  expect(saved).toEqual(before);
  it.device.restore(saved);
  change(it);
  expect(saved).toEqual(before);
  expect(it.device.save()).not.toEqual(before);
});

test('no source is ever in two services at once', () => {
  const source = fc.integer({ min: 1, max: PLIC_SOURCES });
  const action = fc.oneof(
    fc.record({ kind: fc.constant('level' as const), source, level: fc.boolean() }),
    fc.record({ kind: fc.constant('claim' as const), context: fc.nat(1) }),
    fc.record({ kind: fc.constant('complete' as const), context: fc.nat(1), source }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const { device, read, write } = plic();
      for (let each = 1; each <= PLIC_SOURCES; each++) write(priority(each), 1 + (each % 7));
      for (const context of [0, 1]) for (let word = 0; word < 4; word++) write(enable(context, word), 0xffff_ffff);
      const inService = new Set<number>();
      for (const each of actions) {
        if (each.kind === 'level') device.setSource(each.source, each.level);
        else if (each.kind === 'complete') {
          write(claim(each.context), each.source);
          inService.delete(each.source);
        } else {
          const claimed = read(claim(each.context));
          if (claimed === 0) continue;
          expect(inService).not.toContain(claimed);
          inService.add(claimed);
        }
      }
    }),
  );
});
