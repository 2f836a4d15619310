import type { Field, FieldDeclaration, Half, HartView } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';
import { readHalf } from '../csr/csr-value.ts';
import { interrupt } from './causes.ts';
import { hideleg, hie, hip } from './hypervisor.ts';
import { hviprio1, machinePriorities, priorityIn, supervisorPriorities } from './interrupt-priorities.ts';
import { mideleg, mie, mip } from './machine-trap.ts';
import { enabledBy } from './state-enable.ts';
import { sie, sip } from './supervisor.ts';
import { hvictl } from './virtual-interrupts.ts';
import { vsie, vsip } from './virtual-supervisor.ts';

/** Highest first (aia "Defined major interrupts and default priorities"). */
const defaultOrder: readonly number[] = [
  interrupt.HighPriorityRAS,
  interrupt.MEI,
  interrupt.MSI,
  interrupt.MTI,
  interrupt.SEI,
  interrupt.SSI,
  interrupt.STI,
  interrupt.SGEI,
  interrupt.VSEI,
  interrupt.VSSI,
  interrupt.VSTI,
  interrupt.LCOFI,
  interrupt.LowPriorityRAS,
];

/** The priority number of an interrupt at a level; 0 leaves it where the default order has it, 256 is less than every number that software can give. */
type NumberOf = (identity: number, hart: HartView) => number;

/** An external interrupt is one whose controller gives no number. */
const NO_NUMBER = 256;

/** Before or after every number: the rank of an interrupt that has none. */
const FIRST = 0;
const LAST = 257;

/** The lowest priority that a register reports. */
const LOWEST = 255;

const placeOf = (identity: number) => defaultOrder.indexOf(identity);

/**
 * Priority number 0 stands before 1 for an interrupt that the default order has before the level's external interrupt,
 * and after 256 for one that it has after it (aia "Configuring priorities of major interrupts at machine level").
 */
const rank = (number: number, place: number, external: number): number =>
  number || (place < placeOf(external) ? FIRST : LAST);

/** An interrupt and its rank in one number, or `nothing`. */
const found = (identity: number, ofRank: number): number => identity * 2 ** 16 + ofRank;
const nothing = -1;
const identityOf = (one: number): number => one >>> 16;
const rankOf = (one: number): number => one & 0xffff;

/** The first of the interrupts of these bits: the lowest rank, and between equals the default order. */
function first(low: number, high: number, external: number, numberOf: NumberOf, hart: HartView): number {
  let best = nothing;
  if ((low | high) === 0) return best;
  for (let place = 0; place < defaultOrder.length; place++) {
    const identity = defaultOrder[place]!;
    if ((((identity < 32 ? low : high) >>> (identity % 32)) & 1) === 0) continue;
    const ofRank = rank(numberOf(identity, hart), place, external);
    if (best === nothing || ofRank < rankOf(best)) best = found(identity, ofRank);
  }
  return best;
}

/** As the registers report it: IID and IPRIO, 0 to 255, or 0 for nothing. */
const reported = (one: number): number =>
  one === nothing ? 0 : (identityOf(one) << 16) | Math.min(rankOf(one), LOWEST);

const numberInM: NumberOf = (identity, hart) =>
  identity === interrupt.MEI ? NO_NUMBER : priorityIn(machinePriorities, identity, hart);
const numberInS: NumberOf = (identity, hart) =>
  identity === interrupt.SEI ? NO_NUMBER : priorityIn(supervisorPriorities, identity, hart);

/** The interrupt that M-mode would take first, whatever mstatus.MIE says, as mtopi reports it; 0 for none. */
export function topForM(hart: HartView): number {
  const pending = (half: Half) =>
    readHalf(mip, half, hart) & readHalf(mie, half, hart) & ~readHalf(mideleg, half, hart);
  return reported(first(pending(0), pending(1), interrupt.MEI, numberInM, hart));
}

