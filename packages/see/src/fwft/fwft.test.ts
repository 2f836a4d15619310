import { exception, mcause, medeleg, menvcfg, mepc, mstatus, satp, scause, stval, stvec } from '@hartlab/hart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

const FWFT = 0x46574654;
const HSM = 0x48534d;
const SUSP = 0x53555350;
const [SET, GET] = [0, 1] as const;
const LOCK = 1n;
const [MISALIGNED, LANDING_PAD, SHADOW_STACK, DOUBLE_TRAP, AD_UPDATING, PMLEN] = [0n, 1n, 2n, 3n, 4n, 5n] as const;
const every = [MISALIGNED, LANDING_PAD, SHADOW_STACK, DOUBLE_TRAP, AD_UPDATING, PMLEN];
const isa = 'rv64imach_smnpm_ssdbltrp_svade_svadu_zicfilp_zicfiss_zicntr_zifencei';
const entry = BigInt(payload + 0x1000);
const handler = BigInt(payload + 0x3000);
/** The greatest value that a feature has. */
const on = (feature: bigint) => (feature === PMLEN ? 16n : 1n);

const board = (harts = 1) => new Board({ isa, harts });
const set = (system: Board, feature: bigint, value: bigint, flags = 0n, hart = 0) =>
  system.call(FWFT, SET, [feature, value, flags], hart);
const get = (system: Board, feature: bigint, hart = 0) => system.call(FWFT, GET, [feature], hart);
const success = [0n, 0n];
const [NOT_SUPPORTED, INVALID_PARAM, DENIED, DENIED_LOCKED] = [-2n, -3n, -4n, -14n].map((error) => [error, 0n]);

// Expected values: sbi "SBI Firmware Features Extension", table "FWFT Feature Attribute Values".
describe('values', () => {
  test.each(every)('feature %i is off after a reset, and is what it was set to', (feature) => {
    const system = board();
    expect(get(system, feature)).toEqual([0n, 0n]);
    for (const value of [on(feature), on(feature), 0n, 0n, on(feature)]) {
      expect(set(system, feature, value)).toEqual(success);
      expect(get(system, feature)).toEqual([0n, value]);
    }
    for (const other of every) if (other !== feature) expect(get(system, other)).toEqual([0n, 0n]);
  });

  test('the pointer masking lengths that there are', () => {
    const system = board();
    for (const length of [7n, 16n, 0n]) {
      expect(set(system, PMLEN, length)).toEqual(success);
      expect(get(system, PMLEN)).toEqual([0n, length]);
    }
  });

  test.each(every)('feature %i: any other is INVALID_PARAM, all 64 bits of it, and changes nothing', (feature) => {
    const system = board();
    set(system, feature, on(feature));
    const others =
      feature === PMLEN ? [1n, 2n, 3n, 6n, 8n, 15n, 17n, (1n << 4n) | (1n << 32n)] : [2n, 3n, 0x1_0000_0001n];
    for (const value of [...others, 0xffff_ffffn, 1n << 32n, 1n << 63n, -1n]) {
      expect(set(system, feature, value)).toEqual(INVALID_PARAM);
      expect(set(system, feature, value, LOCK)).toEqual(INVALID_PARAM);
    }
    expect(get(system, feature)).toEqual([0n, on(feature)]);
    // What failed has not locked it either.
    expect(set(system, feature, 0n)).toEqual(success);
  });
});

