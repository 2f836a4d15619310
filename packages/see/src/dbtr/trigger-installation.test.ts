import { triggers } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board } from '../testing/board.ts';
import {
  allOnes,
  BAD_RANGE,
  board,
  CHAIN,
  DBTR,
  DMODE,
  type Entry,
  entryAt,
  FAILED,
  give,
  held,
  icount,
  install,
  INSTALL,
  INVALID_PARAM,
  isa,
  M,
  mcontrol6,
  NO_SHMEM,
  none,
  NOT_SUPPORTED,
  READ,
  STORE,
  storeFires,
  storeInS,
  U,
  unchanged,
  UNINSTALL,
  UPDATE,
  VS,
  word,
} from '../testing/trigger-board.ts';

describe('install_triggers', () => {
  test('takes the first that are free, says which, and they fire', () => {
    const on = board();
    expect(install(on, storeInS, mcontrol6 | STORE | U)).toEqual([0n, 0n]);
    expect([word(on, 0), word(on, 4)]).toEqual([0n, 1n]);
    expect(held(on)).toEqual([storeInS, mcontrol6 | STORE | U, none, none]);
    expect([storeFires(on, 0x1000n), storeFires(on, 0x2000n)]).toEqual([true, false]);
    on.call(DBTR, UNINSTALL, [0n, 1n]);
    install(on, storeInS, storeInS);
    expect([word(on, 0), word(on, 4)]).toEqual([0n, 2n]);
  });

  test('writes the index and no other word', () => {
    const on = board();
    give(on, [0xeeeen, storeInS, 0x1000n, 0n], [0xeeeen, 7n, 7n, 7n]);
    on.call(DBTR, INSTALL, [1n]);
    expect(entryAt(on, 0)).toEqual([0n, storeInS, 0x1000n, 0n]);
    expect(entryAt(on, 1)).toEqual([0xeeeen, 7n, 7n, 7n]);
  });

  test('none of them', () => {
    const on = board();
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [0n]))).toEqual([0n, 0n]);
  });

  test('every type that a hart has', () => {
    const on = board();
    const types = [icount | (1n << 7n), (4n << 60n) | (1n << 7n), (5n << 60n) | (1n << 6n)];
    expect(install(on, ...types)).toEqual([0n, 0n]);
    expect(held(on).slice(0, 3)).toEqual(types);
    on.call(DBTR, READ, [0n, 3n]);
    expect([word(on, 0), word(on, 4), word(on, 8)]).toEqual([0b101n, 0b101n, 0b11n]);
  });

  test('all registers of a trigger are set', () => {
    const on = board();
    give(on, [0n, storeInS, 0x1234n, (0x55n << 2n) | 1n]);
    on.call(DBTR, INSTALL, [1n]);
    const [{ tdata1, tdata2, tdata3 }] = triggers as [(typeof triggers)[number]];
    expect([tdata1, tdata2, tdata3].map((csr) => on.harts[0]!.read(csr))).toEqual([
      storeInS,
      0x1234n,
      (0x55n << 2n) | 1n,
    ]);
  });

  test('a chain lies in triggers that follow one another', () => {
    const on = board();
    install(on, storeInS, storeInS);
    on.call(DBTR, UNINSTALL, [0n, 1n]); // 0, 2 and 3 are free.
    expect(install(on, storeInS | CHAIN, storeInS)).toEqual([0n, 0n]);
    expect([word(on, 0), word(on, 4)]).toEqual([2n, 3n]);
  });

  test('without shared memory, whatever the count', () => {
    expect(new Board({ isa }).call(DBTR, INSTALL, [9n])).toEqual([NO_SHMEM, 0n]);
  });

  // sbi "Function: Install triggers (FID #3)": trig_count >= trig_max
  test.each([4n, 5n, 1n << 32n, allOnes])('%i of them', (count) => {
    const on = board();
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [count]))).toEqual([BAD_RANGE, 0n]);
  });

  test.each([
    ['M-mode', storeInS | M],
    ['M-mode, in icount', icount | (1n << 9n)],
    ['M-mode, in itrigger', (4n << 60n) | (1n << 9n)],
    ['a trigger of Debug Mode', storeInS | DMODE],
    ['a chain that does not end', storeInS | CHAIN],
  ])('%s: INVALID_PARAM, and which it is', (_, bad) => {
    const on = board();
    give(on, [7n, storeInS], [7n, storeInS], [7n, bad]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [3n]))).toEqual([INVALID_PARAM, 2n]);
    give(on, [7n, bad]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [1n]))).toEqual([INVALID_PARAM, 0n]);
  });

  test('bit 11 is no chain of a trigger that has none', () => {
    expect(install(board(), icount | (1n << 11n))).toEqual([0n, 0n]);
  });

  test.each([0n, 1n, 2n, 7n, 8n, 15n])('type %i, which no trigger can be: FAILED, and which it is', (type) => {
    const on = board();
    give(on, [7n, storeInS], [7n, type << 60n]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [2n]))).toEqual([FAILED, 1n]);
  });

  test('no trigger left: FAILED, and the first for which there is none', () => {
    const on = board();
    install(on, storeInS, storeInS);
    give(on, [7n, storeInS], [7n, storeInS], [7n, storeInS]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [3n]))).toEqual([FAILED, 2n]);
    install(on, storeInS, storeInS);
    give(on, [7n, storeInS]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [1n]))).toEqual([FAILED, 0n]);
  });

  test('no room for a chain, though there are triggers enough', () => {
    const on = board();
    install(on, storeInS, storeInS, storeInS);
    on.call(DBTR, UNINSTALL, [1n, 1n]); // 1 and 3 are free.
    give(on, [7n, storeInS | CHAIN], [7n, storeInS]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [2n]))).toEqual([FAILED, 0n]);
    expect(install(on, storeInS, storeInS)).toEqual([0n, 0n]);
  });

  test.each([
    ['an action', storeInS | (1n << 12n), 0n, 0n],
    ['a reserved match mode', storeInS | (6n << 7n), 0n, 0n],
    ['a range that tdata2 cannot name', storeInS | (1n << 7n), (1n << 64n) - 1n, 0n],
    ['a reserved sselect in tdata3', storeInS, 0n, 3n],
  ])('%s that is not there: NOT_SUPPORTED, and which it is', (_, ...bad) => {
    const on = board();
    give(on, [7n, storeInS], [7n, ...bad]);
    expect(unchanged(on, () => on.call(DBTR, INSTALL, [2n]))).toEqual([NOT_SUPPORTED, 1n]);
  });

  test('the modes of guests without the hypervisor extension: NOT_SUPPORTED', () => {
    expect(install(board({ isa: 'rv64imac_sdtrig' }), storeInS | VS)).toEqual([NOT_SUPPORTED, 0n]);
  });
});

