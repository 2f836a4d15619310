import type { ContextStatus } from '@hartlab/isa';
import type { Field, HartView } from '../csr/csr.ts';
import { mstatus } from './machine-status.ts';
import { contextStatus } from './status-fields.ts';
import { vsstatus } from './virtual-supervisor.ts';

/**
 * Whether any use of the state is an illegal instruction: with V = 1 it has to be on in vsstatus as well as in mstatus
 * (priv "Extension Context Status in mstatus Register", "Virtual Supervisor Status (vsstatus) Register").
 */
export const isOff = (status: ContextStatus, hart: HartView): boolean =>
  hart.get(mstatus[status]) === contextStatus.off || (hart.V && hart.get(vsstatus[status]) === contextStatus.off);

/** What is needed of a hart to change its status fields. */
interface StatusHolder extends HartView {
  set(field: Field, value: number): void;
}

/** The state was changed, or may have been: it becomes Dirty in mstatus and, with V = 1, in vsstatus (ibid.). */
export function makeDirty(status: ContextStatus, hart: StatusHolder): void {
  for (const field of hart.V ? [mstatus[status], vsstatus[status]] : [mstatus[status]])
    if (hart.get(field) !== contextStatus.dirty) hart.set(field, contextStatus.dirty);
}
