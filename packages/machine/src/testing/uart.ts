import { Clock } from '../clock.ts';
import { Ns16550a } from '../devices/ns16550a.ts';

/* Registers: PC16550D data sheet, "Registers". */
export const RBR = 0;
export const THR = 0;
export const IER = 1;
export const IIR = 2;
export const FCR = 2;
export const LCR = 3;
export const MCR = 4;
export const LSR = 5;
export const MSR = 6;
export const SCR = 7;

/** A UART on a clock of one hart, what is typed into it and what it sends. */
export function uart(input = '') {
  const typed = Array.from(new TextEncoder().encode(input));
  const sent: number[] = [];
  const line = { level: false, raised: 0 };
  const clock = new Clock(1, 1);
  const device = new Ns16550a(
    clock,
    { transmit: (byte) => sent.push(byte), receive: () => typed.shift() ?? -1 },
    (level) => {
      line.level = level;
      if (level) line.raised++;
    },
  );
  clock.add(device);
  return {
    clock,
    device,
    sent,
    line,
    typed,
    read: (register: number) => Number(device.read(register, 1)),
    write: (register: number, value: number) => device.write(register, 1, BigInt(value)),
  };
}
