import { type AccessKind, type Decoded, rs1 } from '@hartlab/isa';
import type { Csr } from '../csr/csr.ts';
import type { Operands } from './evaluate.ts';
import { FloatUnit } from '../float/float-unit.ts';
import type { Core } from '../core.ts';
import type { HartState } from '../state/hart-state.ts';
import { expectLandingPad } from '../trap/landing-pad.ts';
import type { VirtualMemory } from '../memory/virtual-memory.ts';

/** One instruction while it runs. An interpreter has one of these and uses it again and again. */
export class Execution implements Operands {
  readonly hart: Core;
  readonly state: HartState;
  readonly memory: VirtualMemory;
  readonly locals: BigUint64Array = new BigUint64Array(2);
  readonly #halves = new Uint32Array(this.locals.buffer);
  /** Splits values into halves. */
  readonly #split = new BigUint64Array(1);
  readonly #splitHalves = new Uint32Array(this.#split.buffer);
  /** Whether there are landing pads at all. */
  readonly #landingPads: boolean;
  decoded!: Decoded;
  /** Where the instruction jumped, or undefined when the next one follows. */
  target: bigint | undefined;
  /** Whether the instruction has put pc where it goes. */
  returned = false;
  /** The virtual address of the latest explicit access: a fault may report a higher one, where a portion failed. */
  addressLow = 0;
  addressHigh = 0;
  /** The value that was split last. */
  low = 0;
  high = 0;
  /** Where floating-point operations work. */
  readonly float = new FloatUnit();
  /** The CSR that the instruction has written. */
  written: Csr | undefined;

  constructor(hart: Core, memory: VirtualMemory) {
    this.hart = hart;
    this.state = hart.state;
    this.memory = memory;
    this.#landingPads = hart.isa.has('Zicfilp');
  }

  /** Names a value in halves, unsigned. */
  setLocal(index: number, low: number, high: number): void {
    this.#halves[2 * index] = low;
    this.#halves[2 * index + 1] = high;
  }

  /** Makes `low` and `high` those of an integer register. */
  splitX(n: number): void {
    this.low = this.state.xHalf(n, 0);
    this.high = this.state.xHalf(n, 1);
  }

  /** Writes what a name stands for to an integer register, which is not x0. */
  setXToLocal(n: number, index: number): void {
    this.state.setX(n, this.#halves[2 * index]!, this.#halves[2 * index + 1]!);
    this.#wroteX(n);
  }

  /** Splits a value into `low` and `high`. */
  split(value: bigint): void {
    this.#split[0] = value;
    this.low = this.#splitHalves[0]!;
    this.high = this.#splitHalves[1]!;
  }

  /** The virtual address of an explicit access that the instruction has computed, as it counts (see `PointerMasking`). */
  accesses(address: bigint, kind: AccessKind = 'own'): void {
    this.#split[0] = address;
    this.addressLow = this.#splitHalves[0]!;
    this.addressHigh = this.memory.addresses.effectiveHigh(this.#splitHalves[1]!, kind);
  }

  /** The instruction cannot be executed here. */
  illegal(): false {
    return this.hart.raised.illegalInstruction(this.decoded.bits);
  }

  /** Forgets the instruction before. */
  begin(decoded: Decoded): void {
    this.decoded = decoded;
    this.target = undefined;
    this.returned = false;
    this.written = undefined;
  }

  /** The instruction writes an integer register, which is not x0. */
  setX(n: number, value: bigint): void {
    this.state.x[n] = value;
    this.#wroteX(n);
  }

  #wroteX(n: number): void {
    this.state.commit?.wrote('x', n);
  }

  /** The instruction writes a floating-point register. */
  setF(n: number, value: bigint): void {
    this.state.f[n] = value;
    this.state.commit?.wrote('f', n);
  }

  /** The instruction has jumped through its rs1. */
  jumpedIndirectly(): void {
    if (this.#landingPads) expectLandingPad(this.hart, rs1(this.decoded.word));
  }
}
