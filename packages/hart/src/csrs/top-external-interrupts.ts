import type { CellHolder, HartView, RegisterDeclaration } from '../csr/csr.ts';
import { csr, window } from '../csr/csr-declaration.ts';
import {
  type InterruptFile,
  machineFile,
  selectedGuestFile,
  setPending,
  supervisorFile,
  topIdentity,
} from './interrupt-files.ts';
import { enabledBy, hasImsic } from './state-enable.ts';

const spec = 'aia "Top external interrupt CSRs (`mtopei`, `stopei`, `vstopei`)"';

/** What a file reports first, twice: its identity is its priority. A write claims it. */
const top = (file: (hart: HartView) => InterruptFile | undefined) => {
  const identity = (hart: HartView) => {
    const own = file(hart);
    return own ? topIdentity(own, hart) : 0;
  };
  return {
    spec,
    fields: { priority: { bits: [10, 0], readOnly: true }, identity: { bits: [26, 16], readOnly: true } },
    reads: (_held, half, hart) => (half === 0 ? (identity(hart) << 16) | identity(hart) : 0),
    written(hart: CellHolder): void {
      const own = file(hart);
      if (own) setPending(own, topIdentity(own, hart), false, hart);
    },
  } as const satisfies RegisterDeclaration<unknown>;
};

const machineTop = csr(
  'mtopei',
  top(() => machineFile),
);
/** As M-mode that filters supervisor external interrupts keeps the file to itself, it keeps this. */
const supervisorTop = csr('stopei', { ...top(() => supervisorFile), gate: supervisorFile.eidelivery.gate! });
const guestTop = csr('vstopei', top(selectedGuestFile));

/** What the interrupt file of M-mode reports; it exists with an IMSIC. */
export const mtopei = window('mtopei', {
  spec,
  requires: ['Smaia'],
  selects: (hart) => (hasImsic(hart) ? machineTop : undefined),
});

/** What the interrupt file of S-mode reports. */
export const stopei = window('stopei', {
  spec,
  requires: ['Ssaia'],
  gate: enabledBy('IMSIC'),
  selects: (hart) => (hasImsic(hart) ? supervisorTop : undefined),
});

/** What the guest interrupt file reports that hstatus.VGEIN selects; otherwise, accesses trap. */
export const vstopei = window('vstopei', {
  spec,
  requires: ['Ssaia', 'H'],
  gate: enabledBy('IMSIC'),
  substitutes: stopei,
  selects: (hart) => (selectedGuestFile(hart) ? guestTop : undefined),
});
