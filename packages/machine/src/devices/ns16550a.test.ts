import { describe, expect, test } from 'vitest';
import { FCR, IER, IIR, LCR, LSR, MCR, MSR, RBR, SCR, THR, uart } from '../testing/uart.ts';

/* Expected values: PC16550D data sheet, "Registers". */

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
    expect([read(RBR), read(RBR), read(LSR), read(RBR)]).toEqual([0x61, 0x62, 0x60, 0x62]);
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

  test('an interrupt that was answered does not come again because IER is written', () => {
    const { read, write, line } = uart();
    write(IER, 2);
    read(IIR);
    write(IER, 2);
    write(IER, 3);
    expect([line.level, read(IIR)]).toEqual([false, 1]);
    write(IER, 0);
    write(IER, 2);
    expect([line.level, read(IIR)]).toEqual([true, 2]);
  });

  /* "The transmitter interrupt after changing FCR0 will be immediate, if it is enabled." QEMU: emptying its FIFO, too. */
  test("turning the FIFOs on or off, or emptying the transmitter's, interrupts", () => {
    const { read, write } = uart();
    write(IER, 2);
    read(IIR);
    for (const [value, identity] of [
      [1, 0xc2],
      [3, 0xc1],
      [5, 0xc2],
      [0, 2],
      [4, 1],
    ] as const) {
      write(FCR, value);
      expect([read(IIR), read(IIR) & 0xf]).toEqual([identity, 1]);
    }
  });

  test('received data goes before an empty transmitter', () => {
    const { read, write } = uart('a');
    write(IER, 3);
    expect(read(IIR)).toBe(4);
    read(RBR);
    expect(read(IIR)).toBe(2);
  });
});

