import type { FloatOperation } from './float-operation.ts';

/**
 * The language in which the rows say what an instruction does. It is data, not code: the reference interpreter walks
 * it, the fast engine emits it, and neither has a second table.
 *
 * Every value is a 64-bit two's-complement integer that wraps (XLEN = 64). Comparisons give 0 or 1.
 */

/** Operators of one value: how many bits are zero above the highest 1, below the lowest 1, and how many are 1. */
export type UnaryOperator = 'clz' | 'ctz' | 'cpop';

/**
 * Operators of two values. Shifts and rotations use the low six bits of `b`. Division follows the M extension: no traps.
 */
export type BinaryOperator =
  | 'add'
  | 'sub'
  | 'and'
  | 'or'
  | 'xor'
  | 'sll'
  | 'srl'
  | 'sra'
  | 'rol'
  | 'ror'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'ltu'
  | 'ge'
  | 'geu'
  | 'mul'
  | 'mulh'
  | 'mulhsu'
  | 'mulhu'
  | 'div'
  | 'divu'
  | 'rem'
  | 'remu';

/** Bits of the narrow value that `sext` and `zext` widen to 64. */
export type Narrow = 8 | 16 | 32;

/**
 * Pure functions that the operators do not reach: they look bytes up in a table, or need a loop. The hart defines each
 * of them once, by name.
 */
export type PrimitiveName =
  /** Bits 63:0 and 127:64 of the carry-less product (unpriv "Zbc Extension for Carry-less Multiplication"). */
  | 'carryless_multiply'
  | 'carryless_multiply_high'
  /** Elements of 4 and of 8 bits of the first value, chosen by those of the second (unpriv "Zbkx Extension for Crossbar Permutations"). */
  | 'permute_nibbles'
  | 'permute_bytes'
  /** Steps of AES on the eight bytes, or the two columns, of a value (FIPS 197). */
  | 'aes_sub_bytes'
  | 'aes_inverse_sub_bytes'
  | 'aes_mix_columns'
  | 'aes_inverse_mix_columns'
  /** The S-box of SM4 for one byte (GB/T 32907). */
  | 'sm4_sub_byte';

/** A value without side effects. */
export type Expr =
  /** An integer register that an operand names, or always the one of this number. */
  | { readonly k: 'x'; readonly of: 'rs1' | 'rs2' | 'rd' | number }
  /** The 64 bits of a floating-point register, whatever they hold (unpriv "NaN Boxing of Narrower Values"). */
  | { readonly k: 'f'; readonly of: 'frs1' | 'frs2' | 'frs3' }
  | { readonly k: 'imm' }
  | { readonly k: 'pc' }
  /** Bytes of this instruction as fetched, 2 or 4: a compressed jump links pc + 2. */
  | { readonly k: 'length' }
  | { readonly k: 'literal'; readonly value: bigint }
  | Local
  | { readonly k: UnaryOperator; readonly a: Expr }
  | { readonly k: BinaryOperator; readonly a: Expr; readonly b: Expr }
  | { readonly k: 'primitive'; readonly name: PrimitiveName; readonly operands: readonly Expr[] }
  | { readonly k: 'sext' | 'zext'; readonly from: Narrow; readonly a: Expr }
  | { readonly k: 'select'; readonly when: Expr; readonly a: Expr; readonly b: Expr };

/** A single-assignment name inside one instruction. Effects that have a result give it its value: `bind`, `load`, `csr`… */
export interface Local {
  readonly k: 'local';
  readonly index: 0 | 1;
}

/** Bytes of one memory access. */
export type Width = 1 | 2 | 4 | 8;

/**
 * Whose translation and privilege a load or store uses: the hart's own, or, for HLV, HLVX and HSV, those of the guest
 * (priv "Hypervisor Virtual-Machine Load and Store Instructions"). An access to the shadow stack is the hart's own, and
 * finds shadow-stack pages only (priv "Shadow Stack Memory Protection").
 */
export type AccessKind = 'own' | 'guest' | 'guest-execute' | 'shadow-stack';

