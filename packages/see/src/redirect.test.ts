import {
  hedeleg,
  hstatus,
  htinst,
  htval,
  mstatus,
  scause,
  sepc,
  sstatus,
  stval,
  stvec,
  vscause,
  vsepc,
  vsstatus,
  vstval,
  vstvec,
  type Hart,
} from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from './testing/board.ts';

const handler = BigInt(payload + 0x3000);
const guestHandler = BigInt(payload + 0x3800);
/** `unimp`: the all-zero 16-bit instruction is illegal too, but this one is 32 bits wide. */
const UNIMP = 0xc000_1073;
/** `ld a0, 0(a1)`. */
const LD_A0_A1 = 0x0005_b503;

const prepared = () => {
  const board = new Board();
  const hart = board.harts[0]!;
  hart.write(stvec, handler);
  hart.write(vstvec, guestHandler);
  return { board, hart };
};
const status = (hart: Hart) => ({
  SPP: hart.get(sstatus.SPP),
  SPIE: hart.get(sstatus.SPIE),
  SIE: hart.get(sstatus.SIE),
});
const virtual = (hart: Hart) => ({
  SPV: hart.get(hstatus.SPV),
  SPVP: hart.get(hstatus.SPVP),
  GVA: hart.get(hstatus.GVA),
});

// Expected values: priv "Trap Entry", and OpenSBI's sbi_trap_redirect, which does by hand what hardware would have done.
describe('a trap that is not delegated', () => {
  test('from S-mode arrives in S-mode', () => {
    const { board, hart } = prepared();
    hart.set(sstatus.SIE, 1);
    const { pc } = hart;
    board.execute(UNIMP);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false });
    expect([hart.read(scause), hart.read(stval), hart.read(sepc)]).toEqual([2n, BigInt(UNIMP), pc]);
    expect(status(hart)).toEqual({ SPP: 1, SPIE: 1, SIE: 0 });
    expect(virtual(hart)).toEqual({ SPV: 0, SPVP: 0, GVA: 0 });
  });

  // priv "Hypervisor Trap Delegation (hedeleg and hideleg) Registers": it is about traps with V = 1 only.
  test('from S-mode arrives there also when hedeleg names it', () => {
    const { board, hart } = prepared();
    hart.write(hedeleg, 1n << 2n);
    board.execute(UNIMP);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false });
    expect([hart.read(scause), hart.read(vscause)]).toEqual([2n, 0n]);
  });

  test('from U-mode arrives in S-mode', () => {
    const { board, hart } = prepared();
    hart.privilege = 'U';
    board.execute(UNIMP);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false });
    expect(status(hart)).toEqual({ SPP: 0, SPIE: 0, SIE: 0 });
  });

  test('an access fault keeps its address', () => {
    const { board, hart } = prepared();
    hart.setX(11, 0x8000_0008n);
    board.execute(LD_A0_A1);
    expect([hart.read(scause), hart.read(stval), hart.pc]).toEqual([5n, 0x8000_0008n, handler]);
  });

  test('from VS-mode arrives in HS-mode', () => {
    const { board, hart } = prepared();
    hart.V = true;
    const { pc } = hart;
    board.execute(UNIMP);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false });
    expect([hart.read(scause), hart.read(stval), hart.read(sepc)]).toEqual([2n, BigInt(UNIMP), pc]);
    expect(status(hart).SPP).toBe(1);
    expect(virtual(hart)).toEqual({ SPV: 1, SPVP: 1, GVA: 0 });
    expect([hart.read(htval), hart.read(htinst)]).toEqual([0n, 0n]);
  });

  test('from VU-mode arrives in VS-mode when hedeleg delegates it, and HS-mode sees nothing', () => {
    const { board, hart } = prepared();
    hart.write(hedeleg, 1n << 2n);
    hart.privilege = 'U';
    hart.V = true;
    hart.set(vsstatus.SIE, 1);
    const { pc } = hart;
    board.execute(UNIMP);
    expect(hart).toMatchObject({ pc: guestHandler, privilege: 'S', V: true });
    expect([hart.read(vscause), hart.read(vstval), hart.read(vsepc)]).toEqual([2n, BigInt(UNIMP), pc]);
    expect([vsstatus.SPP, vsstatus.SPIE, vsstatus.SIE].map((field) => hart.get(field))).toEqual([0, 1, 0]);
    expect([hart.read(scause), hart.read(sepc)]).toEqual([0n, 0n]);
    expect(virtual(hart)).toEqual({ SPV: 0, SPVP: 0, GVA: 0 });
  });

  test('a guest’s access fault reports a guest virtual address and the transformed instruction', () => {
    const { board, hart } = prepared();
    hart.V = true;
    hart.setX(11, 0x8000_0008n);
    board.execute(LD_A0_A1);
    expect([hart.read(scause), hart.read(stval)]).toEqual([5n, 0x8000_0008n]);
    expect(virtual(hart)).toEqual({ SPV: 1, SPVP: 1, GVA: 1 });
    // rs1 is replaced by the offset of the faulting portion: 0
    // (priv "Transformed Instruction or Pseudoinstruction for mtinst or htinst").
    expect(hart.read(htinst)).toBe(0x0000_3503n);
  });
});

describe('what no firmware can handle stops the machine with one line', () => {
  test('a trap in M-mode', () => {
    const { board, hart } = prepared();
    hart.privilege = 'M';
    hart.pc = 0x10n;
    board.step();
    expect(board.halts).toEqual([
      'hart 0: the firmware cannot handle a trap from M-mode: mcause=0x1 mepc=0x10 mtval=0x10',
    ]);
  });

  test('an interrupt that nobody asked for', () => {
    const { board, hart } = prepared();
    hart.setInterrupt('MEIP', true);
    hart.write(mstatus, 0n);
    hart.trap({ cause: (1n << 63n) | 11n });
    board.firmware.trap(hart);
    expect(board.halts).toEqual([
      'hart 0: the firmware cannot handle a trap from below M-mode: mcause=0x800000000000000b mepc=0x80200000 mtval=0x0',
    ]);
  });
});
