import { describe, expect, test } from 'vitest';
import * as all from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import {
  EXECUTE,
  LOAD,
  U,
  bit,
  breakpoint,
  code,
  data,
  mcontrol6,
  running,
  setTrigger,
  stepsToTrap,
  trapped,
} from '../testing/trigger-bench.ts';

describe('modes and contexts', () => {
  const enable = { M: bit(6), S: bit(4), U, VS: bit(24), VU: bit(23) } as const;
  type Mode = keyof typeof enable;
  const enter = (hart: Hart, mode: Mode) => {
    hart.enter(mode === 'M' ? 'M' : mode.endsWith('S') ? 'S' : 'U', mode.startsWith('V'));
    hart.set(all.mstatus.MIE, 1);
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
    expect([hart.get(all.mstatus.GVA), hart.get(all.mstatus.MPV)]).toEqual([1, 1]);
    const { hart: hypervisor } = running('hlv.w a1, (a0)');
    setTrigger(hypervisor, 0, mcontrol6(LOAD | enable.S), data);
    enter(hypervisor, 'S');
    stepsToTrap(hypervisor);
    expect([hypervisor.get(all.mstatus.GVA), hypervisor.get(all.mstatus.MPV)]).toEqual([1, 0]);
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
    ['the ASID', (7n << 2n) | 2n, (hart) => hart.set(all.satp.ASID, 7), 'U', true],
    ['the ASID of satp in a guest', (7n << 2n) | 2n, (hart) => hart.set(all.satp.ASID, 7), 'VU', false],
    ['the ASID of vsatp in a guest', (7n << 2n) | 2n, (hart) => hart.set(all.vsatp.ASID, 7), 'VU', true],
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
    ['the VMID', (5n << 51n) | (6n << 48n), (hart) => hart.set(all.hgatp.VMID, 11), 'VU', true],
    ['another VMID', (5n << 51n) | (2n << 48n), (hart) => hart.set(all.hgatp.VMID, 11), 'VU', false],
  ])('%s', (_, tdata3, prepare, mode, fires) => {
    const { hart } = running('nop\nnop');
    setTrigger(hart, 0, mcontrol6(EXECUTE | U | enable.VU), code, tdata3);
    prepare(hart);
    enter(hart, mode);
    expect(stepsToTrap(hart, 2)).toBe(fires ? 0 : 2);
  });

  /** debug "Native Triggers": the first solution, which Spike has. QEMU 11.1 has none: whatever is enabled fires. */
  describe('where a breakpoint would be taken by the handler that may be running, it is held back only if asked', () => {
    test.each([
      { mode: 'M', medeleg: 0, hedeleg: 0, enabled: 0, fires: false },
      { mode: 'M', medeleg: 0, hedeleg: 0, enabled: 1, fires: true },
      { mode: 'S', medeleg: 0, hedeleg: 0, enabled: 0, fires: true },
      { mode: 'S', medeleg: 1, hedeleg: 0, enabled: 0, fires: false },
      { mode: 'S', medeleg: 1, hedeleg: 0, enabled: 1, fires: true },
      { mode: 'VS', medeleg: 0, hedeleg: 1, enabled: 0, fires: true },
      { mode: 'VS', medeleg: 1, hedeleg: 0, enabled: 0, fires: true },
      { mode: 'VS', medeleg: 1, hedeleg: 1, enabled: 0, fires: false },
      { mode: 'VS', medeleg: 1, hedeleg: 1, enabled: 1, fires: true },
      { mode: 'U', medeleg: 1, hedeleg: 1, enabled: 0, fires: true },
      { mode: 'VU', medeleg: 1, hedeleg: 1, enabled: 0, fires: true },
    ] as const)(
      '$mode medeleg $medeleg hedeleg $hedeleg xIE $enabled',
      ({ mode, medeleg, hedeleg, enabled, fires }) => {
        const heldBack = running('nop\nnop', { reentrantTriggers: false }).hart;
        const reentrant = running('nop\nnop').hart;
        expect([heldBack, reentrant].map((hart) => stepsIn(hart, mode, { medeleg, hedeleg, enabled }))).toEqual([
          fires ? 0 : 2,
          0,
        ]);
      },
    );

    interface Situation {
      readonly medeleg: number;
      readonly hedeleg: number;
      /** The interrupt enable of the mode; that of the others is the opposite. */
      readonly enabled: number;
    }
    const stepsIn = (hart: Hart, mode: Mode, { medeleg, hedeleg, enabled }: Situation) => {
      setTrigger(hart, 0, mcontrol6(EXECUTE | enable[mode]), code);
      enter(hart, mode);
      hart.set(all.medeleg.breakpoint, medeleg);
      hart.set(all.hedeleg.breakpoint, hedeleg);
      for (const field of [all.mstatus.MIE, all.mstatus.SIE, all.vsstatus.SIE]) hart.set(field, 1 - enabled);
      const own = {
        M: all.mstatus.MIE,
        S: all.mstatus.SIE,
        VS: all.vsstatus.SIE,
        U: all.mstatus.SIE,
        VU: all.vsstatus.SIE,
      };
      hart.set(own[mode], enabled);
      return stepsToTrap(hart, 2);
    };
  });
});