/** What CBO instructions do to a cache block (unpriv "Cache-Block Operations"). */
export type CacheBlockOperation = 'clean' | 'flush' | 'inval' | 'zero';

/** The returns from traps, by the instruction that makes them. */
export type ReturnName = 'sret' | 'mret' | 'mnret';

/** Other instructions whose behaviour is not a value: implemented once, by name, in the hart. */
export type SystemName =
  | 'ecall'
  | 'ebreak'
  | 'fence.i'
  | 'wfi'
  | 'wrs.nto'
  | 'sfence.vma'
  | 'hfence.vvma'
  | 'hfence.gvma'
  | 'sinval.vma'
  | 'hinval.vvma'
  | 'hinval.gvma'
  | 'sfence.w.inval'
  | 'sfence.inval.ir';

/** The rounding mode that the instruction's rm field says, or, where that is 7, frm. */
export type RoundingMode = 'rm';

/** State that the field of mstatus of this name can turn off (priv "Extension Context Status in mstatus Register"). */
export type ContextStatus = 'FS';

/**
 * One step of an instruction. Steps run in order; the first that traps ends the instruction, and no step after it has
 * any effect. `pc` always names this instruction; a `jump` only says where the next one is.
 */
export type Effect =
  | { readonly k: 'set'; readonly value: Expr }
  | { readonly k: 'bind'; readonly into: Local; readonly value: Expr }
  /** An indirect jump may have to land on a landing pad (unpriv "Landing Pad Enforcement"). */
  | { readonly k: 'jump'; readonly target: Expr; readonly when?: Expr; readonly indirect?: true }
  /** Binds the bytes read, zero-extended. With `aligned`, an address that is no multiple of `width` traps. */
  | {
      readonly k: 'load';
      readonly into: Local;
      readonly width: Width;
      readonly address: Expr;
      readonly access: AccessKind;
      readonly aligned?: true;
    }
  | {
      readonly k: 'store';
      readonly width: Width;
      readonly address: Expr;
      readonly value: Expr;
      readonly access: AccessKind;
      readonly aligned?: true;
    }
  /**
   * Binds the old bytes, zero-extended, and stores `value`, which may name them. Traps as a store. This and the three
   * effects that follow are always aligned.
   */
  | {
      readonly k: 'amo';
      readonly into: Local;
      readonly width: Width;
      readonly address: Expr;
      readonly value: Expr;
      readonly access: 'own' | 'shadow-stack';
    }
  /** As `load`, and reserves the address. */
  | { readonly k: 'lr'; readonly into: Local; readonly width: 4 | 8; readonly address: Expr }
  /** Binds 0 when the store took place, 1 when the reservation was lost. */
  | { readonly k: 'sc'; readonly into: Local; readonly width: 4 | 8; readonly address: Expr; readonly value: Expr }
  /**
   * Compares 16 bytes with the pair of registers that rd begins, stores the pair of rs2 if they are equal, and sets the
   * pair of rd to the old bytes. The pair of x0 is zero, and cannot be set. Traps as a store.
   */
  | { readonly k: 'compare-and-swap-pair'; readonly address: Expr }
  /** Operates on the cache block around the address, where the mode allows it. Traps as a store. */
  | { readonly k: 'cache-block'; readonly operation: CacheBlockOperation; readonly address: Expr }
  /**
   * Binds the old value of the CSR that bits 31:20 name. Which half happens is decided by register numbers, not
   * values: `write` with rd = x0 does not read; `set` and `clear` with bits 19:15 zero do not write
   * (unpriv "CSR Instructions").
   */
  | { readonly k: 'csr'; readonly into: Local; readonly op: 'write' | 'set' | 'clear'; readonly source: Expr }
  /** Illegal instruction while the state is Off in mstatus or, with V = 1, in vsstatus. */
  | { readonly k: 'guard'; readonly state: ContextStatus }
  /** Writes frd, which makes FS Dirty. */
  | { readonly k: 'setFloat'; readonly value: Expr }
  /**
   * Binds the result and accrues the exception flags in fcsr; if there are any, FS becomes Dirty. With `rounding` the
   * operation uses a rounding mode, and a reserved one is an illegal instruction.
   */
  | {
      readonly k: 'float';
      readonly into: Local;
      readonly operation: FloatOperation;
      readonly operands: readonly Expr[];
      readonly rounding?: RoundingMode;
    }
  /**
   * The landing pad that an indirect jump may have to land on. Where one is expected, traps unless it is aligned and bits
   * 31:12 of `label` are zero or those of `expected`; elsewhere nothing (unpriv "Landing Pad Instruction").
   */
  | { readonly k: 'landing-pad'; readonly label: Expr; readonly expected: Expr }
  /** Where shadow stacks are active, pushes the value, as a store to the shadow stack; elsewhere nothing. */
  | { readonly k: 'shadow-push'; readonly value: Expr }
  /** Where shadow stacks are active, pops a value, and traps unless it is the expected one; elsewhere nothing. */
  | { readonly k: 'shadow-pop'; readonly expected: Expr }
  /** Binds ssp, or zero where shadow stacks are not active. */
  | { readonly k: 'shadow-pointer'; readonly into: Local }
  /** Returns from a trap: the mode and pc become what the mode's CSRs say. */
  | { readonly k: 'return'; readonly name: ReturnName }
  /**
   * With `endsBlock` the next instruction must be fetched, translated and chosen anew: the hart may wait, an interrupt
   * may be due, or memory may show other code.
   */
  | {
      readonly k: 'system';
      readonly name: SystemName;
      readonly operands: readonly Expr[];
      readonly endsBlock: boolean;
    };