describe('features', () => {
  // Ibid., table "FWFT Feature Types": the ends of each range that is reserved or left to platforms.
  test.each([6n, 0x3fff_ffffn, 0x4000_0000n, 0x7fff_ffffn, 0x8000_0000n, 0xbfff_ffffn, 0xc000_0000n, 0xffff_ffffn])(
    '0x%x is DENIED, whatever its value and flags',
    (feature) => {
      const system = board();
      expect(get(system, feature)).toEqual(DENIED);
      for (const [value, flags] of [
        [0n, 0n],
        [1n, LOCK],
        [-1n, -1n],
      ] as const)
        expect(set(system, feature, value, flags)).toEqual(DENIED);
    },
  );

  test.each([
    [LANDING_PAD, 'rv64imach_zicfiss'],
    [SHADOW_STACK, 'rv64imach_zicfilp'],
    [DOUBLE_TRAP, 'rv64imach'],
    [AD_UPDATING, 'rv64imach'],
    // Hardware that always updates A and D, and hardware that never does, cannot be told to do the other.
    [AD_UPDATING, 'rv64imach_svade'],
    [AD_UPDATING, 'rv64imach_svadu'],
    [PMLEN, 'rv64imach_ssnpm'],
  ])('feature %i of %s is NOT_SUPPORTED, whatever its value and flags', (feature, without) => {
    const system = new Board({ isa: without });
    const before = system.harts[0]!.read(menvcfg);
    expect(get(system, feature)).toEqual(NOT_SUPPORTED);
    for (const [value, flags] of [
      [0n, 0n],
      [1n, 0n],
      [1n, LOCK],
      [-1n, -1n],
    ] as const)
      expect(set(system, feature, value, flags)).toEqual(NOT_SUPPORTED);
    expect(system.harts[0]!.read(menvcfg)).toBe(before);
  });

  test('every hart can have its misaligned accesses delegated', () => {
    const system = new Board({ isa: 'rv64i' });
    expect(set(system, MISALIGNED, 1n)).toEqual(success);
    expect(get(system, MISALIGNED)).toEqual([0n, 1n]);
  });

  // sbi "Binary Encoding": the upper half of a uint32_t is not looked at.
  test('the number is 32 bits wide', () => {
    const system = board();
    expect(set(system, (0xdead_beefn << 32n) | DOUBLE_TRAP, 1n)).toEqual(success);
    expect(get(system, (1n << 32n) | DOUBLE_TRAP)).toEqual([0n, 1n]);
    expect(get(system, (1n << 63n) | 6n)).toEqual(DENIED);
  });
});

describe('flags', () => {
  test('all but LOCK are reserved, in all 64 bits', () => {
    const system = board();
    for (const flags of [2n, 3n, 4n, 1n << 31n, 1n << 32n, (1n << 32n) | LOCK, 1n << 63n, -1n])
      for (const feature of every) {
        expect(set(system, feature, on(feature), flags)).toEqual(INVALID_PARAM);
        expect(get(system, feature)).toEqual([0n, 0n]);
      }
  });

  test.each(every)('what is locked stays as it is: feature %i', (feature) => {
    const system = board();
    expect(set(system, feature, on(feature), LOCK)).toEqual(success);
    for (const value of [0n, on(feature), 2n, -1n])
      for (const flags of [0n, LOCK]) expect(set(system, feature, value, flags)).toEqual(DENIED_LOCKED);
    // OpenSBI 1.9 looks at the flags first, and kvm-unit-tests at nothing but this error.
    expect(set(system, feature, 0n, 2n)).toEqual(INVALID_PARAM);
    expect(get(system, feature)).toEqual([0n, on(feature)]);
    for (const other of every) if (other !== feature) expect(set(system, other, on(other))).toEqual(success);
  });
});

test('a feature can be locked as it is', () => {
  const system = board();
  for (const feature of every) {
    expect(set(system, feature, 0n, LOCK)).toEqual(success);
    expect(set(system, feature, on(feature))).toEqual(DENIED_LOCKED);
    expect(get(system, feature)).toEqual([0n, 0n]);
  }
});

