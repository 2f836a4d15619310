import { hedeleg, htval, mideleg, mie, satp, scause, sepc, stval, stvec, vscause, vsepc, vstvec } from '@hartlab/hart';
import { events } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import type { ReportedError } from './platform.ts';
import { Board, type BoardOptions, payload } from './testing/board.ts';

const SSE = 0x535345;
const HSM = 0x48534d;
const [READ, REGISTER, ENABLE, COMPLETE, UNMASK] = [0, 2, 4, 6, 8] as const;
const handler = BigInt(payload + 0x6000);
const trapVector = BigInt(payload + 0x5000);
const line = payload + 0x8000;
const AIA = 'rv64imach_zicntr_zifencei_ssaia_smaia';
/** ld a0, 0(a1) */
const LOAD = 0x0005_b503;

const all = {
  localHigh: events.localHighPriorityRas.event_id,
  globalHigh: events.globalHighPriorityRas.event_id,
  localLow: events.localLowPriorityRas.event_id,
  globalLow: events.globalLowPriorityRas.event_id,
};

/** A supervisor on each hart that has enabled these events; the first one handles the global ones. */
function prepared(options: BoardOptions = {}, ids: readonly number[] = Object.values(all)) {
  const board = new Board({ reportsErrors: true, ...options });
  for (const hart of board.harts) {
    if (hart.index > 0) {
      expect(board.call(HSM, 0, [hart.hartid, BigInt(payload), 0n])).toEqual([0n, 0n]);
      board.step(hart.index);
      board.step(hart.index);
    }
    hart.write(stvec, trapVector);
    for (const id of ids.filter((each) => hart.index === 0 || (each & 0x8000) === 0)) {
      expect(board.call(SSE, REGISTER, [BigInt(id), handler, BigInt(id)], hart.index)).toEqual([0n, 0n]);
      expect(board.call(SSE, ENABLE, [BigInt(id)], hart.index)).toEqual([0n, 0n]);
    }
    expect(board.call(SSE, UNMASK, [], hart.index)).toEqual([0n, 0n]);
  }
  return { board, hart: board.harts[0]! };
}

/** Lets the hart take an interrupt for these errors, and answers which event's handler it is in then, if it is in one. */
function interrupted(
  board: Board,
  errors: readonly ReportedError[],
  line: 'MEIP' | 'LowPriorityRAS' | 'HighPriorityRAS',
  index = 0,
) {
  const hart = board.harts[index]!;
  board.reported = errors;
  hart.setInterrupt(line, true);
  board.step(index);
  hart.setInterrupt(line, false);
  return hart.pc === handler ? Number(hart.x(17)) : undefined;
}

test('the firmware lets hardware signal errors, by local interrupts where harts have them', () => {
  const [plain, aia] = [new Board({ reportsErrors: true }), new Board({ reportsErrors: true, isa: AIA })];
  expect([plain.errorsEnabled, aia.errorsEnabled]).toEqual([[true], [false]]);
  expect(plain.harts[0]!.read(mie) & mie.MEIE.mask).toBe(mie.MEIE.mask);
  const local = mie.LowPriorityRAS.mask | mie.HighPriorityRAS.mask;
  expect(aia.harts[0]!.read(mie) & (local | mie.MEIE.mask)).toBe(local);
  expect(aia.harts[0]!.read(mideleg) & local).toBe(0n);
});

test('a board without such hardware has no source of the events, and nothing that could interrupt', () => {
  const board = new Board();
  expect(board.call(SSE, READ, [BigInt(all.localHigh), 0n, 1n, BigInt(line), 0n])).toEqual([-2n, 0n]);
  board.memory.poison.add(line);
  const hart = board.harts[0]!;
  hart.write(stvec, trapVector);
  hart.setX(11, BigInt(line));
  board.execute(LOAD);
  expect([hart.pc, hart.read(scause)]).toEqual([trapVector, 19n]);
});

