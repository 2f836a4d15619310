import { exception, mstatus, scause, sepc, senvcfg, stval, stvec, type Hart } from '@hartlab/hart';
import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { Board, payload } from './testing/board.ts';

const SSE = 0x535345;
const FWFT = 0x46574654;
const local = 0xffff_0000n;
const [REGISTER, ENABLE, COMPLETE, UNMASK] = [2, 4, 6, 8] as const;
const entry = BigInt(payload + 0x6000);
const handler = BigInt(payload + 0x3000);
const target = BigInt(payload + 0x5000);
const JALR_A0 = 0x0005_00e7; // jalr a0
const LPAD = 0x17;
const ADDI = 0x13;

/** A supervisor, its landing pads enabled, that takes the local event as soon as it is signalled. */
function prepared(policy: PolicyName) {
  const board = new Board({ isa: 'rv64imach_zicfilp_zicntr_zifencei', policy: policies[policy] });
  const hart = board.harts[0]!;
  board.call(FWFT, 0, [1n, 1n, 0n]);
  hart.write(stvec, handler);
  for (const call of [REGISTER, ENABLE, UNMASK]) board.call(SSE, call, [local, entry, 0n]);
  return { board, hart };
}

/** Jumps to `target` and signals the event before anything else happens there. */
function interruptAtTarget({ board, hart }: ReturnType<typeof prepared>) {
  hart.setX(10, target);
  board.execute(JALR_A0);
  expect([hart.pc, hart.state.ELP]).toEqual([target, true]);
  board.firmware.signal(Number(local), 0n);
  board.step();
  expect(hart.pc).toBe(entry);
}

const expected = ({ state }: Hart) => state.ELP;

// sbi "Software Event Injection": SPELP tells of the interrupted ELP, and the handler starts with none expected.
describe.each(['private', 'spec-3.0'] as const)(
  'an event between an indirect jump and its landing pad, %s',
  (policy) => {
    test('comes back to the landing pad that is still expected', () => {
      const system = prepared(policy);
      const { board, hart } = system;
      interruptAtTarget(system);
      expect([expected(hart), hart.get(mstatus.SPELP), hart.read(sepc)]).toEqual([false, 1, target]);
      board.execute(ADDI);
      expect(hart.pc).toBe(entry + 4n);
      board.call(SSE, COMPLETE);
      expect([hart.pc, expected(hart), hart.get(mstatus.SPELP)]).toEqual([target, true, 0]);
      board.execute(LPAD);
      expect([hart.pc, expected(hart)]).toEqual([target + 4n, false]);
    });

    test('comes back to an instruction that is none, which is a software check', () => {
      const system = prepared(policy);
      interruptAtTarget(system);
      system.board.call(SSE, COMPLETE);
      system.board.execute(ADDI);
      const { hart } = system;
      expect([hart.pc, hart.read(scause), hart.read(stval), hart.read(sepc)]).toEqual([
        handler,
        exception.softwareCheck,
        2n,
        target,
      ]);
    });

    test('an event elsewhere expects nothing, and SPELP of the code it interrupted survives', () => {
      const { board, hart } = prepared(policy);
      hart.write(mstatus, hart.read(mstatus) | mstatus.SPELP.mask);
      const { pc } = hart;
      board.firmware.signal(Number(local), 0n);
      board.step();
      expect([expected(hart), hart.get(mstatus.SPELP)]).toEqual([false, 0]);
      board.call(SSE, COMPLETE);
      expect([hart.pc, expected(hart), hart.get(mstatus.SPELP)]).toEqual([pc, false, 1]);
    });
  },
);

// OpenSBI 1.9 leaves mstatus.MPELP alone.
test('opensbi-1.9 enters the handler with a landing pad expected: its first instruction is a software check', () => {
  const system = prepared('opensbi-1.9');
  const { board, hart } = system;
  interruptAtTarget(system);
  expect([expected(hart), hart.get(mstatus.SPELP)]).toEqual([true, 0]);
  board.execute(ADDI);
  expect([hart.pc, hart.read(scause), hart.read(stval), hart.read(sepc)]).toEqual([
    handler,
    exception.softwareCheck,
    2n,
    entry,
  ]);
  expect(hart.get(mstatus.SPELP)).toBe(1);
});

test('opensbi-1.9 with a landing pad at the handler’s entry forgets that one was expected', () => {
  const system = prepared('opensbi-1.9');
  const { board, hart } = system;
  interruptAtTarget(system);
  board.execute(LPAD);
  board.call(SSE, COMPLETE);
  expect([hart.pc, expected(hart)]).toEqual([target, false]);
});

test('a trap of a user program between jump and landing pad that the firmware redirects keeps the expectation in SPELP', () => {
  const { board, hart } = prepared('private');
  hart.write(senvcfg, senvcfg.LPE.mask);
  hart.privilege = 'U';
  // The target is the firmware's memory: an access fault, which is not delegated.
  hart.setX(10, 0x8000_0000n);
  board.execute(JALR_A0);
  board.step();
  expect([hart.pc, hart.privilege, hart.read(scause)]).toEqual([handler, 'S', exception.instructionAccessFault]);
  expect([hart.get(mstatus.SPELP), expected(hart)]).toEqual([1, false]);
});