describe('update_triggers', () => {
  /** Three are installed. */
  const installed = () => {
    const on = board();
    give(on, [0n, storeInS, 0x1000n], [0n, storeInS | CHAIN, 0x2000n], [0n, storeInS, 0x3000n]);
    on.call(DBTR, INSTALL, [3n]);
    return on;
  };

  test('any that are installed, in any order', () => {
    const on = installed();
    give(on, [2n, mcontrol6 | STORE | U, 0x30n, 1n], [0n, storeInS | VS, 0x10n]);
    expect(on.call(DBTR, UPDATE, [2n])).toEqual([0n, 0n]);
    expect(entryAt(on, 0)).toEqual([2n, mcontrol6 | STORE | U, 0x30n, 1n]);
    on.call(DBTR, READ, [0n, 3n]);
    expect(entryAt(on, 0)).toEqual([0b10101n, storeInS | VS, 0x10n, 0n]);
    expect(entryAt(on, 1)).toEqual([0b101n, storeInS | CHAIN, 0x2000n, 0n]);
    expect(entryAt(on, 2)).toEqual([0b11n, mcontrol6 | STORE | U, 0x30n, 1n]);
    expect([storeFires(on, 0x10n), storeFires(on, 0x1000n)]).toEqual([true, false]);
  });

  // debug "Trigger Module Registers": tdata2 has to be legal for the type and the match mode that tdata1 has then.
  test('to a tdata2 that is legal with the new tdata1 only', () => {
    const on = installed();
    const napot = storeInS | (1n << 7n);
    const everywhere = (1n << 63n) - 1n;
    give(on, [2n, napot, 0x30ffn]);
    expect(on.call(DBTR, UPDATE, [1n])[0]).toBe(0n);
    give(on, [2n, storeInS, everywhere]);
    expect(on.call(DBTR, UPDATE, [1n])[0]).toBe(0n);
    give(on, [2n, napot, 0x30ffn]);
    expect(on.call(DBTR, UPDATE, [1n])[0]).toBe(0n);
    on.call(DBTR, READ, [2n, 1n]);
    expect(entryAt(on, 0)).toEqual([0b101n, napot, 0x30ffn, 0n]);
  });

  test('the last of two of the same trigger', () => {
    const on = installed();
    give(on, [0n, storeInS, 0x10n], [0n, storeInS | U, 0x20n]);
    expect(on.call(DBTR, UPDATE, [2n])[0]).toBe(0n);
    on.call(DBTR, READ, [0n, 1n]);
    expect(entryAt(on, 0)).toEqual([0b111n, storeInS | U, 0x20n, 0n]);
  });

  test('without shared memory, whatever the count', () => {
    expect(new Board({ isa }).call(DBTR, UPDATE, [9n])).toEqual([NO_SHMEM, 0n]);
  });

  test.each([4n, allOnes])('%i of them', (count) => {
    const on = installed();
    expect(unchanged(on, () => on.call(DBTR, UPDATE, [count]))).toEqual([BAD_RANGE, 0n]);
  });

  test.each([
    ['an index that no trigger has', [4n, storeInS]],
    ['an index above 2^32', [1n << 32n, storeInS]],
    ['another type', [2n, icount]],
    ['a chain where there was none', [2n, storeInS | CHAIN]],
    ['no chain where there was one', [1n, storeInS]],
    ['M-mode', [2n, storeInS | M]],
    ['a trigger of Debug Mode', [2n, storeInS | DMODE]],
  ] as readonly [string, Entry][])('%s: INVALID_PARAM, and which it is', (_, bad) => {
    const on = installed();
    give(on, [0n, storeInS | U, 0x10n], bad);
    expect(unchanged(on, () => on.call(DBTR, UPDATE, [2n]))).toEqual([INVALID_PARAM, 1n]);
  });

  test('one that is not mapped: FAILED, and which it is', () => {
    const on = installed();
    give(on, [0n, storeInS | U, 0x10n], [3n, storeInS]);
    expect(unchanged(on, () => on.call(DBTR, UPDATE, [2n]))).toEqual([FAILED, 1n]);
  });

  test('what a trigger does not hold: NOT_SUPPORTED, which it is, and those before as they were', () => {
    const on = installed();
    storeFires(on, 0x1000n); // A hit is not lost.
    give(on, [0n, storeInS | U, 0x10n], [0n, storeInS, 0x20n], [2n, storeInS | (1n << 12n)]);
    expect(unchanged(on, () => on.call(DBTR, UPDATE, [3n]))).toEqual([NOT_SUPPORTED, 2n]);
  });
});
