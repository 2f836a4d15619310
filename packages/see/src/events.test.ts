import { hstatus, scause, sepc, sstatus, stvec } from '@hartlab/hart';
import { policies } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { Board, firmwareEnd, payload, ramBase, ramSize, type BoardOptions } from './testing/board.ts';

const SSE = 0x535345;
const HSM = 0x48534d;
const local = 0xffff_0000n;
const global = 0xffff_8000n;
const entryPc = BigInt(payload + 0x6000);
const buffer = payload + 0x7000;
const UNIMP = 0xc000_1073;
const NOP = 0x13;
const [READ, WRITE, REGISTER, ENABLE, COMPLETE, INJECT, UNMASK] = [0, 1, 2, 4, 6, 7, 8] as const;

/** A supervisor with the local event registered and enabled on hart 0, still masked. */
function prepared(options: BoardOptions = {}) {
  const board = new Board(options);
  const hart = board.harts[0]!;
  expect(board.call(SSE, REGISTER, [local, entryPc, 0x77n])).toEqual([0n, 0n]);
  expect(board.call(SSE, ENABLE, [local])).toEqual([0n, 0n]);
  return { board, hart };
}
/** The value of one attribute, read through the SBI. It ends up in a handler if the call makes an event deliverable. */
function attribute(board: Board, event_id: bigint, attr_id: bigint): bigint {
  expect(board.call(SSE, READ, [event_id, attr_id, 1n, BigInt(buffer), 0n])).toEqual([0n, 0n]);
  return board.memory.read(buffer, 8);
}

describe('O17: an ECALL that makes an event deliverable has returned in the interrupted context', () => {
  test('inject', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    const { pc } = hart;
    hart.setX(12, 0xccn);
    board.call(SSE, INJECT, [local, 0n]);
    expect(hart).toMatchObject({ pc: entryPc, privilege: 'S', V: false });
    expect([hart.x(10), hart.x(11), hart.x(12)]).toEqual([0n, 0n, 0xccn]);
    expect([hart.x(16), hart.x(17), hart.read(sepc)]).toEqual([0n, 0x77n, pc + 4n]);
    expect(attribute(board, local, 8n)).toBe(BigInt(INJECT));
    expect(attribute(board, local, 9n)).toBe(BigInt(SSE));
  });

  test('unmask', () => {
    const { board, hart } = prepared();
    board.call(SSE, INJECT, [local, 0n]);
    const { pc } = hart;
    board.call(SSE, UNMASK);
    expect([hart.pc, hart.x(10), hart.read(sepc)]).toEqual([entryPc, 0n, pc + 4n]);
    expect(attribute(board, local, 8n)).toBe(BigInt(UNMASK));
  });

  test('complete writes no register but a6 and a7', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    board.call(SSE, INJECT, [local, 0n]);
    const resume = hart.read(sepc);
    expect(board.call(SSE, COMPLETE, [0x1234n, 0x5678n])).toEqual([0x1234n, 0x5678n]);
    expect([hart.pc, hart.x(16), hart.x(17)]).toEqual([resume, BigInt(INJECT), BigInt(SSE)]);
  });

  test('complete with nothing to complete returns to its caller', () => {
    const { board, hart } = prepared();
    const { pc } = hart;
    expect(board.call(SSE, COMPLETE, [1n, 2n])).toEqual([0n, 0n]);
    expect(hart.pc).toBe(pc + 4n);
  });
});

