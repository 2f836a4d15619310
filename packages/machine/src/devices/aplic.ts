import type { Width } from '@hartlab/isa';
import { isLocked, messageAddress, messageAddressWritten } from './aplic-message.ts';
import { APLIC_SOURCES, APLIC_WORDS, aplicRegister, type PlacedRegister } from './aplic-registers.ts';
import type { Device, Wire } from './device.ts';

/*
 * Source: RISC-V Advanced Interrupt Architecture, "Advanced Platform-Level Interrupt Controller (APLIC)" and the sections
 * named below.
 */

/** domaincfg (aia "Domain configuration (`domaincfg`)"). */
const READ_ONLY = 0x8000_0000;
const IE = 1 << 8;
const DM = 1 << 2;

/** sourcecfg (aia "Source configurations (`sourcecfg[1]–sourcecfg[1023]`)"). */
const D = 1 << 10;
const CHILD_INDEX = 0x3ff;
const sourceMode = { inactive: 0, detached: 1, edge1: 4, edge0: 5, level1: 6, level0: 7 } as const;
const modes: readonly number[] = Object.values(sourceMode);
const isActive = (configuration: number) => configuration !== 0 && (configuration & D) === 0;
const isLevel = (configuration: number) => configuration === sourceMode.level1 || configuration === sourceMode.level0;
const isInverted = (configuration: number) => configuration === sourceMode.edge0 || configuration === sourceMode.level0;

/** target (aia "Interrupt targets (`target[1]-target[1023]`)"); priorities have three bits, as QEMU's virt has them. */
const HART_INDEX = 18;
const GUEST_INDEX = 12;
const GUESTS = 0x3f;
const EIID = 0x7ff;
const PRIORITIES = 7;

interface AplicState {
  /** The source wires, which the root domain has for all. */
  readonly wires: Uint32Array;
  readonly sourcecfg: Uint32Array;
  readonly target: Uint32Array;
  readonly pending: Uint32Array;
  readonly enabled: Uint32Array;
  readonly messageAddresses: Uint32Array;
  readonly idelivery: Uint32Array;
  readonly iforce: Uint32Array;
  readonly ithreshold: Uint32Array;
  enables: boolean;
  genmsi: number;
}

/** What a domain is connected to. */
interface AplicConnections {
  /** Its level, which is that of the interrupts that it raises. */
  readonly level: 'M' | 'S';
  /** The machine-level domain that delegates sources to it; the root has none. */
  readonly parent?: Aplic;
  /** The external-interrupt line of each hart; of as many harts as there are, also where the domain sends messages. */
  readonly outputs: readonly Wire[];
  /** Stores an MSI at a physical address. Where it is there, the domain is in MSI delivery mode, and in direct delivery mode if not. */
  readonly message?: ((address: number, data: number) => void) | undefined;
}

/** One interrupt domain of an advanced platform-level interrupt controller. The root has the wires, and may have one child. */
export class Aplic implements Device<AplicState> {
  readonly #to: AplicConnections;
  #child: Aplic | undefined;
  #state: AplicState;
  /** Whether a snapshot has the same arrays. */
  #isShared = false;

