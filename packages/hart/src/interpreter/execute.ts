import { type AccessKind, type Does, type Effect, type Expr, type Local, csrOf, rd, rm, rs1, rs2 } from '@hartlab/isa';
import { mayUseCacheBlockOperation } from './cache-block.ts';
import { isOff, makeDirty } from '../csrs/context-status.ts';
import { halfToModify, readHalf } from '../csr/csr-value.ts';
import type { Csr } from '../csr/csr.ts';
import type { Denial } from '../csrs/csr-map.ts';
import { csrMap, fcsr, ssp } from '../csrs/csrs.ts';
import { type Evaluate, low, resolve } from './evaluate.ts';
import type { Execution } from './execution.ts';
import { floatOperations } from '../float/operations.ts';
import { isRounding, rounding as modes } from '../float/rounding.ts';
import type { Core } from '../core.ts';
import { land } from '../trap/landing-pad.ts';
import { popAndCheck, push, shadowStacksActive } from './shadow-stack.ts';
import { mayAccessGuest, returns, system } from './system.ts';
import type { Pair } from '../memory/virtual-memory.ts';

/** Does an effect, or an instruction's effects in order. False when one has raised an exception: the others are not done. */
export type Execute = (execution: Execution) => boolean;

/** Resolves what a row does once, into the function that every execution of the row calls. */
export function resolveEffects(does: Does): Execute {
  const [first, second, ...others] = does.map(resolveEffect);
  if (!first) return () => true;
  if (!second) return first;
  if (others.length === 0) return (execution) => first(execution) && second(execution);
  return (execution) => {
    if (!first(execution) || !second(execution)) return false;
    for (const effect of others) if (!effect(execution)) return false;
    return true;
  };
}

