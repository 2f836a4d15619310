import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { henvcfg, mcause, menvcfg, mepc, mseccfg, mstatus, mtval, mtvec, senvcfg, vsstatus } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { exception } from '../csrs/causes.ts';

const origin = BigInt(ramBase);
const target = origin + 0x100n;
const handler = origin + 0x800n;
const modes = ['M', 'HS', 'U', 'VS', 'VU'] as const;
type Mode = (typeof modes)[number];

/** A hart in front of `source`, which jumps to what `landing` says, in a mode whose landing pads are enabled. */
function prepared(
  source: string,
  landing: string,
  { mode = 'HS' as Mode, isa = 'max', enabled = true, at = target } = {},
) {
  const { hart, memory } = bareHart([], { isa });
  memory.writeBytes(ramBase, assemble(source, { origin }).bytes);
  memory.writeBytes(Number(at), assemble(landing, { origin: target }).bytes);
  hart.write(mtvec, handler);
  if (enabled) enable(hart, mode);
  enter(hart, mode);
  for (const register of [5, 7, 10, 1]) hart.setX(register, at);
  return hart;
}
const enter = (hart: Hart, mode: Mode) =>
  hart.enter(mode === 'M' ? 'M' : mode.endsWith('S') ? 'S' : 'U', mode.startsWith('V'));
/** xLPE (priv "Landing-Pad-Enabled (LPE) State"). */
const fieldOf = { M: mseccfg.MLPE, HS: menvcfg.LPE, U: senvcfg.LPE, VS: henvcfg.LPE, VU: senvcfg.LPE } as const;
const enable = (hart: Hart, mode: Mode) => hart.write(fieldOf[mode].csr, fieldOf[mode].mask);
const softwareCheck = (hart: Hart) => [hart.pc, hart.read(mcause), hart.read(mtval), hart.read(mepc)];
const faulted = [handler, exception.softwareCheck, 2n, target];

// unpriv "Landing Pad Enforcement": rs1 decides, not rd.
describe('which jumps expect a landing pad', () => {
  test.each([
    ['jalr ra, 0(a0)', true],
    ['jr a0', true],
    ['c.jr a0', true],
    ['c.jalr a0', true],
    ['ret', false],
    ['jalr zero, 0(t0)', false],
    ['jalr ra, 0(ra)', false],
    ['jalr ra, 0(t2)', false],
    ['c.jr t2', false],
    ['j .+0x100', false],
    ['beq zero, zero, .+0x100', false],
  ])('%s: %s', (source, expects) => {
    const hart = prepared(source, 'nop');
    hart.step();
    expect([hart.pc, hart.state.ELP]).toEqual([target, expects]);
    hart.step();
    expect(hart.state.ELP).toBe(false);
    if (expects) expect(softwareCheck(hart)).toEqual(faulted);
    else expect(hart.pc).toBe(target + 4n);
  });
});

describe('a landing pad', () => {
  test.each([
    ['without a label takes any', 'lpad 0', 0x1234_5678n, true],
    ['takes its own label', 'lpad 0x12345', 0x1234_5678n, true],
    ['takes its own label whatever stands above', 'lpad 0x92345', 0xffff_ffff_9234_5678n, true],
    ['does not take another', 'lpad 0x12345', 0x1234_4678n, false],
    ['does not take none', 'lpad 0x12345', 0n, false],
  ])('%s', (_what, landing, label, lands) => {
    const hart = prepared('jr a0', landing);
    hart.setX(7, label);
    hart.step();
    hart.step();
    expect(hart.state.ELP).toBe(false);
    if (lands) expect(hart.pc).toBe(target + 4n);
    else expect(softwareCheck(hart)).toEqual(faulted);
  });

  test('has to be aligned to four bytes', () => {
    const hart = prepared('jr a0', 'lpad 0', { at: target + 2n });
    hart.step();
    hart.step();
    expect(softwareCheck(hart)).toEqual([handler, exception.softwareCheck, 2n, target + 2n]);
  });

  test('is a HINT where none is expected', () => {
    const hart = prepared('lpad 0x12345', 'nop');
    hart.step();
    expect([hart.pc, hart.x(0)]).toEqual([origin + 4n, 0n]);
  });

  test('is auipc x0 without Zicfilp', () => {
    const hart = prepared('jr a0', 'auipc zero, 0x12345', { isa: 'rv64imach', enabled: false });
    hart.step();
    hart.step();
    expect([hart.pc, hart.state.ELP]).toEqual([target + 4n, false]);
  });
});

