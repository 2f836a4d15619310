import { scause, sepc, stvec } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, clint, firmwareEnd, payload, ramBase } from '../testing/board.ts';
import {
  allOnes,
  BAD_RANGE,
  BASE,
  board,
  DBTR,
  DISABLE,
  DMODE,
  ENABLE,
  end,
  entryAt,
  give,
  held,
  HIT0,
  HSM,
  icount,
  install,
  INSTALL,
  INVALID_ADDRESS,
  INVALID_PARAM,
  isa,
  M,
  mcontrol6,
  NO_SHMEM,
  none,
  NOT_SUPPORTED,
  NUM,
  READ,
  S,
  SET_SHMEM,
  shmem,
  STORE,
  storeFires,
  storeInS,
  U,
  unchanged,
  UNINSTALL,
  UPDATE,
  VS,
  VU,
  word,
} from '../testing/trigger-board.ts';

test('is there where all harts have triggers', () => {
  expect(new Board({ isa }).call(BASE, 3, [BigInt(DBTR)])[1]).not.toBe(0n);
  const without = new Board();
  expect(without.call(BASE, 3, [BigInt(DBTR)])).toEqual([0n, 0n]);
  expect(without.call(DBTR, NUM, [0n])[0]).toBe(NOT_SUPPORTED);
});

describe('num_triggers', () => {
  test.each([
    [0n, 4n],
    [mcontrol6, 4n],
    [storeInS | U | VU | VS, 4n],
    [icount, 4n],
    [4n << 60n, 4n],
    [5n << 60n, 4n],
    // mcontrol, which our harts do not have; legacy; external; disabled; reserved
    [2n << 60n, 0n],
    [1n << 60n, 0n],
    [7n << 60n, 0n],
    [15n << 60n, 0n],
    [8n << 60n, 0n],
    // What is not the supervisor's, an action that is not there, and a reserved match mode
    [storeInS | M, 0n],
    [storeInS | DMODE, 0n],
    [storeInS | (1n << 12n), 0n],
    [storeInS | (7n << 7n), 0n],
  ])('of %i', (tdata1, expected) => {
    expect(board().call(DBTR, NUM, [tdata1])).toEqual([0n, expected]);
  });

  test('guests’ modes without the hypervisor extension', () => {
    expect(board({ isa: 'rv64imac_sdtrig' }).call(DBTR, NUM, [storeInS | VS])).toEqual([0n, 0n]);
  });
});

describe('set_shmem', () => {
  const set = (on: Board, lo: bigint, hi: bigint, flags = 0n) => on.call(DBTR, SET_SHMEM, [lo, hi, flags])[0];

  test('nothing is shared until it is set, and again once it is disabled', () => {
    const on = new Board({ isa });
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(NO_SHMEM);
    expect(set(on, BigInt(shmem), 0n)).toBe(0n);
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(0n);
    expect(set(on, allOnes, allOnes)).toBe(0n);
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(NO_SHMEM);
  });

  test('another takes its place', () => {
    const on = board();
    expect(set(on, BigInt(shmem + 0x100), 0n)).toBe(0n);
    on.call(DBTR, READ, [0n, 1n]);
    expect([word(on, 1), word(on, 0x20 + 1)]).toEqual([0n, none]);
  });

  test.each([1n, 2n, 1n << 63n])('flags %i', (flags) => {
    const on = new Board({ isa });
    expect(set(on, BigInt(shmem), 0n, flags)).toBe(INVALID_PARAM);
    expect(set(on, allOnes, allOnes, flags)).toBe(INVALID_PARAM);
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(NO_SHMEM);
  });

  test.each([1n, 2n, 4n, 7n])('%i bytes beside its alignment', (off) => {
    expect(set(new Board({ isa }), BigInt(shmem) + off, 0n)).toBe(INVALID_PARAM);
    // The lower word alone is all ones: an address that is not aligned.
    expect(set(new Board({ isa }), allOnes, 0n)).toBe(INVALID_PARAM);
  });

  test.each([
    ['firmware memory', BigInt(ramBase), 0n],
    ['the last word of firmware memory', BigInt(firmwareEnd - 8), 0n],
    ['a word too near to the end of RAM', end - 32n * 4n + 8n, 0n],
    ['above RAM', end, 0n],
    ['a device', BigInt(clint.base), 0n],
    ['no memory at all', 0n, 0n],
    ['above 2^64', BigInt(shmem), 1n],
    ['the upper word alone all ones', BigInt(shmem), allOnes],
    ['a range that wraps', -8n, 0n],
  ])('%s', (_, lo, hi) => {
    const on = board();
    expect(set(on, lo, hi)).toBe(INVALID_ADDRESS);
    // The one that was set stays.
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(0n);
  });

  test('the first and the last that the supervisor may use', () => {
    for (const address of [BigInt(firmwareEnd), end - 32n * 4n]) expect(set(new Board({ isa }), address, 0n)).toBe(0n);
  });

  test('each hart has its own', () => {
    const on = board({ harts: 2 });
    on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    on.step(1);
    expect(on.call(DBTR, READ, [0n, 1n], 1)[0]).toBe(NO_SHMEM);
    expect(on.call(DBTR, READ, [0n, 1n], 0)[0]).toBe(0n);
  });
});

