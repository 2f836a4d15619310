import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import * as all from './csrs.ts';
import type { Hart } from './hart.ts';
import { bareHart, ramBase } from './testing/bare-hart.ts';

const code = BigInt(ramBase);
const data = code + 0x1000n;
const handler = code + 0x2000n;
const bit = (n: number) => 1n << BigInt(n);

/** Bits of mcontrol6 and icount (debug "Match Control Type 6 (mcontrol6, at 0x7a1)", "Instruction Count (icount, at 0x7a1)"). */
const LOAD = 1n;
const STORE = 2n;
const EXECUTE = 4n;
const U = 8n;
const CHAIN = bit(11);
const SELECT = bit(21);
const size = (encoding: number) => BigInt(encoding) << 16n;
const match = (mode: number) => BigInt(mode) << 7n;
const mcontrol6 = (bits: bigint) => (6n << 60n) | bits;

function setTrigger(hart: Hart, index: number, tdata1: bigint, tdata2 = 0n, tdata3 = 0n): void {
  hart.write(all.tselect, BigInt(index));
  hart.write(all.tdata1, 0n);
  hart.write(all.tdata2, tdata2);
  hart.write(all.tdata3, tdata3);
  hart.write(all.tdata1, tdata1);
}
function tdata1Of(hart: Hart, index: number): bigint {
  hart.write(all.tselect, BigInt(index));
  return hart.read(all.tdata1);
}
const hitOf = (hart: Hart, index: number) => {
  const tdata1 = tdata1Of(hart, index);
  return Number(((tdata1 >> 25n) & 1n) * 2n + ((tdata1 >> 22n) & 1n));
};

/** A hart in U-mode at the start of this program; a0 is `data`, every trap goes to M-mode, into an endless loop. */
function running(source: string, isa = 'rv64imach_sdtrig_zacas_zicboz') {
  const { hart, memory } = bareHart([], { isa });
  memory.writeBytes(ramBase, assemble(source, { origin: code }).bytes);
  for (const offset of [0, 0x100, 0x200])
    memory.writeBytes(Number(handler) + offset, assemble('j 0', { origin: 0n }).bytes);
  hart.write(all.mtvec, handler);
  hart.write(all.stvec, handler + 0x100n);
  hart.write(all.vstvec, handler + 0x200n);
  hart.setX(10, data);
  hart.setX(11, 0x1122_3344_5566_7788n);
  hart.write(all.menvcfg, 0xffn);
  hart.write(all.senvcfg, 0xffn);
  hart.enter('U', false);
  return { hart, memory };
}

/** What M-mode sees of a breakpoint: cause, pc and address. */
const trapped = (hart: Hart) => ({
  privilege: hart.privilege,
  cause: hart.read(all.mcause),
  at: hart.read(all.mepc) - code,
  tval: hart.read(all.mtval),
});
const breakpoint = (at: bigint, tval: bigint) => ({ privilege: 'M', cause: 3n, at, tval });

/** Steps until a trap was taken, and at most so often; how many instructions retired before it. */
function stepsToTrap(hart: Hart, most = 20): number {
  for (let retired = 0; retired < most; retired++) if (hart.step().kind !== 'retired') return retired;
  return most;
}

