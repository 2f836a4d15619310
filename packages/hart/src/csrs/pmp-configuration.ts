import { csrAddresses } from '@hartlab/isa';
import { halves, type HartView, withValue } from '../csr/csr.ts';
import { format } from '../csr/csr-declaration.ts';

/** The byte that a pmpcfg register has for each entry. */
export const pmpConfiguration = format('pmpcfg', {
  spec: 'priv "Physical Memory Protection CSRs"',
  fields: { R: { bits: 0 }, W: { bits: 1 }, X: { bits: 2 }, A: { bits: [4, 3] }, L: { bits: 7 } },
});

/** What A means (priv "Address Matching"). */
export const addressMatching = { OFF: 0, TOR: 1, NA4: 2, NAPOT: 3 } as const;

/** L of all four entries in one half of a register. */
const locks = [0, 8, 16, 24].reduce((bits, at) => bits | (withValue(pmpConfiguration.L, 1, 0) << at), 0);

/** Whether L is 1 in any entry, one that is OFF included. */
export function isAnyEntryLocked(hart: HartView): boolean {
  for (let address: number = csrAddresses.pmpcfg0; address <= csrAddresses.pmpcfg14; address += 2)
    for (const half of halves) if ((hart.half(address, half) & locks) !== 0) return true;
  return false;
}
