/**
 * The language in which the rows say what an instruction does. It is data, not code: the reference interpreter walks
 * it, the fast engine emits it, and neither has a second table.
 *
 * Every value is a 64-bit two's-complement integer that wraps (XLEN = 64). Comparisons give 0 or 1.
 */

/** Operators of two values. Shifts use the low six bits of `b`. Division follows the M extension: no traps. */
export type BinaryOperator =
  | 'add'
  | 'sub'
  | 'and'
  | 'or'
  | 'xor'
  | 'sll'
  | 'srl'
  | 'sra'
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

/** A value without side effects. */
export type Expr =
  | { readonly k: 'x'; readonly of: 'rs1' | 'rs2' }
  | { readonly k: 'imm' }
  | { readonly k: 'pc' }
  /** Bytes of this instruction as fetched, 2 or 4: a compressed jump links pc + 2. */
  | { readonly k: 'length' }
  | { readonly k: 'literal'; readonly value: bigint }
  | Local
  | { readonly k: BinaryOperator; readonly a: Expr; readonly b: Expr }
  | { readonly k: 'sext' | 'zext'; readonly from: Narrow; readonly a: Expr }
  | { readonly k: 'select'; readonly when: Expr; readonly a: Expr; readonly b: Expr };

/** A single-assignment name inside one instruction; `bind`, `load`, `amo`, `lr`, `sc` and `csr` give it its value. */
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

/** Instructions whose behaviour is not a value: implemented once, by name, in the hart. */
export type SystemName =
  | 'ecall'
  | 'ebreak'
  | 'fence.i'
  | 'sret'
  | 'mret'
  | 'mnret'
  | 'wfi'
  | 'sfence.vma'
  | 'hfence.vvma'
  | 'hfence.gvma'
  | 'sinval.vma'
  | 'hinval.vvma'
  | 'hinval.gvma'
  | 'sfence.w.inval'
  | 'sfence.inval.ir'
  | 'lpad'
  | 'sspush'
  | 'sspopchk'
  | 'ssrdp';

/**
 * One step of an instruction. Steps run in order; the first that traps ends the instruction, and no step after it has
 * any effect. `pc` always names this instruction; a `jump` only says where the next one is.
 */
export type Effect =
  | { readonly k: 'set'; readonly value: Expr }
  | { readonly k: 'bind'; readonly into: Local; readonly value: Expr }
  /** An indirect jump may have to land on a landing pad (unpriv "Landing Pad Enforcement"). */
  | { readonly k: 'jump'; readonly target: Expr; readonly when?: Expr; readonly indirect?: true }
  /** Binds the bytes read, zero-extended. */
  | {
      readonly k: 'load';
      readonly into: Local;
      readonly width: Width;
      readonly address: Expr;
      readonly access: AccessKind;
    }
  | {
      readonly k: 'store';
      readonly width: Width;
      readonly address: Expr;
      readonly value: Expr;
      readonly access: AccessKind;
    }
  /** Binds the old bytes, zero-extended, and stores `value`, which may name them. Traps as a store. */
  | {
      readonly k: 'amo';
      readonly into: Local;
      readonly width: 4 | 8;
      readonly address: Expr;
      readonly value: Expr;
      readonly access: 'own' | 'shadow-stack';
    }
  /** As `load`, and reserves the address. */
  | { readonly k: 'lr'; readonly into: Local; readonly width: 4 | 8; readonly address: Expr }
  /** Binds 0 when the store took place, 1 when the reservation was lost. */
  | { readonly k: 'sc'; readonly into: Local; readonly width: 4 | 8; readonly address: Expr; readonly value: Expr }
  /**
   * Binds the old value of the CSR that bits 31:20 name. Which half happens is decided by register numbers, not
   * values: `write` with rd = x0 does not read; `set` and `clear` with bits 19:15 zero do not write
   * (unpriv "CSR Instructions").
   */
  | { readonly k: 'csr'; readonly into: Local; readonly op: 'write' | 'set' | 'clear'; readonly source: Expr }
  | { readonly k: 'system'; readonly name: SystemName };

/** What an instruction does, in order. */
export type Does = readonly Effect[];

const binary =
  (k: BinaryOperator) =>
  (a: Expr, b: Expr): Expr => ({ k, a, b });

export const add = binary('add');
export const sub = binary('sub');
export const and = binary('and');
export const or = binary('or');
export const xor = binary('xor');
export const sll = binary('sll');
export const srl = binary('srl');
export const sra = binary('sra');
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

export const sext = (from: Narrow, a: Expr): Expr => ({ k: 'sext', from, a });
export const zext = (from: Narrow, a: Expr): Expr => ({ k: 'zext', from, a });
export const select = (when: Expr, a: Expr, b: Expr): Expr => ({ k: 'select', when, a, b });
export const literal = (value: bigint): Expr => ({ k: 'literal', value });
export const pc: Expr = { k: 'pc' };
export const length: Expr = { k: 'length' };

/** The two locals an instruction may use. */
export const t: Local = { k: 'local', index: 0 };
export const u: Local = { k: 'local', index: 1 };

/** The destination register. It can be set, never read: an instruction that has no `rd` cannot be given one. */
export interface Destination {
  readonly k: 'rd';
}

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
export const amo = (
  into: Local,
  width: 4 | 8,
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
export const csr = (into: Local, op: 'write' | 'set' | 'clear', source: Expr): Effect => ({
  k: 'csr',
  into,
  op,
  source,
});
export const system = (name: SystemName): Effect => ({ k: 'system', name });
