import {
  type Csr,
  csrCount,
  csrMap,
  encodePrivilege,
  type Evaluate,
  fcsr,
  type Hart,
  HartState,
  hstatus,
  isView,
  isWindow,
  MachineMemory,
  mstatus,
  pageBytes,
  type Register,
  reservationBytes,
  resolve,
  type Step,
  vsstatus,
} from '@hartlab/hart';
import { type Decoded, type Decoder, decoder, type Effect, type Expr, rd, rs1, type Width } from '@hartlab/isa';
import { csrsOfFloat, floatCsrsOf, madeDirty } from './float-log.ts';
import type { Machine } from './machine.ts';

/** What the log must know of a hart as it was before a step. */
interface Before {
  readonly state: HartState;
  readonly decode: Decoder;
  privilege: Hart['privilege'];
  V: boolean;
  reservation: bigint;
}

/**
 * Writes the commit log of riscv-isa-sim (Spike, `--log-commits`): one line for each instruction that retired, with the
 * mode, pc, bits, and what it wrote. Its own conventions, all Spike's too: virtual addresses; a CSR that only shows
 * another one is logged as that other one; traps have no line; V is not shown, x0 never written.
 *
 * It works out what an instruction did from the instruction's row and the registers before it, so that a hart whose log
 * nobody asks for does nothing for it.
 */
export class CommitLog {
  readonly #memory: MachineMemory;
  readonly #before: readonly Before[];
  /** Every expression is resolved once. Those of addresses and stored values name no locals. */
  readonly #evaluations = new Map<Expr, Evaluate>();
  readonly #locals = new BigUint64Array(2);

  constructor({ harts, memory }: Pick<Machine, 'harts' | 'memory'>) {
    this.#memory = memory;
    this.#before = harts.map((hart) => {
      const scratch = new MachineMemory({ harts: 1, ramBase: memory.ramBase, ramSize: pageBytes });
      const state = new HartState(scratch, 0);
      const before = { state, decode: decoder(hart.isa), privilege: hart.privilege, V: hart.V, reservation: 0n };
      remember(before, hart);
      return before;
    });
  }

  /** The line for what `hart` just did, without its end; undefined when no instruction retired. Sees every step. */
  line(hart: Hart, { kind, pc, word }: Step): string | undefined {
    const before = this.#before[hart.index];
    if (!before) return undefined;
    const decoded = kind === 'retired' ? before.decode(word) : undefined;
    const line = decoded && this.#line(hart, before, decoded, pc);
    remember(before, hart);
    return line;
  }

  #line(hart: Hart, before: Before, decoded: Decoded, pc: bigint): string {
    const core = String(hart.hartid).padStart(4);
    const bits = decoded.bits.toString(16).padStart(2 * decoded.length, '0');
    const head = `core${core}: ${encodePrivilege(before.privilege)} ${hex(pc, 8)} (0x${bits})`;
    before.state.pc = pc;
    const memory = decoded.insn.does.flatMap((effect) => this.#accessed(hart, before, decoded, effect));
    return [head, ...written(hart, before, decoded), ...memory].join('');
  }

  #accessed(hart: Hart, before: Before, decoded: Decoded, effect: Effect): string[] {
    if (!('address' in effect)) return [];
    const operands = { state: before.state, decoded, locals: this.#locals };
    const evaluate = (expr: Expr) => this.#resolved(expr)(operands);
    const address = evaluate(effect.address);
    const read = ` mem ${hex(address, 8)}`;
    const write = (value: bigint, width: Width) => ` mem ${hex(address, 8)} ${hex(value, width)}`;
    const stored = (offset: number, width: Width) =>
      this.#memory.read((this.#physical(hart, address) ?? this.#memory.ramBase) + offset, width);
    switch (effect.k) {
      case 'load':
      case 'lr':
        return [read];
      case 'store':
        return [write(evaluate(effect.value), effect.width)];
      case 'sc':
        return this.#succeeded(hart, before, address) ? [write(evaluate(effect.value), effect.width)] : [];
      case 'amo':
        return [read, write(stored(0, effect.width), effect.width)];
      case 'compare-and-swap-pair':
        return [read, write(stored(0, 8), 8), write(stored(8, 8), 8)];
      case 'cache-block':
        return [];
    }
  }

  #resolved(expr: Expr): Evaluate {
    const known = this.#evaluations.get(expr) ?? resolve(expr);
    this.#evaluations.set(expr, known);
    return known;
  }

  /** Whether a store-conditional to this address has found the reservation that it needs. */
  #succeeded(hart: Hart, { reservation }: Before, address: bigint): boolean {
    const physical = this.#physical(hart, address);
    return physical !== undefined && BigInt(physical - (physical % reservationBytes)) === reservation;
  }

  #physical(hart: Hart, address: bigint): number | undefined {
    const translated = hart.translate(address, 'store');
    return 'physical' in translated ? translated.physical : undefined;
  }
}

