import { fcsr, type MachineMemory, rounding, sstatus, statusBitsOf } from '@hartlab/hart';
import { csrOf, type Decoded, type FloatOperation, type Isa, type Local, rd, rm, rs1, rs2, rs3 } from '@hartlab/isa';
import { emitMayNotZero } from '../emit/cache-block.ts';
import { emitCsrAccess } from '../emit/csr.ts';
import { type CsrOperation, emitEffects, type Target } from '../emit/effects.ts';
import { emitArithmetic } from '../emit/arithmetic.ts';
import { emitFloat } from '../emit/float.ts';
import { type ByRounding, dynamicRounding } from '../emit/float-place.ts';
import { floatCsrs, loadControl, modifyControl, storeControl } from '../emit/float-control.ts';
import { emitIsFloatDirty } from '../emit/float-state.ts';
import { emitStatusAccess } from '../emit/status.ts';
import { emitNeedsLandingPads } from '../emit/landing-pads.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { Type } from '../wasm/opcodes.ts';
import { mayLandOnPad, type Operations } from '../interpreter/operations.ts';
import { RegionMemory } from './region-memory.ts';
import type { RegionVariables, RegisterLocals } from './registers.ts';

/** Where the instructions of a region go on. */
export interface Flow {
  /** Leaves before the present instruction if the value on the stack is not zero: tier 0 does it. */
  leaveWhen(): void;
  /** As `Target` says. */
  jump(): void;
  noteJump(): void;
  leave(): void;
}

/** What instructions are written for. */
export interface InstructionSurroundings {
  readonly isa: Isa;
  readonly writableIn: Operations['writableIn'];
  readonly memory: MachineMemory;
}

/** Writes the instructions of a region, whose registers are in locals. */
export class InstructionEmitter implements Target {
  readonly code: Code;
  readonly #at: InstructionSurroundings;
  readonly #variables: RegionVariables;
  readonly #registers: RegisterLocals;
  readonly #flow: Flow;
  readonly memory: RegionMemory;
  /** The names that an instruction has for values, by the type of what they name now: a number stays one. */
  readonly #locals: Readonly<Record<'i64' | 'f64', readonly [Variable, Variable]>>;
  readonly #types: ['i64' | 'f64', 'i64' | 'f64'] = ['i64', 'i64'];
  /** Whether floating-point state is Dirty, and fcsr, if anybody asks. */
  #isFloatDirty: Variable | undefined;
  #control: Variable | undefined;
  /** Whether indirect jumps must land on landing pads, if anybody asks. */
  #landingPads: Variable | undefined;
  /** What a CSR held, if any is accessed. */
  #old: Variable | undefined;
  #instruction!: Decoded;
  #pc = 0;

  constructor(
    code: Code,
    at: InstructionSurroundings,
    variables: RegionVariables,
    registers: RegisterLocals,
    flow: Flow,
  ) {
    this.code = code;
    this.#at = at;
    this.#variables = variables;
    this.#registers = registers;
    this.#flow = flow;
    const two = (type: Type) => [code.local(type), code.local(type)] as const;
    this.#locals = { i64: two('i64'), f64: two('f64') };
    this.memory = new RegionMemory(code, at.memory, variables, {
      leaveUnknown: () => flow.leaveWhen(),
      leaveWhen: () => flow.leaveWhen(),
    });
  }