/** What an instruction does, in order. */
export type Does = readonly Effect[];

/**
 * Whether straight-line code ends with this instruction: after it, pc may be elsewhere, or the effect says so itself. What a
 * write of a CSR changes is said by the CSR.
 */
export const endsBlock = (does: Does): boolean =>
  does.some((effect) => effect.k === 'jump' || effect.k === 'return' || (effect.k === 'system' && effect.endsBlock));

const unary =
  (k: UnaryOperator) =>
  (a: Expr): Expr => ({ k, a });

export const clz = unary('clz');
export const ctz = unary('ctz');
export const cpop = unary('cpop');

const binary =
  (k: BinaryOperator) =>
  (a: Expr, b: Expr): Expr => ({ k, a, b });

/** The sum, modulo 2^64. */
export const add = binary('add');
export const sub = binary('sub');
export const and = binary('and');
export const or = binary('or');
export const xor = binary('xor');
export const sll = binary('sll');
export const srl = binary('srl');
export const sra = binary('sra');
export const rol = binary('rol');
export const ror = binary('ror');
export const eq = binary('eq');
export const ne = binary('ne');
export const lt = binary('lt');
export const ltu = binary('ltu');
export const ge = binary('ge');
export const geu = binary('geu');
export const mul = binary('mul');
export const mulh = binary('mulh');
export const mulhsu = binary('mulhsu');
export const mulhu = binary('mulhu');
export const div = binary('div');
export const divu = binary('divu');
export const rem = binary('rem');
export const remu = binary('remu');

/** The low `from` bits, with copies of their highest bit above. */
export const sext = (from: Narrow, a: Expr): Expr => ({ k: 'sext', from, a });
/** The low `from` bits, with zeros above. */
export const zext = (from: Narrow, a: Expr): Expr => ({ k: 'zext', from, a });
/** `a` where `when` is not zero, and `b` where it is. */
export const select = (when: Expr, a: Expr, b: Expr): Expr => ({ k: 'select', when, a, b });
export const primitive = (name: PrimitiveName, ...operands: Expr[]): Expr => ({ k: 'primitive', name, operands });
/** A constant, as an unsigned 64-bit integer. */
export const literal = (value: bigint): Expr => ({ k: 'literal', value });
/** The address of the instruction. */
export const pc: Expr = { k: 'pc' };
/** The bytes of the instruction as it was fetched: 2 or 4. */
export const length: Expr = { k: 'length' };
/** What x0 to x31 hold: a register that the instruction always uses, whatever its operands are. */
export const register = (number: number): Expr => ({ k: 'x', of: number });

