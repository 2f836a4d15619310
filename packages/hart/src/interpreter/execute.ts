import { type AccessKind, type Decoded, type Does, type Effect, type Local, rd, rs1, rs2 } from '@hartlab/isa';
import { requireCacheBlockOperation } from './cache-block.ts';
import { isOff, makeDirty } from '../csrs/context-status.ts';
import { halfToModify, readHalf } from '../csr/csr-value.ts';
import type { Csr } from '../csr/csr.ts';
import { csrMap, fcsr } from '../csrs/csrs.ts';
import { type Evaluate, high, low, type Operands, resolve } from './evaluate.ts';
import { FloatUnit } from '../float/float-unit.ts';
import { floatOperations } from '../float/operations.ts';
import { isRounding, type Rounding, rounding as modes } from '../float/rounding.ts';
import type { Core } from '../core.ts';
import type { HartState } from '../state/hart-state.ts';
import { expectLandingPad, land } from '../trap/landing-pad.ts';
import { popAndCheck, push, readPointer, requireShadowStacks } from './shadow-stack.ts';
import { requireGuestAccess, returns, system } from './system.ts';
import { exception, illegalInstruction, virtualInstruction, type Trap } from '../trap/trap.ts';
import type { Pair, VirtualMemory } from '../memory/virtual-memory.ts';

/** One instruction while it runs. An interpreter has one of these and uses it again and again. */
export class Execution implements Operands {
  readonly hart: Core;
  readonly state: HartState;
  readonly memory: VirtualMemory;
  readonly locals: BigUint64Array = new BigUint64Array(2);
  readonly #halves = new Uint32Array(this.locals.buffer);
  /** Whether there are landing pads at all. */
  readonly #landingPads: boolean;
  decoded!: Decoded;
  /** Where the instruction jumped, or undefined when the next one follows. */
  target: bigint | undefined;
  /** The virtual address of the latest explicit access: a fault may report a higher one, where a portion failed. */
  address = 0n;
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

  /** Forgets the instruction before. */
  begin(decoded: Decoded): void {
    this.decoded = decoded;
    this.target = undefined;
    this.written = undefined;
  }