describe('addresses', () => {
  test('of an instruction, before it is executed', () => {
    const { hart } = running('nop\nnop\naddi x5, x5, 1\nnop');
    setTrigger(hart, 0, mcontrol6(EXECUTE | U), code + 8n);
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(8n, code + 8n));
    expect(hart.x(5)).toBe(0n);
    expect(hitOf(hart, 0)).toBe(1);
  });

  test('before a fault in fetching it', () => {
    const { hart } = running('nop');
    hart.pc = 0x10n;
    setTrigger(hart, 0, mcontrol6(EXECUTE | U), 0x10n);
    expect(stepsToTrap(hart)).toBe(0);
    expect(trapped(hart).cause).toBe(3n);
    hart.enter('U', false);
    hart.pc = 0x10n;
    setTrigger(hart, 0, 0n);
    stepsToTrap(hart);
    expect(trapped(hart).cause).toBe(1n);
  });

  test.each([
    ['ld a1, 0(a0)', LOAD],
    ['lr.d a1, (a0)', LOAD],
    ['amoadd.d a1, a1, (a0)', LOAD],
    ['amocas.q a2, a4, (a0)', LOAD],
    ['sd a1, 0(a0)', STORE],
    ['sc.d a1, a1, (a0)', STORE],
    ['amoadd.d a1, a1, (a0)', STORE],
    ['amocas.q a2, a4, (a0)', STORE],
    ['cbo.zero (a0)', STORE],
  ])('of %s, before anything is changed', (instruction, kind) => {
    const { hart, memory } = running(`nop\n${instruction}\nnop`);
    memory.write(Number(data), 8, 5n);
    setTrigger(hart, 0, mcontrol6((kind === LOAD ? STORE : LOAD) | U), 0n);
    setTrigger(hart, 1, mcontrol6(kind | U), data + 3n);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(4n, data));
    expect(hart.x(11)).toBe(0x1122_3344_5566_7788n);
    expect(memory.read(Number(data), 8)).toBe(5n);
    expect(hitOf(hart, 1)).toBe(1);
    expect(hitOf(hart, 0)).toBe(0);
  });

  test('a cache operation matches with size 0 only, in all of its block', () => {
    const attempt = (tdata1: bigint, tdata2: bigint) => {
      const { hart } = running('addi a0, a0, 8\ncbo.zero (a0)\nnop');
      setTrigger(hart, 0, mcontrol6(STORE | U | tdata1), tdata2);
      return stepsToTrap(hart, 3);
    };
    expect(attempt(0n, data + 63n)).toBe(1);
    expect(attempt(0n, data + 64n)).toBe(3);
    expect(attempt(size(5), data)).toBe(3);
    expect(attempt(SELECT, 0n)).toBe(3);
  });

  test('before a fault of the access', () => {
    const { hart } = running('ld a1, 0(a0)');
    hart.setX(10, 0x8n);
    setTrigger(hart, 0, mcontrol6(LOAD | U), 0x8n);
    stepsToTrap(hart);
    expect(trapped(hart)).toEqual(breakpoint(0n, 0x8n));
  });

  test.each([
    ['lb', 1],
    ['lh', 2],
    ['lw', 3],
    ['ld', 5],
  ] as const)('%s is an access of size %i', (instruction, its) => {
    for (const other of [0, 1, 2, 3, 5]) {
      const { hart } = running(`${instruction} a1, 0(a0)\nnop`);
      setTrigger(hart, 0, mcontrol6(LOAD | U | size(other)), data);
      expect(stepsToTrap(hart, 2)).toBe(other === 0 || other === its ? 0 : 2);
    }
  });

  test('an instruction has the size of 2 or 4 bytes', () => {
    for (const [source, its] of [
      ['c.nop\nnop', 2],
      ['nop\nnop', 3],
    ] as const) {
      for (const other of [0, 1, 2, 3, 5]) {
        const { hart } = running(source);
        setTrigger(hart, 0, mcontrol6(EXECUTE | U | size(other)), code);
        expect(stepsToTrap(hart, 2)).toBe(other === 0 || other === its ? 0 : 2);
      }
    }
  });

  test.each([
    // equal, NAPOT (16 bytes), ge, lt, and what is not equal and not in the range
    [0, data + 8n, [8]],
    [1, data + 7n, [0, 8]],
    [2, data + 8n, [8, 16]],
    [3, data + 8n, [0]],
    [8, data + 8n, [0, 16]],
    [9, data + 7n, [16]],
    // 4: bits 31:0 of the address under a mask in the upper half; 5: bits 63:32
    [4, (0xf8n << 32n) | 0x10n, [16]],
    [5, (0xffff_ffffn << 32n) | 0n, [0, 8, 16]],
    [12, (0xf8n << 32n) | 0x10n, [0, 8]],
    [13, (0xffff_ffffn << 32n) | 0n, []],
  ])('match mode %i with tdata2 0x%x', (mode, tdata2, expected) => {
    const matching = [0, 8, 16].filter((offset) => {
      const { hart } = running(`lb a1, ${offset}(a0)\nnop`);
      setTrigger(hart, 0, mcontrol6(LOAD | U | match(mode)), tdata2);
      return stepsToTrap(hart, 2) === 0;
    });
    expect(matching).toEqual(expected);
  });
});