/** The first of the two locals that an instruction may use. */
export const t: Local = { k: 'local', index: 0 };
/** The second of them. */
export const u: Local = { k: 'local', index: 1 };

/** The destination register. It can be set: an instruction that has no `rd` cannot be given one. */
export interface Destination {
  readonly k: 'rd';
}

/** The number of a CSR. */
export interface CsrOperand {
  readonly k: 'csr';
}

/** What the destination register holds before the instruction: AMOCAS compares with it. */
export const valueIn = (_rd: Destination): Expr => ({ k: 'x', of: 'rd' });

export const set = (_rd: Destination, value: Expr): Effect => ({ k: 'set', value });
export const bind = (into: Local, value: Expr): Effect => ({ k: 'bind', into, value });
export const jump = (target: Expr): Effect => ({ k: 'jump', target });
export const indirectJump = (target: Expr): Effect => ({ k: 'jump', target, indirect: true });
export const branch = (when: Expr, target: Expr): Effect => ({ k: 'jump', target, when });
export const load = (into: Local, width: Width, address: Expr, access: AccessKind = 'own'): Effect => ({
  k: 'load',
  into,
  width,
  address,
  access,
});
export const store = (width: Width, address: Expr, value: Expr, access: AccessKind = 'own'): Effect => ({
  k: 'store',
  width,
  address,
  value,
  access,
});
/** A load that must be naturally aligned. */
export const alignedLoad = (into: Local, width: Width, address: Expr): Effect => ({
  k: 'load',
  into,
  width,
  address,
  access: 'own',
  aligned: true,
});
/** A store that must be naturally aligned. */
export const alignedStore = (width: Width, address: Expr, value: Expr): Effect => ({
  k: 'store',
  width,
  address,
  value,
  access: 'own',
  aligned: true,
});
export const amo = (
  into: Local,
  width: Width,
  address: Expr,
  value: Expr,
  access: 'own' | 'shadow-stack' = 'own',
): Effect => ({ k: 'amo', into, width, address, value, access });
export const lr = (into: Local, width: 4 | 8, address: Expr): Effect => ({ k: 'lr', into, width, address });
export const sc = (into: Local, width: 4 | 8, address: Expr, value: Expr): Effect => ({
  k: 'sc',
  into,
  width,
  address,
  value,
});
export const compareAndSwapPair = (_rd: Destination, address: Expr, _rs2: Expr): Effect => ({
  k: 'compare-and-swap-pair',
  address,
});
export const cacheBlock = (operation: CacheBlockOperation, address: Expr): Effect => ({
  k: 'cache-block',
  operation,
  address,
});
export const csr = (into: Local, op: 'write' | 'set' | 'clear', _csr: CsrOperand, source: Expr): Effect => ({
  k: 'csr',
  into,
  op,
  source,
});
export const landingPad = (label: Expr, expected: Expr): Effect => ({ k: 'landing-pad', label, expected });
export const shadowPush = (value: Expr): Effect => ({ k: 'shadow-push', value });
export const shadowPop = (expected: Expr): Effect => ({ k: 'shadow-pop', expected });
export const shadowPointer = (into: Local): Effect => ({ k: 'shadow-pointer', into });
export const trapReturn = (name: ReturnName): Effect => ({ k: 'return', name });
const systemThat =
  (endsBlock: boolean) =>
  (name: SystemName, ...operands: Expr[]): Effect => ({ k: 'system', name, operands, endsBlock });
/** A system instruction after which straight-line code goes on. */
export const system = systemThat(false);
/** A system instruction with which straight-line code ends. */
export const systemEnd = systemThat(true);

/** The floating-point destination register. It can only be set. */
export interface FloatDestination {
  readonly k: 'frd';
}

export const guard = (state: ContextStatus): Effect => ({ k: 'guard', state });
export const setFloat = (_frd: FloatDestination, value: Expr): Effect => ({ k: 'setFloat', value });
export const float = (
  into: Local,
  operation: FloatOperation,
  operands: readonly Expr[],
  rounding?: RoundingMode,
): Effect => ({ k: 'float', into, operation, operands, ...(rounding && { rounding }) });