describe('read_triggers', () => {
  test('what is not mapped, and what is, as the hart holds it', () => {
    const on = board();
    install(on, storeInS | U);
    storeFires(on, 0x1000n);
    expect(on.call(DBTR, READ, [0n, 3n])).toEqual([0n, 0n]);
    // mapped, u and s; the trigger says that it was hit
    expect(entryAt(on, 0)).toEqual([0b111n, storeInS | U | HIT0, 0x1000n, 0n]);
    expect(entryAt(on, 1)).toEqual([0n, none, 0n, 0n]);
    expect(entryAt(on, 2)).toEqual([0n, none, 0n, 0n]);
  });

  test('an entry for each from the base on, and no byte more', () => {
    const on = board();
    give(on, [0n, storeInS, 0x1000n], [0n, storeInS | VU | VS, 0x2000n], [0n, icount | (1n << 10n)]);
    on.call(DBTR, INSTALL, [3n]);
    give(on, [7n, 7n, 7n, 7n], [7n, 7n, 7n, 7n], [7n, 7n, 7n, 7n]);
    expect(on.call(DBTR, READ, [1n, 2n])[0]).toBe(0n);
    expect(entryAt(on, 0)).toEqual([0b11101n, storeInS | VU | VS, 0x2000n, 0n]);
    expect(entryAt(on, 1)).toEqual([1n, icount | (1n << 10n), 0n, 0n]);
    expect(entryAt(on, 2)).toEqual([7n, 7n, 7n, 7n]);
    expect(on.call(DBTR, READ, [1n, 0n])[0]).toBe(0n);
    expect(entryAt(on, 0)[0]).toBe(0b11101n);
  });

  // sbi "Function: Read triggers (FID #2)": base >= trig_max, or base + count >= trig_max
  test.each([
    [4n, 0n],
    [0n, 4n],
    [3n, 1n],
    [allOnes, 1n],
    [1n, allOnes],
    [allOnes, allOnes],
  ])('from %i, %i of them', (base, count) => {
    const on = board();
    expect(unchanged(on, () => on.call(DBTR, READ, [base, count]))).toEqual([BAD_RANGE, 0n]);
  });

  test('without shared memory, whatever the range', () => {
    expect(new Board({ isa }).call(DBTR, READ, [9n, 9n])[0]).toBe(NO_SHMEM);
  });
});

/** All three act on sets; two are mapped. */
describe.each([
  ['uninstall', UNINSTALL],
  ['enable', ENABLE],
  ['disable', DISABLE],
] as const)('%s_triggers', (_, fid) => {
  const installed = () => {
    const on = board();
    install(on, storeInS, storeInS);
    return on;
  };

  test('an empty set, wherever it begins', () => {
    const on = installed();
    expect(unchanged(on, () => on.call(DBTR, fid, [0n, 0n]))).toEqual([0n, 0n]);
    expect(unchanged(on, () => on.call(DBTR, fid, [allOnes, 0n]))).toEqual([0n, 0n]);
  });

  test.each([
    ['trig_max', 0n, 0b10011n],
    ['trig_max, from a base', 1n, 0b1001n],
    ['the highest bit of the mask', 0n, (1n << 63n) | 1n],
    ['a base that is trig_max', 4n, 1n],
    ['a base of all ones', allOnes, 0b10n],
    ['a base of 64', 64n, 1n],
  ])('%s: INVALID_PARAM, and nothing is done', (_name, base, mask) => {
    const on = installed();
    expect(unchanged(on, () => on.call(DBTR, fid, [base, mask]))).toEqual([INVALID_PARAM, 0n]);
  });

  test('needs no shared memory', () => {
    const on = installed();
    on.call(DBTR, SET_SHMEM, [allOnes, allOnes, 0n]);
    expect(on.call(DBTR, fid, [0n, 0b11n])).toEqual([0n, 0n]);
  });
});

test.each([
  ['uninstall', UNINSTALL],
  ['disable', DISABLE],
] as const)('%s_triggers of one that is not mapped: INVALID_PARAM, and nothing is done', (_, fid) => {
  const on = board();
  install(on, storeInS, storeInS);
  expect(unchanged(on, () => on.call(DBTR, fid, [0n, 0b111n]))).toEqual([INVALID_PARAM, 0n]);
  expect(unchanged(on, () => on.call(DBTR, fid, [1n, 0b10n]))).toEqual([INVALID_PARAM, 0n]);
});

// kvm-unit-tests, riscv/sbi-dbtr.c, "uninstall enable"; OpenSBI 1.9 answers so. The specification's table has INVALID_PARAM.
test('enable_triggers of one that is not mapped leaves it alone', () => {
  const on = board();
  install(on, storeInS, storeInS);
  on.call(DBTR, DISABLE, [1n, 1n]);
  expect(on.call(DBTR, ENABLE, [0n, 0b111n])).toEqual([0n, 0n]);
  expect(held(on)).toEqual([storeInS, storeInS, none, none]);
});