describe('data', () => {
  test('of an instruction, before it is executed', () => {
    const { hart } = running('nop\naddi x5, x5, 1\nc.nop');
    setTrigger(hart, 0, mcontrol6(EXECUTE | U | SELECT), 0x0012_8293n);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(4n, code + 4n));
    hart.enter('U', false);
    hart.pc = code + 4n;
    setTrigger(hart, 0, mcontrol6(EXECUTE | U | SELECT), 0x0001n);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(8n, code + 8n));
  });

  test('of a store, before it is made', () => {
    const { hart, memory } = running('sw a1, 0(a0)');
    setTrigger(hart, 0, mcontrol6(STORE | U | SELECT | size(3)), 0xffff_ffff_5566_7788n);
    expect(stepsToTrap(hart)).toBe(0);
    expect(trapped(hart)).toEqual(breakpoint(0n, data));
    expect(memory.read(Number(data), 4)).toBe(0n);
  });

  test('of a load, when it has retired', () => {
    const { hart, memory } = running('lw a1, 0(a0)\naddi a1, a1, 1');
    memory.write(Number(data), 4, 0x8000_0007n);
    setTrigger(hart, 0, mcontrol6(LOAD | U | SELECT), 0x8000_0007n);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(4n, data));
    expect(hart.x(11)).toBe(0xffff_ffff_8000_0007n);
    expect(hitOf(hart, 0)).toBe(3);
  });

  test('a load whose data does not match goes on', () => {
    const { hart } = running('lw a1, 0(a0)\nnop');
    setTrigger(hart, 0, mcontrol6(LOAD | U | SELECT), 1n);
    expect(stepsToTrap(hart, 2)).toBe(2);
    expect(hitOf(hart, 0)).toBe(0);
  });

  test('an AMO matches with what it loads, not with what it stores', () => {
    const attempt = (kind: bigint, tdata2: bigint) => {
      const { hart, memory } = running('amoadd.d a1, a1, (a0)\nnop');
      memory.write(Number(data), 8, 1n);
      setTrigger(hart, 0, mcontrol6(kind | U | SELECT), tdata2);
      return stepsToTrap(hart, 2);
    };
    expect(attempt(LOAD, 1n)).toBe(1);
    expect(attempt(STORE, 0x1122_3344_5566_7789n)).toBe(2);
  });

  test('a load that comes before an interrupt is told before the interrupt is taken', () => {
    const { hart } = running('lw a1, 0(a0)\nnop');
    setTrigger(hart, 0, mcontrol6(LOAD | U | SELECT), 0n);
    hart.write(all.mie, 0x80n);
    expect(hart.step().kind).toBe('retired');
    hart.setInterrupt('MTIP', true);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 3n, pc: code + 4n });
  });
});