/** The interrupt that HS-mode, or S-mode, would take first, whatever mstatus.SIE says, as stopi reports it; 0 for none. */
export const topForS = (hart: HartView): number =>
  reported(first(pendingForS(0, hart), pendingForS(1, hart), interrupt.SEI, numberInS, hart));

function pendingForS(half: Half, hart: HartView): number {
  const supervisor = readHalf(sip, half, hart) & readHalf(sie, half, hart);
  const hypervisor = readHalf(hip, half, hart) & readHalf(hie, half, hart);
  return (supervisor | hypervisor) & ~readHalf(hideleg, half, hart);
}

/** Where the priority numbers of the VS level are; other interrupts have none. */
const numbersAtVS: ReadonlyMap<number, Field> = new Map([
  [interrupt.SSI, hviprio1.interrupt1],
  [interrupt.STI, hviprio1.interrupt5],
  [interrupt.LCOFI, hviprio1.interrupt13],
]);

/** The external interrupt has the number that hvictl gives it, if it gives it one. */
const numberInVS: NumberOf = (identity, hart) => {
  if (identity === interrupt.SEI) return (injects(interrupt.SEI, hart) && hart.get(hvictl.IPRIO)) || NO_NUMBER;
  const field = numbersAtVS.get(identity);
  return field ? hart.get(field) : 0;
};

/** Whether hvictl names this interrupt. */
const injects = (identity: number, hart: HartView) => hart.get(hvictl.IID) === identity;

/**
 * The interrupt that VS-mode would take first, whatever vsstatus.SIE says, as vstopi reports it, with the number that it
 * has there; 0 for none (aia "Virtual supervisor top interrupt CSR (`vstopi`)").
 */
export function topForVS(hart: HartView): number {
  const one = firstForVS(hart);
  if (one === nothing) return 0;
  return hart.get(hvictl.IPRIOM) === 1 ? reported(one) : (identityOf(one) << 16) | 1;
}

/** Of what is pending in vsip, or, with VTI, of that only the external interrupt, and what hvictl injects. */
function firstForVS(hart: HartView): number {
  const VTI = hart.get(hvictl.VTI) === 1;
  const seen = VTI ? SEI : -1;
  const low = readHalf(vsip, 0, hart) & readHalf(vsie, 0, hart) & seen;
  const high = VTI ? 0 : readHalf(vsip, 1, hart) & readHalf(vsie, 1, hart);
  const best = first(low, high, interrupt.SEI, numberInVS, hart);
  if (!VTI || injects(interrupt.SEI, hart)) return best;
  // Its place among the others is before or after the external interrupt, as DPR says.
  const isAfter = hart.get(hvictl.DPR) === 1;
  const ofRank = rank(hart.get(hvictl.IPRIO), isAfter ? Infinity : -1, interrupt.SEI);
  const comesFirst = best === nothing || ofRank < rankOf(best) || (ofRank === rankOf(best) && !isAfter);
  return comesFirst ? found(hart.get(hvictl.IID), ofRank) : best;
}

const SEI = 1 << interrupt.SEI;

const fields = {
  IPRIO: { bits: [7, 0], readOnly: true },
  IID: { bits: [27, 16], readOnly: true },
} as const satisfies Record<string, FieldDeclaration>;

export const mtopi = csr('mtopi', {
  spec: 'aia "Machine top interrupt CSR (`mtopi`)"',
  requires: ['Smaia'],
  fields,
  reads: (_held, half, hart) => (half === 0 ? topForM(hart) : 0),
});

export const stopi = csr('stopi', {
  spec: 'aia "Supervisor top interrupt CSR (`stopi`)"',
  requires: ['Ssaia'],
  gate: enabledBy('AIA'),
  fields,
  reads: (_held, half, hart) => (half === 0 ? topForS(hart) : 0),
});

export const vstopi = csr('vstopi', {
  spec: 'aia "Virtual supervisor top interrupt CSR (`vstopi`)"',
  requires: ['Ssaia', 'H'],
  gate: enabledBy('AIA'),
  substitutes: stopi,
  fields,
  reads: (_held, half, hart) => (half === 0 ? topForVS(hart) : 0),
});
