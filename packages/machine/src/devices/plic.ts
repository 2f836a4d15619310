import type { Width } from '@hartlab/isa';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';
import { setBit } from './source-bits.ts';

/*
 * Source: RISC-V Platform-Level Interrupt Controller specification, "Memory Map" and the sections named below; and, where
 * it departs from that, QEMU, hw/intc/sifive_plic.c (docs/decisions/interrupts-come-as-on-qemu.md).
 */
const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
const THRESHOLD = 0;
const CLAIM = 4;

/** The context of the M-mode of a hart; that of its S-mode is the next. */
export const machineContext = (hart: number): number => 2 * hart;
/** Offsets of the registers that M-mode software needs of its own contexts. */
export const priorityRegister = (source: number): number => 4 * source;
export const enableRegister = (context: number, word: number): number => ENABLE + context * ENABLE_STRIDE + 4 * word;
export const claimRegister = (context: number): number => CONTEXT + context * CONTEXT_STRIDE + CLAIM;

/** Interrupt sources 1 to 95; 0 means none. As many as QEMU's virt has, which counts 96 with that one. */
export const PLIC_SOURCES = 95;
/** Priorities are WARL: three bits, as QEMU's virt has them. */
const PRIORITY_MASK = 7;
/** Words that have a bit for each source. */
export const PLIC_WORDS: number = Math.ceil((PLIC_SOURCES + 1) / 32);

interface Context {
  readonly enabled: Uint32Array;
  threshold: number;
}

interface PlicState {
  readonly priority: Uint32Array;
  readonly pending: Uint32Array;
  /** Claimed and not yet completed. */
  readonly inService: Uint32Array;
  readonly contexts: readonly Context[];
}

/**
 * Platform-level interrupt controller. Context 2h is M-mode of hart h, context 2h+1 its S-mode. It remembers no levels: a
 * source that is raised, again or not, becomes pending, and stays so until it is claimed.
 */
export class Plic implements Device<PlicState> {
  readonly #outputs: readonly Wire[];
  #state: PlicState;
  /** Whether a snapshot has the same arrays. */
  #isShared = false;

