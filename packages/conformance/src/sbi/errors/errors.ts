import type { Descriptions } from '../descriptions.ts';
import { baseErrors, dbcnErrors, ipiErrors, legacyErrors, srstErrors, timeErrors } from './base.ts';
import type { ExtensionErrors, FunctionErrors } from './conditions.ts';
import { pmuErrors } from './counters.ts';
import { fwftErrors, hsmErrors, rfenceErrors, suspErrors } from './harts.ts';
import { mpxyErrors } from './messages.ts';
import { cppcErrors } from './performance.ts';
import { sseErrors } from './sse.ts';
import { dbtrErrors } from './triggers.ts';

/**
 * How each function of each description fails; a description that the firmware does not offer says why instead. One that is
 * missing does not compile.
 */
const every: { readonly [K in keyof Descriptions]: ExtensionErrors<Descriptions[K]> | string } = {
  BASE: baseErrors,
  LEGACY: legacyErrors,
  TIME: timeErrors,
  IPI: ipiErrors,
  RFENCE: rfenceErrors,
  HSM: hsmErrors,
  SRST: srstErrors,
  PMU: pmuErrors,
  DBCN: dbcnErrors,
  SUSP: suspErrors,
  CPPC: cppcErrors,
  SSE: sseErrors,
  FWFT: fwftErrors,
  DBTR: dbtrErrors,
  MPXY: mpxyErrors,
  NACL: 'it is for a hypervisor to accelerate guests that have hypervisor extensions of their own',
  STA: 'no hart of this machine is ever taken away from its supervisor',
};

/** The same for those who go through all of them, by the name of the description. */
export const sbiErrors = every as Readonly<Record<string, Readonly<Record<string, FunctionErrors>> | string>>;
