import type { Does, Effect, Expr, FloatOperation, Local } from '@hartlab/isa';
import type { Code } from '../wasm/code.ts';
import { emitCondition, emitValue, isEmitted, type Place } from './expr.ts';
import type { MemoryEmitter } from './memory.ts';
import type { Operands } from './operands.ts';

/** How a CSR instruction changes a CSR. */
export type CsrOperation = Extract<Effect, { k: 'csr' }>['op'];

/**
 * How the effects of an instruction are done. Where a memory access or a guard cannot be done here, the instruction is left
 * before anything of it has been done, and the reference does it. Functions that are arguments leave a value of 64 bits on
 * the stack.
 */
export interface Target extends Operands {
  readonly code: Code;
  /** Writes its accesses to memory. */
  readonly memory: MemoryEmitter;
  /** The destination. Where that is x0, nothing is written. */
  setX(value: () => void): void;
  setF(value: () => void): void;
  /** Takes the value on the stack. */
  setLocal(local: Local): void;
  /** Leaves what the CSR of the instruction holds, which is a plain one or a part of fcsr, and changes it. */
  accessCsr(op: CsrOperation, source: () => void): void;
  /** Goes on only where the hart may certainly zero cache blocks. */
  requireZeroing(): void;
  /** Goes on only while FS is Dirty wherever it counts, so that nothing has to become Dirty. */
  requireDirtyFloat(): void;
  /**
   * Leaves what a floating-point operation makes of the operands, and accrues its flags: what `emitFloat` writes, here or in
   * a function.
   */
  float(operation: FloatOperation, operands: readonly (() => void)[]): void;
  /** Takes the target on the stack: the instruction is over. */
  jump(): void;
  /** Takes the target on the stack, to which `leave` will go when the other effects are done. */
  noteJump(isIndirect: boolean): void;
  leave(): void;
}

/** Whether the emitters can write what an instruction does, if its CSR is one of those that they know. */
export const areEmitted = (does: Does): boolean => does.every(isEffectEmitted);

function isEffectEmitted(effect: Effect): boolean {
  switch (effect.k) {
    case 'set':
    case 'bind':
    case 'setFloat':
      return isEmitted(effect.value);
    case 'jump':
      return isEmitted(effect.target) && (effect.when === undefined || isEmitted(effect.when));
    case 'load':
      return effect.access === 'own' && isEmitted(effect.address);
    case 'store':
    case 'amo':
      return effect.access === 'own' && isEmitted(effect.address) && isEmitted(effect.value);
    case 'float':
      return effect.operands.every(isEmitted);
    case 'lr':
      return isEmitted(effect.address);
    case 'sc':
      return isEmitted(effect.address) && isEmitted(effect.value);
    case 'guard':
      return true;
    case 'csr':
      return isEmitted(effect.source);
    case 'landing-pad':
      // Where one was expected, it has been found before it is done.
      return true;
    case 'cache-block':
      return effect.operation === 'zero' && isEmitted(effect.address);
    case 'compare-and-swap-pair':
    case 'shadow-push':
    case 'shadow-pop':
    case 'shadow-pointer':
    case 'return':
    case 'system':
      return false;
  }
}

/** Writes what an instruction does. Whether it always jumps. */
export function emitEffects(does: Does, target: Target, arithmetic: Place['arithmetic']): boolean {
  const place: Place = { code: target.code, operands: target, arithmetic };
  const value = (expr: Expr) => () => emitValue(expr, place);
  let jumps = false;
  for (const effect of does) {
    switch (effect.k) {
      case 'set':
        target.setX(value(effect.value));
        break;
      case 'setFloat':
        target.setF(value(effect.value));
        break;
      case 'bind':
        emitValue(effect.value, place);
        target.setLocal(effect.into);
        break;
      case 'load':
        target.memory.load(effect.width, value(effect.address), effect.aligned ?? false);
        target.setLocal(effect.into);
        break;
      case 'store':
        target.memory.store(effect.width, value(effect.address), value(effect.value), effect.aligned ?? false);
        break;
      case 'amo':
        target.memory.modify(
          effect.width,
          value(effect.address),
          () => target.setLocal(effect.into),
          value(effect.value),
        );
        break;
      case 'lr':
        target.memory.loadReserved(effect.width, value(effect.address));
        target.setLocal(effect.into);
        break;
      case 'sc':
        target.memory.storeConditional(effect.width, value(effect.address), value(effect.value));
        target.setLocal(effect.into);
        break;
      case 'cache-block':
        target.requireZeroing();
        target.memory.zeroCacheBlock(value(effect.address));
        break;
      case 'csr':
        target.accessCsr(effect.op, value(effect.source));
        target.setLocal(effect.into);
        break;
      case 'guard':
        target.requireDirtyFloat();
        break;
      case 'landing-pad':
        break;
      case 'float':
        target.float(effect.operation, effect.operands.map(value));
        target.setLocal(effect.into);
        break;
      case 'jump':
        if (effect.when) {
          emitCondition(effect.when, place);
          target.code.when(() => {
            emitValue(effect.target, place);
            target.jump();
          });
        } else {
          emitValue(effect.target, place);
          target.noteJump(effect.indirect ?? false);
          jumps = true;
        }
        break;
      default:
        throw new RangeError(`${effect.k} is not emitted`);
    }
  }
  if (jumps) target.leave();
  return jumps;
}