function remember(before: Before, hart: Hart): void {
  before.state.x.set(hart.state.x);
  before.state.f.set(hart.state.f);
  for (const { address } of [fcsr, mstatus, vsstatus]) before.state.setCell(address, hart.cell(address));
  before.privilege = hart.privilege;
  before.V = hart.V;
  before.reservation = hart.state.reservation;
}

/** A register that was written, and where Spike's order has it: by number, and then by kind. */
interface Written {
  readonly number: number;
  readonly kind: 'x' | 'f' | 'csr';
  readonly text: string;
}
const kinds = ['x', 'f', 'csr'];

/** The registers that the instruction has written, in Spike's order. */
function written(hart: Hart, before: Before, decoded: Decoded): string[] {
  const destination = rd(decoded.word);
  const registers = decoded.insn.does.flatMap(({ k }): Written[] => {
    if (k === 'set') return integerRegister(hart, destination);
    if (k === 'setFloat') return [floatRegister(hart, destination)];
    if (k !== 'compare-and-swap-pair' || destination === 0) return [];
    return [...integerRegister(hart, destination), ...integerRegister(hart, destination + 1)];
  });
  const csrs = decoded.insn.does.flatMap((effect) => [
    ...writtenCsrs(hart, before, decoded, effect),
    ...csrsOfFloat(hart, before, decoded, effect),
  ]);
  return [...registers, ...[...new Set(csrs)].map((csr) => csrValue(hart, csr))]
    .toSorted((a, b) => a.number - b.number || kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map(({ text }) => text);
}

function writtenCsrs(hart: Hart, before: Before, { word }: Decoded, effect: Effect): readonly Csr[] {
  if (effect.k === 'csr') {
    const csr = effect.op === 'write' || rs1(word) !== 0 ? csrMap.at(word >>> 20, before.V) : undefined;
    if (csr?.partOf) return [...floatCsrsOf(csr), ...madeDirty(hart, before)];
    return csr ? registersOf(csr, hart).filter(({ fields }) => fields.some(({ rule }) => rule.readOnly !== true)) : [];
  }
  if (effect.k !== 'return' || effect.name === 'mnret') return [];
  if (before.V) return [vsstatus];
  const status = effect.name === 'mret' ? [mstatus] : [mstatus, hstatus];
  // A return to VU-mode can clear vsstatus.SDT (priv "Ssdbltrp Double Trap Extension").
  return hart.V && hart.privilege === 'U' ? [vsstatus, ...status] : status;
}

/** The registers that hold the bits of a CSR, as far as they are CSRs themselves. */
function registersOf(csr: Csr, hart: Hart): Register[] {
  const registers = isWindow(csr) ? [csr.selects(hart)] : isView(csr) ? csr.parts.map(({ of }) => of) : [csr];
  return [...new Set(registers)].filter((register) => register !== undefined).filter(isCsr);
}

const isCsr = (register: Register) => register.address < csrCount;

const integerRegister = (hart: Hart, n: number): Written[] =>
  n === 0 ? [] : [{ number: n, kind: 'x', text: ` ${`x${n}`.padEnd(3)} ${hex(hart.x(n), 8)}` }];

const floatRegister = (hart: Hart, n: number): Written => ({
  number: n,
  kind: 'f',
  text: ` ${`f${n}`.padEnd(3)} ${hex(hart.f(n), 8)}`,
});

const csrValue = (hart: Hart, csr: Csr): Written => ({
  number: csr.address,
  kind: 'csr',
  text: ` c${csr.address}_${csr.name} ${hex(hart.read(csr), 8)}`,
});

const hex = (value: bigint, bytes: number): string => {
  const digits = BigInt.asUintN(8 * bytes, value).toString(16);
  return `0x${digits.padStart(2 * bytes, '0')}`;
};