/** debug "Match Control Type 6 (mcontrol6, at 0x7a1)": chain */
describe('a chain', () => {
  test('fires when all of it matches the same instruction', () => {
    const { hart } = running('lw a1, 0(a0)\nlw a1, 4(a0)\nlw a1, 8(a0)');
    setTrigger(hart, 0, mcontrol6(LOAD | U | CHAIN | match(2)), data + 4n);
    setTrigger(hart, 1, mcontrol6(LOAD | U | match(3)), data + 8n);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(4n, data + 4n));
    expect([0, 1].map((index) => hitOf(hart, index))).toEqual([1, 1]);
  });

  test('of an address and the data that is loaded from it fires after the load', () => {
    const { hart, memory } = running('lw a1, 0(a0)\nlw a1, 4(a0)\nnop');
    memory.write(Number(data), 8, 0x7_0000_0007n);
    setTrigger(hart, 0, mcontrol6(LOAD | U | CHAIN), data + 4n);
    setTrigger(hart, 1, mcontrol6(LOAD | U | SELECT), 7n);
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(8n, data + 4n));
  });

  test('of an instruction and what it loads', () => {
    const { hart } = running('lw a1, 0(a0)\nlw a1, 0(a0)\nnop');
    setTrigger(hart, 2, mcontrol6(EXECUTE | U | CHAIN), code + 4n);
    setTrigger(hart, 3, mcontrol6(LOAD | U), data);
    expect(stepsToTrap(hart)).toBe(1);
    expect(trapped(hart)).toEqual(breakpoint(4n, data));
  });

  test('fires not when only its end matches, or its end has another address', () => {
    const { hart } = running('lw a1, 0(a0)\nlw a1, 4(a0)\nnop\nnop');
    setTrigger(hart, 0, mcontrol6(LOAD | U | CHAIN), data + 0x100n);
    setTrigger(hart, 1, mcontrol6(LOAD | U), data);
    setTrigger(hart, 2, mcontrol6(LOAD | U | CHAIN), data + 4n);
    setTrigger(hart, 3, mcontrol6(LOAD | U), data + 0x100n);
    expect(stepsToTrap(hart, 4)).toBe(4);
  });

  test('without an end never fires', () => {
    const { hart } = running('lw a1, 0(a0)\nnop');
    setTrigger(hart, 3, mcontrol6(LOAD | U | CHAIN), data);
    expect(stepsToTrap(hart, 2)).toBe(2);
  });
});