describe('delivery', () => {
  test('a signalled event is delivered at the next trap into M-mode, which an IPI makes happen now', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    const { pc } = hart;
    expect(board.firmware.signal(Number(local), 0n)).toBe(true);
    board.step();
    expect([hart.pc, hart.read(sepc)]).toEqual([entryPc, pc]);
  });

  test('composes with a redirected trap: the event interrupts the trap handler’s first instruction', () => {
    const { board, hart } = prepared();
    const handler = BigInt(payload + 0x3000);
    board.call(SSE, UNMASK);
    hart.write(stvec, handler);
    const { pc } = hart;
    board.firmware.signal(Number(local), 0n);
    board.clearIpi(0n);
    board.execute(UNIMP);
    expect([hart.pc, hart.read(sepc), hart.read(scause)]).toEqual([entryPc, handler, 2n]);
    expect(attribute(board, local, 6n)).toBe(pc);
  });

  test('from VS-mode, and back', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    hart.V = true;
    const { pc } = hart;
    board.firmware.signal(Number(local), 0n);
    board.step();
    expect(hart).toMatchObject({ pc: entryPc, privilege: 'S', V: false });
    expect([hart.get(hstatus.SPV), hart.get(hstatus.SPVP), hart.get(sstatus.SPP)]).toEqual([1, 1, 1]);
    board.call(SSE, COMPLETE);
    expect(hart).toMatchObject({ pc, privilege: 'S', V: true });
    expect([hart.get(hstatus.SPV), hart.get(hstatus.SPVP)]).toEqual([0, 0]);
  });

  // Fact 7 of the measured behaviour: HS-mode that has hstatus.SPV = 1 is resumed with V = 1.
  test.each([
    ['private', 0x2_0000_0080n, 0x2_0000_0000n, false],
    ['spec-3.0', 0x2_0000_0080n, 0x2_0000_0000n, false],
    ['opensbi-1.9', 0x2_0000_0080n, 0x2_0000_0180n, true],
    ['patch-2026-04', 0x2_0000_0080n, 0x2_0000_0180n, false],
  ] as const)('HS-mode with hstatus.SPV = 1 under %s', (policy, before, inHandler, V) => {
    const { board, hart } = prepared({ policy: policies[policy] });
    board.call(SSE, UNMASK);
    hart.write(hstatus, before);
    board.call(SSE, INJECT, [local, 0n]);
    expect(hart.read(hstatus)).toBe(inHandler);
    board.call(SSE, COMPLETE);
    expect(hart).toMatchObject({ privilege: 'S', V });
  });

  test('reaches another hart by IPI', () => {
    const { board } = prepared({ harts: 2 });
    const other = board.harts[1]!;
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    for (const [fid, ...args] of [[REGISTER, local, entryPc, 0x99n], [ENABLE, local], [UNMASK]] as const)
      board.call(SSE, fid, args.map(BigInt), 1);
    board.call(SSE, INJECT, [local, 1n]);
    board.step(1);
    expect([other.pc, other.x(16), other.x(17)]).toEqual([entryPc, 1n, 0x99n]);
  });
});

describe('hart states (O18)', () => {
  test('a retentive suspend ends when an event is signalled, and the event interrupts its return', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    const { pc } = hart;
    board.call(HSM, 3, [0n, 0n, 0n]);
    board.step();
    expect(hart.waiting).toBe(true);
    board.firmware.signal(Number(local), 0n);
    board.step();
    expect([hart.pc, hart.read(sepc), hart.x(10)]).toEqual([entryPc, pc + 4n, 0n]);
  });

  /** An IPI ends the suspend of a hart, and then arrives. */
  const wake = (board: Board, index = 0) => {
    board.sendIpi(BigInt(index));
    board.step(index);
    const { pc } = board.harts[index]!;
    board.step(index);
    expect(board.harts[index]!.pc).toBe(pc);
  };

  test('a non-retentive suspend keeps events and their mask; what is pending interrupts the first instruction', () => {
    const { board, hart } = prepared();
    board.call(SSE, UNMASK);
    board.firmware.signal(Number(local), 0n);
    // The hart calls before the IPI for the event has come.
    board.clearIpi(0n);
    const resumeAt = BigInt(payload + 0x5000);
    board.call(HSM, 3, [0x8000_0000n, resumeAt, 9n]);
    expect(hart.waiting).toBe(true);
    wake(board);
    expect([hart.pc, hart.read(sepc)]).toEqual([entryPc, resumeAt]);
    board.call(SSE, COMPLETE);
    expect([hart.pc, hart.x(10), hart.x(11)]).toEqual([resumeAt, 0n, 9n]);
    expect(board.call(SSE, UNMASK)[0]).toBe(-7n);
    expect(attribute(board, local, 0n)).toBe(0b1010n);
  });

  test('what is masked stays pending over a suspend', () => {
    const { board, hart } = prepared();
    board.firmware.signal(Number(local), 0n);
    board.clearIpi(0n);
    const { pc } = hart;
    board.call(HSM, 3, [0n, 0n, 0n]);
    wake(board);
    expect([hart.pc, hart.x(10)]).toEqual([pc + 4n, 0n]);
    board.call(SSE, UNMASK);
    expect([hart.pc, hart.read(sepc)]).toEqual([entryPc, pc + 8n]);
  });

  test('a hart that stops forgets its local events', () => {
    const { board } = prepared({ harts: 2 });
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    board.call(HSM, 1, [], 0);
    expect(board.firmware.signal(Number(local), 0n)).toBe(false);
    board.call(HSM, 0, [0n, BigInt(payload), 0n], 1);
    board.step(0);
    expect(board.call(SSE, ENABLE, [local])[0]).toBe(-10n);
    expect(board.call(SSE, 9)[0]).toBe(-8n);
  });

  test('PREFERRED_HART must be a started hart', () => {
    const { board } = prepared({ harts: 2 });
    board.memory.write(buffer, 8, 1n);
    const prefer = () => board.call(SSE, WRITE, [global, 3n, 1n, BigInt(buffer), 0n])[0];
    expect(prefer()).toBe(-3n);
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    expect(prefer(), 'START_PENDING').toBe(-3n);
    board.step(1);
    expect(prefer(), 'STARTED').toBe(0n);
    board.call(HSM, 3, [0n, 0n, 0n], 1);
    expect(prefer(), 'SUSPENDED: it comes back').toBe(0n);
    wake(board, 1);
    board.call(HSM, 1, [], 1);
    expect(prefer(), 'STOPPED').toBe(-3n);
  });
});

