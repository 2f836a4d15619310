import { type Affected, halves, isView } from '../csr/csr.ts';
import { csrs, mstatus } from '../csrs/csrs.ts';
import type { HartState } from '../state/hart-state.ts';
import { contextLayout, translationLayout } from '../state/layout.ts';
import type { TranslationKeeper } from '../state/table-pages.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import type { Access } from '../trap/trap.ts';
import { TranslationCache } from './translation-cache.ts';

/** Halves of CSRs' cells with bits on which translation depends: where they are among the halves of CSRs, and which bits. */
class Words {
  readonly places: Int32Array;
  readonly masks: Int32Array;

  /** Those that the declarations say affect it. */
  constructor(affected: Affected) {
    const words = csrs.flatMap((csr) => {
      const effect = isView(csr) ? undefined : csr.effects.find((each) => each.affected === affected);
      if (!effect) return [];
      const masks = [effect.lowMask, effect.highMask] as const;
      return halves
        .filter((half) => masks[half] !== 0)
        .map((half) => ({ place: 2 * csr.address + half, mask: masks[half] }));
    });
    this.places = Int32Array.from(words, ({ place }) => place);
    this.masks = Int32Array.from(words, ({ mask }) => mask);
  }

  get length(): number {
    return this.places.length;
  }

  /** Copies the bits to a key, from this index on. */
  copy(key: Int32Array, from: number, csrHalves: Int32Array): void {
    const { places, masks } = this;
    for (let index = 0; index < places.length; index++) key[from + index] = csrHalves[places[index]!]! & masks[index]!;
  }
}

const always = new Words('translation');
/** As whom accesses are made while mstatus.MPRV is set. */
const modified = new Words('modified-privilege');
const keyLength = 1 + always.length + modified.length;

/** How many a hart remembers. One more is that of which nothing is known. */
const remembered = translationLayout.contexts - 1;

/** What a hart's own accesses found while its mode and these CSRs were as they are in one context. */
export class TranslationContext {
  /** Where its caches are in the machine's memory. */
  readonly place: number;
  readonly fetch: TranslationCache;
  readonly load: TranslationCache;
  readonly store: TranslationCache;
  /** The mode, and the words; no mode at first. */
  readonly #key = new Int32Array(keyLength).fill(-1);

  constructor(memory: MachineMemory, place: number) {
    const cache = (offset: number) =>
      new TranslationCache(memory.memory.buffer, place + offset, memory.ramBase - memory.layout.ram);
    this.place = place;
    this.fetch = cache(contextLayout.fetch);
    this.load = cache(contextLayout.load);
    this.store = cache(contextLayout.store);
  }

  of(access: Access): TranslationCache {
    return access === 'load' ? this.load : access === 'store' ? this.store : this.fetch;
  }

  is(key: Int32Array): boolean {
    const mine = this.#key;
    for (let index = 0; index < mine.length; index++) if (mine[index] !== key[index]) return false;
    return true;
  }

  /** Becomes another context, of which nothing is known. */
  become(key: Int32Array): void {
    this.#key.set(key);
    this.forget();
  }

  /** Forgets where the page of an address lies. */
  forgetPage(low: number, high: number): void {
    this.fetch.forget(low, high);
    this.load.forget(low, high);
    this.store.forget(low, high);
  }

  /** Forgets where pages lie. */
  forget(): void {
    this.fetch.flush();
    this.load.flush();
    this.store.flush();
  }
}

/**
 * What one hart's accesses found, by context: all that a translation depends on besides page tables and PMP. So a change
 * of mode or satp forgets nothing, and costs nothing before the next access.
 */
export class TranslationContexts implements TranslationKeeper {
  /** What is known of the context in which the hart is; nothing, as long as it is not known which that is. */
  current: TranslationContext;
  readonly #state: HartState;
  readonly #memory: MachineMemory;
  /** Where the hart's contexts are in the machine's memory. */
  readonly #place: number;
  readonly #unknown: TranslationContext;
  readonly #known: TranslationContext[] = [];
  /** The contexts of modes with the CSRs as they are, as far as they were asked for. */
  readonly #byMode: (TranslationContext | undefined)[] = [];
  readonly #key = new Int32Array(keyLength);
  /** Which one is the next to make room. */
  #next = 0;

  constructor(state: HartState, memory: MachineMemory, index: number) {
    this.#state = state;
    this.#memory = memory;
    this.#place = memory.layout.translations + index * translationLayout.contexts * contextLayout.size;
    this.#unknown = new TranslationContext(memory, this.#place);
    this.current = this.#unknown;
  }

  /** To be called when the mode has changed. */
  modeChanged(): void {
    this.current = this.#unknown;
  }

  /** To be called when a CSR on which translation depends may have changed. */
  changed(): void {
    this.current = this.#unknown;
    this.#byMode.length = 0;
  }

  /** To be called when page tables or PMP may have changed. */
  forget(): void {
    for (const context of this.#known) context.forget();
  }

  /** To be called when the page tables may have changed for the page of this address, in halves. */
  forgetPage(low: number, high: number): void {
    for (const context of this.#known) context.forgetPage(low, high);
  }

  /** `current`, after a look which it is: only there is something to be inserted. */
  present(): TranslationContext {
    if (this.current === this.#unknown) this.current = this.#byMode[this.#state.mode] ??= this.#find();
    return this.current;
  }

  #find(): TranslationContext {
    const key = this.#key;
    const { csrHalves } = this.#state;
    key[0] = this.#state.mode;
    always.copy(key, 1, csrHalves);
    const { address, half, ones } = mstatus.MPRV;
    if ((csrHalves[2 * address + half]! & ones) === 0) key.fill(0, 1 + always.length);
    else modified.copy(key, 1 + always.length, csrHalves);
    for (const context of this.#known) if (context.is(key)) return context;
    return this.#make(key);
  }

  /** A new one, or the place of the one that is there the longest. */
  #make(key: Int32Array): TranslationContext {
    const context = (this.#known[this.#next] ??= new TranslationContext(
      this.#memory,
      this.#place + (this.#next + 1) * contextLayout.size,
    ));
    this.#next = (this.#next + 1) % remembered;
    this.#byMode.length = 0;
    context.become(key);
    return context;
  }
}