function resolveEffect(effect: Effect): Execute {
  switch (effect.k) {
    case 'set': {
      const { value: written } = effect;
      if (written.k === 'local')
        return (execution) => {
          const destination = rd(execution.decoded.word);
          if (destination !== 0) execution.setXToLocal(destination, written.index);
          return true;
        };
      const value = resolve(written);
      return (execution) => {
        const destination = rd(execution.decoded.word);
        if (destination !== 0) execution.setX(destination, value(execution));
        return true;
      };
    }
    case 'bind': {
      const value = resolve(effect.value);
      const { index } = effect.into;
      return (execution) => {
        execution.locals[index] = value(execution);
        return true;
      };
    }
    case 'jump':
      return jump(effect);
    case 'load':
      return load(effect);
    case 'store':
      return store(effect);
    case 'amo':
      return modify(effect);
    case 'lr': {
      const address = resolve(effect.address);
      const { width, into } = effect;
      return (execution) => {
        execution.accesses(address(execution));
        const { memory, addressLow, addressHigh } = execution;
        return memory.loadReserved(addressLow, addressHigh, width) && loaded(execution, into);
      };
    }
    case 'sc': {
      const address = resolve(effect.address);
      const value = resolve(effect.value);
      const { width, into } = effect;
      return (execution) => {
        execution.accesses(address(execution));
        execution.split(value(execution));
        const { memory, addressLow, addressHigh, low, high } = execution;
        return memory.storeConditional(addressLow, addressHigh, width, low, high) && loaded(execution, into);
      };
    }
    case 'compare-and-swap-pair': {
      const address = resolve(effect.address);
      return (execution) => {
        execution.accesses(address(execution));
        return compareAndSwapPair(execution);
      };
    }
    case 'cache-block': {
      const { operation } = effect;
      const address = resolve(effect.address);
      return (execution) => {
        if (!mayUseCacheBlockOperation(execution.hart, operation, execution.decoded.bits)) return false;
        execution.accesses(address(execution));
        const { memory, addressLow, addressHigh } = execution;
        if (operation === 'zero') return memory.zeroCacheBlock(addressLow, addressHigh);
        return memory.manageCacheBlock(addressLow, addressHigh);
      };
    }
    case 'csr':
      return accessCsr(effect);
    case 'guard':
      return (execution) => !isOff(effect.state, execution.hart) || execution.illegal();
    case 'setFloat': {
      const value = resolve(effect.value);
      return (execution) => {
        execution.setF(rd(execution.decoded.word), value(execution));
        makeDirty('FS', execution.hart);
        return true;
      };
    }
    case 'float':
      return float(effect);
    case 'landing-pad': {
      const label = resolve(effect.label);
      const expected = resolve(effect.expected);
      return (execution) =>
        !execution.state.ELP || land(execution.hart, low(label(execution)), low(expected(execution)));
    }
    case 'shadow-push': {
      const value = resolve(effect.value);
      return (execution) => {
        execution.split(value(execution));
        return push(execution.hart, execution.memory, execution.low, execution.high);
      };
    }
    case 'shadow-pop': {
      const expected = resolve(effect.expected);
      return (execution) => {
        execution.split(expected(execution));
        return popAndCheck(execution.hart, execution.memory, execution.low, execution.high);
      };
    }
    case 'shadow-pointer': {
      const { index } = effect.into;
      return (execution) => {
        const { hart } = execution;
        const active = shadowStacksActive(hart);
        execution.setLocal(index, active ? readHalf(ssp, 0, hart) : 0, active ? readHalf(ssp, 1, hart) : 0);
        return true;
      };
    }
    case 'return': {
      const leave = returns[effect.name];
      return (execution) => {
        execution.returned = leave(execution.hart, execution.decoded.bits);
        return execution.returned;
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

/** Splits a value: that of a register needs no bigint. */
function splitting(expr: Expr): (execution: Execution) => void {
  if (expr.k === 'x' && expr.of === 'rs1') return (execution) => execution.splitX(rs1(execution.decoded.word));
  if (expr.k === 'x' && expr.of === 'rs2') return (execution) => execution.splitX(rs2(execution.decoded.word));
  const value = resolve(expr);
  return (execution) => execution.split(value(execution));
}

/** Names what was loaded. */
function loaded(execution: Execution, { index }: Local): true {
  const { memory } = execution;
  execution.setLocal(index, memory.low, memory.high);
  return true;
}

/** A target that instructions cannot have traps here, at the jump (unpriv "Unconditional Jumps"). */
function jump(effect: Of<'jump'>): Execute {
  const target = resolve(effect.target);
  const always: Execute = (execution) => {
    const address = target(execution);
    const { hart } = execution;
    if ((address & 3n) !== 0n && !hart.isa.has('C')) {
      execution.split(address);
      return hart.raised.instructionAddressMisaligned(execution.low, execution.high, hart.V);
    }
    execution.target = address;
    if (effect.indirect) execution.jumpedIndirectly();
    return true;
  };
  if (!effect.when) return always;
  const when = resolve(effect.when);
  return (execution) => when(execution) === 0n || always(execution);
}

function load({ address: at, width, access, aligned, into }: Of<'load'>): Execute {
  const address = resolve(at);
  return guarded(access, (execution) => {
    execution.accesses(address(execution), access);
    const { memory, addressLow, addressHigh } = execution;
    return memory.load(addressLow, addressHigh, width, access, aligned) && loaded(execution, into);
  });
}

function store({ address: at, value: stored, width, access, aligned }: Of<'store'>): Execute {
  const address = resolve(at);
  const split = splitting(stored);
  return guarded(access, (execution) => {
    execution.accesses(address(execution), access);
    split(execution);
    const { memory, addressLow, addressHigh, low, high } = execution;
    return memory.store(addressLow, addressHigh, width, low, high, access, aligned);
  });
}

function modify({ address: at, value: modified, width, access, into }: Of<'amo'>): Execute {
  const address = resolve(at);
  const value = resolve(modified);
  return guarded(access, (execution) => {
    execution.accesses(address(execution));
    const { memory, addressLow, addressHigh } = execution;
    if (!memory.loadToModify(addressLow, addressHigh, width, access)) return false;
    loaded(execution, into);
    execution.split(value(execution));
    memory.storeModified(addressLow, addressHigh, width, execution.low, execution.high);
    return true;
  });
}

/** Accesses for a guest and to the shadow stack are allowed in some modes only. */
function guarded(access: AccessKind, execute: Execute): Execute {
  if (access === 'own') return execute;
  const mayAccess = access === 'shadow-stack' ? mayUseShadowStacks : mayAccessGuest;
  return (execution) => mayAccess(execution.hart, execution.decoded.bits) && execute(execution);
}

function compareAndSwapPair(execution: Execution): boolean {
  const { decoded, memory, addressLow, addressHigh } = execution;
  const { x } = execution.state;
  const pair = (first: number): Pair => (first === 0 ? { low: 0n, high: 0n } : { low: x[first]!, high: x[first + 1]! });
  const destination = rd(decoded.word);
  const old = memory.compareAndSwapPair(addressLow, addressHigh, pair(destination), pair(rs2(decoded.word)));
  if (!old) return false;
  if (destination === 0) return true;
  execution.setX(destination, old.low);
  execution.setX(destination + 1, old.high);
  return true;
}

function float({ into, operation, operands, rounding }: Of<'float'>): Execute {
  const operate = floatOperations[operation];
  const [a = zero, b = zero, c = zero] = operands.map(resolve);
  return (execution) => {
    const { float: unit, state, hart } = execution;
    unit.flags = 0;
    const mode = rounding ? roundingMode(execution) : modes.RNE;
    if (!isRounding(mode)) return execution.illegal();
    execution.split(a(execution));
    const { low: aLow, high: aHigh } = execution;
    execution.split(b(execution));
    const { low: bLow, high: bHigh } = execution;
    execution.split(c(execution));
    operate(unit, mode, aLow, aHigh, bLow, bHigh, execution.low, execution.high);
    execution.setLocal(into.index, unit.low, unit.high);
    if (unit.flags === 0) return true;
    state.setHalf(fcsr.address, 0, state.half(fcsr.address, 0) | unit.flags);
    makeDirty('FS', hart);
    return true;
  };
}

const zero: Evaluate = () => 0n;

/** The mode that rm or, where it is 7, frm says, which may be a reserved one. The decoder refuses reserved values of rm itself. */
function roundingMode({ state, decoded }: Execution): number {
  const own = rm(decoded.word);
  return own === 7 ? (state.half(fcsr.address, 0) >>> fcsr.frm.shift) & 7 : own;
}

/** Which half of a CSR instruction happens is decided by register numbers (unpriv "CSR Instructions"). */
function accessCsr({ op, into, source }: Of<'csr'>): Execute {
  const split = splitting(source);
  return (execution) => {
    const { hart, decoded } = execution;
    const reads = op !== 'write' || rd(decoded.word) !== 0;
    const writes = op === 'write' || rs1(decoded.word) !== 0;
    const csr = csrMap.access(csrOf(decoded.word), writes, hart);
    if (typeof csr === 'string') return denied(csr, hart, decoded.bits);
    hart.settleCounters();
    const oldLow = reads ? readHalf(csr, 0, hart) : 0;
    const oldHigh = reads ? readHalf(csr, 1, hart) : 0;
    if (writes) {
      split(execution);
      writeBits(op, csr, execution.low, execution.high, hart);
      execution.written = csr;
    }
    execution.setLocal(into.index, oldLow, oldHigh);
    return true;
  };
}

/** SSAMOSWAP may be used where ssp may be written (unpriv "Atomic Swap from a Shadow Stack Location"). */
function mayUseShadowStacks(hart: Core, bits: number): boolean {
  const access = csrMap.access(ssp.address, true, hart);
  return typeof access !== 'string' || denied(access, hart, bits);
}

const denied = (denial: Denial, { raised }: Core, bits: number): false =>
  denial === 'illegal-instruction' ? raised.illegalInstruction(bits) : raised.virtualInstruction(bits);

/** CSRRS and CSRRC change the bits of their operand that are 1. */
function writeBits(op: 'write' | 'set' | 'clear', csr: Csr, low: number, high: number, hart: Core): void {
  if (op === 'write') return hart.writeHalves(csr, low, high);
  const oldLow = halfToModify(csr, 0, hart);
  const oldHigh = halfToModify(csr, 1, hart);
  if (op === 'set') hart.writeHalves(csr, oldLow | low, oldHigh | high);
  else hart.writeHalves(csr, oldLow & ~low, oldHigh & ~high);
}