describe('modes and contexts', () => {
  const enable = { M: bit(6), S: bit(4), U, VS: bit(24), VU: bit(23) } as const;
  type Mode = keyof typeof enable;
  const enter = (hart: Hart, mode: Mode) => {
    hart.enter(mode === 'M' ? 'M' : mode.endsWith('S') ? 'S' : 'U', mode.startsWith('V'));
    hart.set(all.mstatus.MIE, 1n);
  };

  test.each(Object.keys(enable) as Mode[])('%s has an enable of its own', (mode) => {
    for (const other of Object.keys(enable) as Mode[]) {
      const { hart } = running('nop\nnop');
      setTrigger(hart, 0, mcontrol6(EXECUTE | enable[other]), code + 4n);
      enter(hart, mode);
      expect(stepsToTrap(hart, 2)).toBe(mode === other ? 1 : 2);
    }
  });

  test('the address of a guest is marked as such', () => {
    const { hart } = running('lw a1, 0(a0)');
    setTrigger(hart, 0, mcontrol6(LOAD | enable.VU), data);
    enter(hart, 'VU');
    stepsToTrap(hart);
    expect([hart.get(all.mstatus.GVA), hart.get(all.mstatus.MPV)]).toEqual([1n, 1n]);
    const { hart: hypervisor } = running('hlv.w a1, (a0)');
    setTrigger(hypervisor, 0, mcontrol6(LOAD | enable.S), data);
    enter(hypervisor, 'S');
    stepsToTrap(hypervisor);
    expect([hypervisor.get(all.mstatus.GVA), hypervisor.get(all.mstatus.MPV)]).toEqual([1n, 0n]);
    expect(trapped(hypervisor)).toEqual(breakpoint(0n, data));
  });

  /** debug "Trigger Extra (RV64) (textra64, at 0x7a3)" */
  test.each<[string, tdata3: bigint, (hart: Hart) => void, Mode, boolean]>([
    ['scontext', (0x1234n << 2n) | 1n, (hart) => hart.write(all.scontext, 0x1234n), 'U', true],
    ['another scontext', (0x1234n << 2n) | 1n, (hart) => hart.write(all.scontext, 0x1235n), 'U', false],
    [
      'scontext but for byte 0',
      (1n << 36n) | (0x1234n << 2n) | 1n,
      (hart) => hart.write(all.scontext, 0x12ffn),
      'U',
      true,
    ],
    [
      'scontext but for byte 1',
      (2n << 36n) | (0x1234n << 2n) | 1n,
      (hart) => hart.write(all.scontext, 0x12ffn),
      'U',
      false,
    ],
    ['the ASID', (7n << 2n) | 2n, (hart) => hart.set(all.satp.ASID, 7n), 'U', true],
    ['the ASID of satp in a guest', (7n << 2n) | 2n, (hart) => hart.set(all.satp.ASID, 7n), 'VU', false],
    ['the ASID of vsatp in a guest', (7n << 2n) | 2n, (hart) => hart.set(all.vsatp.ASID, 7n), 'VU', true],
    ['hcontext, 13 bits', (5n << 51n) | (4n << 48n), (hart) => hart.write(all.hcontext, 0x2005n), 'U', true],
    ['another hcontext', (5n << 51n) | (4n << 48n), (hart) => hart.write(all.hcontext, 0x4n), 'U', false],
    ['hcontext, 14 bits, the lowest 0', (5n << 51n) | (1n << 48n), (hart) => hart.write(all.hcontext, 10n), 'U', true],
    ['hcontext, 14 bits, the lowest 1', (5n << 51n) | (5n << 48n), (hart) => hart.write(all.hcontext, 11n), 'U', true],
    [
      'hcontext, 14 bits, the lowest other',
      (5n << 51n) | (5n << 48n),
      (hart) => hart.write(all.hcontext, 10n),
      'U',
      false,
    ],
    ['the VMID', (5n << 51n) | (6n << 48n), (hart) => hart.set(all.hgatp.VMID, 11n), 'VU', true],
    ['another VMID', (5n << 51n) | (2n << 48n), (hart) => hart.set(all.hgatp.VMID, 11n), 'VU', false],
  ])('%s', (_, tdata3, prepare, mode, fires) => {
    const { hart } = running('nop\nnop');
    setTrigger(hart, 0, mcontrol6(EXECUTE | U | enable.VU), code, tdata3);
    prepare(hart);
    enter(hart, mode);
    expect(stepsToTrap(hart, 2)).toBe(fires ? 0 : 2);
  });

  /** debug "Native Triggers": the first solution. */
  describe('a handler of breakpoints is not interrupted by one', () => {
    test.each([
      { mode: 'M', medeleg: 0n, hedeleg: 0n, enabled: 0n, fires: false },
      { mode: 'M', medeleg: 0n, hedeleg: 0n, enabled: 1n, fires: true },
      { mode: 'S', medeleg: 0n, hedeleg: 0n, enabled: 0n, fires: true },
      { mode: 'S', medeleg: 1n, hedeleg: 0n, enabled: 0n, fires: false },
      { mode: 'S', medeleg: 1n, hedeleg: 0n, enabled: 1n, fires: true },
      { mode: 'VS', medeleg: 0n, hedeleg: 1n, enabled: 0n, fires: true },
      { mode: 'VS', medeleg: 1n, hedeleg: 0n, enabled: 0n, fires: true },
      { mode: 'VS', medeleg: 1n, hedeleg: 1n, enabled: 0n, fires: false },
      { mode: 'VS', medeleg: 1n, hedeleg: 1n, enabled: 1n, fires: true },
      { mode: 'U', medeleg: 1n, hedeleg: 1n, enabled: 0n, fires: true },
      { mode: 'VU', medeleg: 1n, hedeleg: 1n, enabled: 0n, fires: true },
    ] as const)(
      '$mode medeleg $medeleg hedeleg $hedeleg xIE $enabled',
      ({ mode, medeleg, hedeleg, enabled, fires }) => {
        const { hart } = running('nop\nnop');
        setTrigger(hart, 0, mcontrol6(EXECUTE | enable[mode]), code);
        enter(hart, mode);
        hart.set(all.medeleg.breakpoint, medeleg);
        hart.set(all.hedeleg.breakpoint, hedeleg);
        for (const field of [all.mstatus.MIE, all.mstatus.SIE, all.vsstatus.SIE]) hart.set(field, 1n - enabled);
        const own = {
          M: all.mstatus.MIE,
          S: all.mstatus.SIE,
          VS: all.vsstatus.SIE,
          U: all.mstatus.SIE,
          VU: all.vsstatus.SIE,
        };
        hart.set(own[mode], enabled);
        expect(stepsToTrap(hart, 2)).toBe(fires ? 0 : 2);
      },
    );
  });
});

