import { describe, expect, test } from 'vitest';
import { Clock } from '../clock.ts';
import { GoldfishRtc } from './goldfish-rtc.ts';

/* Expected values: QEMU, hw/rtc/goldfish_rtc.c. */
const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

function rtc() {
  const clock = new Clock(1, 1);
  const line = { level: false, raised: 0 };
  const device = new GoldfishRtc(clock, (level) => {
    line.level = level;
    if (level) line.raised++;
  });
  clock.add(device);
  const now = () => device.read(TIME_LOW, 4)! | (device.read(TIME_HIGH, 4)! << 32n);
  const setAlarm = (at: bigint) => {
    device.write(ALARM_HIGH, 4, at >> 32n);
    device.write(ALARM_LOW, 4, BigInt.asUintN(32, at));
  };
  return { clock, device, line, now, setAlarm };
}

test('it starts at the same time in every run and goes with the machine: 100 ns a tick', () => {
  const { clock, now } = rtc();
  expect(new Date(Number(now() / 1_000_000n)).toISOString()).toBe('2025-01-01T00:00:00.000Z');
  const start = now();
  clock.advance(25);
  expect(now() - start).toBe(2500n);
});

test('its time can be set by halves', () => {
  const { device, now } = rtc();
  device.write(TIME_HIGH, 4, 0x1234n);
  device.write(TIME_LOW, 4, 0x5678n);
  expect(now()).toBe(0x1234_0000_5678n);
});

test('TIME_HIGH belongs to the TIME_LOW that was read last, and is 0 before the first', () => {
  const { clock, device } = rtc();
  expect(device.read(TIME_HIGH, 4)).toBe(0n);
  device.write(TIME_HIGH, 4, 7n);
  device.write(TIME_LOW, 4, 0xffff_fff0n);
  expect(device.read(TIME_LOW, 4)).toBe(0xffff_fff0n);
  clock.advance(1);
  expect([device.read(TIME_HIGH, 4), device.read(TIME_LOW, 4), device.read(TIME_HIGH, 4)]).toEqual([7n, 84n, 8n]);
});

test('it goes on when the guest writes mtime', () => {
  const { clock, now } = rtc();
  const start = now();
  for (const time of [2n ** 64n - 1n, 0n]) clock.setTime(time);
  clock.advance(2);
  expect(now() - start).toBe(200n);
});

test('an alarm is an event that the clock can skip to; it interrupts until it is cleared', () => {
  const { clock, device, line, now, setAlarm } = rtc();
  const start = now();
  device.write(IRQ_ENABLED, 4, 1n);
  setAlarm(start + 1001n);
  expect(device.read(ALARM_STATUS, 4)).toBe(1n);
  expect([clock.skip(), clock.time(), line.level]).toEqual([true, 11n, true]);
  expect(device.read(ALARM_STATUS, 4)).toBe(0n);
  device.write(CLEAR_INTERRUPT, 4, 1n);
  expect(line.level).toBe(false);
});

test('a cleared alarm does not ring', () => {
  const { clock, device, now, setAlarm } = rtc();
  setAlarm(now() + 1000n);
  device.write(CLEAR_ALARM, 4, 1n);
  expect(clock.skip()).toBe(false);
});

