export { Firmware, type BootOptions, type FirmwareOptions, type FirmwareSnapshot } from './firmware.ts';
export { firmwareSize } from './firmware-region.ts';
export type { Mark, MarkKind } from './mark.ts';
export { claimIpi, ipiIdentity } from './machine-file.ts';
export type { ErrorHardware, Platform, ReportedError } from './platform.ts';
export { standardEvents } from './pmu/hardware-counter.ts';
