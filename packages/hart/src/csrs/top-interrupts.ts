import { type Field, type Half, type HartView, withValue } from '../csr/csr.ts';
import { csr, format } from '../csr/csr-declaration.ts';
import { readHalf } from '../csr/csr-value.ts';
import { interrupt } from './causes.ts';
import { hideleg, hie, hip } from './hypervisor.ts';
import {
  deliveredIdentity,
  type InterruptFile,
  machineFile,
  selectedGuestFile,
  supervisorFile,
  topIdentity,
} from './interrupt-files.ts';
import { first, found, identityOf, NO_NUMBER, nothing, type NumberOf, rank, rankOf } from './interrupt-order.ts';
import { hviprio1, machinePriorities, priorityIn, supervisorPriorities } from './interrupt-priorities.ts';
import { mideleg, mie, mip } from './machine-trap.ts';
import { enabledBy } from './state-enable.ts';
import { sie, sip } from './supervisor.ts';
import { hvictl } from './virtual-interrupts.ts';
import { vsie, vsip } from './virtual-supervisor.ts';

/** What mtopi, stopi and vstopi report. */
export const topInterrupt = format('top interrupt', {
  spec: 'aia "Machine top interrupt CSR (`mtopi`)"',
  fields: { IPRIO: { bits: [7, 0], readOnly: true }, IID: { bits: [27, 16], readOnly: true } },
});

/** The lowest priority that is reported. */
const LOWEST = 255;

const report = (identity: number, priority: number): number =>
  withValue(topInterrupt.IID, identity, withValue(topInterrupt.IPRIO, priority, 0));

/** IID and IPRIO, 0 to 255, or 0 for nothing. */
const reported = (one: number): number =>
  one === nothing ? 0 : report(identityOf(one), Math.min(rankOf(one), LOWEST));

const numberInM: NumberOf = (identity, hart) =>
  identity === interrupt.MEI ? numberOf(machineFile, hart) : priorityIn(machinePriorities, identity, hart);
const numberInS: NumberOf = (identity, hart) =>
  identity === interrupt.SEI ? numberOf(supervisorFile, hart) : priorityIn(supervisorPriorities, identity, hart);

/** The number of a level's external interrupt is the identity by which its interrupt file interrupts the hart, if it does. */
const numberOf = (file: InterruptFile, hart: HartView): number => deliveredIdentity(file, hart) || NO_NUMBER;

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

const numberInVS: NumberOf = (identity, hart) => {
  if (identity === interrupt.SEI) return externalNumberInVS(hart) || NO_NUMBER;
  const field = numbersAtVS.get(identity);
  return field ? hart.get(field) : 0;
};

/** The number that the guest's interrupt file gives the external interrupt, whether it delivers or not, or else hvictl; 0 for none. */
function externalNumberInVS(hart: HartView): number {
  const file = selectedGuestFile(hart);
  if (file) return topIdentity(file, hart);
  return injects(interrupt.SEI, hart) ? hart.get(hvictl.IPRIO) : 0;
}

/** Whether hvictl names this interrupt. */
const injects = (identity: number, hart: HartView) => hart.get(hvictl.IID) === identity;

/**
 * The interrupt that VS-mode would take first, whatever vsstatus.SIE says, as vstopi reports it, with the number that it
 * has there; 0 for none (aia "Virtual supervisor top interrupt CSR (`vstopi`)").
 */
export function topForVS(hart: HartView): number {
  const one = firstForVS(hart);
  if (one === nothing) return 0;
  return hart.get(hvictl.IPRIOM) === 1 ? reported(one) : report(identityOf(one), 1);
}

/** Of what is pending in vsip, or, with VTI, of that only the external interrupt, and what hvictl injects. */
function firstForVS(hart: HartView): number {
  const VTI = hart.get(hvictl.VTI) === 1;
  const seen = VTI ? 1 << interrupt.SEI : -1;
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

const fields = { IPRIO: topInterrupt.IPRIO.rule, IID: topInterrupt.IID.rule };

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
