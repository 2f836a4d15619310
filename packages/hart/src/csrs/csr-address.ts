import { valueIn } from '../csr/csr.ts';
import { format } from '../csr/csr-declaration.ts';

/** What the twelve bits of a CSR's address tell. */
const csrAddress = format('CSR address', {
  spec: 'priv "CSR Address Mapping Conventions"',
  fields: { lowestPrivilege: { bits: [9, 8] }, access: { bits: [11, 10] } },
});

/** Whether every write to the address traps. */
export const isReadOnly = (address: number): boolean => valueIn(csrAddress.access, address) === 3;

/** The lowest privilege that may access the address: 0 unprivileged, 1 supervisor, 2 hypervisor and VS, 3 machine. */
export const lowestPrivilege = (address: number): number => valueIn(csrAddress.lowestPrivilege, address);