describe('an alarm', () => {
  test('in the past rings at once', () => {
    const { device, line, now, setAlarm } = rtc();
    device.write(IRQ_ENABLED, 4, 1n);
    setAlarm(now());
    expect([line.level, device.read(ALARM_STATUS, 4)]).toEqual([true, 0n]);
  });

  test('that rings while the interrupt is off interrupts when it is turned on', () => {
    const { device, line, now, setAlarm } = rtc();
    setAlarm(now() - 1n);
    expect(line.level).toBe(false);
    device.write(IRQ_ENABLED, 4, 0xffff_ffffn);
    expect([line.level, device.read(IRQ_ENABLED, 4)]).toEqual([true, 1n]);
  });

  test('is set by its low half alone', () => {
    const { clock, device, now, setAlarm } = rtc();
    device.write(ALARM_HIGH, 4, 0n);
    expect([device.read(ALARM_STATUS, 4), clock.skip()]).toEqual([0n, false]);
    setAlarm(now() + 1000n);
    device.write(ALARM_HIGH, 4, 0n);
    expect([device.read(ALARM_STATUS, 4), clock.skip(), clock.time()]).toEqual([1n, true, 10n]);
  });

  test('rings when it would have rung when it was set, whatever the time is then', () => {
    const { clock, device, now, setAlarm } = rtc();
    setAlarm(now() + 1000n);
    device.write(TIME_HIGH, 4, 0n);
    expect([clock.skip(), clock.time(), device.read(ALARM_STATUS, 4)]).toEqual([true, 10n, 0n]);
  });

  test('beyond 292 years is set and never rings', () => {
    const { clock, device, setAlarm } = rtc();
    setAlarm(2n ** 64n - 1n);
    expect([device.read(ALARM_STATUS, 4), clock.skip()]).toEqual([1n, false]);
  });
});

/* QEMU splits a doubleword into two words, as its trace of goldfish_rtc_read shows. */
test('a doubleword is two words, the lower one first', () => {
  const { clock, device, line } = rtc();
  device.write(TIME_LOW, 8, 0x1234_5678_9abc_def0n);
  expect(device.read(TIME_LOW, 8)).toBe(0x1234_5678_9abc_def0n);
  device.write(IRQ_ENABLED, 8, 1n);
  // The lower half arms the alarm with the upper half that was there: 0, which is in the past.
  device.write(ALARM_LOW, 8, 0x1234_5678_9abc_df54n);
  expect([device.read(ALARM_LOW, 8), device.read(ALARM_STATUS, 4), line.level]).toEqual([
    0x1234_5678_9abc_df54n,
    0n,
    true,
  ]);
  device.write(ALARM_STATUS, 8, 0n);
  expect(line.level).toBe(false);
  device.write(ALARM_LOW, 8, 0x1234_5678_9abc_df54n);
  expect([device.read(ALARM_STATUS, 8), clock.skip(), clock.time(), line.level]).toEqual([1n, true, 1n, true]);
});

test('nothing narrower than a word can be accessed, and nothing beyond the registers', () => {
  const { device } = rtc();
  for (const [offset, width] of [
    [0, 1],
    [2, 2],
    [0x20, 8],
    [0x24, 4],
  ] as const)
    expect([device.read(offset, width), device.write(offset, width, 0n)]).toEqual([undefined, false]);
  expect([device.read(0x20, 4), device.write(0x20, 4, 1n)]).toEqual([0n, true]);
});

test('a restored alarm rings while the machine runs, also where none was set before', () => {
  const { device, now, setAlarm } = rtc();
  device.write(IRQ_ENABLED, 4, 1n);
  setAlarm(now() + 500n);
  const copy = rtc();
  copy.clock.advance(1);
  copy.device.restore(structuredClone(device.save()));
  while (!copy.line.level && copy.clock.uptime() < 100n) copy.clock.advance(1);
  expect(copy.clock.uptime()).toBe(5n);
});

test('a restored clock shows the same time and rings the same alarm', () => {
  const { device, now, setAlarm } = rtc();
  device.write(TIME_HIGH, 4, 0x1234n);
  device.write(IRQ_ENABLED, 4, 1n);
  setAlarm(now() + 500n);
  const copy = rtc();
  copy.device.restore(structuredClone(device.save()));
  expect(copy.now()).toBe(now());
  expect([copy.clock.skip(), copy.clock.time(), copy.line.level]).toEqual([true, 5n, true]);
});

test('it raises its interrupt when the alarm rings and when the guest stores to it, also while it is high, and at no other look', () => {
  const { device, line, now } = rtc();
  device.write(IRQ_ENABLED, 4, 1n);
  device.write(ALARM_LOW, 4, 0n);
  expect(line.raised).toBe(1);
  now();
  device.write(TIME_LOW, 4, 0n);
  device.write(CLEAR_ALARM, 4, 0n);
  device.restore(device.save());
  expect(line.raised).toBe(1);
  device.write(IRQ_ENABLED, 4, 1n);
  expect(line.raised).toBe(2);
});
