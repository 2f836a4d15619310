import type { Extension, Isa } from '@hartlab/isa';
import type { Csr } from './csr.ts';

/** Whether an ISA has the one extension, or all of several; of a list within the list, any. */
export const hasAll = (extensions: Extension | readonly (Extension | readonly Extension[])[] = [], isa: Isa): boolean =>
  typeof extensions === 'string'
    ? isa.has(extensions)
    : extensions.every((one) => (typeof one === 'string' ? isa.has(one) : one.some((any) => isa.has(any))));

/** Whether a hart with this ISA has the CSR at all. */
export const exists = ({ requires, fields }: Csr, isa: Isa): boolean =>
  requires === 'any field' ? fields.some(({ rule }) => hasAll(rule.requires, isa)) : hasAll(requires, isa);
