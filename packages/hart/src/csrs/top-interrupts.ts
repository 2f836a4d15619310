import { csr, type Field, type FieldDeclaration, type HartView, type Register } from '../csr.ts';
import { readCsr } from '../csr-value.ts';
import { interrupt } from '../trap.ts';
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

/** An interrupt that is pending and enabled at some privilege level. */
interface Candidate {
  /** The major interrupt number. */
  readonly identity: number;
  /** Its priority number; 0 leaves it where the default order has it, 256 is less than every number that software can give. */
  readonly number: number;
  /** Its place in the default order. */
  readonly place: number;
}

/** What a top-interrupt register reports. */
export interface TopInterrupt {
  readonly identity: number;
  /** The field IPRIO: 0 to 255, the lowest first. */
  readonly priority: number;
}

/**
 * The first of the candidates. Priority number 0 stands before 1 for an interrupt that the default order has before the
 * level's external interrupt, and after 256 for one that it has after it; between equals the default order decides
 * (aia "Configuring priorities of major interrupts at machine level").
 */
function first(candidates: readonly Candidate[], external: number): TopInterrupt | undefined {
  const rank = ({ number, place }: Candidate) => number || (place < placeOf(external) ? 0 : 257);
  const [best] = candidates.toSorted((a, b) => rank(a) - rank(b) || a.place - b.place);
  return best && { identity: best.identity, priority: Math.min(rank(best), 255) };
}

const placeOf = (identity: number) => defaultOrder.indexOf(identity);

/** The interrupts of these bits. An external interrupt is one whose controller gives no number: 256. */
const candidates = (bits: bigint, external: number, numberOf: (identity: number) => number): Candidate[] =>
  defaultOrder
    .filter((identity) => (bits >> BigInt(identity)) & 1n)
    .map((identity) => ({
      identity,
      number: identity === external ? 256 : numberOf(identity),
      place: placeOf(identity),
    }));

function top(bits: bigint, external: number, array: readonly Register[], hart: HartView): TopInterrupt | undefined {
  if (bits === 0n) return undefined;
  return first(
    candidates(bits, external, (identity) => priorityIn(array, identity, hart)),
    external,
  );
}

/** The interrupt that M-mode would take first, whatever mstatus.MIE says. */
export const topForM = (hart: HartView): TopInterrupt | undefined =>
  top(readCsr(mip, hart) & readCsr(mie, hart) & ~readCsr(mideleg, hart), interrupt.MEI, machinePriorities, hart);

/** The interrupt that HS-mode, or S-mode, would take first, whatever mstatus.SIE says. */
export function topForS(hart: HartView): TopInterrupt | undefined {
  const supervisor = readCsr(sip, hart) & readCsr(sie, hart);
  const hypervisor = readCsr(hip, hart) & readCsr(hie, hart);
  return top((supervisor | hypervisor) & ~readCsr(hideleg, hart), interrupt.SEI, supervisorPriorities, hart);
}

/** Where the priority numbers of the VS level are; other interrupts have none. */
const numbersAtVS: ReadonlyMap<number, Field> = new Map([
  [interrupt.SSI, hviprio1.interrupt1],
  [interrupt.STI, hviprio1.interrupt5],
  [interrupt.LCOFI, hviprio1.interrupt13],
]);

/**
 * The interrupt that VS-mode would take first, whatever vsstatus.SIE says, with the number that it has there
 * (aia "Virtual supervisor top interrupt CSR (`vstopi`)").
 */
export function topForVS(hart: HartView): TopInterrupt | undefined {
  const found = first(candidatesForVS(hart), interrupt.SEI);
  if (!found) return undefined;
  const priority = hart.get(hvictl.IPRIOM) === 1n ? found.priority : 1;
  // The register is the definition: where its value is zero, nothing is pending.
  return found.identity === 0 && priority === 0 ? undefined : { identity: found.identity, priority };
}

/** What is pending in vsip, or, with VTI, of that only the external interrupt, and what hvictl injects. */
function candidatesForVS(hart: HartView): readonly Candidate[] {
  const pending = readCsr(vsip, hart) & readCsr(vsie, hart);
  const IID = Number(hart.get(hvictl.IID));
  const IPRIO = Number(hart.get(hvictl.IPRIO));
  const injects = hart.get(hvictl.VTI) === 1n;

  const fromBits = candidates(injects ? pending & SEI : pending, interrupt.SEI, (identity) => {
    const field = numbersAtVS.get(identity);
    return field ? Number(hart.get(field)) : 0;
  });
  if (IID === interrupt.SEI)
    return fromBits.map((candidate) =>
      candidate.identity === IID && IPRIO !== 0 ? { ...candidate, number: IPRIO } : candidate,
    );
  // Its place among the others is before or after the external interrupt, as DPR says.
  const place = hart.get(hvictl.DPR) === 1n ? Infinity : -1;
  return injects ? [...fromBits, { identity: IID, number: IPRIO, place }] : fromBits;
}

const SEI = 1n << BigInt(interrupt.SEI);

const fields = {
  IPRIO: { bits: [7, 0], readOnly: true },
  IID: { bits: [27, 16], readOnly: true },
} as const satisfies Record<string, FieldDeclaration>;
const value = (found: TopInterrupt | undefined) =>
  found ? (BigInt(found.identity) << 16n) | BigInt(found.priority) : 0n;

export const mtopi = csr('mtopi', {
  spec: 'aia "Machine top interrupt CSR (`mtopi`)"',
  requires: ['Smaia'],
  fields,
  reads: (_cell, hart) => value(topForM(hart)),
});

export const stopi = csr('stopi', {
  spec: 'aia "Supervisor top interrupt CSR (`stopi`)"',
  requires: ['Ssaia'],
  gate: enabledBy('AIA'),
  fields,
  reads: (_cell, hart) => value(topForS(hart)),
});

export const vstopi = csr('vstopi', {
  spec: 'aia "Virtual supervisor top interrupt CSR (`vstopi`)"',
  requires: ['Ssaia', 'H'],
  gate: enabledBy('AIA'),
  substitutes: stopi,
  fields,
  reads: (_cell, hart) => value(topForVS(hart)),
});
