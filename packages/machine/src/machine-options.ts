import type { EngineKind } from '@hartlab/hart';
import type { CpuSettings, Isa } from '@hartlab/isa';
import type { Mark } from '@hartlab/see';
import type { ResumePolicy } from '@hartlab/sse';
import type { Console } from './console.ts';
import type { SemihostingOptions } from './semihosting/semihosting.ts';
import type { Loaded, LoadOptions } from './load.ts';
import type { TraceMode } from './trace-hash.ts';
import type { VirtioOptions } from './virtio/plug.ts';

/** A machine and what runs on it. */
export interface MachineOptions extends LoadOptions, CpuSettings {
  readonly console: Console;
  /**
   * Where the UART, the SBI's console and HTIF write, if not to the console. Input is theirs unless a port of virtio leads to the
   * console.
   */
  readonly serial?: ((byte: number) => void) | undefined;
  /** 1 to 8, besides the hand; 1 if absent. */
  readonly harts?: number;
  /** Bytes of RAM, whole MiB, 8 MiB to 3 GiB, with the hand's; 128 MiB if absent. */
  readonly ram?: number;
  /** What was loaded into a machine whose snapshot is to be restored: nothing is loaded anew. `Machine.loaded` was it. */
  readonly loaded?: Loaded;
  /** Physical addresses of bytes of RAM: the 64 bytes around each are corrupted from the start. None if absent. */
  readonly poison?: readonly number[];
  /** What is in the slots of virtio; nothing if absent. */
  readonly virtio?: VirtioOptions | undefined;
  /** What a guest may ask of the host by semihosting; it may not, if absent. */
  readonly semihosting?: SemihostingOptions | undefined;
  /** What each hart has; that of QEMU's `rv64` if absent. */
  readonly isa?: Isa;
  /** How the built-in firmware resumes what an SSE event interrupted; `private` if absent. */
  readonly policy?: ResumePolicy;
  /** Whether the built-in firmware has snapshots of counters in shared memory; true if absent. */
  readonly pmuSnapshots?: boolean;
  /** Instructions of one hart in a tick of mtime; 10 if absent. */
  readonly instructionsPerTick?: number;
  /** Instructions of one hart before the next one's turn, also where there is only one. If absent 1,000, or 100,000 where there is only one. */
  readonly quantum?: number;
  /** What lets the harts run; the reference interpreter if absent. It has no effect on what the guest does. */
  readonly engine?: EngineKind;
  /**
   * Whether the machine starts again when the guest asks for a reset, as QEMU's does; the run ends there if absent, and in a
   * machine with a hand, which the firmware has started.
   */
  readonly reboots?: boolean;
  /** The hash over the run to keep; none if absent. A full one is of every instruction, and no engine compiles any then. */
  readonly traceHash?: TraceMode | undefined;
  /** Is given one line for each SBI call to the built-in firmware. */
  readonly traceSbi?: (line: string) => void;
  /** Is given one line for each request that a disk has served: `virtio-mmio-bus.7: flush`. */
  readonly traceDisks?: (line: string) => void;
  /** Is given one line for each access that no device takes, and that ends in an access fault. */
  readonly guestErrors?: (line: string) => void;
  /** Is told what the guest tells whoever watches, over the lab channel of the SBI's MPXY. It is told again after a rollback. */
  readonly marked?: (mark: PlacedMark) => void;
}

/** A mark, and where in the run it was made. */
export interface PlacedMark extends Mark {
  /** Instructions that all harts together had retired before. */
  readonly instructions: number;
}
