import { describe, expect, test } from 'vitest';
import { errorBanks } from './devices/error-banks.ts';
import { Plic, plic } from './devices/plic.ts';
import { ErrorSignals } from './error-signals.ts';
import { bareBoard, twoHarts } from './testing/bare-board.ts';

const [MEIP, SEIP] = [1 << 11, 1 << 9];
const [LOW_SOURCE, HIGH_SOURCE, UART_SOURCE] = [12n, 13n, 10n];
const claimOf = (context: number) => plic.base + 0x20_0004 + 0x1000 * context;
const enablesOf = (context: number) => plic.base + 0x2000 + 0x80 * context;
const memoryRecord = errorBanks.base + 64;
const hartRecord = (hart: number) => errorBanks.base + 0x1000 * (hart + 1) + 64;
const [STATUS, ADDR_INFO] = [8, 16];
const [V, CE, UED, UEC] = [1n, 2n, 4n, 8n];

/** Two harts without the AIA, whose firmware has enabled what it needs, unless `byController` says otherwise. */
function system(byController = true) {
  const { bus, harts, devices } = bareBoard(twoHarts());
  const signals = new ErrorSignals(devices, 2);
  signals.enable(byController);
  const write = (address: number, value: bigint, width: 4 | 8 = 8) =>
    expect(bus.write(address, width, value)).toBe(true);
  const read = (address: number, width: 4 | 8 = 8) => bus.read(address, width)!;
  const external = () => harts.map((hart) => hart.state.lines(0) & (MEIP | SEIP));
  return { devices, signals, write, read, external };
}

describe('enabled', () => {
  test('every record logs; critical errors are signalled at high priority, others at low', () => {
    const { read, write, signals } = system();
    for (const record of [memoryRecord, memoryRecord + 64, hartRecord(0), hartRecord(1)]) {
      expect(read(record)).toBe(0b10_01_01_0_1n);
      for (const [status, priority] of [
        [V | CE, 'low'],
        [V | UED, 'low'],
        [V | UEC, 'high'],
      ] as const) {
        write(record + STATUS, status);
        expect(signals.take(0n)).toEqual([expect.objectContaining({ priority })]);
      }
    }
  });

  test('the controller interrupts M-mode of each hart, and S-mode of none', () => {
    const { write, external } = system();
    write(hartRecord(1) + STATUS, V | CE);
    expect(external()).toEqual([MEIP, MEIP]);
    const { write: store, external: lines, read } = system(false);
    store(hartRecord(1) + STATUS, V | UEC);
    expect([lines(), read(enablesOf(0), 4), read(plic.base + 4 * 12, 4)]).toEqual([[0, 0], 0n, 0n]);
  });
});

describe('taken', () => {
  test('errors come in the order of the banks, of a hart with its index; what records held stays', () => {
    const { signals, write, read } = system();
    write(hartRecord(1) + STATUS, V | UEC);
    write(hartRecord(0) + ADDR_INFO, 0x1234n);
    write(hartRecord(0) + STATUS, V | CE);
    write(memoryRecord + STATUS, V | UED);
    expect(signals.take(0n)).toEqual([
      { priority: 'low' },
      { priority: 'low', hart: 0 },
      { priority: 'high', hart: 1 },
    ]);
    expect([read(hartRecord(0) + STATUS), read(hartRecord(0) + ADDR_INFO)]).toEqual([CE | (1n << 23n), 0x1234n]);
    expect(signals.take(0n)).toEqual([]);
  });

  test('a record that signals nothing is left as it is', () => {
    const { signals, write, read } = system();
    write(hartRecord(0), 1n, 4);
    write(hartRecord(0) + STATUS, V | UEC);
    expect(signals.take(0n)).toEqual([]);
    expect(read(hartRecord(0) + STATUS)).toBe(V | UEC);
  });

  test('a count of corrected errors that is over begins anew, and is taken once', () => {
    const { signals, write, read } = system();
    const CECO = 1n << 21n;
    write(memoryRecord, 0b10_01_01_1_1n, 4);
    write(memoryRecord + STATUS, V | UEC | CECO | (5n << 48n));
    expect(signals.take(0n)).toEqual([{ priority: 'high' }, { priority: 'low' }]);
    expect(read(memoryRecord + STATUS) & (V | CECO | (0xffffn << 48n))).toBe(5n << 48n);
    expect(signals.take(0n)).toEqual([]);
  });

  test('the interrupt of whoever asks first is over for all', () => {
    const { signals, write, external, read } = system();
    write(hartRecord(0) + STATUS, V | UEC);
    expect(signals.take(1n)).toEqual([{ priority: 'high', hart: 0 }]);
    expect([external(), read(plic.base + 0x1000, 4)]).toEqual([[0, 0], 0n]);
    expect(signals.take(0n)).toEqual([]);
    // It comes again.
    write(hartRecord(0) + STATUS, V | CE);
    expect(external()).toEqual([MEIP, MEIP]);
    expect(signals.take(0n)).toEqual([{ priority: 'low', hart: 0 }]);
    expect(external()).toEqual([0, 0]);
  });

  test('an interrupt that was claimed by the one who asks is completed', () => {
    const { signals, write, external, read } = system();
    write(hartRecord(0) + STATUS, V | UEC);
    expect(signals.take(0n)).toHaveLength(1);
    write(memoryRecord + STATUS, V | UEC);
    expect(external()).toEqual([MEIP, MEIP]);
    expect([read(claimOf(0), 4), read(claimOf(0), 4)]).toEqual([HIGH_SOURCE, 0n]);
    expect(LOW_SOURCE).not.toBe(HIGH_SOURCE);
  });

  test('a source of somebody else is disabled, and remains for S-mode to claim', () => {
    const { devices, signals, write, external, read } = system();
    write(plic.base + 4 * Number(UART_SOURCE), 1n, 4);
    for (const context of [0, 1]) write(enablesOf(context), (1n << UART_SOURCE) | (context === 0 ? 0x3000n : 0n), 4);
    write(enablesOf(0) + 4, 0xffn, 4);
    devices.of(Plic).setSource(Number(UART_SOURCE), true);
    expect(external()).toEqual([MEIP | SEIP, 0]);
    expect(signals.take(0n)).toEqual([]);
    expect(external()).toEqual([SEIP, 0]);
    expect([read(enablesOf(0), 4), read(enablesOf(0) + 4, 4)]).toEqual([0x3000n, 0n]);
    expect(read(claimOf(1), 4)).toBe(UART_SOURCE);
  });
});