test('uninstall_triggers clears the registers and trig_state of those in the set', () => {
  const on = board();
  give(on, [0n, storeInS, 0x1000n], [0n, storeInS, 0x2000n], [0n, storeInS, 0x3000n, 5n]);
  on.call(DBTR, INSTALL, [3n]);
  expect(on.call(DBTR, UNINSTALL, [1n, 0b11n])).toEqual([0n, 0n]);
  on.call(DBTR, READ, [0n, 3n]);
  expect(entryAt(on, 0)).toEqual([0b101n, storeInS, 0x1000n, 0n]);
  for (const i of [1, 2]) expect(entryAt(on, i)).toEqual([0n, none, 0n, 0n]);
  expect([storeFires(on, 0x1000n), storeFires(on, 0x2000n)]).toEqual([true, false]);
  expect(on.call(DBTR, DISABLE, [1n, 1n])[0]).toBe(INVALID_PARAM);
});

test('a disabled trigger keeps all but its modes, and gets back those that it had', () => {
  const on = board();
  const modes = U | S | VU | VS;
  install(on, mcontrol6 | STORE | modes, icount | (1n << 7n) | (9n << 10n), storeInS);
  storeFires(on, 0x1000n);
  expect(on.call(DBTR, DISABLE, [0n, 0b11n])).toEqual([0n, 0n]);
  expect(held(on)[0]).toBe(mcontrol6 | STORE | HIT0);
  expect(held(on)[2]).toBe(storeInS);
  on.call(DBTR, READ, [0n, 1n]);
  expect(word(on, 0)).toBe(0b11111n);
  expect(storeFires(on, 0x1000n)).toBe(false);
  expect(on.call(DBTR, ENABLE, [0n, 1n])).toEqual([0n, 0n]);
  expect(held(on)[0]).toBe(mcontrol6 | STORE | HIT0 | modes);
  expect(storeFires(on, 0x1000n)).toBe(true);
  on.call(DBTR, DISABLE, [0n, 1n]);
  give(on, [0n, storeInS, 0x1000n]);
  on.call(DBTR, UPDATE, [1n]);
  expect(storeFires(on, 0x1000n)).toBe(true);
});

test('where an icount has counted to', () => {
  const on = board();
  const [hart] = on.harts;
  hart!.write(stvec, BigInt(payload + 0x4000));
  install(on, icount | (1n << 7n) | (2n << 10n));
  for (let steps = 0; steps < 2; steps++) on.execute(0x13);
  on.execute(0x13);
  expect([hart!.read(scause), hart!.read(sepc) - BigInt(payload)]).toEqual([3n, 0x10n]);
});

describe('what a supervisor leaves behind', () => {
  const used = (): Board => {
    const on = board({ harts: 2 });
    on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    on.step(1);
    on.call(DBTR, SET_SHMEM, [BigInt(shmem), 0n, 0n], 1);
    give(on, [0n, storeInS, 0x1000n]);
    on.call(DBTR, INSTALL, [1n], 1);
    return on;
  };

  test('a hart that stops has no triggers and shares no memory when it starts again', () => {
    const on = used();
    install(on, storeInS | U);
    on.call(HSM, 1, [], 1);
    expect(held(on, 1)).toEqual([none, none, none, none]);
    on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    on.step(1);
    expect(on.call(DBTR, READ, [0n, 1n], 1)[0]).toBe(NO_SHMEM);
    expect(on.call(DBTR, DISABLE, [0n, 1n], 1)[0]).toBe(INVALID_PARAM);
    // Those of the other stay.
    expect(held(on)[0]).toBe(storeInS | U);
    expect(on.call(DBTR, DISABLE, [0n, 1n])[0]).toBe(0n);
  });

  test('a reset', () => {
    const on = used();
    on.boot();
    expect(on.call(DBTR, READ, [0n, 1n])[0]).toBe(NO_SHMEM);
  });

  test('a suspended hart keeps all', () => {
    const on = used();
    on.call(HSM, 3, [0x8000_0000n, BigInt(payload + 0x1000), 0n], 1);
    on.sendIpi(1n);
    on.step(1);
    expect(held(on, 1)[0]).toBe(storeInS);
    expect(on.call(DBTR, DISABLE, [0n, 1n], 1)[0]).toBe(0n);
    expect(on.call(DBTR, READ, [0n, 1n], 1)[0]).toBe(0n);
  });

  test('a snapshot has it, and does not change', () => {
    const on = used();
    const saved = on.firmware.save();
    const before = structuredClone(saved);
    on.call(DBTR, UNINSTALL, [0n, 1n], 1);
    on.call(DBTR, SET_SHMEM, [allOnes, allOnes, 0n], 1);
    expect(saved).toEqual(before);
    on.firmware.restore(saved);
    expect(on.call(DBTR, READ, [0n, 1n], 1)[0]).toBe(0n);
    expect(word(on, 0)).toBe(0b101n);
  });
});
