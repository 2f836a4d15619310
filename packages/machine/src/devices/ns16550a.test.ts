import { describe, expect, test } from 'vitest';
import { Ns16550a } from './ns16550a.ts';

/* Expected values: PC16550D data sheet, "Registers". */
const RBR = 0;
const THR = 0;
const IER = 1;
const IIR = 2;
const FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

function uart(input = '') {
  const typed = Array.from(new TextEncoder().encode(input));
  const sent: number[] = [];
  const line = { level: false };
  const device = new Ns16550a(
    { transmit: (byte) => sent.push(byte), receive: () => typed.shift() ?? -1 },
    (level) => (line.level = level),
  );
  return {
    device,
    sent,
    line,
    typed,
    read: (register: number) => Number(device.read(register, 1)),
    write: (register: number, value: number) => device.write(register, 1, BigInt(value)),
  };
}

test('after reset it has no interrupt, an empty transmitter and a modem', () => {
  const { read, line } = uart();
  expect([IER, IIR, LCR, MCR, LSR, MSR, SCR].map(read)).toEqual([0, 1, 0, 0, 0x60, 0xb0, 0]);
  expect(line.level).toBe(false);
});

test('DLAB turns the first two registers into the divisor', () => {
  const { read, write, sent } = uart();
  write(LCR, 0x83);
  write(0, 0x34);
  write(1, 0x12);
  expect([read(0), read(1), read(LCR)]).toEqual([0x34, 0x12, 0x83]);
  write(LCR, 0x03);
  expect([read(IER), sent]).toEqual([0, []]);
});

test('the scratch register keeps what is written, and a wider write takes the low byte', () => {
  const { device, read } = uart();
  device.write(SCR, 4, 0x1234_56a5n);
  expect(read(SCR)).toBe(0xa5);
});

test('beyond the eight registers is nothing', () => {
  const { device } = uart();
  expect(device.read(8, 1)).toBeUndefined();
  expect(device.write(8, 1, 0n)).toBe(false);
});

describe('receiving', () => {
  test('a byte arrives when the guest looks, one at a time', () => {
    const { read, typed } = uart('ab');
    expect(typed).toHaveLength(2);
    expect(read(LSR)).toBe(0x61);
    expect(read(LSR)).toBe(0x61);
    expect(typed).toHaveLength(1);
    expect([read(RBR), read(RBR), read(LSR), read(RBR)]).toEqual([0x61, 0x62, 0x60, 0]);
  });

  test('ERBFI interrupts while there is a byte, and identifies it', () => {
    const { read, write, line } = uart('ab');
    write(IER, 1);
    expect([line.level, read(IIR)]).toEqual([true, 4]);
    read(RBR);
    expect([read(IIR), line.level]).toEqual([4, true]);
    read(RBR);
    expect([read(IIR), line.level]).toEqual([1, false]);
  });

  test('a byte that comes later is found by poll, only while the guest listens', () => {
    const { device, write, line, typed } = uart();
    typed.push(0x61);
    device.poll();
    expect([line.level, typed.length]).toEqual([false, 1]);
    write(IER, 1);
    expect([line.level, typed.length]).toEqual([true, 0]);
  });

  test('a driver that clears the FIFOs when it starts loses no input', () => {
    const { read, write } = uart('ab');
    read(LSR);
    write(FCR, 7);
    expect([read(LSR), read(RBR), read(RBR)]).toEqual([0x61, 0x61, 0x62]);
  });

  test('firmware takes the byte that has already arrived first', () => {
    const { device, read } = uart('ab');
    read(LSR);
    expect([device.take(), device.take(), device.take()]).toEqual([0x61, 0x62, -1]);
  });
});

describe('transmitting', () => {
  test('what is written to THR is sent at once', () => {
    const { write, sent, read } = uart();
    write(THR, 0x41);
    expect([sent, read(LSR)]).toEqual([[0x41], 0x60]);
  });

  test('ETBEI interrupts when it is enabled and after each byte; reading IIR or another byte answers it', () => {
    const { read, write, line } = uart();
    write(IER, 2);
    expect([line.level, read(IIR), line.level, read(IIR)]).toEqual([true, 2, false, 1]);
    write(THR, 0x41);
    expect([line.level, read(IIR), line.level]).toEqual([true, 2, false]);
  });

  test('received data goes before an empty transmitter', () => {
    const { read, write } = uart('a');
    write(IER, 3);
    expect(read(IIR)).toBe(4);
    read(RBR);
    expect(read(IIR)).toBe(2);
  });
});

test('IIR tells that the FIFOs are on', () => {
  const { read, write } = uart();
  write(FCR, 1);
  expect(read(IIR)).toBe(0xc1);
  write(FCR, 0);
  expect(read(IIR)).toBe(1);
});

test('in loopback, what is sent comes back and the modem lines are wired to one another', () => {
  const { read, write, sent, typed } = uart('x');
  write(MCR, 0x10 | 0x0a);
  // OUT2 comes back as DCD and RTS as CTS: Linux's autoconfig looks for exactly this.
  expect(read(MSR) & 0xf0).toBe(0x90);
  write(THR, 0x5a);
  expect([read(LSR), read(RBR), sent, typed.length]).toEqual([0x61, 0x5a, [], 1]);
  write(THR, 0x5a);
  write(FCR, 3);
  expect(read(LSR)).toBe(0x60);
});

test('a restored UART has the byte, the enables and the line of the saved one', () => {
  const { device, write } = uart('a');
  write(IER, 1);
  const state = structuredClone(device.save());
  const copy = uart();
  copy.device.restore(state);
  expect([copy.line.level, copy.read(IIR), copy.read(RBR)]).toEqual([true, 4, 0x61]);
});
