import { hstatus, htinst, htval, mip, mstatus, scause, sepc, stval, stvec, type Csr, type Hart } from '@hartlab/hart';
import type { Context, HartSeen, SupervisorExtensions } from '@hartlab/models';
import { callRegisters } from '@hartlab/sbi';

const { a0, a6, a7 } = callRegisters;
const a1 = a0 + 1;

/** The registers that no call tells anything in: all but x0 and these. */
const otherRegisters = Array.from({ length: 31 }, (_, n) => n + 1).filter((n) => ![a0, a1, a6, a7].includes(n));

const trapCsrs = { sepc, stvec, scause, stval } as const;
const guestCsrs = { htval, htinst } as const;
const bits = ['SIE', 'SPIE', 'SPP', 'SPELP', 'SDT'] as const;

const entriesOf = Object.entries as <T extends object>(of: T) => [keyof T, T[keyof T]][];

/** What can be seen of a hart that is below M-mode, or would be without its wait. */
export function seenHart(hart: Hart, has: SupervisorExtensions): HartSeen {
  const of = (csrs: Readonly<Record<string, Csr>>, isThere: boolean) =>
    Object.fromEntries(entriesOf(csrs).map(([name, csr]) => [name, isThere ? hart.read(csr) : 0n]));
  const context = {
    pc: hart.pc,
    privilege: hart.privilege === 'U' ? 0 : 1,
    virtualization: hart.V ? 1 : 0,
    ELP: hart.state.ELP ? 1 : 0,
    ...Object.fromEntries(bits.map((bit) => [bit, hart.get(mstatus[bit])])),
    ...of(trapCsrs, true),
    SPV: has.H ? hart.get(hstatus.SPV) : 0,
    SPVP: has.H ? hart.get(hstatus.SPVP) : 0,
    hstatus: has.H ? hart.read(hstatus) & ~(hstatus.SPV.mask | hstatus.SPVP.mask) : 0n,
    a6: hart.x(a6),
    a7: hart.x(a7),
    ...of(guestCsrs, has.H),
  } as Context;
  return {
    runs: hart.privilege !== 'M',
    context,
    a0: hart.x(a0),
    a1: hart.x(a1),
    others: otherRegisters.map((n) => hart.x(n)),
    SSIP: hart.get(mip.SSIP) === 1,
  };
}

/** Makes a hart what code below M-mode could have made it. */
export function changeHart(hart: Hart, change: Partial<Context>): void {
  const { pc, privilege, virtualization, SPV, SPVP } = change;
  if (pc !== undefined) hart.pc = pc;
  if (privilege !== undefined) hart.privilege = privilege === 1 ? 'S' : 'U';
  if (virtualization !== undefined) hart.V = virtualization === 1;
  for (const bit of bits) if (change[bit] !== undefined) hart.set(mstatus[bit], change[bit]);
  if (SPV !== undefined) hart.set(hstatus.SPV, SPV);
  if (SPVP !== undefined) hart.set(hstatus.SPVP, SPVP);
  for (const [name, csr] of entriesOf({ ...trapCsrs, ...guestCsrs }))
    if (change[name] !== undefined) hart.write(csr, change[name]);
  if (change.a6 !== undefined) hart.setX(a6, change.a6);
  if (change.a7 !== undefined) hart.setX(a7, change.a7);
}

/** Gives every register of a hart that no call changes a value of its own. */
export const fillRegisters = (hart: Hart): void =>
  otherRegisters.forEach((n) => hart.setX(n, BigInt(0x1000 + n) + (hart.hartid << 16n)));
