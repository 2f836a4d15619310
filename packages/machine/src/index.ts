export { PAYLOAD_BASE, RAM_BASE } from './board.ts';
export { type Bios, type BootOptions, kernelRole } from './boot.ts';
export { causeName } from './cause-name.ts';
export type { Clock } from './clock.ts';
export { CommitLog } from './commit-log.ts';
export { BufferConsole, type Console } from './console.ts';
export { type AddressRange, type Image, ImageError, type ImageSymbol, type Segment } from './image.ts';
export { readImage } from './load.ts';
export {
  DEFAULT_ISA,
  DEFAULT_RAM,
  Machine,
  type MachineOptions,
  MAXIMUM_HARTS,
  MAXIMUM_RAM,
  type RunOptions,
} from './machine.ts';
export { isElf } from './elf.ts';
export type { ChangedPage } from './ram-pages.ts';
export type { Role } from './role.ts';
export type { MachineState, Snapshot } from './snapshot.ts';
export type { Stop, StopReason } from './stop.ts';
export { symbolizer } from './symbols.ts';
