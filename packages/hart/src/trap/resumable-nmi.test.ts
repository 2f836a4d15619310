import { describe, expect, test } from 'vitest';
import {
  henvcfg,
  mcause,
  menvcfg,
  mepc,
  mie,
  mncause,
  mnepc,
  mnstatus,
  mseccfg,
  mstatus,
  mtvec,
  satp,
  senvcfg,
  vsstatus,
} from '../csrs/csrs.ts';
import { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { exception, interruptBit } from '../csrs/causes.ts';
import { parseIsa } from '@hartlab/isa';
import { MachineMemory } from '../state/machine-memory.ts';

const isa = 'rv64imach_zicfilp_ssdbltrp_smrnmi';
const pc = BigInt(ramBase) + 0x1234n;
const handler = BigInt(ramBase) + 0x800n;
const NOP = 0x13;
const MNRET = 0x7020_0073;
const EBREAK = 0x0010_0073;
const WFI = 0x1050_0073;

function prepared(extensions = isa) {
  const { hart, memory } = bareHart([], { isa: extensions });
  hart.write(mtvec, handler);
  hart.write(mnstatus, mnstatus.NMIE.mask);
  hart.pc = pc;
  const execute = (instruction: number) => {
    memory.write(Number(hart.pc), 4, BigInt(instruction));
    return hart.step();
  };
  return { hart, execute };
}
const modes: readonly [name: string, privilege: Privilege, V: boolean, MNPP: number][] = [
  ['M', 'M', false, 3],
  ['HS', 'S', false, 1],
  ['U', 'U', false, 0],
  ['VS', 'S', true, 1],
  ['VU', 'U', true, 0],
];

// priv "RNMI Operation".
describe('an RNMI', () => {
  test.each(modes)('in %s-mode, with every interrupt disabled', (_name, privilege, V, MNPP) => {
    const { hart, execute } = prepared();
    hart.enter(privilege, V);
    hart.state.ELP = true;
    const before = hart.read(mstatus);
    hart.setNonMaskableInterrupt(true);
    expect(execute(NOP)).toMatchObject({ kind: 'interrupt', cause: interruptBit, pc });
    expect(hart).toMatchObject({ pc: 0n, privilege: 'M', V: false });
    expect([hart.read(mnepc), hart.read(mncause)]).toEqual([pc, interruptBit]);
    const { NMIE, MNPV, MNPELP } = mnstatus;
    expect([mnstatus.MNPP, MNPV, MNPELP, NMIE].map((field) => hart.get(field))).toEqual([MNPP, Number(V), 1, 0]);
    expect(hart.state.ELP).toBe(false);
    expect([hart.read(mstatus), hart.read(mepc), hart.read(mcause)]).toEqual([before, 0n, 0n]);
  });

  test('goes before every other interrupt, and is not taken again while it is handled', () => {
    const { hart, execute } = prepared();
    hart.write(mie, mie.MEIE.mask);
    hart.write(mstatus, mstatus.MIE.mask);
    hart.setInterrupt('MEIP', true);
    hart.setNonMaskableInterrupt(true);
    expect(hart.step().cause).toBe(interruptBit);
    hart.pc = pc;
    expect(execute(NOP).kind).toBe('retired');
    hart.setNonMaskableInterrupt(false);
    hart.write(mnepc, pc);
    execute(MNRET);
    expect(hart.step().cause).toBe(interruptBit | 11n);
  });

  test('waits until reset software sets NMIE, as all interrupts do', () => {
    const { hart, execute } = prepared();
    hart.setNonMaskableInterrupt(true);
    hart.reset(pc);
    hart.write(mie, mie.MEIE.mask);
    hart.write(mstatus, mstatus.MIE.mask);
    hart.setInterrupt('MEIP', true);
    expect(execute(NOP).kind).toBe('retired');
    hart.write(mnstatus, mnstatus.NMIE.mask);
    expect(hart.step().cause).toBe(interruptBit);
  });

  test('ends a WFI, even while it is not taken', () => {
    const { hart, execute } = prepared();
    execute(WFI);
    expect(hart.waiting).toBe(true);
    hart.setNonMaskableInterrupt(true);
    expect(hart.step().cause).toBe(interruptBit);
    hart.pc = pc;
    execute(WFI);
    expect(hart.waiting).toBe(false);
  });

  test('does not exist without Smrnmi', () => {
    const { hart, execute } = prepared('max');
    hart.setNonMaskableInterrupt(true);
    expect(execute(NOP).kind).toBe('retired');
    expect(hart.interruptPending()).toBe(false);
    expect(execute(MNRET)).toMatchObject({ kind: 'trap', cause: exception.illegalInstruction });
  });

  test('leads where the hart was told', () => {
    const memory = new MachineMemory({ harts: 1, ramBase, ramSize: 4096 });
    const bus = { read: () => undefined, write: () => false };
    const rnmiVectors = { interrupt: 0x100n, exception: 0x200n };
    const hart = new Hart({ memory, index: 0, hartid: 0n, isa: parseIsa(isa), bus, time: () => 0n, rnmiVectors });
    hart.trap({ cause: exception.breakpoint });
    expect(hart.pc).toBe(0x200n);
    hart.write(mnstatus, mnstatus.NMIE.mask);
    hart.setNonMaskableInterrupt(true);
    hart.step();
    expect(hart.pc).toBe(0x100n);
  });
});

describe('while NMIE is 0', () => {
  // priv "RNMI Operation": the same actions, "except that the program counter is set to the RNMI exception trap handler".
  test('an exception in M-mode leads to the RNMI exception handler, and is a trap like any other', () => {
    const { hart, execute } = prepared();
    hart.reset(pc);
    hart.write(mtvec, handler);
    execute(EBREAK);
    expect([hart.pc, hart.read(mepc), hart.read(mcause), hart.get(mstatus.MPP)]).toEqual([0n, pc, 3n, 3]);
    expect(hart.read(mncause)).toBe(0n);
  });

  test('one from below M-mode goes to mtvec', () => {
    const { hart } = prepared();
    hart.reset(pc);
    hart.write(mtvec, handler);
    hart.enter('S', false);
    hart.trap({ cause: exception.breakpoint });
    expect(hart.pc).toBe(handler);
  });

  // priv "RNMI CSRs".
  test('MPRV counts for nothing', () => {
    const { hart } = prepared();
    hart.write(satp, 8n << 60n);
    hart.write(mstatus, mstatus.MPRV.mask | (1n << BigInt(mstatus.MPP.low)));
    expect(hart.translate(BigInt(ramBase), 'load')).toHaveProperty('trap');
    hart.set(mnstatus.NMIE, 0);
    expect(hart.translate(BigInt(ramBase), 'load')).toEqual({ physical: ramBase });
  });
});

// priv "MNRET Instruction".
describe('MNRET', () => {
  test.each(modes)('returns to %s-mode', (_name, privilege, V, MNPP) => {
    const { hart, execute } = prepared();
    for (const field of [mseccfg.MLPE, menvcfg.LPE, henvcfg.LPE, senvcfg.LPE]) hart.set(field, 1);
    hart.set(menvcfg.DTE, 1);
    hart.set(henvcfg.DTE, 1);
    hart.write(mnepc, pc + 0x100n);
    hart.set(mnstatus.NMIE, 0);
    hart.set(mnstatus.MNPP, MNPP);
    hart.set(mnstatus.MNPV, Number(V));
    hart.set(mnstatus.MNPELP, 1);
    hart.write(mstatus, mstatus.MPRV.mask | mstatus.SDT.mask);
    hart.write(vsstatus, vsstatus.SDT.mask);
    execute(MNRET);
    expect(hart).toMatchObject({ pc: pc + 0x100n, privilege, V });
    expect([hart.get(mnstatus.NMIE), hart.state.ELP, hart.get(mnstatus.MNPELP)]).toEqual([1, true, 0]);
    expect(hart.get(mstatus.MPRV)).toBe(privilege === 'M' ? 1 : 0);
    expect(hart.get(mstatus.SDT)).toBe(privilege === 'U' || V ? 0 : 1);
    expect(hart.get(vsstatus.SDT)).toBe(privilege === 'U' && V ? 0 : 1);
  });

  test.each([
    ['M', 3, 1],
    ['S', 1, 0],
  ])('to %s-mode leaves or clears MDT', (_name, MNPP, MDT) => {
    const { hart, execute } = prepared('rv64imah_smdbltrp_smrnmi');
    hart.set(mnstatus.MNPP, MNPP);
    execute(MNRET);
    expect(hart.get(mstatus.MDT)).toBe(MDT);
  });

  test('restores no landing pad that the mode does not enforce', () => {
    const { hart, execute } = prepared();
    hart.set(mnstatus.MNPP, 1);
    hart.set(mnstatus.MNPELP, 1);
    execute(MNRET);
    expect(hart.state.ELP).toBe(false);
  });

  test.each([
    ['S', false],
    ['U', false],
    ['S', true],
    ['U', true],
  ] as const)('is for M-mode only: %s, V = %s', (privilege, V) => {
    const { hart, execute } = prepared();
    hart.enter(privilege, V);
    expect(execute(MNRET)).toMatchObject({ kind: 'trap', cause: exception.illegalInstruction });
  });
});