describe('the receiver FIFO', () => {
  /** A UART in loopback with its FIFOs on, cleared, at a trigger level. */
  function looped(trigger = 0) {
    const it = uart();
    it.write(MCR, 0x10);
    it.write(FCR, 7 | (trigger << 6));
    return { ...it, loop: (...bytes: readonly number[]) => bytes.forEach((byte) => it.write(THR, byte)) };
  }

  test('IIR tells that it is on', () => {
    const { read, write } = uart();
    write(FCR, 1);
    expect(read(IIR)).toBe(0xc1);
    write(FCR, 0);
    expect(read(IIR)).toBe(1);
  });

  test('keeps the order, and reads 0 when it is empty', () => {
    const { read, loop } = looped();
    loop(0x11, 0x22, 0x33);
    expect([RBR, RBR, LSR, RBR, LSR, RBR].map(read)).toEqual([0x11, 0x22, 0x61, 0x33, 0x60, 0]);
  });

  test('holds 16 bytes; the 17th is lost and is an overrun until LSR is read', () => {
    const { read, write, line, loop } = looped();
    write(IER, 4);
    loop(...Array.from({ length: 16 }, (_, n) => n));
    expect([line.level, read(LSR)]).toEqual([false, 0x61]);
    loop(99);
    expect([line.level, read(IIR), read(LSR), line.level, read(IIR), read(LSR)]).toEqual([
      true,
      0xc6,
      0x63,
      false,
      0xc1,
      0x61,
    ]);
    expect(Array.from({ length: 17 }, () => read(RBR))).toEqual([...Array.from({ length: 16 }, (_, n) => n), 0]);
  });

  test('is off after reset: the second byte replaces the first, and is an overrun', () => {
    const { read, write } = uart();
    write(MCR, 0x10);
    write(THR, 1);
    write(THR, 2);
    expect([read(LSR), read(RBR), read(LSR)]).toEqual([0x63, 2, 0x60]);
  });

  test.each([
    [0, 1],
    [1, 4],
    [2, 8],
    [3, 14],
  ])('at trigger %d interrupts from %d bytes on', (trigger, level) => {
    const { read, write, line, loop } = looped(trigger);
    write(IER, 1);
    for (let count = 1; count <= 16; count++) {
      loop(count);
      expect([line.level, read(IIR)]).toEqual(count < level ? [false, 0xc1] : [true, 0xc4]);
    }
    for (let count = 15; count >= 0; count--) {
      read(RBR);
      expect(read(IIR)).toBe(count < level ? 0xc1 : 0xc4);
    }
  });

  /* 8 data bits, no parity, 1 stop bit at divisor 1: 10 bits of 16 periods of 3.6864 MHz are 434.03 ticks of 100 ns. */
  test('times out when four character times pass without a byte coming or going', () => {
    const { clock, read, write, line, loop } = looped(2);
    write(LCR, 0x80);
    write(0, 1);
    write(LCR, 3);
    write(IER, 1);
    loop(1, 2, 3);
    clock.advance(1700);
    loop(4);
    clock.advance(1739);
    expect([line.level, read(IIR)]).toEqual([false, 0xc1]);
    clock.advance(1);
    expect([line.level, read(IIR), read(RBR)]).toEqual([true, 0xcc, 1]);
    expect([line.level, read(IIR)]).toEqual([false, 0xc1]);
    expect([clock.skip(), clock.time(), line.level, read(IIR)]).toEqual([true, 1700n + 1740n + 1740n, true, 0xcc]);
    write(FCR, 3);
    expect([line.level, read(IIR), clock.skip()]).toEqual([false, 0xc1, false]);
  });

  test.each([
    ['5 bits', 0x00, 7],
    ['8 bits, 1 stop bit', 0x03, 10],
    ['8 bits, parity, 2 stop bits', 0x0f, 12],
  ])('times out after four characters of %s', (_name, lcr, bits) => {
    const { clock, write, loop } = looped(1);
    write(LCR, lcr);
    write(IER, 1);
    loop(1);
    expect([clock.skip(), clock.time()]).toEqual([true, 4n * BigInt(Math.ceil((bits * 16 * 12 * 10e6) / 3_686_400))]);
  });

  test('is cleared by its own bit, and by turning it on or off', () => {
    for (const clear of [[3], [0, 1]]) {
      const { read, write, loop } = looped();
      loop(1, 2);
      write(FCR, 1);
      expect(read(LSR)).toBe(0x61);
      for (const value of clear) write(FCR, value);
      expect(read(LSR)).toBe(0x60);
    }
  });

  test('no other bit of FCR counts without the one that enables it', () => {
    const { read, write } = uart();
    write(MCR, 0x10);
    write(THR, 1);
    write(FCR, 0xc6);
    expect([read(IIR), read(LSR)]).toEqual([1, 0x61]);
  });

  test('fills from the line up to the trigger level when the guest waits for its interrupt', () => {
    const { read, write, line, typed } = uart('0123456789');
    write(FCR, 0x87);
    write(IER, 1);
    expect([line.level, read(IIR), typed.length]).toEqual([true, 0xc4, 2]);
    expect(Array.from({ length: 10 }, () => read(RBR) - 0x30)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(read(LSR)).toBe(0x60);
  });

  test('never overruns with what the line sends, and gives back what clearing it would lose', () => {
    const { read, write, typed } = uart('abcdefghijklmnopqrstuvwxyz');
    write(FCR, 0xc7);
    write(IER, 1);
    expect(typed).toHaveLength(12);
    write(FCR, 7);
    // One of those that were given back has come again when the next are.
    expect(read(LSR)).toBe(0x61);
    write(FCR, 0);
    write(IER, 0);
    let text = '';
    for (let status = read(LSR); (status & 1) !== 0; status = read(LSR)) {
      expect(status).toBe(0x61);
      text += String.fromCodePoint(read(RBR));
    }
    expect(text).toBe('abcdefghijklmnopqrstuvwxyz');
  });

  test('a byte from the line that a looped one overruns comes again', () => {
    const { read, write } = uart('ab');
    read(LSR);
    write(MCR, 0x10);
    write(THR, 0x5a);
    expect([read(LSR), read(RBR)]).toEqual([0x63, 0x5a]);
    write(MCR, 0);
    expect([read(RBR), read(RBR)]).toEqual([0x61, 0x62]);
  });
});

describe('in loopback', () => {
  test('what is sent comes back and the modem lines are wired to one another', () => {
    const { read, write, sent, typed } = uart('x');
    write(MCR, 0x10 | 0x0a);
    // OUT2 comes back as DCD and RTS as CTS: Linux's autoconfig looks for exactly this.
    expect(read(MSR) & 0xf0).toBe(0x90);
    write(THR, 0x5a);
    expect([read(LSR), read(RBR), sent, typed.length]).toEqual([0x61, 0x5a, [], 1]);
  });

  test.each([
    ['DTR', 1, 'DSR', 0x20],
    ['RTS', 2, 'CTS', 0x10],
    ['OUT1', 4, 'RI', 0x40],
    ['OUT2', 8, 'DCD', 0x80],
  ])('%s (%d) comes back as %s', (_output, bit, _input, status) => {
    const { read, write } = uart();
    write(MCR, 0x10 | bit);
    expect(read(MSR) & 0xf0).toBe(status);
  });

  test('a line that changes shows in MSR until it is read, RI only when it drops, and interrupts', () => {
    const { read, write, line } = uart();
    write(MCR, 0x10);
    read(MSR);
    write(IER, 8);
    expect([line.level, read(IIR), read(MSR)]).toEqual([false, 1, 0]);
    for (const [mcr, status] of [
      [0x11, 0x22],
      [0x13, 0x31],
      [0x17, 0x70],
      [0x1f, 0xf8],
      [0x1b, 0xb4],
      [0x10, 0x0b],
    ] as const) {
      write(MCR, mcr);
      const interrupts = (status & 0xf) !== 0;
      expect([line.level, read(IIR), read(MSR)]).toEqual([interrupts, interrupts ? 0 : 1, status]);
      expect([line.level, read(MSR)]).toEqual([false, status & 0xf0]);
    }
  });
});

test('interrupts are identified by priority: line status, received data, transmitter, modem', () => {
  const { read, write } = uart();
  write(FCR, 1);
  write(MCR, 0x10);
  for (let count = 0; count < 17; count++) write(THR, count);
  write(IER, 0xf);
  expect(read(IIR)).toBe(0xc6);
  read(LSR);
  expect(read(IIR)).toBe(0xc4);
  write(FCR, 3);
  expect([read(IIR), read(IIR)]).toEqual([0xc2, 0xc0]);
  read(MSR);
  expect(read(IIR)).toBe(0xc1);
});

test('each interrupt has its own enable', () => {
  for (const [enable, identity] of [
    [1, 0xc4],
    [2, 0xc2],
    [4, 0xc6],
    [8, 0xc0],
    [0, 0xc1],
  ] as const) {
    const { read, write } = uart();
    write(FCR, 1);
    write(MCR, 0x10);
    for (let count = 0; count < 17; count++) write(THR, count);
    write(IER, enable | 0xf0);
    expect([read(IER), read(IIR)]).toEqual([enable, identity]);
  }
});

test('the control registers hold what they have bits for', () => {
  const { read, write } = uart();
  for (const register of [IER, LCR, MCR, SCR]) write(register, 0xff);
  expect([LCR, MCR, SCR].map(read)).toEqual([0xff, 0x1f, 0xff]);
  write(LCR, 0x7f);
  expect(read(IER)).toBe(0xf);
});

test('a restored UART has the byte and the enables of the saved one, and leaves its line alone', () => {
  const { device, write } = uart('a');
  write(IER, 1);
  const state = structuredClone(device.save());
  const copy = uart();
  copy.device.restore(state);
  expect([copy.line.level, copy.read(IIR), copy.read(RBR)]).toEqual([false, 4, 0x61]);
});

// QEMU, hw/char/serial.c: where it calls serial_update_irq. xv6's handler reads LSR, and never IIR.
test('it raises an interrupt that is high where something happens, and not whenever it is looked at', () => {
  const { device, read, write, line, typed } = uart();
  const raises = (act: () => void): number => {
    const { raised } = line;
    act();
    return line.raised - raised;
  };
  expect(raises(() => write(IER, 3))).toBe(1);
  for (const register of [LSR, MSR, LCR, MCR, SCR, IER]) expect(raises(() => read(register))).toBe(0);
  for (const register of [LCR, MCR, SCR, IER]) expect(raises(() => write(register, 3))).toBe(0);
  expect(raises(() => device.restore(device.save()))).toBe(0);
  expect(raises(() => device.poll())).toBe(0);
  expect(raises(() => write(THR, 0x41))).toBe(1);
  expect(raises(() => read(RBR))).toBe(1);
  expect(raises(() => write(FCR, 0))).toBe(1);
  typed.push(0x61);
  expect(raises(() => device.poll())).toBe(1);
  expect(raises(() => read(IIR))).toBe(0);
  read(RBR);
  expect([read(IIR), line.level]).toEqual([2, false]);
});
