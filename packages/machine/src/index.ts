export {
  aiaKinds,
  board,
  type Board,
  type BoardOptions,
  type DeviceName,
  deviceNames,
  MAXIMUM_AIA_GUESTS,
  PAYLOAD_BASE,
  RAM_BASE,
  virt,
} from './board.ts';
export { type Bios, type Content, type Loaded, type LoadOptions, kernelRole } from './load.ts';
export type { DeviceStates } from './devices.ts';
export { isTimeRegister } from './devices/mtimer.ts';
export { hideHand } from './hand.ts';
export { type FdtNode, type FdtValue, flatten } from './fdt.ts';
export { readFdt } from './fdt-reader.ts';
export { causeName } from './cause-name.ts';
export type { Clock, ClockState } from './clock.ts';
export { commitLine } from './commit-log.ts';
export { BufferConsole, type Console } from './console.ts';
export { type AddressRange, type Image, ImageError, type ImageSymbol, type Segment } from './image.ts';
export { readImage } from './read-image.ts';
export { Machine } from './machine.ts';
export type { MachineOptions, PlacedMark } from './machine-options.ts';
export { isElf } from './elf.ts';
export type { DebugLines, DebugSection } from './debug-lines.ts';
export { LineTable, type SourceLine } from './line-table.ts';
export { type Inflate, isPacked, unpackImage } from './packed.ts';
export type { ChangedMemory } from './ram-pages.ts';
export type { Role } from './role.ts';
export type { MachineState, Snapshot } from './snapshot.ts';
export { partsOf, snapshotOf } from './snapshot-parts.ts';
export type { RunOptions } from './run-options.ts';
export { DEFAULT_RAM, HAND_RAM, MAXIMUM_HARTS, MAXIMUM_RAM } from './size.ts';
export type { Breakpoint, Watchpoint } from './stop-points.ts';
export type { Stop, StopReason } from './stop.ts';
export type { NamedImage } from './code-home.ts';
export { readSymbolFile, type SymbolFile } from './symbol-file.ts';
export { bytesOf, dataOf } from './plain-bytes.ts';
export { symbolizer } from './symbolizer.ts';
export { sampleDistance, type TraceMode, traceModes, type TraceState } from './trace-hash.ts';
export { ipv4Address } from './network/ipv4.ts';
export { userNetwork, type UserNetworkOptions } from './network/user-network.ts';
export { SECTOR, type DiskImage } from './virtio/disk.ts';
export type { SemihostingOptions } from './semihosting/semihosting.ts';
export { errno } from './errno.ts';
export { FileError, type FileFacts, type FileKind, type SharedDirectory } from './virtio/shared-directory.ts';
export type { LineEnd, PortOptions, VirtioOptions, VirtioPlug } from './virtio/plug.ts';
export { VIRTIO_SLOTS } from './virtio/virtio-slots.ts';