  /** The instruction has jumped through its rs1. */
  jumpedIndirectly(): void {
    if (this.#landingPads) expectLandingPad(this.hart, rs1(this.decoded.word));
  }
}

/** Runs an instruction's effects in order. Throws the Trap of the first that traps. */
export type Execute = (execution: Execution) => void;

/** Resolves what a row does once, into the function that every execution of the row calls. */
export function resolveEffects(does: Does): Execute {
  const [first, second, ...others] = does.map(resolveEffect);
  if (!first) return () => {};
  if (!second) return first;
  return (execution) => {
    first(execution);
    second(execution);
    for (const effect of others) effect(execution);
  };
}

function resolveEffect(effect: Effect): Execute {
  switch (effect.k) {
    case 'set': {
      const value = resolve(effect.value);
      return (execution) => {
        const destination = rd(execution.decoded.word);
        if (destination !== 0) execution.state.x[destination] = value(execution);
      };
    }
    case 'bind':
      return binding(effect.into, resolve(effect.value));
    case 'jump':
      return jump(effect);
    case 'load':
      return load(effect);
    case 'store':
      return store(effect);
    case 'amo': {
      const address = resolve(effect.address);
      const value = resolve(effect.value);
      const { width, into, access } = effect;
      const swap = binding(into, (execution) =>
        execution.memory.readModifyWrite(
          accessed(execution, address(execution)),
          width,
          (old) => {
            execution.locals[into.index] = old;
            return value(execution);
          },
          access,
        ),
      );
      return guarded(access, swap);
    }
    case 'lr': {
      const address = resolve(effect.address);
      const { width } = effect;
      return binding(effect.into, (execution) =>
        execution.memory.loadReserved(accessed(execution, address(execution)), width),
      );
    }
    case 'sc': {
      const address = resolve(effect.address);
      const value = resolve(effect.value);
      const { width } = effect;
      return binding(effect.into, (execution) => {
        const stored = execution.memory.storeConditional(
          accessed(execution, address(execution)),
          width,
          value(execution),
        );
        return stored ? 0n : 1n;
      });
    }
    case 'compare-and-swap-pair': {
      const address = resolve(effect.address);
      return (execution) => compareAndSwapPair(execution, accessed(execution, address(execution)));
    }
    case 'cache-block': {
      const { operation } = effect;
      const address = resolve(effect.address);
      return (execution) => {
        requireCacheBlockOperation(execution.hart, operation, execution.decoded.bits);
        const block = accessed(execution, address(execution));
        if (operation === 'zero') execution.memory.zeroCacheBlock(block);
        else execution.memory.manageCacheBlock(block);
      };
    }
    case 'csr':
      return accessCsr(effect);
    case 'guard':
      return (execution) => {
        if (isOff(effect.state, execution.hart)) throw illegalInstruction(execution.decoded.bits);
      };
    case 'setFloat': {
      const value = resolve(effect.value);
      return (execution) => {
        execution.state.f[rd(execution.decoded.word)] = value(execution);
        makeDirty('FS', execution.hart);
      };
    }
    case 'float':
      return float(effect);
    case 'landing-pad': {
      const label = resolve(effect.label);
      const expected = resolve(effect.expected);
      return (execution) => {
        if (execution.state.ELP) land(execution.hart, low(label(execution)), low(expected(execution)));
      };
    }
    case 'shadow-push': {
      const value = resolve(effect.value);
      return (execution) => push(execution.hart, execution.memory, value(execution));
    }
    case 'shadow-pop': {
      const expected = resolve(effect.expected);
      return (execution) => popAndCheck(execution.hart, execution.memory, expected(execution));
    }
    case 'shadow-pointer':
      return binding(effect.into, ({ hart }) => readPointer(hart));
    case 'return': {
      const leave = returns[effect.name];
      return (execution) => {
        leave(execution.hart, execution.decoded.bits);
        execution.target = execution.hart.pc;
      };
    }
    case 'system': {
      // Fences name the addresses that they are about; all translations are forgotten instead, as the specification allows.
      const instruction = system[effect.name];
      return (execution) => instruction(execution.hart, execution.decoded.bits);
    }
  }
}

type Of<K extends Effect['k']> = Extract<Effect, { k: K }>;

function binding({ index }: Local, value: (execution: Execution) => bigint): Execute {
  return (execution) => {
    execution.locals[index] = value(execution);
  };
}

/** A target that instructions cannot have traps here, at the jump (unpriv "Unconditional Jumps"). */
function jump(effect: Of<'jump'>): Execute {
  const target = resolve(effect.target);
  const always: Execute = (execution) => {
    const address = target(execution);
    if ((address & 3n) !== 0n && !execution.hart.isa.has('C'))
      throw {
        cause: exception.instructionAddressMisaligned,
        tval: address,
        gva: execution.hart.V,
      } satisfies Trap;
    execution.target = address;
    if (effect.indirect) execution.jumpedIndirectly();
  };
  if (!effect.when) return always;
  const when = resolve(effect.when);
  return (execution) => {
    if (when(execution) !== 0n) always(execution);
  };
}

function load(effect: Of<'load'>): Execute {
  const address = resolve(effect.address);
  const { width, access, aligned } = effect;
  const value = (execution: Execution) =>
    execution.memory.load(accessed(execution, address(execution), access), width, access, aligned);
  return guarded(access, binding(effect.into, value));
}

function store(effect: Of<'store'>): Execute {
  const address = resolve(effect.address);
  const value = resolve(effect.value);
  const { width, access, aligned } = effect;
  return guarded(access, (execution) =>
    execution.memory.store(accessed(execution, address(execution), access), width, value(execution), access, aligned),
  );
}

/** Accesses for a guest and to the shadow stack are allowed in some modes only. */
function guarded(access: AccessKind, execute: Execute): Execute {
  if (access === 'own') return execute;
  const requireAccess = access === 'shadow-stack' ? requireShadowStacks : requireGuestAccess;
  return (execution) => {
    requireAccess(execution.hart, execution.decoded.bits);
    execute(execution);
  };
}

/** The address of an explicit access, remembered for what a trap tells of it. */
function accessed(execution: Execution, address: bigint, access: AccessKind = 'own'): bigint {
  execution.address = execution.memory.effectiveAddress(address, access);
  return execution.address;
}

function compareAndSwapPair({ state, decoded, memory }: Execution, address: bigint): void {
  const { x } = state;
  const pair = (first: number): Pair => (first === 0 ? { low: 0n, high: 0n } : { low: x[first]!, high: x[first + 1]! });
  const destination = rd(decoded.word);
  const old = memory.compareAndSwapPair(address, pair(destination), pair(rs2(decoded.word)));
  if (destination === 0) return;
  x[destination] = old.low;
  x[destination + 1] = old.high;
}

function float({ into, operation, operands, rounding }: Of<'float'>): Execute {
  const operate = floatOperations[operation];
  const [a = zero, b = zero, c = zero] = operands.map(resolve);
  return (execution) => {
    const { float: unit, state, hart } = execution;
    unit.flags = 0;
    const mode = rounding ? roundingMode(execution) : modes.RNE;
    const [x, y, z] = [a(execution), b(execution), c(execution)];
    operate(unit, mode, low(x), high(x), low(y), high(y), low(z), high(z));
    execution.setLocal(into.index, unit.low, unit.high);
    if (unit.flags === 0) return;
    state.setHalf(fcsr.address, 0, state.half(fcsr.address, 0) | unit.flags);
    makeDirty('FS', hart);
  };
}

const zero: Evaluate = () => 0n;

/** The mode that rm or, where it is 7, frm says. The decoder refuses reserved values of rm itself. */
function roundingMode({ state, decoded }: Execution): Rounding {
  const rm = (decoded.word >>> 12) & 7;
  const mode = rm === 7 ? (state.half(fcsr.address, 0) >>> fcsr.frm.shift) & 7 : rm;
  if (!isRounding(mode)) throw illegalInstruction(decoded.bits);
  return mode;
}

/** Which half of a CSR instruction happens is decided by register numbers (unpriv "CSR Instructions"). */
function accessCsr({ op, into, source }: Of<'csr'>): Execute {
  const operand = resolve(source);
  return (execution) => {
    const { hart, decoded } = execution;
    const reads = op !== 'write' || rd(decoded.word) !== 0;
    const writes = op === 'write' || rs1(decoded.word) !== 0;
    const csr = csrMap.access(decoded.word >>> 20, writes, hart);
    if (csr === 'illegal-instruction') throw illegalInstruction(decoded.bits);
    if (csr === 'virtual-instruction') throw virtualInstruction(decoded.bits);
    const oldLow = reads ? readHalf(csr, 0, hart) : 0;
    const oldHigh = reads ? readHalf(csr, 1, hart) : 0;
    if (writes) {
      const bits = operand(execution);
      writeBits(op, csr, low(bits), high(bits), hart);
      execution.written = csr;
    }
    execution.setLocal(into.index, oldLow, oldHigh);
  };
}

/** CSRRS and CSRRC change the bits of their operand that are 1. */
function writeBits(op: 'write' | 'set' | 'clear', csr: Csr, low: number, high: number, hart: Core): void {
  if (op === 'write') return hart.writeHalves(csr, low, high);
  const oldLow = halfToModify(csr, 0, hart);
  const oldHigh = halfToModify(csr, 1, hart);
  if (op === 'set') hart.writeHalves(csr, oldLow | low, oldHigh | high);
  else hart.writeHalves(csr, oldLow & ~low, oldHigh & ~high);
}