  constructor(to: AplicConnections) {
    this.#to = to;
    const perSource = () => new Uint32Array(APLIC_SOURCES + 1);
    const perHart = () => new Uint32Array(to.outputs.length);
    this.#state = {
      wires: new Uint32Array(to.parent ? 0 : APLIC_WORDS),
      sourcecfg: perSource(),
      target: perSource().fill(to.message ? 0 : 1),
      pending: new Uint32Array(APLIC_WORDS),
      enabled: new Uint32Array(APLIC_WORDS),
      messageAddresses: new Uint32Array(4),
      idelivery: perHart(),
      iforce: perHart(),
      ithreshold: perHart(),
      enables: false,
      genmsi: 0,
    };
    if (to.parent) to.parent.#child = this;
  }

  /** Whether it is in MSI delivery mode. */
  get sendsMessages(): boolean {
    return this.#to.message !== undefined;
  }

  /** The level of the wire of source `source`, 1 to 95: at the root. */
  setSource(source: number, level: boolean): void {
    if (bit(this.#state.wires, source) === level) return;
    this.#own();
    setBit(this.#state.wires, source, level);
    this.#wireChanged(source);
  }

  /** aia "Memory-mapped control region for an interrupt domain": aligned words only; all that is reserved reads zero. */
  read(offset: number, width: Width): bigint | undefined {
    if (width !== 4 || offset % 4 !== 0) return undefined;
    const register = aplicRegister(offset);
    return register ? BigInt(this.#read(register) >>> 0) : 0n;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (width !== 4 || offset % 4 !== 0) return false;
    const register = aplicRegister(offset);
    if (!register) return true;
    this.#own();
    this.#write(register, Number(value & 0xffff_ffffn));
    this.#deliver();
    return true;
  }

  /** Copies nothing until the state changes. */
  save(): AplicState {
    this.#isShared = true;
    return this.#state;
  }

  restore(state: AplicState): void {
    this.#state = state;
    this.#isShared = true;
    if (!this.#to.message) this.#drive();
  }

  /** To be called before the state changes. */
  #own(): void {
    if (this.#isShared) this.#state = structuredClone(this.#state);
    this.#isShared = false;
  }

  #read({ name, index }: PlacedRegister): number {
    const state = this.#state;
    switch (name) {
      case 'domaincfg':
        return READ_ONLY | (state.enables ? IE : 0) | (this.#to.message ? DM : 0);
      case 'sourcecfg':
        return state.sourcecfg[index]!;
      case 'target':
        return isActive(state.sourcecfg[index]!) ? state.target[index]! : 0;
      case 'msiaddrcfg':
        return state.messageAddresses[index]!;
      case 'setip':
        return state.pending[index]!;
      case 'in_clrip':
        return wordOf(index, (source) => this.#rectified(source));
      case 'setie':
        return state.enabled[index]!;
      case 'genmsi':
        return state.genmsi;
      case 'idelivery':
      case 'iforce':
      case 'ithreshold':
        return state[name][index] ?? 0;
      case 'topi':
        return this.#top(index);
      case 'claimi':
        return this.#claim(index);
      default:
        return 0;
    }
  }

  #write({ name, index }: PlacedRegister, value: number): void {
    const state = this.#state;
    switch (name) {
      case 'domaincfg':
        state.enables = (value & IE) !== 0;
        break;
      case 'sourcecfg':
        if (this.#has(index)) this.#configure(index, value);
        break;
      case 'target':
        if (this.#isActive(index)) state.target[index] = this.#targetOf(value);
        break;
      case 'msiaddrcfg':
        if (this.#to.message && !this.#to.parent && !isLocked(state.messageAddresses))
          state.messageAddresses[index] = messageAddressWritten(index, value);
        break;
      case 'setip':
        for (const source of sourcesIn(index, value)) this.#setPending(source);
        break;
      case 'setipnum':
      case 'setipnum_le':
        this.#setPending(value);
        break;
      case 'setipnum_be':
        this.#setPending(swapped(value));
        break;
      case 'in_clrip':
        for (const source of sourcesIn(index, value)) this.#clearPending(source);
        break;
      case 'clripnum':
        this.#clearPending(value);
        break;
      case 'setie':
      case 'clrie':
        for (const source of sourcesIn(index, value)) this.#enable(source, name === 'setie');
        break;
      case 'setienum':
      case 'clrienum':
        this.#enable(value, name === 'setienum');
        break;
      case 'genmsi':
        this.#sendExtempore(value);
        break;
      case 'idelivery':
      case 'iforce':
      case 'ithreshold':
        if (!this.#to.message && index < this.#to.outputs.length)
          state[name][index] = value & (name === 'ithreshold' ? PRIORITIES : 1);
    }
  }

  /** aia "Interrupt domains": sources that are not delegated to the domain are to it as though they were not there. */
  #has(source: number): boolean {
    return source > 0 && source <= APLIC_SOURCES && (!this.#to.parent || this.#to.parent.#delegates(source));
  }

  /** To the child, which is number 0. */
  #delegates(source: number): boolean {
    return this.#state.sourcecfg[source] === D;
  }

  #isActive(source: number): boolean {
    return this.#has(source) && isActive(this.#state.sourcecfg[source]!);
  }

  /** aia "Source configurations (`sourcecfg[1]–sourcecfg[1023]`)", the rectified input value. */
  #rectified(source: number): boolean {
    const mode = this.#state.sourcecfg[source]!;
    if (!this.#isActive(source) || mode === sourceMode.detached) return false;
    const { wires } = (this.#to.parent ?? this).#state;
    return bit(wires, source) !== isInverted(mode);
  }

  #configure(source: number, value: number): void {
    const state = this.#state;
    const wasDelegated = this.#delegates(source);
    const mode = modes.includes(value & 7) ? value & 7 : sourceMode.inactive;
    const delegated = this.#child ? D | (value & CHILD_INDEX) : sourceMode.inactive;
    const configuration = (value & D) === 0 ? mode : delegated;
    state.sourcecfg[source] = configuration;
    if (wasDelegated && !this.#delegates(source)) this.#child!.#lose(source);
    if (!isActive(configuration)) {
      setBit(state.pending, source, false);
      setBit(state.enabled, source, false);
    } else if (this.#rectified(source)) setBit(state.pending, source, true);
    else if (isLevel(configuration)) setBit(state.pending, source, false);
  }

  /** The source is no longer delegated here. */
  #lose(source: number): void {
    this.#own();
    this.#configure(source, sourceMode.inactive);
    this.#deliver();
  }

  #targetOf(value: number): number {
    const hart = (value >>> HART_INDEX) << HART_INDEX;
    if (!this.#to.message) return (hart | (value & PRIORITIES || 1)) >>> 0;
    return (hart | (this.#to.level === 'S' ? value & (GUESTS << GUEST_INDEX) : 0) | (value & EIID)) >>> 0;
  }

  /** aia "Precise effects on interrupt-pending bits": a transition of the wire. */
  #wireChanged(source: number): void {
    if (this.#delegates(source)) {
      this.#child!.#wireChanged(source);
      return;
    }
    const mode = this.#state.sourcecfg[source]!;
    if (!this.#isActive(source) || mode === sourceMode.detached) return;
    const rectified = this.#rectified(source);
    if (!rectified && !isLevel(mode)) return;
    this.#own();
    setBit(this.#state.pending, source, rectified);
    this.#deliver();
  }

  /** The same section: in direct delivery mode the pending bit of a level is the level; in MSI delivery mode only a high one can be set. */
  #setPending(source: number): void {
    if (!this.#isActive(source)) return;
    const level = isLevel(this.#state.sourcecfg[source]!);
    if (!level || (this.#to.message && this.#rectified(source))) setBit(this.#state.pending, source, true);
  }

  #clearPending(source: number): void {
    if (!this.#isActive(source)) return;
    if (this.#to.message || !isLevel(this.#state.sourcecfg[source]!)) setBit(this.#state.pending, source, false);
  }

  #enable(source: number, enabled: boolean): void {
    if (this.#isActive(source)) setBit(this.#state.enabled, source, enabled);
  }

  /** What is pending and enabled, ascending. */
  *#ready(): Generator<number> {
    const { pending, enabled } = this.#state;
    for (let word = 0; word < APLIC_WORDS; word++) {
      const bits = pending[word]! & enabled[word]!;
      if (bits !== 0) yield* sourcesIn(word, bits);
    }
  }

  #deliver(): void {
    if (this.#to.message) this.#forward();
    else this.#drive();
  }

  /** aia "Interrupt forwarding by MSIs". */
  #forward(): void {
    if (!this.#state.enables) return;
    for (const source of this.#ready()) {
      setBit(this.#state.pending, source, false);
      const target = this.#state.target[source]!;
      this.#send(target >>> HART_INDEX, (target >>> GUEST_INDEX) & GUESTS, target & EIID);
    }
  }

  /** aia "Generate MSI (`genmsi`)": it has gone when the store has been done, and is never busy. */
  #sendExtempore(value: number): void {
    if (!this.#to.message) return;
    this.#state.genmsi = (((value >>> HART_INDEX) << HART_INDEX) | (value & EIID)) >>> 0;
    this.#send(value >>> HART_INDEX, 0, value & EIID);
  }

  #send(hart: number, guest: number, identity: number): void {
    const { messageAddresses } = (this.#to.parent ?? this).#state;
    const address = messageAddress(messageAddresses, this.#to.level, hart, guest);
    // No address above 2^53 has anything.
    if (address <= Number.MAX_SAFE_INTEGER) this.#to.message?.(Number(address), identity);
  }

  /** aia "Top interrupt (`topi`)": the smallest priority number below the threshold, and of these the smallest source. */
  #top(hart: number): number {
    if (this.#to.message || hart >= this.#to.outputs.length) return 0;
    const { target, ithreshold } = this.#state;
    let [top, best] = [0, ithreshold[hart]! || PRIORITIES + 1];
    for (const source of this.#ready()) {
      const priority = target[source]! & PRIORITIES;
      if (target[source]! >>> HART_INDEX === hart && priority < best) [top, best] = [source, priority];
    }
    return top === 0 ? 0 : (top << 16) | best;
  }

  /** aia "Claim top interrupt (`claimi`)". */
  #claim(hart: number): number {
    const top = this.#top(hart);
    if (this.#to.message || hart >= this.#to.outputs.length) return 0;
    this.#own();
    if (top === 0) this.#state.iforce[hart] = 0;
    else this.#clearPending(top >> 16);
    this.#drive();
    return top;
  }

  /** aia "Interrupt delivery and handling". */
  #drive(): void {
    const { enables, idelivery, iforce } = this.#state;
    for (const [hart, output] of this.#to.outputs.entries())
      output(enables && idelivery[hart] === 1 && (iforce[hart] === 1 || this.#top(hart) !== 0));
  }
}

/** The sources of a word of bits. */
function* sourcesIn(word: number, bits: number): Generator<number> {
  for (let index = 0; index < 32; index++) if ((bits >>> index) & 1) yield 32 * word + index;
}

/** A word of the bits of its sources. */
const wordOf = (word: number, is: (source: number) => boolean): number => {
  let bits = 0;
  for (const source of sourcesIn(word, -1)) if (is(source)) bits |= 1 << (source & 31);
  return bits;
};

const swapped = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

const bit = (words: Uint32Array, index: number): boolean => ((words[index >> 5]! >>> (index & 31)) & 1) === 1;

function setBit(words: Uint32Array, index: number, level: boolean): void {
  const mask = 1 << (index & 31);
  words[index >> 5] = level ? words[index >> 5]! | mask : words[index >> 5]! & ~mask;
}
