import type { Csr } from './csr.ts';
import { CsrMap } from './csr-access.ts';

/** Every CSR, in the order of the specification's chapters. */
export const csrs: readonly Csr[] = [];

/** The same, by address and by V. */
export const csrMap: CsrMap = new CsrMap(csrs);
