import {
  exception,
  hedeleg,
  henvcfg,
  hstatus,
  htval,
  mstatus,
  scause,
  sepc,
  sstatus,
  stvec,
  vscause,
  vsstatus,
  type Hart,
} from '@hartlab/hart';
import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { Board, payload } from './testing/board.ts';

const SSE = 0x535345;
const FWFT = 0x46574654;
const doubleTrap = 1n;
const local = 0xffff_0000n;
const [READ, REGISTER, ENABLE, COMPLETE, UNMASK] = [0, 2, 4, 6, 8] as const;
const entry = BigInt(payload + 0x6000);
const handler = BigInt(payload + 0x3000);
const buffer = payload + 0x7000;
const UNIMP = 0xc000_1073;
const EBREAK = 0x0010_0073;

/** A supervisor whose double traps are detected. */
function prepared({ isa = 'rv64imach_ssdbltrp', policy = 'private' as PolicyName } = {}) {
  const board = new Board({ isa, policy: policies[policy] });
  const hart = board.harts[0]!;
  board.call(FWFT, 0, [3n, 1n, 0n]);
  hart.write(stvec, handler);
  return { board, hart };
}
const SDT = (hart: Hart) => hart.get(mstatus.SDT);
const flags = (board: Board, event_id: bigint) => {
  expect(board.call(SSE, READ, [event_id, 7n, 1n, BigInt(buffer), 0n])).toEqual([0n, 0n]);
  return board.memory.read(buffer, 8);
};

// priv "Double Trap Control in `sstatus` Register": there is nobody but the firmware left to tell.
describe('a double trap of a supervisor without the event ends the run', () => {
  const line =
    'hart 0: a double trap in S-mode, and no double-trap event to tell of it: cause=0x3 pc=0x80203000 tval=0x80203000';

  test('delegated: M-mode takes cause 16', () => {
    const { board } = prepared();
    board.execute(EBREAK);
    expect(board.halts).toEqual([]);
    board.execute(EBREAK);
    expect(board.halts).toEqual([line]);
  });

  test('redirected by the firmware: the same', () => {
    const { board } = prepared();
    board.execute(UNIMP);
    board.execute(UNIMP);
    expect(board.halts).toEqual([
      'hart 0: a double trap in S-mode, and no double-trap event to tell of it: cause=0x2 pc=0x80203000 tval=0xc0001073',
    ]);
  });

  test('registered but not enabled, or masked', () => {
    const { board } = prepared();
    board.call(SSE, REGISTER, [doubleTrap, entry, 0n]);
    board.call(SSE, ENABLE, [doubleTrap]);
    board.execute(EBREAK);
    board.execute(EBREAK);
    expect(board.halts).toEqual([line]);
  });
});

test('without Ssdbltrp the event is not supported', () => {
  const { board } = prepared({ isa: 'rv64imach' });
  expect(board.call(SSE, REGISTER, [doubleTrap, entry, 0n])).toEqual([-2n, 0n]);
});

// sbi "Software Event Injection"; kvm-unit-tests' isa-dbltrp expects SPP and SDT, and resumes behind the instruction.
test.each(['private', 'spec-3.0', 'opensbi-1.9'] as const)('the event tells of a double trap, %s', (policy) => {
  const { board, hart } = prepared({ policy });
  for (const call of [REGISTER, ENABLE]) board.call(SSE, call, [doubleTrap, entry, 0n]);
  board.call(SSE, UNMASK);
  const { pc } = hart;
  board.execute(EBREAK);
  expect([hart.pc, SDT(hart)]).toEqual([handler, 1]);
  board.execute(EBREAK);
  expect(board.halts).toEqual([]);
  expect([hart.pc, hart.read(sepc), SDT(hart)]).toEqual([entry, handler, 1]);
  // What the first trap wrote is intact, but for sepc, which the event keeps.
  expect(hart.read(scause)).toBe(exception.breakpoint);
  expect(flags(board, doubleTrap)).toBe(0b10_0001n);
  hart.write(sepc, handler + 4n);
  board.call(SSE, COMPLETE);
  expect([hart.pc, SDT(hart), hart.get(sstatus.SPP), hart.read(sepc)]).toEqual([handler + 4n, 1, 1, pc]);
});

