import { type Csr, isCsr } from '../csr/csr.ts';
import { CsrMap } from './csr-map.ts';
import * as counterEnable from './counter-enable.ts';
import * as counters from './counters.ts';
import * as environmentConfiguration from './environment-configuration.ts';
import * as float from './float.ts';
import * as guestExternalInterrupts from './guest-external-interrupts.ts';
import * as hypervisor from './hypervisor.ts';
import * as hypervisorStatus from './hypervisor-status.ts';
import * as interruptFiles from './interrupt-files.ts';
import * as interruptPriorities from './interrupt-priorities.ts';
import * as machineCounters from './machine-counters.ts';
import * as machineInformation from './machine-information.ts';
import * as machineSecurity from './machine-security.ts';
import * as machineStatus from './machine-status.ts';
import * as machineTrap from './machine-trap.ts';
import * as physicalMemoryProtection from './physical-memory-protection.ts';
import * as resumableNmi from './resumable-nmi.ts';
import * as shadowStackPointer from './shadow-stack-pointer.ts';
import * as stateEnable from './state-enable.ts';
import * as supervisor from './supervisor.ts';
import * as timer from './timer.ts';
import * as topExternalInterrupts from './top-external-interrupts.ts';
import * as topInterrupts from './top-interrupts.ts';
import * as debugTriggers from './triggers.ts';
import * as virtualInterrupts from './virtual-interrupts.ts';
import * as virtualSupervisor from './virtual-supervisor.ts';

export * from './counted-events.ts';
export * from './counter-enable.ts';
export * from './counters.ts';
export * from './environment-configuration.ts';
export * from './float.ts';
export * from './guest-external-interrupts.ts';
export * from './hypervisor.ts';
export * from './hypervisor-status.ts';
export * from './interrupt-files.ts';
export * from './interrupt-priorities.ts';
export * from './machine-counters.ts';
export * from './machine-information.ts';
export * from './machine-security.ts';
export * from './machine-status.ts';
export * from './machine-trap.ts';
export * from './physical-memory-protection.ts';
export * from './pmp-configuration.ts';
export * from './resumable-nmi.ts';
export * from './shadow-stack-pointer.ts';
export * from './state-enable.ts';
export * from './supervisor.ts';
export * from './timer.ts';
export * from './top-external-interrupts.ts';
export * from './top-interrupts.ts';
export * from './trigger-types.ts';
export * from './triggers.ts';
export * from './virtual-interrupts.ts';
export * from './virtual-supervisor.ts';

/** The files that declare CSRs: all that they export are. */
const chapters: readonly Readonly<Record<string, unknown>>[] = [
  counterEnable,
  counters,
  environmentConfiguration,
  float,
  guestExternalInterrupts,
  hypervisor,
  hypervisorStatus,
  interruptFiles,
  interruptPriorities,
  machineCounters,
  machineInformation,
  machineSecurity,
  machineStatus,
  machineTrap,
  physicalMemoryProtection,
  resumableNmi,
  shadowStackPointer,
  stateEnable,
  supervisor,
  timer,
  topExternalInterrupts,
  topInterrupts,
  debugTriggers,
  virtualInterrupts,
  virtualSupervisor,
];

/** Every CSR, by address; those that have none, which others show, come last. Extensions decide which of them a hart has. */
export const csrs: readonly Csr[] = chapters
  .flatMap((chapter) => Object.values<unknown>(chapter).flat().filter(isCsr))
  .toSorted((one, other) => one.address - other.address);

/** The same by address. */
export const csrMap: CsrMap = new CsrMap(csrs);
