import { hstatus, insert, menvcfg, mepc, mstatus, sepc, type Hart } from '@hartlab/hart';
import type { SupervisorState } from '@hartlab/sse';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrappedSupervisor } from './supervisor.ts';
import { Board } from './testing/board.ts';

const trapped = (isa?: string): { hart: Hart; supervisor: TrappedSupervisor } => {
  const hart = new Board(isa === undefined ? {} : { isa }).harts[0]!;
  hart.trap({ cause: 9n });
  return { hart, supervisor: new TrappedSupervisor(hart) };
};

const bit = fc.constantFrom(0, 1);
const word = fc.bigInt(0n, 2n ** 64n - 1n);
const even = word.map((value) => value & ~1n);
const states: fc.Arbitrary<SupervisorState> = fc.record({
  pc: even,
  privilege: bit,
  virtualization: bit,
  ELP: bit,
  SIE: bit,
  SPIE: bit,
  SPP: bit,
  SPELP: bit,
  SDT: bit,
  sepc: even,
  SPV: bit,
  SPVP: bit,
  // Only bits that any value of is legal: GVA, HU, VTVM, VTW, VTSR.
  hstatus: word.map((value) => (value & 0x0070_0240n) | (2n << 32n)),
  a6: word,
  a7: word,
});

describe('the supervisor of a hart in M-mode', () => {
  test('reads back what was written, without the fields of extensions that are not there', () => {
    const { supervisor } = trapped();
    fc.assert(
      fc.property(states, (state) => {
        supervisor.write(state);
        expect(supervisor.read()).toEqual({ ...state, ELP: 0, SPELP: 0, SDT: 0 });
      }),
    );
  });

  test('with Zicfilp and Ssdbltrp, reads back all that was written, but SIE, which SDT clears', () => {
    const { hart, supervisor } = trapped('rv64imach_zicfilp_ssdbltrp');
    hart.write(menvcfg, menvcfg.DTE.mask);
    fc.assert(
      fc.property(states, (state) => {
        supervisor.write(state);
        expect(supervisor.read()).toEqual({ ...state, SIE: state.SDT ? 0 : state.SIE });
        expect(hart.get(mstatus.MPELP)).toBe(state.ELP);
      }),
    );
  });

  test('without the hypervisor extension there is no V and no hstatus', () => {
    const { supervisor } = trapped('rv64imac');
    fc.assert(
      fc.property(states, (state) => {
        supervisor.write(state);
        expect(supervisor.read()).toMatchObject({
          virtualization: 0,
          SPV: 0,
          SPVP: 0,
          hstatus: 0n,
          pc: state.pc,
          sepc: state.sepc,
        });
      }),
    );
  });

  test.each(['rv64', 'max', 'rv64imach_zicfilp_ssdbltrp', 'rv64ima_smdbltrp'])(
    'with %s, leaves what M-mode leaves that writes the same to the CSRs',
    (isa) => {
      const [{ hart, supervisor }, { hart: other }] = [trapped(isa), trapped(isa)];
      fc.assert(
        fc.property(states, word, word, word, (state, status, guestStatus, enables) => {
          for (const each of [hart, other]) {
            each.write(mstatus, status);
            each.write(menvcfg, enables);
            if (each.isa.has('H')) each.write(hstatus, guestStatus);
          }
          supervisor.write(state);
          const { privilege, virtualization, ELP, SIE, SPIE, SPP, SPELP, SDT, SPV, SPVP } = state;
          const fields = [
            [mstatus.MPP, privilege],
            [mstatus.MPV, virtualization],
            [mstatus.MPELP, ELP],
            [mstatus.SIE, SIE],
            [mstatus.SPIE, SPIE],
            [mstatus.SPP, SPP],
            [mstatus.SPELP, SPELP],
            [mstatus.SDT, SDT],
          ] as const;
          const written = fields.reduce(
            (value, [field, bits]) => insert(field, BigInt(bits), value),
            other.read(mstatus),
          );
          other.write(mstatus, written);
          other.write(mepc, state.pc);
          other.write(sepc, state.sepc);
          if (other.isa.has('H'))
            other.write(hstatus, insert(hstatus.SPVP, BigInt(SPVP), insert(hstatus.SPV, BigInt(SPV), state.hstatus)));
          for (const csr of [mstatus, mepc, sepc, hstatus])
            expect(hart.cell(csr.address)).toBe(other.cell(csr.address));
        }),
      );
    },
  );

  test('goes on, and has its last trap, at addresses at which instructions can be', () => {
    const { hart, supervisor } = trapped('rv64ima');
    supervisor.write({ ...supervisor.read(), pc: 0x8020_1007n, sepc: 2n ** 64n - 1n });
    expect([hart.read(mepc), hart.read(sepc)]).toEqual([0x8020_1004n, 2n ** 64n - 4n]);
  });

  test('lies in the trap frame and the supervisor’s CSRs, and MRET goes there', () => {
    const { hart, supervisor } = trapped();
    const other = mstatus.SUM.mask | mstatus.MXR.mask | mstatus.MPIE.mask | mstatus.TVM.mask;
    hart.write(mstatus, hart.read(mstatus) | other);
    supervisor.write({
      pc: 0x8020_1000n,
      privilege: 0,
      virtualization: 1,
      ELP: 0,
      SIE: 1,
      SPIE: 0,
      SPP: 1,
      SPELP: 0,
      SDT: 0,
      sepc: 0x8020_2000n,
      SPV: 1,
      SPVP: 1,
      hstatus: 0x2_0000_0000n,
      a6: 6n,
      a7: 7n,
    });
    expect(hart.read(mstatus) & other).toBe(other);
    expect([mstatus.MPP, mstatus.MPV, mstatus.SIE, mstatus.SPIE, mstatus.SPP].map((field) => hart.get(field))).toEqual([
      0, 1, 1, 0, 1,
    ]);
    expect([hart.read(mepc), hart.read(sepc), hart.read(hstatus)]).toEqual([
      0x8020_1000n,
      0x8020_2000n,
      0x2_0000_0180n,
    ]);
    expect([hart.x(16), hart.x(17)]).toEqual([6n, 7n]);
    hart.mret();
    expect(hart).toMatchObject({ pc: 0x8020_1000n, privilege: 'U', V: true });
  });
});