test.each(Object.values(all))('event 0x%i can be injected, as it has a source', (id) => {
  const { board, hart } = prepared();
  expect(board.call(SSE, READ, [BigInt(id), 0n, 1n, BigInt(line), 0n])).toEqual([0n, 0n]);
  // ENABLED, injectable.
  expect(board.memory.read(line, 8)).toBe(0b1010n);
  board.call(SSE, 7, [BigInt(id), 0n]);
  expect([hart.pc, hart.x(17)]).toEqual([handler, BigInt(id)]);
});

describe('sbi "Software Event Identification": an error that is signalled is an event', () => {
  const cases = [
    ['a high-priority one of a hart', { priority: 'high', hart: 0 }, all.localHigh],
    ['a high-priority one of the system', { priority: 'high' }, all.globalHigh],
    ['a low-priority one of a hart', { priority: 'low', hart: 0 }, all.localLow],
    ['a low-priority one of the system', { priority: 'low' }, all.globalLow],
  ] as const;

  test.each(cases)('%s, by an external interrupt', (_what, error, event) => {
    const { board, hart } = prepared();
    const { pc } = hart;
    expect(interrupted(board, [error], 'MEIP')).toBe(event);
    expect([board.reported, hart.read(sepc), hart.x(16)]).toEqual([[], pc, 0n]);
    board.call(SSE, COMPLETE);
    expect(hart.pc).toBe(pc);
  });

  test.each(cases)('%s, by a local interrupt', (_what, error, event) => {
    for (const name of ['LowPriorityRAS', 'HighPriorityRAS'] as const)
      expect(interrupted(prepared({ isa: AIA }).board, [error], name)).toBe(event);
  });

  test('several, one after the other, the most important first; each once', () => {
    const { board, hart } = prepared();
    const { pc } = hart;
    const seen = [interrupted(board, cases.map(([, error]) => error).toReversed(), 'MEIP')];
    while (hart.pc === handler) {
      board.call(SSE, COMPLETE);
      seen.push(hart.pc === handler ? Number(hart.x(17)) : undefined);
    }
    expect(seen).toEqual([all.localHigh, all.globalHigh, all.localLow, all.globalLow, undefined]);
    expect(hart.pc).toBe(pc);
  });

  test('of another hart: that is told, and the one that was interrupted goes on', () => {
    const { board, hart } = prepared({ harts: 2 });
    const { pc } = hart;
    expect(interrupted(board, [{ priority: 'high', hart: 1 }], 'MEIP')).toBeUndefined();
    expect(hart.pc).toBe(pc);
    board.step(1);
    expect([board.harts[1]!.pc, board.harts[1]!.x(16), board.harts[1]!.x(17)]).toEqual([
      handler,
      1n,
      BigInt(all.localHigh),
    ]);
  });

  test('of the system, found by a hart that does not handle it: the preferred one is told', () => {
    const { board, hart } = prepared({ harts: 2 });
    expect(interrupted(board, [{ priority: 'low' }], 'MEIP', 1)).toBeUndefined();
    board.step();
    expect([hart.pc, hart.x(17)]).toEqual([handler, BigInt(all.globalLow)]);
  });

  test('that nobody has enabled, or of a hart that is stopped, it is lost', () => {
    const { board, hart } = prepared({}, []);
    const { pc } = hart;
    for (const [, error] of cases) expect(interrupted(board, [error], 'MEIP')).toBeUndefined();
    expect([hart.pc, board.halts]).toEqual([pc, []]);
    const two = new Board({ reportsErrors: true, harts: 2 });
    expect(interrupted(two, [{ priority: 'high', hart: 1 }], 'MEIP')).toBeUndefined();
    expect([two.halts, two.harts[1]!.stopped]).toEqual([[], true]);
  });

  test('wakes a hart that sleeps, which hears of it when it has gone on', () => {
    const { board, hart } = prepared();
    const { pc } = hart;
    board.call(HSM, 3, [0n]);
    expect([hart.privilege, hart.waiting]).toEqual(['M', true]);
    board.step();
    expect(hart.waiting).toBe(true);
    board.reported = [{ priority: 'high', hart: 0 }];
    hart.setInterrupt('MEIP', true);
    // It leaves its parking place, and takes the interrupt where it called from.
    for (let step = 0; step < 3 && hart.pc !== handler; step++) board.step();
    expect([hart.pc, Number(hart.x(17)), hart.read(sepc)]).toEqual([handler, all.localHigh, pc + 4n]);
  });

  test('a spurious interrupt is nothing', () => {
    const { board, hart } = prepared();
    const { pc } = hart;
    expect(interrupted(board, [], 'MEIP')).toBeUndefined();
    expect(hart.pc).toBe(pc);
  });
});

