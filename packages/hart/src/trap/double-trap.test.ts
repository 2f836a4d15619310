import { describe, expect, test } from 'vitest';
import {
  henvcfg,
  hstatus,
  htval,
  mcause,
  medeleg,
  menvcfg,
  mepc,
  mncause,
  mnepc,
  mnstatus,
  mstatus,
  mtinst,
  mtval,
  mtval2,
  mtvec,
  scause,
  sepc,
  stval,
  vscause,
  vsepc,
  vsstatus,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { exception, interruptBit } from '../csrs/causes.ts';

const pc = BigInt(ramBase) + 0x1234n;
const handler = BigInt(ramBase) + 0x800n;
const SRET = 0x1020_0073;
const MRET = 0x3020_0073;
const EBREAK = 0x0010_0073;

/** A hart in which double traps below M-mode are detected. */
function prepared(isa = 'max', word = 0): { hart: Hart; execute: (word: number) => void } {
  const { hart, memory } = bareHart([word], { isa });
  hart.write(menvcfg, menvcfg.DTE.mask);
  hart.write(henvcfg, henvcfg.DTE.mask);
  hart.write(mtvec, handler);
  hart.pc = pc;
  const execute = (instruction: number) => {
    memory.write(Number(hart.pc), 4, BigInt(instruction));
    hart.step();
  };
  return { hart, execute };
}
const levels = { HS: mstatus, VS: vsstatus } as const;

// priv "Double Trap Control in `sstatus` Register".
describe.each(['HS', 'VS'] as const)('a trap to %s-mode', (level) => {
  const { SDT, SIE } = levels[level];

  test('sets SDT', () => {
    const { hart } = prepared();
    hart.enter('S', level === 'VS');
    hart.set(SIE, 1);
    hart.trap({ cause: exception.breakpoint }, level);
    expect([hart.privilege, hart.V, hart.get(SDT), hart.get(SIE)]).toEqual(['S', level === 'VS', 1, 0]);
  });

  test('sets no SDT without DTE', () => {
    const { hart } = prepared();
    hart.write(level === 'VS' ? henvcfg : menvcfg, 0n);
    hart.enter('S', level === 'VS');
    hart.trap({ cause: exception.breakpoint }, level);
    hart.trap({ cause: exception.breakpoint }, level);
    expect([hart.privilege, hart.get(SDT), hart.held(SDT)]).toEqual(['S', 0, 0]);
  });

  test('with SDT set is a double trap for M-mode, and writes nothing of its own level', () => {
    const { hart } = prepared();
    hart.write(levels[level], SDT.mask);
    const V = level === 'VS';
    hart.enter('S', V);
    hart.trap({ cause: exception.loadPageFault, tval: 0x123n, tval2: 0x456n, tinst: 0x3000n, gva: V }, level);
    expect(hart).toMatchObject({ pc: handler, privilege: 'M', V: false });
    expect([mcause, mtval2, mtval, mepc, mtinst].map((csr) => hart.read(csr))).toEqual([
      exception.doubleTrap,
      exception.loadPageFault,
      0x123n,
      pc,
      0x3000n,
    ]);
    expect([hart.get(mstatus.MPP), hart.get(mstatus.MPV), hart.get(mstatus.GVA)]).toEqual([1, Number(V), Number(V)]);
    expect(hart.get(SDT)).toBe(1);
    for (const csr of [sepc, scause, stval, htval, vsepc, vscause]) expect(hart.read(csr)).toBe(0n);
    expect(hart.get(hstatus.SPV)).toBe(0);
  });

  test('an interrupt that could not be taken is one too', () => {
    const { hart } = prepared();
    hart.write(levels[level], SDT.mask);
    hart.enter('U', level === 'VS');
    hart.trap({ cause: interruptBit | 9n }, level);
    expect([hart.read(mcause), hart.read(mtval2)]).toEqual([exception.doubleTrap, interruptBit | 9n]);
  });
});

test('SDT of HS-mode does not stand in the way of a trap to VS-mode, nor the other way round', () => {
  const { hart } = prepared();
  hart.write(mstatus, mstatus.SDT.mask);
  hart.enter('S', true);
  hart.trap({ cause: exception.breakpoint }, 'VS');
  expect(hart.V).toBe(true);
  hart.write(mstatus, 0n);
  hart.trap({ cause: exception.breakpoint }, 'HS');
  expect([hart.privilege, hart.V]).toEqual(['S', false]);
});

test('a delegated instruction trap, without H', () => {
  const { hart, execute } = prepared('rv64imac_ssdbltrp');
  hart.write(medeleg, 1n << 3n);
  hart.enter('S', false);
  hart.set(mstatus.SDT, 1);
  execute(EBREAK);
  expect([hart.read(mcause), hart.read(mtval2), hart.privilege]).toEqual([exception.doubleTrap, 3n, 'M']);
});

// priv "Double Trap Control in mstatus Register", priv "Trap Return" and priv "Double Trap Control in `sstatus` Register".
describe('what a return clears: SDT of HS-mode, SDT of VS-mode', () => {
  test.each<[from: 'M' | 'HS' | 'VS', to: 'M' | 'HS' | 'U' | 'VS' | 'VU', word: number, SDT: number, guestSDT: number]>(
    [
      ['M', 'M', MRET, 1, 1],
      ['M', 'HS', MRET, 1, 1],
      ['M', 'U', MRET, 0, 1],
      ['M', 'VS', MRET, 0, 1],
      ['M', 'VU', MRET, 0, 0],
      ['M', 'HS', SRET, 0, 1],
      ['M', 'U', SRET, 0, 1],
      ['M', 'VS', SRET, 0, 1],
      ['M', 'VU', SRET, 0, 0],
      ['HS', 'HS', SRET, 0, 1],
      ['HS', 'U', SRET, 0, 1],
      ['HS', 'VS', SRET, 0, 1],
      ['HS', 'VU', SRET, 0, 0],
      ['VS', 'VS', SRET, 1, 0],
      ['VS', 'VU', SRET, 1, 0],
    ],
  )('%s to %s', (from, to, word, SDT, guestSDT) => {
    const { hart, execute } = prepared();
    const V = to.startsWith('V') ? 1 : 0;
    hart.write(mstatus, mstatus.SDT.mask);
    hart.write(vsstatus, vsstatus.SDT.mask);
    hart.enter(from === 'M' ? 'M' : 'S', from === 'VS');
    const SPP = to.endsWith('S') ? 1 : 0;
    hart.set(mstatus.MPP, to === 'M' ? 3 : SPP);
    hart.set(mstatus.MPV, V);
    hart.set(hstatus.SPV, V);
    hart.set(mstatus.SPP, SPP);
    hart.set(vsstatus.SPP, SPP);
    execute(word);
    expect([hart.V, hart.privilege]).toEqual([V === 1, to === 'M' ? 'M' : to.endsWith('S') ? 'S' : 'U']);
    expect([hart.get(mstatus.SDT), hart.get(vsstatus.SDT)]).toEqual([SDT, guestSDT]);
  });
});

// priv "Double Trap Control in mstatus Register".
describe('traps to M-mode', () => {
  test('set MDT, which MRET and SRET in M-mode clear', () => {
    const { hart, execute } = prepared('rv64imah_smdbltrp');
    hart.write(mstatus, 0n);
    hart.trap({ cause: exception.breakpoint }, 'M');
    expect(hart.get(mstatus.MDT)).toBe(1);
    execute(MRET);
    expect(hart.get(mstatus.MDT)).toBe(0);
    hart.enter('M', false);
    hart.set(mstatus.MDT, 1);
    hart.pc = pc;
    execute(SRET);
    expect(hart.get(mstatus.MDT)).toBe(0);
  });

  test('with MDT set are critical errors: nothing changes, and the hart stops until reset', () => {
    const { hart, execute } = prepared('rv64imah_smdbltrp');
    expect(hart.get(mstatus.MDT)).toBe(1);
    const before = hart.read(mstatus);
    execute(EBREAK);
    expect(hart).toMatchObject({ pc, privilege: 'M', criticalError: true });
    expect([hart.read(mstatus), hart.read(mepc), hart.read(mcause)]).toEqual([before, 0n, 0n]);
    hart.setInterrupt('MEIP', true);
    expect(hart.step()).toMatchObject({ kind: 'critical-error', pc });
    expect(hart.pc).toBe(pc);
    hart.reset(pc);
    expect(hart.criticalError).toBe(false);
  });

  test('the step says what could not be taken', () => {
    const { hart, execute } = prepared('rv64imah_smdbltrp');
    execute(EBREAK);
    hart.reset(pc);
    expect(hart.step()).toMatchObject({ kind: 'critical-error', cause: exception.breakpoint, word: EBREAK });
  });

  test('with MDT set go to the RNMI handler where there is one', () => {
    const { hart, execute } = prepared('rv64imah_smdbltrp_smrnmi');
    hart.write(mnstatus, 8n);
    execute(EBREAK);
    expect(hart).toMatchObject({ pc: 0n, privilege: 'M', criticalError: false });
    expect([hart.read(mnepc), hart.read(mncause), hart.get(mnstatus.MNPP), hart.get(mnstatus.NMIE)]).toEqual([
      pc,
      exception.breakpoint,
      3,
      0,
    ]);
    expect([hart.read(mepc), hart.read(mcause), hart.read(mtval), hart.get(mstatus.MDT)]).toEqual([0n, 0n, 0n, 1]);
  });

  test('while an RNMI is handled are critical errors, whatever MDT is', () => {
    const { hart, execute } = prepared('rv64imah_smdbltrp_smrnmi');
    hart.write(mstatus, 0n);
    execute(EBREAK);
    expect(hart).toMatchObject({ pc, criticalError: true });
  });

  test('nothing of this without Smdbltrp', () => {
    const { hart, execute } = prepared('max');
    execute(EBREAK);
    hart.pc = pc;
    execute(EBREAK);
    expect(hart).toMatchObject({ pc: handler, criticalError: false });
  });
});