describe('priorities (priv "Preserving Expected Landing Pad State on Traps")', () => {
  test('before an illegal instruction', () => {
    const hart = prepared('jr a0', '.4byte 0xffffffff');
    hart.step();
    hart.step();
    expect(softwareCheck(hart)).toEqual(faulted);
  });

  test('after an instruction access fault, which keeps the expectation', () => {
    const hart = prepared('jr a0', 'nop');
    hart.setX(10, 0x1000n);
    hart.step();
    hart.step();
    expect([hart.read(mcause), hart.get(mstatus.MPELP), hart.state.ELP]).toEqual([
      exception.instructionAccessFault,
      1,
      false,
    ]);
  });
});

describe('each mode by its own LPE', () => {
  test.each(modes.flatMap((mode) => modes.map((other) => [mode, other] as const)))(
    '%s with the landing pads of %s enabled',
    (mode, other) => {
      const hart = prepared('jr a0', 'nop', { mode, enabled: false });
      enable(hart, other);
      hart.step();
      expect(hart.state.ELP).toBe(fieldOf[mode] === fieldOf[other]);
    },
  );

  // priv "Preserving Expected Landing Pad State on Traps": xRET restores xPELP if yLPE, and clears it.
  test.each(modes.flatMap((mode) => [true, false].map((enabled) => [mode, enabled] as const)))(
    'MRET to %s restores what was expected: %s',
    (mode, enabled) => {
      const hart = prepared('mret', 'nop', { mode, enabled });
      hart.enter('M', false);
      hart.write(mepc, target);
      hart.set(mstatus.MPP, mode === 'M' ? 3 : mode.endsWith('S') ? 1 : 0);
      hart.set(mstatus.MPV, mode.startsWith('V') ? 1 : 0);
      hart.set(mstatus.MPELP, 1);
      hart.step();
      expect([hart.pc, hart.state.ELP, hart.get(mstatus.MPELP)]).toEqual([target, enabled, 0]);
    },
  );

  test.each(modes)('a trap from %s saves what was expected, and the handler starts with nothing expected', (mode) => {
    const hart = prepared('nop', 'nop', { mode });
    hart.state.ELP = true;
    hart.trap({ cause: exception.illegalInstruction }, 'M');
    expect([hart.get(mstatus.MPELP), hart.state.ELP]).toEqual([1, false]);
    hart.trap({ cause: exception.illegalInstruction }, 'M');
    expect(hart.get(mstatus.MPELP)).toBe(0);
  });

  test('traps to HS-mode and to VS-mode have a place of their own', () => {
    const hart = prepared('nop', 'nop', { mode: 'VU' });
    hart.write(henvcfg, henvcfg.LPE.mask);
    hart.state.ELP = true;
    hart.trap({ cause: exception.breakpoint }, 'VS');
    expect([hart.get(vsstatus.SPELP), hart.get(mstatus.SPELP), hart.state.ELP]).toEqual([1, 0, false]);
    hart.state.ELP = true;
    hart.trap({ cause: exception.breakpoint }, 'HS');
    expect([hart.get(vsstatus.SPELP), hart.get(mstatus.SPELP), hart.state.ELP]).toEqual([1, 1, false]);
    hart.sret();
    expect([hart.state.ELP, hart.get(mstatus.SPELP), hart.V]).toEqual([true, 0, true]);
    hart.sret();
    expect([hart.state.ELP, hart.get(vsstatus.SPELP), hart.privilege]).toEqual([true, 0, 'U']);
  });
});
