import type { CellHolder, Gate, HartView, Register, View } from '../csr/csr.ts';
import { hidden, view, zero } from '../csr/csr-declaration.ts';
import type { HiddenName } from '../state/cells.ts';
import { hstatus } from './hypervisor-status.ts';
import { enabledBy } from './state-enable.ts';
import { mvien } from './virtual-interrupts.ts';

/** An interrupt file has four registers of each array, and so identities up to 255, as on QEMU's virt. */
const registersPerArray = 4;
/** The highest interrupt identity. 0 is none. */
export const highestIdentity = 64 * registersPerArray - 1;
const cellsPerFile = 2 + 2 * registersPerArray;

/** The most guest interrupt files that a hart can have, as on QEMU's virt. */
export const mostGuestFiles = 7;

/** What registers of an interrupt file select (aia "CSRs for external interrupts via an IMSIC"). */
const selects = { eidelivery: 0x70, eithreshold: 0x72, eip: 0x80, eie: 0xc0, end: 0x100 } as const;

/** Who may reach an interrupt file besides M-mode. */
const gate = enabledBy('IMSIC');

/** One interrupt file: what has arrived in it, and what of that it passes on to the hart. */
function interruptFile(name: string, cells: HiddenName, number: number, own: Gate) {
  const requires = ['Ssaia'] as const;
  const affects = ['interrupts'] as const;
  const first = number * cellsPerFile;
  const array = (register: 'eip' | 'eie', spec: string, from: number): readonly Register[] =>
    Array.from({ length: registersPerArray }, (_, index) =>
      hidden(`${name}.${register}${2 * index}`, cells, first + from + index, {
        spec,
        requires,
        affects,
        gate: own,
        // There is no identity 0.
        fields: { interrupts: { bits: [63, index === 0 ? 1 : 0] } },
      }),
    );
  const eidelivery = hidden(`${name}.eidelivery`, cells, first, {
    spec: 'aia "External interrupt delivery enable register (`eidelivery`)"',
    requires,
    affects,
    gate: own,
    /** An APLIC does not deliver by way of an interrupt file: 0x4000_0000 is no legal value. */
    fields: { enabled: { bits: 0 } },
  });
  const eithreshold = hidden(`${name}.eithreshold`, cells, first + 1, {
    spec: 'aia "External interrupt enable threshold register (`eithreshold`)"',
    requires,
    affects,
    gate: own,
    /** As many bits as an identity can have, as on QEMU. */
    fields: { threshold: { bits: [10, 0] } },
  });
  const eip = array('eip', 'aia "External interrupt-pending registers (`eip0`-`eip63`)"', 2);
  const eie = array('eie', 'aia "External interrupt-enable registers (`eie0`-`eie63`)"', 2 + registersPerArray);
  /** What is there without a bit: a reserved register, or those of identities that there are not. */
  const zeros = view('mireg', {
    spec: 'aia "CSRs for external interrupts via an IMSIC"',
    gate: own,
    of: eip[0]!,
    fields: {},
  });
  return { eidelivery, eithreshold, eip, eie, zeros };
}

/** One interrupt file of an IMSIC. */
export type InterruptFile = ReturnType<typeof interruptFile>;

export const machineFile = interruptFile('machineFile', 'machineFile', 0, {});
/** M-mode that filters supervisor external interrupts has this file to itself (aia "Interrupt filtering and virtual interrupts for supervisor level"). */
export const supervisorFile = interruptFile('supervisorFile', 'supervisorFile', 0, { ...gate, HS: [zero(mvien.SEI)] });
/** Guest interrupt file 1 and those after it. */
export const guestFiles = Array.from({ length: mostGuestFiles }, (_, index) =>
  interruptFile(`guestFile${index + 1}`, 'guestFiles', index, gate),
);

/** All registers of all interrupt files. */
export const interruptFileRegisters: readonly Register[] = [machineFile, supervisorFile, ...guestFiles].flatMap(
  ({ eidelivery, eithreshold, eip, eie }) => [eidelivery, eithreshold, ...eip, ...eie],
);

/** The interrupt file of the guest that hstatus.VGEIN selects, if it selects one. */
export function selectedGuestFile(hart: HartView): InterruptFile | undefined {
  const number = hart.get(hstatus.VGEIN);
  return number > 0 && number <= (hart.guestFiles ?? 0) ? guestFiles[number - 1] : undefined;
}

/** The register of a file that the value of a register select means; undefined where it means none. */
export function registerIn(file: InterruptFile, select: number): Register | View | undefined {
  if (select < selects.eidelivery || select >= selects.end) return undefined;
  if (select === selects.eidelivery) return file.eidelivery;
  if (select === selects.eithreshold) return file.eithreshold;
  if (select < selects.eip) return file.zeros;
  // The odd-numbered registers do not exist on RV64.
  if (select % 2 === 1) return undefined;
  const array = select < selects.eie ? file.eip : file.eie;
  return array[(select % (selects.eie - selects.eip)) / 2] ?? file.zeros;
}

/**
 * The identity that a file reports first: the lowest that is pending and enabled, and below the threshold if there is one;
 * 0 for none (aia "Top external interrupt CSRs (`mtopei`, `stopei`, `vstopei`)").
 */
export function topIdentity({ eithreshold, eip, eie }: InterruptFile, hart: HartView): number {
  for (let index = 0; index < registersPerArray; index++)
    for (const half of [0, 1] as const) {
      const bits = hart.half(eip[index]!.address, half) & hart.half(eie[index]!.address, half);
      if (bits === 0) continue;
      const identity = 64 * index + 32 * half + 31 - Math.clz32(bits & -bits);
      const threshold = hart.get(eithreshold.threshold);
      return threshold === 0 || identity < threshold ? identity : 0;
    }
  return 0;
}

/** The identity by which a file interrupts the hart; 0 if it does not (aia "Interrupt delivery and handling"). */
export const deliveredIdentity = (file: InterruptFile, hart: HartView): number =>
  hart.get(file.eidelivery.enabled) === 1 ? topIdentity(file, hart) : 0;

/** An interrupt file of a hart: that of M-mode, of S-mode, 0, or of a guest, from 1 on. */
export type FileNumber = 'M' | number;

/** A message-signaled interrupt arrives; one to a file that is not there is lost. */
export function receive(number: FileNumber, identity: number, hart: CellHolder): void {
  const { guestFiles: guests = -1 } = hart;
  if (number === 'M' ? guests < 0 : number > guests) return;
  const file = number === 'M' ? machineFile : number === 0 ? supervisorFile : guestFiles[number - 1];
  if (file) setPending(file, identity, true, hart);
}

/** Makes an identity pending in a file, or no longer; one that there is not has no effect. */
export function setPending({ eip }: InterruptFile, identity: number, pending: boolean, hart: CellHolder): void {
  if (identity < 1 || identity > highestIdentity) return;
  const register = eip[identity >> 6]!;
  const [low, high] = [hart.half(register.address, 0), hart.half(register.address, 1)];
  const bit = 1 << (identity & 31);
  const changed = (half: number) => (pending ? half | bit : half & ~bit);
  if ((identity & 32) === 0) hart.store(register, changed(low), high);
  else hart.store(register, low, changed(high));
}