/** debug "Instruction Count (icount, at 0x7a1)" */
describe('icount', () => {
  const icount = (count: number, modes: bigint) => (3n << 60n) | (BigInt(count) << 10n) | modes;
  const ofU = bit(6);

  test('fires after so many instructions, before the next', () => {
    const { hart } = running('nop\nnop\nnop\nnop');
    setTrigger(hart, 0, icount(2, ofU));
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(8n, 0n));
    // hit; count and pending are 0
    expect(tdata1Of(hart, 0)).toBe(icount(0, ofU | bit(24)));
    hart.enter('U', false);
    hart.pc = code;
    expect(stepsToTrap(hart, 3)).toBe(3);
  });

  test('a trap counts, and what it leads to does not until the mode is enabled again', () => {
    const { hart } = running('ecall\nnop\nnop');
    hart.write(all.mtvec, code + 4n);
    setTrigger(hart, 0, icount(1, ofU));
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 8n });
    expect(tdata1Of(hart, 0)).toBe(icount(0, ofU | bit(8)));
    expect(hart.step().kind).toBe('retired');
    hart.enter('U', false);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 3n, word: 0 });
    expect(trapped(hart)).toEqual(breakpoint(8n, 0n));
  });

  test('an interrupt counts', () => {
    const { hart } = running('nop\nnop');
    setTrigger(hart, 0, icount(5, ofU));
    hart.write(all.mie, 0x80n);
    hart.setInterrupt('MTIP', true);
    expect(hart.step().kind).toBe('interrupt');
    expect(tdata1Of(hart, 0)).toBe(icount(4, ofU));
  });

  test('instructions of other modes do not count', () => {
    const { hart } = running('nop\nnop\nnop');
    setTrigger(hart, 0, icount(1, bit(7)));
    expect(stepsToTrap(hart, 3)).toBe(3);
    expect(tdata1Of(hart, 0)).toBe(icount(1, bit(7)));
  });

  test('an instruction that writes the trigger leaves it as written', () => {
    const { hart } = running('csrw tdata1, a1\nnop\nnop\nnop');
    const ofM = bit(9);
    hart.enter('M', false);
    hart.set(all.mstatus.MIE, 1n);
    setTrigger(hart, 0, icount(9, ofM));
    hart.setX(11, icount(2, ofM));
    expect(hart.step().kind).toBe('retired');
    expect(tdata1Of(hart, 0)).toBe(icount(2, ofM));
    expect(stepsToTrap(hart)).toBe(2);
    expect(trapped(hart)).toEqual(breakpoint(12n, 0n));
  });

  test('steps a program one instruction at a time', () => {
    const { hart } = running('addi x5, x5, 1\nbeqz x0, 1f\nnop\n1: addi x5, x5, 1\nnop');
    const stops: bigint[] = [];
    for (let stop = 0; stop < 3; stop++) {
      setTrigger(hart, 0, icount(1, ofU));
      expect(stepsToTrap(hart)).toBe(1);
      stops.push(hart.read(all.mepc) - code);
      hart.pc = hart.read(all.mepc);
      hart.enter('U', false);
    }
    expect(stops).toEqual([4n, 12n, 16n]);
  });
});

