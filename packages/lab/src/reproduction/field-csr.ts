import { csrAddresses, type CsrName } from '@hartlab/isa';
import { stateField } from '../state-field.ts';

/** Supervisor CSRs that show M-level ones (priv "Supervisor Status (`sstatus`) Register", and so on). */
const views: Readonly<Record<string, CsrName>> = { mstatus: 'sstatus', mie: 'sie', mip: 'sip' };

/** The CSR by which software in HS-mode reads a field of a hart; undefined where there is none. */
export function csrOfField(name: string): CsrName | undefined {
  if (stateField(name).onlyM) return undefined;
  const [register = ''] = name.split('.');
  const csr = views[register] ?? register;
  if (!(csr in csrAddresses)) return undefined;
  const address = csrAddresses[csr as CsrName];
  // Bits 9:8 are the lowest privilege that may access it (priv "CSR Address Mapping Conventions").
  return ((address >> 8) & 3) === 3 ? undefined : (csr as CsrName);
}

/** How many bits a field has. */
export const widthOf = (name: string): number => {
  const { mask, low } = stateField(name);
  return (mask >> BigInt(low)).toString(2).length;
};