describe('O21: attributes in memory', () => {
  const end = ramBase + ramSize;

  test('the last doublewords of RAM, and not a byte more', () => {
    const { board } = prepared();
    board.memory.writeBytes(end - 24, new Uint8Array(24).fill(0xee));
    expect(board.call(SSE, READ, [local, 4n, 2n, BigInt(end - 16), 0n])).toEqual([0n, 0n]);
    expect(board.memory.read(end - 24, 8)).toBe(0xeeee_eeee_eeee_eeeen);
    expect([board.memory.read(end - 16, 8), board.memory.read(end - 8, 8)]).toEqual([entryPc, 0x77n]);
  });

  test.each([
    ['past the end', BigInt(end - 8), 0n],
    ['beyond the end', BigInt(end), 0n],
    ['firmware memory', BigInt(ramBase), 0n],
    ['into the payload from firmware memory', BigInt(firmwareEnd - 8), 0n],
    ['device registers', 0x1000_0000n, 0n],
    ['misaligned', BigInt(buffer + 4), 0n],
    ['above 2^64', BigInt(buffer), 1n],
  ])('%s: INVALID_ADDRESS, and nothing is written', (_, lo, hi) => {
    const { board } = prepared();
    const before = board.memory.readBytes(ramBase, ramSize);
    expect(board.call(SSE, READ, [local, 0n, 2n, lo, hi])[0]).toBe(-5n);
    expect(board.call(SSE, WRITE, [local, 1n, 2n, lo, hi])[0]).toBe(-5n);
    const after = board.memory.readBytes(ramBase, ramSize);
    // The two ECALLs that the test itself placed.
    before.set(after.subarray(payload - ramBase, payload - ramBase + 0x40), payload - ramBase);
    expect(Buffer.compare(after, before)).toBe(0);
  });
});

test('a snapshot in the middle of a handler completes as the original does (O24)', () => {
  const { board, hart } = prepared();
  board.call(SSE, UNMASK);
  board.call(SSE, INJECT, [local, 0n]);
  const block = board.memory.hartBlock(0).slice();
  const saved = structuredClone(board.firmware.save());
  const finish = () => {
    board.call(SSE, COMPLETE);
    board.execute(NOP);
    return [board.memory.hartBlock(0).slice(), board.firmware.save()];
  };
  const once = finish();
  board.memory.hartBlock(0).set(block);
  hart.flushTranslations();
  board.firmware.restore(saved);
  expect(finish()).toEqual(once);
});

test('a snapshot keeps a suspended hart and an IPI on its way', () => {
  const board = new Board({ harts: 2 });
  board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
  const saved = structuredClone(board.firmware.save());
  const block = board.memory.hartBlock(1).slice();
  board.step(1);
  expect(board.call(HSM, 2, [1n])[1]).toBe(0n);
  board.memory.hartBlock(1).set(block);
  board.harts[1]!.flushTranslations();
  board.firmware.restore(saved);
  expect(board.call(HSM, 2, [1n])[1]).toBe(2n);
  board.step(1);
  expect(board.harts[1]!.pc).toBe(BigInt(payload + 0x1000));
});
