import { describe, expect, test } from 'vitest';
import { bareHart } from '../testing/bare-hart.ts';
import * as all from '../csrs/csrs.ts';
import {
  csrs,
  hideleg,
  htimedelta,
  hvip,
  menvcfg,
  henvcfg,
  mideleg,
  mie,
  mip,
  mstatus,
  stimecmp,
  vsstatus,
  vstimecmp,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import { toHalves } from '../csr/csr.ts';
import { InterruptWatch } from './interrupts.ts';
import { interrupt, interruptBit } from '../csrs/causes.ts';

const everything = (1n << 64n) - 1n;
const bit = (code: number) => 1n << BigInt(code);
const selected = (hart: Hart) => {
  const watch = new InterruptWatch(hart);
  return watch.due() ? watch : undefined;
};
const codeOf = (hart: Hart) => selected(hart)?.code;

function hartIn(privilege: Privilege, V: boolean, pending: bigint): Hart {
  const { hart } = bareHart();
  hart.write(mie, everything);
  hart.store(mip, ...toHalves(pending));
  hart.enter(privilege, V);
  return hart;
}

describe('order (priv "Machine Interrupt (`mip` and `mie`) Registers")', () => {
  const machine = [interrupt.MEI, interrupt.MSI, interrupt.MTI, interrupt.SEI, interrupt.SSI, interrupt.STI];
  test('in M-mode', () => {
    for (let first = 0; first < machine.length; first++) {
      const pending = machine.slice(first).reduce((bits, code) => bits | bit(code), 0n);
      const hart = hartIn('M', false, pending);
      expect(codeOf(hart)).toBe(undefined);
      hart.set(mstatus.MIE, 1);
      expect(codeOf(hart)).toBe(machine[first]);
    }
  });

  const supervisor = [interrupt.SEI, interrupt.SSI, interrupt.STI, interrupt.VSEI, interrupt.VSSI, interrupt.VSTI];
  test('in HS-mode, the VS-level ones last', () => {
    for (let first = 0; first < supervisor.length; first++) {
      const pending = supervisor.slice(first).reduce((bits, code) => bits | bit(code), 0n);
      const hart = hartIn('S', false, pending);
      hart.write(mideleg, everything);
      expect(codeOf(hart)).toBe(undefined);
      hart.set(mstatus.SIE, 1);
      expect(codeOf(hart)).toBe(supervisor[first]);
    }
  });

  test('the more privileged destination is first, whatever the codes', () => {
    const hart = hartIn('U', true, bit(interrupt.MTI) | bit(interrupt.SEI) | bit(interrupt.VSEI));
    hart.write(mideleg, bit(interrupt.SEI));
    hart.write(hideleg, bit(interrupt.VSEI));
    expect(codeOf(hart)).toBe(interrupt.MTI);
    hart.write(mie, everything & ~bit(interrupt.MTI));
    expect(codeOf(hart)).toBe(interrupt.SEI);
    hart.write(mie, everything & ~bit(interrupt.MTI) & ~bit(interrupt.SEI));
    expect(selected(hart)?.target).toBe('VS');
    expect(codeOf(hart)).toBe(interrupt.SEI);
  });
});

describe('global enables', () => {
  test.each([
    { privilege: 'M', V: false, MIE: 0, taken: false },
    { privilege: 'M', V: false, MIE: 1, taken: true },
    { privilege: 'S', V: false, MIE: 0, taken: true },
    { privilege: 'U', V: false, MIE: 0, taken: true },
    { privilege: 'S', V: true, MIE: 0, taken: true },
  ] as const)('for M-mode in $privilege V=$V MIE=$MIE', ({ privilege, V, MIE, taken }) => {
    const hart = hartIn(privilege, V, bit(interrupt.MTI));
    hart.set(mstatus.MIE, MIE);
    expect(codeOf(hart)).toBe(taken ? interrupt.MTI : undefined);
  });

  test.each([
    { privilege: 'M', V: false, SIE: 1, taken: false },
    { privilege: 'S', V: false, SIE: 0, taken: false },
    { privilege: 'S', V: false, SIE: 1, taken: true },
    { privilege: 'U', V: false, SIE: 0, taken: true },
    { privilege: 'S', V: true, SIE: 0, taken: true },
    { privilege: 'U', V: true, SIE: 0, taken: true },
  ] as const)('for HS-mode in $privilege V=$V SIE=$SIE', ({ privilege, V, SIE, taken }) => {
    const hart = hartIn(privilege, V, bit(interrupt.STI));
    hart.write(mideleg, bit(interrupt.STI));
    hart.set(mstatus.SIE, SIE);
    hart.set(mstatus.MIE, 1);
    expect(codeOf(hart)).toBe(taken ? interrupt.STI : undefined);
  });

  test.each([
    { privilege: 'M', V: false, SIE: 1, taken: false },
    { privilege: 'S', V: false, SIE: 1, taken: false },
    { privilege: 'U', V: false, SIE: 1, taken: false },
    { privilege: 'S', V: true, SIE: 0, taken: false },
    { privilege: 'S', V: true, SIE: 1, taken: true },
    { privilege: 'U', V: true, SIE: 0, taken: true },
  ] as const)('for VS-mode in $privilege V=$V vsstatus.SIE=$SIE', ({ privilege, V, SIE, taken }) => {
    const hart = hartIn(privilege, V, bit(interrupt.VSSI));
    hart.write(hideleg, bit(interrupt.VSSI));
    hart.set(vsstatus.SIE, SIE);
    hart.set(mstatus.SIE, 1);
    hart.set(mstatus.MIE, 1);
    expect(codeOf(hart)).toBe(taken ? interrupt.SSI : undefined);
  });
});

describe('taking one', () => {
  /** nop, everywhere. */
  const nops = Array<number>(16).fill(0x13);

  test('an interrupt line is taken at the next boundary, in place of an instruction', () => {
    const { hart } = bareHart(nops);
    hart.write(mie, bit(interrupt.MTI));
    hart.set(mstatus.MIE, 1);
    expect(hart.step().kind).toBe('retired');
    hart.setInterrupt('MTIP', true);
    expect(hart.step()).toMatchObject({ kind: 'interrupt', pc: 0x8000_0004n, word: 0, cause: interruptBit | 7n });
    expect(hart.get(mstatus.MIE)).toBe(0);
    hart.setInterrupt('MTIP', false);
    expect(hart.interruptPending()).toBe(false);
  });

  test('WFI waits until an enabled interrupt is pending, whatever the global enables say', () => {
    const { hart } = bareHart([0x1050_0073, 0x13]);
    hart.write(mie, bit(interrupt.MTI));
    expect(hart.step().kind).toBe('retired');
    hart.setInterrupt('MSIP', true);
    expect([hart.step().kind, hart.waiting]).toEqual(['waiting', true]);
    hart.setInterrupt('MTIP', true);
    expect([hart.step().kind, hart.waiting, hart.pc]).toEqual(['retired', false, 0x8000_0008n]);
  });

  test('WFI with an interrupt pending does not wait at all', () => {
    const { hart } = bareHart([0x1050_0073]);
    hart.write(mie, bit(interrupt.MTI));
    hart.setInterrupt('MTIP', true);
    expect([hart.step().kind, hart.waiting]).toEqual(['retired', false]);
  });

  test('an interrupt that ends a WFI returns to the instruction after it', () => {
    const { hart } = bareHart([0x1050_0073, 0x13]);
    hart.write(mie, bit(interrupt.MTI));
    hart.set(mstatus.MIE, 1);
    hart.step();
    hart.setInterrupt('MTIP', true);
    expect(hart.step()).toMatchObject({ kind: 'interrupt', pc: 0x8000_0004n });
  });

  test.each([
    ['stimecmp', 'S', false, 10n],
    ['vstimecmp', 'S', true, 7n],
  ] as const)('Sstc: %s is taken at the boundary where time reaches it', (which, privilege, V, at) => {
    let time = 0n;
    const { hart } = bareHart(nops, { time: () => time });
    hart.set(menvcfg.STCE, 1);
    hart.set(henvcfg.STCE, 1);
    hart.write(htimedelta, 3n);
    hart.write(stimecmp, which === 'stimecmp' ? 10n : everything);
    hart.write(vstimecmp, which === 'vstimecmp' ? 10n : everything);
    hart.write(mideleg, everything);
    hart.write(hideleg, everything);
    hart.write(mie, everything);
    hart.set(mstatus.SIE, 1);
    hart.set(vsstatus.SIE, 1);
    hart.enter(privilege, V);
    while (hart.step().kind === 'retired' && time < 100n) time += 1n;
    expect(time).toBe(at);
  });
});

/** aia "Interrupts at machine level", "Interrupts at supervisor level", "Interrupt traps to VS-mode" */
describe('the Advanced Interrupt Architecture', () => {
  const wfi = 0x1050_0073;
  const nops = [0x13, 0x13, 0x13, 0x13];
  const setPriority = (hart: Hart, level: 'm' | 's', code: number, number: bigint) => {
    hart.write(all[`${level}iselect`], 0x30n + 2n * BigInt(Math.floor(code / 8)));
    hart.write(all[`${level}ireg`], number << BigInt(8 * (code % 8)));
  };

  test('a RAS event is taken first or last, and stays pending until software clears it', () => {
    const hart = hartIn('U', false, bit(interrupt.HighPriorityRAS) | bit(interrupt.LowPriorityRAS));
    hart.setInterrupt('MTIP', true);
    const codes = [];
    for (const code of [interrupt.HighPriorityRAS, interrupt.MTI, interrupt.LowPriorityRAS]) {
      codes.push(codeOf(hart));
      hart.write(mie, hart.read(mie) & ~bit(code));
    }
    expect(codes).toEqual([interrupt.HighPriorityRAS, interrupt.MTI, interrupt.LowPriorityRAS]);
    expect(hart.read(mip) & bit(interrupt.HighPriorityRAS)).not.toBe(0n);
    hart.write(mip, 0n);
    expect(hart.read(mip)).toBe(bit(interrupt.MTI));
  });

  test('a delegated RAS event is for HS-mode, and, delegated further, for VS-mode under the same number', () => {
    const hart = hartIn('S', true, bit(interrupt.LowPriorityRAS));
    hart.set(vsstatus.SIE, 1);
    const targets = [selected(hart)?.target];
    hart.write(mideleg, everything);
    targets.push(selected(hart)?.target);
    hart.write(hideleg, everything);
    targets.push(selected(hart)?.target);
    expect(targets).toEqual(['M', 'HS', 'VS']);
    expect(codeOf(hart)).toBe(interrupt.LowPriorityRAS);
  });

  test('the numbers of the mode that takes the interrupt decide', () => {
    const hart = hartIn('U', false, bit(interrupt.SSI) | bit(interrupt.STI));
    expect(codeOf(hart)).toBe(interrupt.SSI);
    setPriority(hart, 'm', interrupt.STI, 1n);
    expect(codeOf(hart)).toBe(interrupt.STI);
    hart.write(mideleg, everything);
    expect(codeOf(hart)).toBe(interrupt.SSI);
    setPriority(hart, 's', interrupt.STI, 1n);
    expect(codeOf(hart)).toBe(interrupt.STI);
  });

  test('what M-mode asserts in mvip is taken in HS-mode, though nothing is in mip', () => {
    const { hart } = bareHart(nops);
    hart.write(all.mvien, bit(13));
    hart.write(all.sie, bit(13));
    hart.write(all.mvip, bit(13));
    hart.write(all.stvec, 0x8000_0100n);
    hart.enter('U', false);
    expect(hart.step()).toMatchObject({ kind: 'interrupt', cause: interruptBit | 13n });
    expect([hart.privilege, hart.pc, hart.read(all.scause)]).toEqual(['S', 0x8000_0100n, interruptBit | 13n]);
  });

  test.each([
    [
      'hvip',
      13n,
      (hart: Hart) => [hart.write(all.hvien, bit(13)), hart.write(all.vsie, bit(13)), hart.write(hvip, bit(13))],
    ],
    ['hvictl', 77n, (hart: Hart) => [hart.write(all.hvictl, (1n << 30n) | (77n << 16n) | 1n)]],
  ] as const)('what the hypervisor asserts in %s is taken in VS-mode', (_, code, assert) => {
    const { hart } = bareHart(nops);
    assert(hart);
    hart.write(all.vstvec, 0x8000_0101n);
    hart.enter('S', false);
    hart.set(mstatus.SIE, 1);
    expect(hart.step().kind).toBe('retired');
    hart.enter('S', true);
    expect(hart.step().kind).toBe('retired');
    hart.set(vsstatus.SIE, 1);
    expect(hart.step()).toMatchObject({ kind: 'interrupt', cause: interruptBit | code });
    expect([hart.V, hart.pc, hart.read(all.vscause)]).toEqual([true, 0x8000_0100n + 4n * code, interruptBit | code]);
  });

  test('a virtual interrupt for any level ends a WFI', () => {
    const waits = (prepare: (hart: Hart) => void) => {
      const { hart } = bareHart([wfi, 0x13]);
      prepare(hart);
      hart.step();
      return hart.waiting;
    };
    expect(waits(() => {})).toBe(true);
    expect(waits((hart) => hart.write(all.mvien, bit(9)))).toBe(true);
    expect(waits((hart) => [all.mvien, all.mvip, all.sie].forEach((csr) => hart.write(csr, bit(9))))).toBe(false);
    expect(waits((hart) => [all.hvien, all.hvip, all.vsie].forEach((csr) => hart.write(csr, bit(13))))).toBe(false);
    expect(waits((hart) => hart.write(all.hvictl, (1n << 30n) | (5n << 16n)))).toBe(false);
    expect(waits((hart) => hart.write(all.hvictl, (1n << 30n) | (9n << 16n)))).toBe(true);
  });
});

test.each([
  ['was written back', 150n, 40n],
  ['wrapped', everything, 0n],
])('a timer goes off again after mtime %s', (_how, late, early) => {
  // priv "Supervisor Timer (stimecmp) Register": pending whenever time is at or above stimecmp, unsigned.
  let now = 0n;
  const { hart } = bareHart(
    Array.from({ length: 8 }, () => 0x13),
    { time: () => now },
  );
  const at = (time: bigint) => {
    now = time;
    return hart.step().kind;
  };
  hart.write(menvcfg, menvcfg.STCE.mask);
  hart.write(mie, bit(interrupt.STI));
  hart.write(stimecmp, 100n);
  expect(at(late)).toBe('retired');
  // Behind the hart's back, so that nothing but the time makes it look again.
  hart.state.setCell(mstatus.address, mstatus.MIE.mask);
  expect([at(early), at(99n), at(100n)]).toEqual(['retired', 'retired', 'interrupt']);
});

test('every register that an interrupt depends on says so', () => {
  const dependencies = [
    'mstatus',
    'vsstatus',
    'mie',
    'mip',
    'mideleg',
    'hideleg',
    'stimecmp',
    'vstimecmp',
    'htimedelta',
    'mvien',
    'mvipHeld',
    'sieHeld',
    'hvien',
    'hvipHeld',
    'vsieHeld',
    'hvictl',
    'hviprio1',
    'miprio0',
    'siprio0',
  ];
  const announced = csrs.flatMap((csr) =>
    'effects' in csr && csr.effects.some(({ affected }) => affected.startsWith('interrupt')) ? [csr.name] : [],
  );
  for (const name of dependencies) expect(announced).toContain(name);
  expect(hvip.parts.map(({ of }) => of)).toContain(mip);
});
