import { mip } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { RAM_BASE } from '../board.ts';
import { Clock } from '../clock.ts';
import { bareBoard, twoHarts } from '../testing/bare-board.ts';
import { errorBanks } from './error-banks.ts';
import { plic } from './plic.ts';

const { base } = errorBanks;
const [STRIDE, RECORD, CONTROL, STATUS, ADDR, INFO, SUPPL, TIME] = [0x1000, 64, 0, 8, 16, 24, 32, 40];
const [memoryRecord, scrubberRecord] = [base + RECORD, base + 2 * RECORD];
const hartRecord = (hart: number) => base + STRIDE * (hart + 1) + RECORD;
const COMMAND = base + 56;
const [V, CE, UED, UEC] = [1n, 2n, 4n, 8n];
/** else, and the three classes at low, low and high priority. */
const SETTINGS = 1n | (1n << 2n) | (1n << 4n) | (2n << 6n);
const [LOW, HIGH] = [1n << 35n, 1n << 43n];

function system(isa = 'rv64i_zicsr_ssaia_smaia') {
  const { clock, memory, bus, harts, devices } = bareBoard(twoHarts(isa), { clock: new Clock(1, 1) });
  const write = (address: number, value: bigint, width: 4 | 8 = 8) =>
    expect(bus.write(address, width, value)).toBe(true);
  const read = (address: number) => bus.read(address, 8)!;
  for (const record of [memoryRecord, scrubberRecord, hartRecord(0), hartRecord(1)])
    write(record + CONTROL, SETTINGS, 4);
  const lines = () => harts.map((hart) => hart.read(mip));
  /** A hart uses corrupted data at offset 0x48 of RAM. */
  const use = (hart: number, implicit = false) =>
    memory.poison.consumed?.({ hart, physical: RAM_BASE + 0x48, virtual: 0x1048n, implicit });
  return { clock, memory, bus, harts, devices, write, read, lines, use };
}

describe('reri "Register Layout"', () => {
  test('each bank tells what it is', () => {
    const { read } = system();
    // inst_id, n_err_recs, layout 0, version 1.
    expect(read(base + 8)).toBe(1n | (2n << 16n) | (1n << 56n));
    expect([0, 1].map((hart) => read(base + STRIDE * (hart + 1) + 8))).toEqual([
      2n | (1n << 16n) | (1n << 56n),
      3n | (1n << 16n) | (1n << 56n),
    ]);
    expect(read(base)).toBe(0n);
  });

  test('the summary says which records are valid', () => {
    const { read, write, use } = system();
    expect(read(base + 16)).toBe(1n);
    use(0);
    expect([read(base + 16), read(base + STRIDE + 16), read(base + 2 * STRIDE + 16)]).toEqual([0b11n, 0b11n, 0b1n]);
    write(scrubberRecord + STATUS, V | CE);
    expect(read(base + 16)).toBe(0b111n);
  });

  test('the four registers of information hold what is written, whole or by halves', () => {
    const { read, write, bus } = system();
    for (const register of [ADDR, INFO, SUPPL, TIME]) {
      write(hartRecord(1) + register, 0x1111_2222_3333_4444n);
      write(hartRecord(1) + register, 0x5555_5555n, 4);
      expect(read(hartRecord(1) + register)).toBe(0x1111_2222_5555_5555n);
      write(hartRecord(1) + register + 4, 0x6666_6666n, 4);
      expect(read(hartRecord(1) + register)).toBe(0x6666_6666_5555_5555n);
      expect([bus.read(hartRecord(1) + register, 4), bus.read(hartRecord(1) + register + 4, 4)]).toEqual([
        0x5555_5555n,
        0x6666_6666n,
      ]);
      expect(read(hartRecord(0) + register)).toBe(0n);
    }
  });

  test('what is not implemented reads 0 and takes no store; accesses of other sizes, and banks of no hart, fault', () => {
    const { bus, read, write } = system();
    for (const offset of [0, 8, 16, 24, 48, 112, 120, 3 * RECORD, 0xff8]) {
      const before = read(base + offset);
      write(base + offset, 2n ** 64n - 1n);
      expect(read(base + offset)).toBe(before);
      expect([0, 8, 16].includes(offset) || before === 0n).toBe(true);
    }
    expect([
      bus.read(base + 8, 1),
      bus.read(base + 8, 2),
      bus.read(base + 12, 8),
      bus.read(base + 3 * STRIDE, 8),
    ]).toEqual([undefined, undefined, undefined, undefined]);
    expect(bus.write(base + STATUS, 2, 0n)).toBe(false);
    expect(bus.write(base + 3 * STRIDE, 8, 0n)).toBe(false);
  });
});

describe('corrupted data that a hart uses', () => {
  test('is an error that the memory controller defers and the hart cannot', () => {
    const { read, use, clock } = system();
    clock.setTime(99n);
    use(1);
    // UED: explicit read, iv, SPA, tsv, system memory data. UEC: contained, corrupted data access.
    const found = V | (4n << 8n) | (1n << 11n) | (1n << 12n) | (1n << 17n) | (1n << 23n);
    expect(read(memoryRecord + STATUS)).toBe(found | UED | (20n << 24n));
    expect(read(hartRecord(1) + STATUS)).toBe(found | UEC | (1n << 7n) | (2n << 24n));
    const physical = BigInt(RAM_BASE + 0x48);
    expect([ADDR, INFO, TIME].map((register) => read(memoryRecord + register))).toEqual([physical, 1n, 99n]);
    expect([ADDR, INFO, TIME].map((register) => read(hartRecord(1) + register))).toEqual([physical, 0x1048n, 99n]);
    expect(read(hartRecord(0) + STATUS)).toBe(0n);
  });

  test('by a page walk is an implicit read', () => {
    const { read, use } = system();
    use(0, true);
    expect([memoryRecord, hartRecord(0)].map((record) => (read(record + STATUS) >> 8n) & 7n)).toEqual([6n, 6n]);
  });
});