// M-mode "should redirect the exception to HS-mode by copying the values of M-mode CSRs".
test.each([true, false])('a double trap of a guest goes to HS-mode (delegated: %s)', (delegated) => {
  const { board, hart } = prepared();
  hart.write(henvcfg, henvcfg.DTE.mask);
  hart.write(vsstatus, vsstatus.SDT.mask);
  const cause = delegated ? exception.breakpoint : exception.illegalInstruction;
  hart.write(hedeleg, 1n << cause);
  hart.V = true;
  const { pc } = hart;
  board.execute(delegated ? EBREAK : UNIMP);
  expect(board.halts).toEqual([]);
  expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false });
  expect([hart.read(scause), hart.read(sepc), hart.read(htval)]).toEqual([exception.doubleTrap, pc, cause]);
  expect([hart.get(hstatus.SPV), hart.get(hstatus.SPVP), hart.read(vscause), SDT(hart)]).toEqual([1, 1, 0n, 1]);
});

describe('SDT across an event', () => {
  test.each(['private', 'spec-3.0', 'opensbi-1.9'] as const)(
    'a trap handler is resumed with SDT and without SIE, %s',
    (policy) => {
      const { board, hart } = prepared({ policy });
      for (const call of [REGISTER, ENABLE, UNMASK]) board.call(SSE, call, [local, entry, 0n]);
      hart.write(mstatus, hart.read(mstatus) | mstatus.SIE.mask);
      board.execute(EBREAK);
      const before = hart.read(sstatus);
      expect([SDT(hart), hart.get(mstatus.SIE), hart.get(mstatus.SPIE)]).toEqual([1, 0, 1]);
      board.firmware.signal(Number(local), 0n);
      board.step();
      expect([hart.pc, SDT(hart), hart.get(mstatus.SIE)]).toEqual([entry, 1, 0]);
      // The handler has saved what it must, and may be interrupted and trap again.
      hart.write(sstatus, hart.read(sstatus) & ~mstatus.SDT.mask);
      board.call(SSE, COMPLETE);
      expect([hart.pc, hart.read(sstatus)]).toEqual([handler, before]);
    },
  );

  test.each(['private', 'spec-3.0'] as const)(
    'code that may trap is resumed without SDT and with its SIE, %s',
    (policy) => {
      const { board, hart } = prepared({ policy });
      for (const call of [REGISTER, ENABLE, UNMASK]) board.call(SSE, call, [local, entry, 0n]);
      hart.write(mstatus, hart.read(mstatus) | mstatus.SIE.mask);
      const before = hart.read(sstatus);
      board.firmware.signal(Number(local), 0n);
      board.step();
      expect([hart.pc, SDT(hart), hart.get(mstatus.SIE)]).toEqual([entry, 1, 0]);
      board.call(SSE, COMPLETE);
      expect(hart.read(sstatus)).toBe(before);
    },
  );
});

describe('harts whose M-mode traps must be allowed first', () => {
  const isa = 'rv64imach_smdbltrp_smrnmi_ssdbltrp';

  test('boot, call the firmware again and again, and start the other harts', () => {
    const board = new Board({ isa, harts: 2 });
    for (let call = 0; call < 3; call++) expect(board.call(0x10, 0)).toEqual([0n, 0x0300_0000n]);
    expect(board.call(0x48534d, 0, [1n, entry, 5n])).toEqual([0n, 0n]);
    board.step(1);
    expect(board.halts).toEqual([]);
    expect(board.harts[1]).toMatchObject({ pc: entry, privilege: 'S', criticalError: false });
    expect(board.harts[1]!.x(11)).toBe(5n);
  });

  test('an RNMI, for which the firmware has no handler, ends the run', () => {
    const board = new Board({ isa });
    const hart = board.harts[0]!;
    hart.setNonMaskableInterrupt(true);
    board.step();
    expect(board.halts).toEqual([
      'hart 0: the firmware has no handler for an RNMI: mncause=0x8000000000000000 mnepc=0x80200000',
    ]);
  });
});