  /** Writes the instruction at this distance from the beginning of the first page. Whether it always jumps. */
  emit(instruction: Decoded, pc: number): boolean {
    this.#instruction = instruction;
    this.#pc = pc;
    const { insn, word } = instruction;
    this.memory.begin(rs1(word), insn.operands.has('frd') && this.#registers.isDouble(rd(word)));
    return emitEffects(insn.does, this, (operator) => emitArithmetic(this.code, operator));
  }

  /** Writes, apart, what has to come before all of them. */
  begin(before: Code): void {
    const { block } = this.#variables;
    if (this.#isFloatDirty) {
      emitIsFloatDirty(before, block, this.#at.isa);
      before.set(this.#isFloatDirty);
    }
    if (this.#landingPads) {
      emitNeedsLandingPads(before, block);
      before.set(this.#landingPads);
    }
    if (this.#control) loadControl(before, block).set(this.#control);
    this.memory.prepare(before);
  }

  accessCsr(op: CsrOperation, source: () => void): void {
    const csr = floatCsrs.get(csrOf(this.#instruction.word));
    if (!csr) return this.#accessOtherCsr(op, source);
    this.requireDirtyFloat();
    modifyControl(this.code, csr, op, source, this.#fcsr());
    storeControl(this.code, this.#variables.block, this.#fcsr());
  }

  #accessOtherCsr(op: CsrOperation, source: () => void): void {
    const { code } = this;
    const { isa, memory } = this.#at;
    const address = csrOf(this.#instruction.word);
    this.#old ??= code.local('i64');
    const place = {
      code,
      block: this.#variables.block,
      old: this.#old,
      leaveWhen: () => this.#flow.leaveWhen(),
      address: () => code.i32(address),
    };
    if (address === sstatus.address) return emitStatusAccess(op, source, statusBitsOf(isa)!, memory, place);
    emitCsrAccess(op, source, {
      ...place,
      cell: () =>
        code
          .get(this.#variables.block)
          .i32(8 * address)
          .op('i32.add'),
      writable: () => code.i64(this.#at.writableIn(this.#instruction)),
    });
  }

  requireZeroing(): void {
    emitMayNotZero(this.code, this.#variables.block);
    this.#flow.leaveWhen();
  }

  requireDirtyFloat(): void {
    this.#isFloatDirty ??= this.code.local('i32');
    this.code.get(this.#isFloatDirty).op('i32.eqz');
    this.#flow.leaveWhen();
  }

  float(operation: FloatOperation, operands: readonly (() => void)[]): void {
    const { code } = this;
    emitFloat(operation, {
      code,
      operands,
      leaveIf: () => this.#flow.leaveWhen(),
      accrueInexact: (isInexact) => this.#accrueInexact(isInexact),
      byRounding: (type, modes) => this.#byRounding(type, modes),
    });
  }

  /** What the region knows of fcsr stays what the hart has. */
  #accrueInexact(isInexact: () => void): void {
    const { code } = this;
    const control = this.#fcsr();
    const NX = 1 << fcsr.NX.shift;
    code.get(control).i32(NX).op('i32.and', 'i32.eqz');
    code.when(() => {
      isInexact();
      code.when(() => {
        code.get(control).i32(NX).op('i32.or').set(control);
        storeControl(code, this.#variables.block, control);
      });
    });
  }

  #byRounding(type: Type, modes: ByRounding): void {
    const { code } = this;
    const own = rm(this.#instruction.word);
    const isDynamic = own === dynamicRounding;
    // Which mode frm says is seldom any but this.
    const mode = isDynamic
      ? 'RNE'
      : (Object.keys(rounding) as (keyof ByRounding)[]).find((name) => rounding[name] === own);
    if (isDynamic) {
      code.get(this.#fcsr()).i32(fcsr.frm.ones).op('i32.and');
      this.#flow.leaveWhen();
    }
    const emit = mode && modes[mode];
    if (emit) return emit();
    code.i32(1);
    this.#flow.leaveWhen();
    if (type === 'i64') code.i64(0n);
    else code[type](0);
  }

  /** What fcsr holds as long as the region runs. */
  #fcsr(): Variable {
    return (this.#control ??= this.code.local('i32'));
  }

  jump(): void {
    this.#flow.jump();
  }

  noteJump(): void {
    this.#flow.noteJump();
    if (!this.#at.isa.has('Zicfilp') || !mayLandOnPad(this.#instruction)) return;
    this.#landingPads ??= this.code.local('i32', 'landingPads');
    this.code.get(this.#landingPads);
    this.#flow.leaveWhen();
  }

  leave(): void {
    this.#flow.leave();
  }

  setX(value: () => void): void {
    const register = rd(this.#instruction.word);
    if (register === 0) return;
    value();
    this.#registers.set('x', register);
  }

  setF(value: () => void): void {
    value();
    this.#registers.set('f', rd(this.#instruction.word));
  }

  setLocal({ index }: Local): void {
    const type = this.code.undo('i64.reinterpret_f64') ? 'f64' : 'i64';
    this.#types[index] = type;
    this.code.set(this.#locals[type][index]);
  }

  x(of: 'rs1' | 'rs2' | 'rd' | number): void {
    const register = typeof of === 'number' ? of : { rs1, rs2, rd }[of](this.#instruction.word);
    if (register === 0) this.code.i64(0n);
    else this.#registers.get('x', register);
  }

  f(of: 'frs1' | 'frs2' | 'frs3'): void {
    const register = { frs1: rs1, frs2: rs2, frs3: rs3 }[of](this.#instruction.word);
    this.#registers.get('f', register);
  }

  immediate(): void {
    this.code.i64(BigInt(this.#instruction.imm));
  }

  pc(): void {
    this.code.get(this.#variables.page).i64(BigInt(this.#pc)).op('i64.add');
  }

  length(): void {
    this.code.i64(BigInt(this.#instruction.length));
  }

  local({ index }: Local): void {
    const type = this.#types[index];
    this.code.get(this.#locals[type][index]);
    if (type === 'f64') this.code.op('i64.reinterpret_f64');
  }
}