describe('signals', () => {
  test('a hart hears of its own bank, and of the memory controller’s, as long as records are valid', () => {
    const { write, lines, use } = system();
    expect(lines()).toEqual([0n, 0n]);
    use(1);
    expect(lines()).toEqual([LOW, LOW | HIGH]);
    write(memoryRecord + CONTROL + 4, 1n << 16n, 4);
    expect(lines()).toEqual([0n, HIGH]);
    write(hartRecord(1) + CONTROL + 4, 1n << 16n, 4);
    expect(lines()).toEqual([0n, 0n]);
  });

  test('the interrupt controller hears of all: source 12 is low priority, 13 high', () => {
    const { bus, write, use } = system('rv64i_zicsr');
    use(0);
    expect(bus.read(plic.base + 0x1000, 4)).toBe(0x3000n);
    write(plic.base + 4 * 12, 1n, 4);
    write(plic.base + 0x2000, 0x3000n, 4);
    expect(bus.read(plic.base + 0x20_0004, 4)).toBe(12n);
  });

  test('a hart without the local interrupts has no such lines', () => {
    const { use, lines } = system('rv64i_zicsr');
    use(0);
    expect(lines()).toEqual([0n, 0n]);
  });
});

describe('injection', () => {
  const inject = ({ write }: ReturnType<typeof system>, record: number, ticks: bigint, classes = UEC) => {
    write(record + STATUS, classes);
    write(record + CONTROL + 4, ticks, 4);
  };

  test('the clock goes to when eid has counted down, and then the record is valid and signalled', () => {
    const it = system();
    inject(it, hartRecord(0), 5n);
    inject(it, memoryRecord, 7n, CE);
    expect(it.read(hartRecord(0) + CONTROL)).toBe(SETTINGS | (5n << 32n));
    expect([it.clock.skip(), it.clock.uptime(), it.lines()]).toEqual([true, 5n, [HIGH, 0n]]);
    expect(it.read(hartRecord(0) + STATUS)).toBe(V | UEC | (1n << 23n));
    expect(it.read(memoryRecord + CONTROL) >> 32n).toBe(2n);
    expect([it.clock.skip(), it.clock.uptime(), it.lines()]).toEqual([true, 7n, [LOW | HIGH, LOW]]);
    expect(it.clock.skip()).toBe(false);
  });

  test('a write to the lower half of the register lets eid count on; 0 stops it', () => {
    const it = system();
    inject(it, hartRecord(0), 5n);
    it.write(hartRecord(0) + CONTROL, SETTINGS, 4);
    expect(it.read(hartRecord(0) + CONTROL) >> 32n).toBe(5n);
    it.write(hartRecord(0) + CONTROL, SETTINGS);
    expect(it.clock.skip()).toBe(false);
    expect(it.read(hartRecord(0) + STATUS) & V).toBe(0n);
  });

  test("a snapshot between has the rest of the count; the lines are their harts'", () => {
    const it = system();
    inject(it, hartRecord(0), 5n);
    it.use(1);
    const saved = structuredClone(it.devices.save());
    const clock = it.clock.save();
    it.clock.skip();
    it.write(hartRecord(1) + CONTROL + 4, 1n << 16n, 4);
    expect(it.lines()).toEqual([LOW | HIGH, LOW]);
    it.clock.restore(clock);
    it.devices.restore(saved);
    expect(it.lines()).toEqual([LOW | HIGH, LOW]);
    expect([it.clock.skip(), it.clock.uptime()]).toEqual([true, 5n]);
    expect(it.lines()).toEqual([LOW | HIGH, LOW | HIGH]);
  });
});

describe('what the memory controller is told to do', () => {
  const line = BigInt(RAM_BASE + 0x40);

  test('1 poisons a line, of which no record tells; 2 scrubs it: a corrected error, if it was poisoned', () => {
    const { memory, write, read } = system();
    write(COMMAND, line | 1n);
    expect([memory.poison.save(), read(base + 16)]).toEqual([[Number(line)], 1n]);
    write(COMMAND, line | 2n);
    expect(memory.poison.exist).toBe(false);
    // CE, SPA, tsv, scrub, rdip, system memory scrubbing.
    expect(read(scrubberRecord + STATUS)).toBe(
      V | CE | (1n << 12n) | (1n << 17n) | (1n << 20n) | (1n << 23n) | (21n << 24n),
    );
    expect([read(scrubberRecord + ADDR), read(memoryRecord + STATUS)]).toEqual([line, 0n]);
    write(COMMAND, line | 2n);
    expect(read(scrubberRecord + STATUS) & (1n << 6n)).toBe(0n);
  });

  test('any other command, half a command, another bank and what is not RAM: nothing', () => {
    const { memory, write, read } = system();
    write(COMMAND, line);
    write(COMMAND, line | 3n);
    write(COMMAND, line | 1n, 4);
    write(COMMAND + STRIDE, line | 1n);
    write(COMMAND, 0x1001n);
    write(COMMAND, 2n ** 64n - 63n);
    write(COMMAND, BigInt(RAM_BASE + 8192) | 1n);
    expect([memory.poison.exist, read(base + 16), read(COMMAND)]).toEqual([false, 1n, 0n]);
  });
});