describe('a hardware error that a hart takes', () => {
  const taken = (options: BoardOptions = {}, ids?: readonly number[], errors: readonly ReportedError[] = []) => {
    const { board, hart } = prepared(options, ids);
    board.memory.poison.add(line);
    board.reported = errors;
    hart.setX(11, BigInt(line + 8));
    const { pc } = hart;
    return { board, hart, pc };
  };

  // priv "Machine Cause (mcause) Register": epc is the instruction's address, tval the address that was accessed.
  test('is the supervisor’s, as if it had been delegated', () => {
    const { board, hart, pc } = taken({}, []);
    board.execute(LOAD);
    expect([hart.pc, hart.privilege]).toEqual([trapVector, 'S']);
    expect([hart.read(scause), hart.read(sepc), hart.read(stval)]).toEqual([19n, pc, BigInt(line + 8)]);
  });

  test('comes with its event, which interrupts the first instruction of the trap handler', () => {
    const { board, hart, pc } = taken({}, undefined, [{ priority: 'high', hart: 0 }]);
    board.execute(LOAD);
    expect([hart.pc, Number(hart.x(17)), hart.read(sepc)]).toEqual([handler, all.localHigh, trapVector]);
    expect([hart.read(scause), hart.read(stval)]).toEqual([19n, BigInt(line + 8)]);
    board.call(SSE, COMPLETE);
    expect([hart.pc, hart.read(sepc)]).toEqual([trapVector, pc]);
  });

  test('in a guest is the hypervisor’s, unless that has delegated it', () => {
    for (const delegated of [false, true]) {
      const { board, hart, pc } = taken({}, []);
      hart.write(vstvec, trapVector + 0x100n);
      hart.write(hedeleg, delegated ? hedeleg['hardware_error'].mask : 0n);
      hart.V = true;
      board.execute(LOAD);
      expect([hart.pc, hart.V]).toEqual([delegated ? trapVector + 0x100n : trapVector, delegated]);
      expect(hart.read(delegated ? vscause : scause)).toBe(19n);
      expect([hart.read(delegated ? vsepc : sepc), hart.read(htval)]).toEqual([pc, 0n]);
    }
  });

  test('is what a legacy call gives its caller whose hart mask is corrupted', () => {
    const { board, hart, pc } = taken({}, []);
    expect(hart.read(satp)).toBe(0n);
    board.call(4, 0, [BigInt(line)]);
    expect([hart.pc, hart.read(scause), hart.read(sepc), hart.read(stval)]).toEqual([
      trapVector,
      19n,
      pc,
      BigInt(line),
    ]);
  });

  test('never is the firmware’s: corrupted shared memory is memory that it cannot read', () => {
    const { board } = taken({}, []);
    const DBCN = 0x4442434e;
    expect(board.call(DBCN, 0, [2n, BigInt(line + 63), 0n])).toEqual([-3n, 0n]);
    expect(board.call(DBCN, 0, [2n, BigInt(line + 64), 0n])).toEqual([0n, 2n]);
  });
});