describe('each hart has its own', () => {
  test('values and locks', () => {
    const system = board(2);
    system.call(HSM, 0, [1n, entry, 0n]);
    system.step(1);
    for (const feature of every) expect(set(system, feature, on(feature), LOCK)).toEqual(success);
    for (const feature of every) {
      expect(get(system, feature, 1)).toEqual([0n, 0n]);
      expect(set(system, feature, 0n, 0n, 1)).toEqual(success);
      expect(set(system, feature, on(feature), 0n, 1)).toEqual(success);
      expect(set(system, feature, 0n, 0n, 1)).toEqual(success);
      expect(get(system, feature)).toEqual([0n, on(feature)]);
    }
  });

  // "During non-retentive suspend, feature values are retained".
  test.each([
    ['a retentive suspend', HSM, 3, [0n, 0n, 0n]],
    ['a non-retentive suspend', HSM, 3, [0x8000_0000n, entry, 0n]],
    ['a system suspend', SUSP, 0, [0n, entry, 0n]],
  ] as const)('values and locks outlive %s', (_name, eid, fid, args) => {
    const system = board();
    for (const feature of every) set(system, feature, on(feature), feature % 2n);
    system.call(eid, fid, args);
    expect(system.harts[0]!.waiting).toBe(true);
    system.sendIpi(0n);
    system.step();
    expect(system.harts[0]).toMatchObject({ privilege: 'S', waiting: false });
    system.execute(NOP);
    for (const feature of every) {
      expect(get(system, feature)).toEqual([0n, on(feature)]);
      expect(set(system, feature, 0n)).toEqual(feature % 2n === 0n ? success : DENIED_LOCKED);
    }
  });

  // "Upon hart reset, local feature values are not retained and reset to their default reset values".
  test('a hart that starts again has neither; the others keep theirs', () => {
    const system = board(2);
    for (let life = 0; life < 2; life++) {
      expect(system.call(HSM, 0, [1n, entry, 0n])).toEqual(success);
      system.step(1);
      for (const feature of every) {
        expect(get(system, feature, 1)).toEqual([0n, 0n]);
        expect(set(system, feature, on(feature), LOCK, 1)).toEqual(success);
        if (life === 0) expect(set(system, feature, on(feature), LOCK)).toEqual(success);
      }
      system.call(HSM, 1, [], 1);
    }
    for (const feature of every) expect(set(system, feature, 0n)).toEqual(DENIED_LOCKED);
  });

  test('a reset of the system resets all', () => {
    const system = board(2);
    system.call(HSM, 0, [1n, entry, 0n]);
    system.step(1);
    for (const feature of every) for (const hart of [0, 1]) set(system, feature, on(feature), LOCK, hart);
    system.boot();
    expect(system.firmware.save().services['FWFT']).toEqual([[], []]);
    for (const feature of every) {
      expect(get(system, feature)).toEqual([0n, 0n]);
      expect(set(system, feature, on(feature))).toEqual(success);
    }
  });
});

test('a snapshot has the locks', () => {
  const system = board();
  const before = system.firmware.save();
  set(system, LANDING_PAD, 0n, LOCK);
  const locked = system.firmware.save();
  system.firmware.restore(before);
  expect(set(system, LANDING_PAD, 0n)).toEqual(success);
  system.firmware.restore(locked);
  expect(set(system, LANDING_PAD, 0n)).toEqual(DENIED_LOCKED);
  expect(locked.services['FWFT']).toEqual([[1]]);
  expect(before.services['FWFT']).toEqual([[]]);
});

// Against a model of a line: what is locked does not change, what is started is new.
test('any sequence of calls on two harts', () => {
  const call = fc.record({
    hart: fc.constantFrom(0, 1),
    feature: fc.constantFrom(...every),
    value: fc.constantFrom(0n, 1n, 2n, 7n, 16n),
    flags: fc.constantFrom(0n, 0n, 0n, LOCK, 2n),
    restarts: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const system = board(2);
      const start = () => {
        system.call(HSM, 0, [1n, entry, 0n]);
        system.step(1);
      };
      start();
      const fresh = () => new Map(every.map((feature) => [feature, { value: 0n, locked: false }]));
      const model = [fresh(), fresh()];
      for (const { hart, feature, value, flags, restarts } of calls) {
        const now = model[hart]!.get(feature)!;
        const legal = feature === PMLEN ? [0n, 7n, 16n].includes(value) : value < 2n;
        const expected = flags === 2n ? INVALID_PARAM : now.locked ? DENIED_LOCKED : legal ? success : INVALID_PARAM;
        expect(set(system, feature, value, flags, hart)).toEqual(expected);
        if (expected === success) model[hart]!.set(feature, { value, locked: flags === LOCK });
        if (restarts) {
          system.call(HSM, 1, [], 1);
          start();
          model[1] = fresh();
        }
        expect(get(system, feature, hart)).toEqual([0n, model[hart]!.get(feature)!.value]);
      }
    }),
    { numRuns: 40 },
  );
});

const JALR_A0 = 0x0005_00e7; // jalr a0
const EBREAK = 0x0010_0073;
const LD_A1 = 0x0005_3583; // ld a1, 0(a0)
const SD_A1 = 0x00b5_3023; // sd a1, 0(a0)
const LR_A1 = 0x1005_35af; // lr.d a1, (a0)
const AMOADD_A1 = 0x00b5_35af; // amoadd.d a1, a1, (a0)
const CSRW_SSP_A0 = 0x0115_1073; // csrw ssp, a0
const SSRDP_A0 = 0xcdc0_4573; // ssrdp a0
const NOP = 0x13;

