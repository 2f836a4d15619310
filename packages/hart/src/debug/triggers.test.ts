import { describe, expect, test } from 'vitest';
import * as all from '../csrs/csrs.ts';
import {
  CHAIN,
  EXECUTE,
  LOAD,
  SELECT,
  STORE,
  U,
  breakpoint,
  code,
  data,
  hitOf,
  match,
  mcontrol6,
  running,
  setTrigger,
  size,
  stepsToTrap,
  trapped,
} from '../testing/trigger-bench.ts';

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

  test('of a narrow store under a mask, which is in the upper half of tdata2 whatever the size', () => {
    const attempt = (tdata2: bigint) => {
      const { hart } = running('sw a1, 0(a0)\nnop');
      setTrigger(hart, 0, mcontrol6(STORE | U | SELECT | match(4)), tdata2);
      return stepsToTrap(hart, 2);
    };
    expect(attempt(0xff_0000_0088n)).toBe(0);
    expect(attempt(0xff_0000_0089n)).toBe(2);
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