  /** `outputs[c]` is the external-interrupt line of context c. */
  constructor(outputs: readonly Wire[]) {
    this.#outputs = outputs;
    this.#state = {
      priority: new Uint32Array(PLIC_SOURCES + 1),
      pending: new Uint32Array(PLIC_WORDS),
      inService: new Uint32Array(PLIC_WORDS),
      contexts: outputs.map(() => ({ enabled: new Uint32Array(PLIC_WORDS), threshold: 0 })),
    };
  }

  /** Interrupt source `source`, 1 to 95, is raised or dropped. */
  setSource(source: number, level: boolean): void {
    if (!level) return;
    this.#own();
    setBit(this.#state.pending, source, true);
    this.#drive();
  }

  read(offset: number, width: Width): bigint | undefined {
    if (width !== 4 || offset % 4 !== 0) return undefined;
    // A claim changes the state.
    if (offset >= CONTEXT) this.#own();
    return BigInt(this.#read(offset) >>> 0);
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (width !== 4 || offset % 4 !== 0) return false;
    this.#own();
    this.#write(offset, Number(value & 0xffff_ffffn));
    return true;
  }

  /** Copies nothing until the state changes, because at most boundaries of a sweep it does not. */
  save(): PlicState {
    this.#isShared = true;
    return this.#state;
  }

  restore(state: PlicState): void {
    this.#state = state;
    this.#isShared = true;
  }

  /** To be called before the state changes. */
  #own(): void {
    if (this.#isShared) this.#state = copy(this.#state);
    this.#isShared = false;
  }

  #read(offset: number): number {
    if (offset < PENDING) return this.#state.priority[offset / 4] ?? 0;
    if (offset < ENABLE) return this.#state.pending[(offset - PENDING) / 4] ?? 0;
    const { context, register } = locate(offset);
    const state = this.#state.contexts[context];
    if (!state) return 0;
    if (offset < CONTEXT) return state.enabled[register / 4] ?? 0;
    if (register === THRESHOLD) return state.threshold;
    return register === CLAIM ? this.#claim(state) : 0;
  }

  #write(offset: number, value: number): void {
    if (offset < PENDING) {
      const source = offset / 4;
      if (source === 0 || source > PLIC_SOURCES) return;
      this.#state.priority[source] = value & PRIORITY_MASK;
      return this.#drive();
    }
    const { context, register } = locate(offset);
    const state = this.#state.contexts[context];
    if (offset < ENABLE || !state) return;
    if (offset < CONTEXT) {
      // The line of the context follows at the next change of anything else.
      if (register / 4 < PLIC_WORDS) state.enabled[register / 4] = value;
    } else if (register === THRESHOLD) {
      state.threshold = value & PRIORITY_MASK;
      this.#drive();
    } else if (register === CLAIM) this.#complete(value);
  }

  /** "Interrupt Claims": the best source above the threshold; 0 when there is none. */
  #claim(context: Context): number {
    const source = this.#best(context);
    if (source !== 0) {
      setBit(this.#state.pending, source, false);
      setBit(this.#state.inService, source, true);
    }
    this.#drive();
    return source;
  }

  /** "Interrupt Completion": any context can complete a source. */
  #complete(source: number): void {
    if (source > PLIC_SOURCES) return;
    setBit(this.#state.inService, source, false);
    this.#drive();
  }

  /**
   * The source of highest priority, the smaller number first, of those that are pending, enabled, not in service and above the
   * threshold ("Priority Thresholds"): so priority 0 never interrupts.
   */
  #best({ enabled, threshold }: Context): number {
    const { pending, inService } = this.#state;
    let best = 0;
    let highest = threshold;
    for (let word = 0; word < PLIC_WORDS; word++) {
      const candidates = (pending[word] ?? 0) & ~(inService[word] ?? 0) & (enabled[word] ?? 0);
      if (candidates === 0) continue;
      for (let index = 0; index < 32; index++) {
        const source = word * 32 + index;
        const priority = this.#state.priority[source] ?? 0;
        if (((candidates >>> index) & 1) === 0 || priority <= highest) continue;
        best = source;
        highest = priority;
      }
    }
    return best;
  }

  #drive(): void {
    for (const [index, context] of this.#state.contexts.entries()) this.#outputs[index]?.(this.#best(context) !== 0);
  }
}

const copy = ({ priority, pending, inService, contexts }: PlicState): PlicState => ({
  priority: priority.slice(),
  pending: pending.slice(),
  inService: inService.slice(),
  contexts: contexts.map(({ enabled, threshold }) => ({ enabled: enabled.slice(), threshold })),
});

/** The context whose registers `offset` lies in, and the offset among them. */
function locate(offset: number): { context: number; register: number } {
  const [base, stride] = offset < CONTEXT ? [ENABLE, ENABLE_STRIDE] : [CONTEXT, CONTEXT_STRIDE];
  return { context: Math.floor((offset - base) / stride), register: (offset - base) % stride };
}

/** What each context of a hart drives. */
const CONTEXTS = ['MEIP', 'SEIP'] as const;

export const plic: DeviceRow<Plic, (typeof CONTEXTS)[number]> = {
  base: 0xc00_0000,
  size: 0x60_0000,
  drives: CONTEXTS,
  node: {
    name: 'interrupt-controller',
    properties: {
      compatible: ['sifive,plic-1.0.0', 'riscv,plic0'],
      'interrupt-controller': true,
      '#interrupt-cells': 1,
      '#address-cells': 0,
      'riscv,ndev': PLIC_SOURCES,
    },
    interruptCells: (source) => [source],
  },
  // What M-mode has enabled for itself decides what comes to M-mode alone.
  observable: ({ contexts, ...shared }) => ({ ...shared, contexts: contexts.filter((_, number) => number % 2 === 1) }),
  make: ({ lines }) => new Plic(lines.flatMap((hart) => CONTEXTS.map((line) => hart[line]))),
};