/** A supervisor with a trap vector and one feature, on or off. */
function supervisorWith(feature: bigint, value: bigint) {
  const system = board();
  const hart = system.harts[0]!;
  hart.write(stvec, handler);
  expect(set(system, feature, value)).toEqual(success);
  return { system, hart };
}

describe('what a feature does', () => {
  test.each([0n, 1n])('MISALIGNED_EXC_DELEG = %i: who takes the trap first', (value) => {
    const { system, hart } = supervisorWith(MISALIGNED, value);
    // What the hart does not do itself (priv "AMO PMA").
    for (const [word, cause] of [
      [LR_A1, exception.loadAddressMisaligned],
      [AMOADD_A1, exception.storeAddressMisaligned],
    ] as const) {
      hart.pc = BigInt(payload);
      hart.privilege = 'S';
      hart.setX(10, BigInt(payload + 0x101));
      hart.write(mepc, 0n);
      system.execute(word);
      // The supervisor takes it in the end; through the firmware, M-mode's CSRs tell of it.
      expect([hart.pc, hart.read(scause), hart.read(stval)]).toEqual([handler, cause, BigInt(payload + 0x101)]);
      expect(hart.read(mepc) === 0n).toBe(value === 1n);
      expect((hart.read(medeleg) >> cause) & 1n).toBe(value);
    }
    expect(hart.read(mcause) === exception.ecallFromS).toBe(value === 1n);
  });

  test.each([0n, 1n])('LANDING_PAD = %i: an indirect jump to what is none', (value) => {
    const { system, hart } = supervisorWith(LANDING_PAD, value);
    hart.setX(10, entry);
    system.execute(JALR_A0);
    system.execute(NOP);
    expect(hart.pc).toBe(value === 1n ? handler : entry + 4n);
    if (value === 1n) expect([hart.read(scause), hart.read(stval)]).toEqual([exception.softwareCheck, 2n]);
  });

  test.each([0n, 1n])('SHADOW_STACK = %i: ssrdp reads ssp, or is a may-be-operation', (value) => {
    const { system, hart } = supervisorWith(SHADOW_STACK, value);
    hart.setX(10, 0x8030_0000n);
    system.execute(CSRW_SSP_A0);
    expect(hart.pc === handler).toBe(value === 0n);
    hart.setX(10, 0x55n);
    system.execute(SSRDP_A0);
    expect(hart.x(10)).toBe(value === 1n ? 0x8030_0000n : 0n);
  });

  test.each([0n, 1n])('DOUBLE_TRAP = %i: a trap in a trap handler', (value) => {
    const { system, hart } = supervisorWith(DOUBLE_TRAP, value);
    system.execute(EBREAK);
    expect(hart.get(mstatus.SDT)).toBe(Number(value));
    system.execute(EBREAK);
    expect(system.halts.length).toBe(Number(value));
  });

  test.each([0n, 1n])('PTE_AD_HW_UPDATING = %i: a page that nobody has accessed', (value) => {
    const { system, hart } = supervisorWith(AD_UPDATING, value);
    const table = payload + 0x8000;
    const leaf = (at: number, flags: bigint) => ((BigInt(at) >> 12n) << 10n) | flags;
    // Gigapages: the supervisor's own, and the same RAM once more without A and D.
    system.memory.write(table + 8 * 2, 8, leaf(0x8000_0000, 0xcfn));
    system.memory.write(table + 8 * 3, 8, leaf(0x8000_0000, 0x0fn));
    hart.write(satp, (8n << 60n) | BigInt(table / 4096));
    hart.setX(10, 0xc000_0000n + BigInt(payload - 0x8000_0000 + 0x100));
    system.execute(SD_A1);
    expect(system.memory.read(table + 8 * 3, 8) & 0xc0n).toBe(value === 1n ? 0xc0n : 0n);
    expect(hart.pc === handler).toBe(value === 0n);
    if (value === 0n) expect(hart.read(scause)).toBe(exception.storePageFault);
  });

  test.each([0n, 7n, 16n])('POINTER_MASKING_PMLEN = %i: so many upper bits of an address are ignored', (length) => {
    const { system, hart } = supervisorWith(PMLEN, length);
    for (const ignored of [1n, 7n, 16n]) {
      hart.pc = BigInt(payload);
      hart.setX(10, BigInt(payload + 0x100) | (((1n << ignored) - 1n) << (64n - ignored)));
      system.execute(LD_A1);
      expect(hart.pc === handler).toBe(ignored > length);
    }
  });
});