/** debug "Exception Trigger (etrigger, at 0x7a1)", "Interrupt Trigger (itrigger, at 0x7a1)" */
describe('etrigger and itrigger', () => {
  const ofU = bit(6);
  const HIT = bit(58);
  const etrigger = (modes: bigint) => (5n << 60n) | modes;
  const itrigger = (modes: bigint) => (4n << 60n) | modes;

  test('fire before the first instruction of the handler', () => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, etrigger(ofU), bit(8));
    hart.write(all.medeleg, bit(8));
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 8n });
    expect([hart.privilege, hart.pc]).toEqual(['S', handler + 0x100n]);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 3n, pc: handler + 0x100n });
    expect(trapped(hart)).toEqual(breakpoint(handler + 0x100n - code, 0n));
    expect(hart.read(all.sepc)).toBe(code);
    expect(tdata1Of(hart, 0)).toBe(etrigger(ofU | HIT));
  });

  test('of an interrupt, by the number that the handler sees', () => {
    for (const [number, fires] of [
      [9, true],
      [10, false],
    ] as const) {
      const { hart } = running('nop');
      setTrigger(hart, 0, itrigger(bit(11)), bit(number));
      hart.write(all.hideleg, bit(10));
      hart.write(all.hvip, bit(10));
      hart.write(all.hie, bit(10));
      hart.enter('U', true);
      expect(hart.step()).toMatchObject({ kind: 'interrupt' });
      expect([hart.privilege, hart.V]).toEqual(['S', true]);
      hart.step();
      expect(hart.read(all.mcause)).toBe(fires ? 3n : 0n);
    }
  });

  test.each([
    ['of another cause', etrigger(ofU), bit(9)],
    ['of another mode', etrigger(bit(7)), bit(8)],
    ['of interrupts', itrigger(ofU), bit(8)],
  ])('not one %s', (_, tdata1, tdata2) => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, tdata1, tdata2);
    hart.write(all.medeleg, bit(8));
    hart.step();
    hart.step();
    expect(hart.read(all.mcause)).toBe(0n);
    expect(tdata1Of(hart, 0)).toBe(tdata1);
  });

  /** debug "Native Triggers": they have no effect on what is handled where breakpoints are. */
  test('not in the handler of breakpoints itself', () => {
    const { hart } = running('ecall');
    setTrigger(hart, 0, etrigger(ofU), bit(8));
    hart.step();
    expect(hart.step()).toMatchObject({ kind: 'retired', pc: handler });
    const { hart: delegated } = running('ecall');
    setTrigger(delegated, 0, etrigger(ofU), bit(8));
    delegated.write(all.medeleg, bit(8) | bit(3));
    delegated.step();
    expect(delegated.pc).toBe(handler + 0x100n);
    delegated.step();
    expect([delegated.read(all.scause), delegated.read(all.mcause)]).not.toContain(3n);
  });
});

test('what is due is in the hart’s block', () => {
  const { hart, memory } = running('lw a1, 0(a0)\nnop\nnop');
  setTrigger(hart, 0, mcontrol6(LOAD | U | SELECT), 0n);
  hart.step();
  const block = memory.hartBlock(0).slice();
  hart.step();
  expect(trapped(hart)).toEqual(breakpoint(4n, data));
  memory.hartBlock(0).set(block);
  hart.flushTranslations();
  hart.write(all.mcause, 0n);
  hart.step();
  expect(trapped(hart)).toEqual(breakpoint(4n, data));
});

test('a hart without the extension has no triggers', () => {
  const { hart } = running('nop\nnop', 'rv64imac');
  setTrigger(hart, 0, mcontrol6(EXECUTE | U), code);
  expect(stepsToTrap(hart, 2)).toBe(2);
});
