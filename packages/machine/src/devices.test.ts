import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { board, type BoardOptions, RAM_BASE, virt } from './board.ts';
import { sourcesOf } from './devices.ts';
import type { DeviceRow } from './devices/device-row.ts';
import { PLIC_SOURCES } from './devices/plic.ts';
import { access, devices, type Access } from './testing/accesses.ts';
import { bareBoard } from './testing/bare-board.ts';

const accesses = fc.array(access, { maxLength: 60 });

/** Makes the accesses and lets time pass between them: what the guest gets. */
const perform = (it: ReturnType<typeof devices>, made: readonly Access[]) =>
  made.map((each) => {
    const answer = it.access(each);
    it.clock.advance(each.address % 512);
    return answer;
  });

test('no access harms the host: every one is answered, with a value of its width, or is an access fault', () => {
  fc.assert(
    fc.property(accesses, (made) => {
      const answers = perform(devices(), made);
      for (const [index, { width }] of made.entries()) {
        const answer = answers[index];
        if (typeof answer === 'bigint') expect(answer).toBe(BigInt.asUintN(8 * width, answer));
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever the guest wrote, time has an end of skips, and goes on only', () => {
  const mtime = board.clint.base + 0xbff8;
  fc.assert(
    fc.property(accesses, (made) => {
      const it = devices();
      for (const each of made) {
        const before = it.clock.time();
        it.access(each);
        if (each.address < mtime || each.address >= mtime + 8) expect(it.clock.time()).toBe(before);
        it.clock.advance(7);
      }
      let skips = 0;
      for (let up = it.clock.uptime(); it.clock.skip(); up = it.clock.uptime()) {
        expect(it.clock.uptime()).toBeGreaterThan(up);
        // Each of two timers can rise, drop when time wraps around, and rise again; alarm and FIFO time out once.
        expect(++skips).toBeLessThan(10);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('what is saved', () => {
  test('is all that the devices have: restored, they answer every access as the saved ones do', () => {
    fc.assert(
      fc.property(accesses, accesses, (before, after) => {
        const first = devices();
        perform(first, before);
        const second = devices();
        second.restore(structuredClone(first.save()));
        expect(second.save()).toEqual(first.save());
        expect(perform(second, after)).toEqual(perform(first, after));
        expect(second.save()).toEqual(first.save());
      }),
      { numRuns: 300 },
    );
  });

  test('is shared with nothing: neither the saved devices nor restored ones change it', () => {
    fc.assert(
      fc.property(accesses, accesses, (before, after) => {
        const it = devices();
        perform(it, before);
        const saved = it.save();
        const copy = structuredClone(saved);
        const answers = perform(it, after);
        expect(saved).toEqual(copy);
        for (let rollback = 0; rollback < 2; rollback++) {
          it.restore(saved);
          expect(perform(it, after)).toEqual(answers);
          expect(saved).toEqual(copy);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('each device that interrupts has a source of its own, and the PLIC has it', () => {
  const sources = Object.values<DeviceRow>(board).flatMap(sourcesOf);
  expect(sources.length).toBeGreaterThan(3);
  expect(new Set(sources).size).toBe(sources.length);
  for (const source of sources) {
    expect(source).toBeGreaterThan(0);
    expect(source).toBeLessThanOrEqual(PLIC_SOURCES);
  }
});

test('a message reaches RAM and interrupt files, and no other device', () => {
  const received: [string | number, number][] = [];
  const hart = {
    setInterrupt() {},
    receive: (file: string | number, identity: number) => void received.push([file, identity]),
  };
  const written: number[] = [];
  const { memory, bus } = bareBoard(() => [hart], {
    rows: virt({ aia: 'aplic-imsic' }, 1),
    console: { transmit: (byte) => void written.push(byte), receive: () => -1 },
  });
  const aplic = 0xc00_0000;
  const send = (address: number) => {
    bus.write(aplic + 0x1bc0, 4, BigInt(address / 4096));
    bus.write(aplic + 0x3000, 4, 0x41n);
  };
  for (const address of [RAM_BASE, 0x2400_0000, 0x1000_0000, 0x5000_0000, aplic]) send(address);
  expect([memory.read(RAM_BASE, 4), received, written]).toEqual([0x41n, [['M', 0x41]], []]);
});

const someBoards: readonly BoardOptions[] = [
  {},
  { aclint: true },
  { aia: 'aplic' },
  { aia: 'aplic-imsic', aiaGuests: 7, aclint: true },
];

test.each(someBoards)(
  'no line moves while devices are made or restored: harts have theirs back themselves: %o',
  (options) => {
    const rows = virt(options, 2);
    let moved = 0;
    const hart = { setInterrupt: () => void moved++, receive: () => void moved++ };
    const { bus, devices: made } = bareBoard(() => [hart, hart], { rows });
    expect(moved).toBe(0);
    const powerOn = made.save();
    // Whatever can be set in their first registers, and those of the first hart of an APLIC.
    for (const { base, size } of Object.values(rows))
      for (let offset = 0; offset < Math.min(size, 0x4040); offset += 4) bus.write(base + offset, 4, 0xffff_ffffn);
    expect(moved).toBeGreaterThan(0);
    const changed = made.save();
    moved = 0;
    for (const states of [powerOn, changed, powerOn]) made.restore(states);
    expect(moved).toBe(0);
  },
);

test.each(someBoards)('the rows of the board do not overlap: %o', (options) => {
  const rows = Object.values(virt(options, 9)).toSorted((a, b) => a.base - b.base);
  for (const [index, row] of rows.entries())
    expect(row.base + row.size).toBeLessThanOrEqual(rows[index + 1]?.base ?? 0x8000_0000);
});
