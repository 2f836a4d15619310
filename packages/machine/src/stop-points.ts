import type { Hart, MachineMemory, Watched } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import type { Stop } from './stop.ts';

/** A place before which a run stops. */
export interface Breakpoint {
  /** The virtual address of an instruction, whatever the address space and the mode. */
  readonly address: bigint;
  /** The index of the hart that stops there; any if absent. */
  readonly hart?: number;
}

/** Bytes after whose access by an instruction a run stops: a range of virtual addresses. */
export interface Watchpoint extends Watched {
  /** The index of the hart whose accesses they are; any if absent. */
  readonly hart?: number;
}

/** What harts are to stop at. */
interface Wanted {
  readonly breakpoints?: readonly Breakpoint[] | undefined;
  readonly watchpoints?: readonly Watchpoint[] | undefined;
}

/** Where runs stop for somebody who debugs the guest. It is no state of the machine. */
export class StopPoints {
  readonly #harts: readonly Hart[];
  readonly #memory: MachineMemory;
  #wanted: Wanted = {};
  /** Where a run has stopped before an instruction: the next one goes on with it. */
  #stopped: { readonly hart: Hart; readonly pc: bigint; readonly position: number } | undefined;

  constructor(harts: readonly Hart[], memory: MachineMemory) {
    this.#harts = harts;
    this.#memory = memory;
  }

  /** @throws RangeError when something is wanted of a hart that is not there, or of no bytes. */
  set({ breakpoints, watchpoints }: Wanted): void {
    if (breakpoints === this.#wanted.breakpoints && watchpoints === this.#wanted.watchpoints) {
      for (const { stops } of this.#harts) stops.watchpoints.take();
      return;
    }
    for (const { hart } of [...(breakpoints ?? []), ...(watchpoints ?? [])])
      if (hart !== undefined && !this.#harts[hart]) throw new RangeError(`there is no hart of index ${hart} to stop`);
    for (const { address, length } of watchpoints ?? [])
      if (!Number.isSafeInteger(length) || length < 1)
        throw new RangeError(`${length} bytes at ${hex(address)} cannot be watched; give a whole number of at least 1`);
    this.#wanted = { breakpoints, watchpoints };
    // Where they lie is found anew.
    this.#memory.breakpoints.clear();
    for (const each of this.#harts) {
      const isFor = ({ hart }: { readonly hart?: number }) => hart === undefined || hart === each.index;
      const addresses = (breakpoints ?? []).filter(isFor).map(({ address }) => address);
      each.stops.set(addresses, (watchpoints ?? []).filter(isFor));
    }
  }

  /** Why a hart does not pass its next boundary, the one after this position. It does the next time. */
  before(hart: Hart, position: number): Stop | undefined {
    if (!hart.stops.isAtBreakpoint) return undefined;
    const { pc } = hart;
    const before = this.#stopped;
    if (before?.hart === hart && before.pc === pc && before.position === position) return undefined;
    this.#stopped = { hart, pc, position };
    const message = `hart ${hart.hartid} is at the breakpoint ${hex(pc)}`;
    return { reason: 'breakpoint', code: 0, message, breakpoint: pc };
  }

  /** Why a hart goes on no further than the boundaries that it has passed. */
  after(hart: Hart): Stop | undefined {
    const { watchpoints } = hart.stops;
    const seen = watchpoints.exist ? watchpoints.take() : undefined;
    if (!seen) return undefined;
    const { access, address, width, pc } = seen;
    const what = `${access === 'load' ? 'loaded' : 'stored'} ${width} byte${width === 1 ? '' : 's'} at ${hex(address)}`;
    return {
      reason: 'watchpoint',
      code: 0,
      message: `hart ${hart.hartid} has ${what}, which is watched, by the instruction at ${hex(pc)}`,
    };
  }

  /** The state of the machine was replaced: where a run has stopped, the next one does so again. */
  restored(): void {
    this.#stopped = undefined;
  }
}
