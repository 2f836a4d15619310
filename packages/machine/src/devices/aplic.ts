import type { Width } from '@hartlab/isa';
import { directTarget, interrupts, PRIORITIES, topInterrupt } from './aplic-direct.ts';
import {
  extemporeTarget,
  isLocked,
  messageAddress,
  messageAddressWritten,
  messageTarget,
  partsOfTarget,
} from './aplic-message.ts';
import { aplicRegister, type PlacedRegister } from './aplic-registers.ts';
import { AplicSources } from './aplic-sources.ts';
import { type AplicState, readySources, resetState } from './aplic-state.ts';
import type { Device, Wire } from './device.ts';
import { setBit, sourcesIn, wordOf } from './source-bits.ts';

/*
 * Source: RISC-V Advanced Interrupt Architecture, "Advanced Platform-Level Interrupt Controller (APLIC)" and the sections
 * named below.
 */

/** domaincfg (aia "Domain configuration (`domaincfg`)"). */
const READ_ONLY = 0x8000_0000;
const IE = 1 << 8;
const DM = 1 << 2;

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
  readonly #sources: AplicSources;

  constructor(to: AplicConnections) {
    this.#to = to;
    this.#sources = new AplicSources(resetState(to.outputs.length, !to.parent, this.#targetOf(0)), {
      parent: to.parent && to.parent.#sources,
      sendsMessages: this.sendsMessages,
      deliver: () => this.#deliver(),
    });
  }

  /** Whether it is in MSI delivery mode. */
  get sendsMessages(): boolean {
    return this.#to.message !== undefined;
  }

  /** The level of the wire of source `source`, 1 to 95: at the root. */
  setSource(source: number, level: boolean): void {
    this.#sources.setWire(source, level);
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
    this.#write(register, Number(value & 0xffff_ffffn));
    this.#deliver();
    return true;
  }

  save(): AplicState {
    return this.#sources.save();
  }

  restore(state: AplicState): void {
    this.#sources.restore(state);
  }

  #read({ name, index }: PlacedRegister): number {
    const { state } = this.#sources;
    switch (name) {
      case 'domaincfg':
        return READ_ONLY | (state.enables ? IE : 0) | (this.sendsMessages ? DM : 0);
      case 'sourcecfg':
        return state.sourcecfg[index]!;
      case 'target':
        return this.#sources.isActive(index) ? state.target[index]! : 0;
      case 'msiaddrcfg':
        return state.messageAddresses[index]!;
      case 'setip':
        return state.pending[index]!;
      case 'in_clrip':
        return wordOf(index, (source) => this.#sources.isHigh(source));
      case 'setie':
        return state.enabled[index]!;
      case 'genmsi':
        return state.genmsi;
      case 'idelivery':
      case 'iforce':
      case 'ithreshold':
        return state[name][index] ?? 0;
      case 'topi':
        return this.#delivers(index) ? topInterrupt(state, index) : 0;
      case 'claimi':
        return this.#delivers(index) ? this.#claim(index) : 0;
      default:
        return 0;
    }
  }

  #write({ name, index }: PlacedRegister, value: number): void {
    const sources = this.#sources;
    switch (name) {
      case 'domaincfg':
        sources.change().enables = (value & IE) !== 0;
        break;
      case 'sourcecfg':
        if (sources.has(index)) sources.configure(index, value);
        break;
      case 'target':
        if (sources.isActive(index)) sources.change().target[index] = this.#targetOf(value);
        break;
      case 'msiaddrcfg':
        if (this.sendsMessages && !this.#to.parent && !isLocked(sources.state.messageAddresses))
          sources.change().messageAddresses[index] = messageAddressWritten(index, value);
        break;
      case 'setip':
        for (const source of sourcesIn(index, value)) sources.setPending(source);
        break;
      case 'setipnum':
      case 'setipnum_le':
        sources.setPending(value);
        break;
      case 'setipnum_be':
        sources.setPending(swapped(value));
        break;
      case 'in_clrip':
        for (const source of sourcesIn(index, value)) sources.clearPending(source);
        break;
      case 'clripnum':
        sources.clearPending(value);
        break;
      case 'setie':
      case 'clrie':
        for (const source of sourcesIn(index, value)) sources.enable(source, name === 'setie');
        break;
      case 'setienum':
      case 'clrienum':
        sources.enable(value, name === 'setienum');
        break;
      case 'genmsi':
        this.#sendExtempore(value);
        break;
      case 'idelivery':
      case 'iforce':
      case 'ithreshold':
        if (this.#delivers(index)) sources.change()[name][index] = value & (name === 'ithreshold' ? PRIORITIES : 1);
    }
  }

  #targetOf(value: number): number {
    return this.sendsMessages ? messageTarget(value, this.#to.level) : directTarget(value);
  }

  /** Whether it has the registers that deliver interrupts to this hart. */
  #delivers(hart: number): boolean {
    return !this.sendsMessages && hart < this.#to.outputs.length;
  }

  #deliver(): void {
    if (this.sendsMessages) this.#forward();
    else this.#drive();
  }

  /** aia "Interrupt delivery and handling". */
  #drive(): void {
    for (const [hart, output] of this.#to.outputs.entries()) output(interrupts(this.#sources.state, hart));
  }

  /** aia "Claim top interrupt (`claimi`)". */
  #claim(hart: number): number {
    const top = topInterrupt(this.#sources.state, hart);
    if (top === 0) this.#sources.change().iforce[hart] = 0;
    else this.#sources.clearPending(top >> 16);
    this.#drive();
    return top;
  }

  /** aia "Interrupt forwarding by MSIs". */
  #forward(): void {
    const state = this.#sources.change();
    if (!state.enables) return;
    for (const source of readySources(state)) {
      setBit(state.pending, source, false);
      this.#send(state.target[source]!);
    }
  }

  /** aia "Generate MSI (`genmsi`)": it has gone when the store has been done, and is never busy. */
  #sendExtempore(value: number): void {
    if (!this.sendsMessages) return;
    const target = extemporeTarget(value);
    this.#sources.change().genmsi = target;
    this.#send(target);
  }

  #send(target: number): void {
    const { messageAddresses } = (this.#to.parent ?? this).#sources.state;
    const { hart, guest, identity } = partsOfTarget(target);
    const address = messageAddress(messageAddresses, this.#to.level, hart, guest);
    // No address above 2^53 has anything.
    if (address <= Number.MAX_SAFE_INTEGER) this.#to.message?.(Number(address), identity);
  }
}

const swapped = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
