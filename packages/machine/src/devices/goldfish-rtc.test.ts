import { expect, test } from 'vitest';
import { Clock } from '../clock.ts';
import { GoldfishRtc } from './goldfish-rtc.ts';

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
  const line = { level: false };
  const device = new GoldfishRtc(clock, (level) => (line.level = level));
  clock.add(device);
  const now = () => (device.read(TIME_HIGH, 4)! << 32n) | device.read(TIME_LOW, 4)!;
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

test('only words can be accessed', () => {
  const { device } = rtc();
  expect(device.read(TIME_LOW, 8)).toBeUndefined();
  expect(device.write(TIME_LOW, 2, 0n)).toBe(false);
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
