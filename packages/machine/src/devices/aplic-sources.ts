import { APLIC_SOURCES } from './aplic-registers.ts';
import type { AplicState } from './aplic-state.ts';
import { bitOf, setBit } from './source-bits.ts';

/*
 * Source: aia "Source configurations (`sourcecfg[1]–sourcecfg[1023]`)" and "Precise effects on interrupt-pending bits".
 */
const D = 1 << 10;
const CHILD_INDEX = 0x3ff;
const sourceMode = { inactive: 0, detached: 1, edge1: 4, edge0: 5, level1: 6, level0: 7 } as const;
const modes: readonly number[] = Object.values(sourceMode);
const isActive = (configuration: number) => configuration !== 0 && (configuration & D) === 0;
const isLevel = (configuration: number) => configuration === sourceMode.level1 || configuration === sourceMode.level0;
const isInverted = (configuration: number) => configuration === sourceMode.edge0 || configuration === sourceMode.level0;

/** What the sources of a domain are connected to. */
interface SourceConnections {
  /** Those of the domain that delegates sources to this one; the root has none. */
  readonly parent: AplicSources | undefined;
  readonly sendsMessages: boolean;
  /** Delivers what is pending and enabled now. */
  readonly deliver: () => void;
}

/** The interrupt sources of a domain, and all that it holds besides. Sources are 1 to 95. */
export class AplicSources {
  readonly #to: SourceConnections;
  #child: AplicSources | undefined;
  #state: AplicState;
  /** Whether a snapshot has the same arrays. */
  #isShared = false;

  constructor(state: AplicState, to: SourceConnections) {
    this.#state = state;
    this.#to = to;
    if (to.parent) to.parent.#child = this;
  }

  get state(): Readonly<AplicState> {
    return this.#state;
  }

  /** What it holds, to be changed: what a snapshot has stays as it is. */
  change(): AplicState {
    if (this.#isShared) this.#state = structuredClone(this.#state);
    this.#isShared = false;
    return this.#state;
  }

  /** Copies nothing until the state changes. */
  save(): AplicState {
    this.#isShared = true;
    return this.#state;
  }

  restore(state: AplicState): void {
    this.#state = state;
    this.#isShared = true;
  }

  /** The level of a wire: at the root. */
  setWire(source: number, level: boolean): void {
    if (bitOf(this.#state.wires, source) === level) return;
    setBit(this.change().wires, source, level);
    this.#wireChanged(source);
  }

  /** aia "Interrupt domains": sources that are not delegated to the domain are to it as though they were not there. */
  has(source: number): boolean {
    return source > 0 && source <= APLIC_SOURCES && (!this.#to.parent || this.#to.parent.#delegates(source));
  }

  isActive(source: number): boolean {
    return this.has(source) && isActive(this.#state.sourcecfg[source]!);
  }

  /** The rectified input value. */
  isHigh(source: number): boolean {
    const mode = this.#state.sourcecfg[source]!;
    if (!this.isActive(source) || mode === sourceMode.detached) return false;
    const { wires } = (this.#to.parent ?? this).#state;
    return bitOf(wires, source) !== isInverted(mode);
  }

  /** Takes what is written to sourcecfg. */
  configure(source: number, value: number): void {
    const state = this.change();
    const wasDelegated = this.#delegates(source);
    const mode = modes.includes(value & 7) ? value & 7 : sourceMode.inactive;
    const delegated = this.#child ? D | (value & CHILD_INDEX) : sourceMode.inactive;
    const configuration = (value & D) === 0 ? mode : delegated;
    state.sourcecfg[source] = configuration;
    if (wasDelegated && !this.#delegates(source)) this.#child!.#lose(source);
    if (!isActive(configuration)) {
      setBit(state.pending, source, false);
      setBit(state.enabled, source, false);
    } else if (this.isHigh(source)) setBit(state.pending, source, true);
    else if (isLevel(configuration)) setBit(state.pending, source, false);
  }

  /** In direct delivery mode the pending bit of a level is the level; in MSI delivery mode only a high one can be set. */
  setPending(source: number): void {
    if (!this.isActive(source)) return;
    const level = isLevel(this.#state.sourcecfg[source]!);
    if (!level || (this.#to.sendsMessages && this.isHigh(source))) setBit(this.change().pending, source, true);
  }

  clearPending(source: number): void {
    if (!this.isActive(source)) return;
    const level = isLevel(this.#state.sourcecfg[source]!);
    if (!level || this.#to.sendsMessages) setBit(this.change().pending, source, false);
  }

  enable(source: number, enabled: boolean): void {
    if (this.isActive(source)) setBit(this.change().enabled, source, enabled);
  }

  /** To the child, which is number 0. */
  #delegates(source: number): boolean {
    return this.#state.sourcecfg[source] === D;
  }

  /** The source is no longer delegated here. */
  #lose(source: number): void {
    this.configure(source, sourceMode.inactive);
    this.#to.deliver();
  }

  /** A transition of the wire. */
  #wireChanged(source: number): void {
    if (this.#delegates(source)) {
      this.#child!.#wireChanged(source);
      return;
    }
    const mode = this.#state.sourcecfg[source]!;
    if (!this.isActive(source) || mode === sourceMode.detached) return;
    const isHigh = this.isHigh(source);
    if (!isHigh && !isLevel(mode)) return;
    setBit(this.change().pending, source, isHigh);
    this.#to.deliver();
  }
}
