import type { InterruptLine, MachineMemory } from '@hartlab/hart';
import type { Clock } from '../clock.ts';
import type { FdtNode, FdtValue } from '../fdt.ts';
import type { AddressRange } from '../image.ts';
import type { Stop } from '../stop.ts';
import type { LineEnd, VirtioOptions } from '../virtio/plug.ts';
import type { Device, Receive, SerialLine, Wire } from './device.ts';

/** What a board has for its devices to be connected to. */
export interface Surroundings {
  /**
   * For what a device does to memory by itself (DMA). It stores with `write` and `writeBytes`, as a hart does, and asks
   * `contains` before: an address that a guest chose may be anywhere.
   */
  readonly memory: MachineMemory;
  readonly clock: Clock;
  /** What the UART is connected to. */
  readonly console: SerialLine;
  /** The line of a serial port of another device; nothing comes and goes there, if absent. */
  readonly lineTo?: (end: LineEnd) => SerialLine;
  /** The contents of the ROM. */
  readonly rom: Uint8Array;
  /** What is in the slots of virtio; nothing if absent. */
  readonly virtio?: VirtioOptions | undefined;
  /** Is given one line for each request that a disk has served. */
  readonly traceDisks?: ((line: string) => void) | undefined;
  /** Ends the run, after the boundary that is under way. */
  readonly end: (stop: Stop) => void;
}

/** A class of devices. */
export type DeviceKind<D extends Device> = abstract new (...connections: never[]) => D;

/** What one device is connected to, of which it takes what it needs. */
export interface Connections<Line extends InterruptLine = InterruptLine> extends Surroundings {
  /** Its interrupt, which is the first `irq` of its row; it leads nowhere if that has none. */
  readonly interrupt: Wire;
  /** All its interrupts, in the order of its row. */
  readonly interrupts: readonly Wire[];
  /** For each hart, the lines that its row `drives`. */
  readonly lines: readonly Readonly<Record<Line, Wire>>[];
  /** For each hart, where a message-signaled interrupt for one of its interrupt files goes. */
  readonly messages: readonly Receive[];
  /** Stores 32 bits at a physical address: for a message-signalled interrupt. Only RAM and what `takesMessages` take it. */
  readonly message: (address: number, data: number) => void;
  /** The first of the devices that come before it on the board and are of that kind. @throws RangeError when there is none. */
  readonly of: <D extends Device>(kind: DeviceKind<D>) => D;
}

/** What a device's node says in the device tree, besides what follows from its row. */
export interface DeviceNode {
  /** Before `@`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, FdtValue>>;
  /** Properties made of cells: numbers, and the phandles of devices, by their names on the board. */
  readonly links?: Readonly<Record<string, readonly (number | string)[]>>;
  /** The cells that name one of its sources, if it is what the board's devices interrupt. */
  readonly interruptCells?: (source: number) => readonly number[];
  /** Whether firmware that keeps the device for itself says in the tree that it is disabled, as OpenSBI does (lib/utils/fdt/fdt_fixup.c). */
  readonly disabledByFirmware?: true;
  /** Its name under /aliases. `serial0` is the console. */
  readonly alias?: string;
  /** What reg says, the first range in the node's name as well; the row's range if absent. */
  readonly ranges?: readonly AddressRange[];
  /** Whether it has a phandle although no other node refers to it. */
  readonly phandle?: true;
  /** Nodes of the root that refer to it, by its phandle, in the order in which QEMU describes them. */
  readonly users?: (phandle: number) => readonly FdtNode[];
}

/**
 * A device of a board, said once, in its own file. Bus, interrupts, device tree, snapshots, protection and the run are made
 * from the rows, so they cannot disagree.
 */
export interface DeviceRow<D extends Device = Device, Line extends InterruptLine = InterruptLine> extends AddressRange {
  /** Its source in the interrupt controller, or its sources. */
  readonly irq?: number | readonly number[];
  /** The lines of each hart that it drives, in the order in which it numbers them. */
  readonly drives?: readonly Line[];
  /** Whether it is M-mode's alone, as OpenSBI treats it: its other devices it shares with S-mode. */
  readonly machineMode?: true;
  /**
   * What of its state software below M-mode can see, or decides what that will see, as plain data; all of it, if absent.
   *
   * @param state what `save` answers
   */
  observable?(state: ReturnType<D['save']>): unknown;
  /** A device without one is not in the device tree. */
  readonly node?: DeviceNode;
  make(connections: Connections<Line>): D;
}
