import type { CsrName } from '@hartlab/isa';
import type { Half } from './halves.ts';
import type { AnyField, CommonDeclaration, Field, HartView, Register } from './register.ts';

export * from './bits.ts';
export * from './halves.ts';
export * from './register.ts';

/** Some bits of a register, as a view shows them. */
export interface PartDeclaration<F> {
  /** The register that holds the bits. */
  readonly of: Register;
  /** The fields that the view shows, by the names they have here. */
  readonly fields: F;
  /** Those that can be written here; without this, all that are not read-only in the register. */
  readonly writes?: readonly Field[];
  /** The fields stand this many bits lower than in the register; 0 where nothing is said. */
  readonly shift?: number;
  /** Fields at positions where this, or what software reads in this register, is 0 are read-only zero here. */
  readonly only?: Csr | ((hart: HartView, half: Half) => number);
  /** Shows what the cell holds, not what software reads in the register. */
  readonly held?: true;
}

export interface ViewDeclaration<F> extends CommonDeclaration, PartDeclaration<F> {
  /** Bits of further registers. No two parts may show the same bit at the same time. */
  readonly also?: readonly PartDeclaration<Readonly<Record<string, AnyField>>>[];
}

/** Some bits of one half of a register in a view. */
export interface Part extends Pick<PartDeclaration<unknown>, 'of'> {
  readonly only: PartDeclaration<unknown>['only'] | undefined;
  readonly held: true | undefined;
  /** The half of the register in which the bits are. */
  readonly from: Half;
  /** The half of the view in which they are seen, this many bits lower. */
  readonly to: Half;
  readonly shift: number;
  /** The bits that are seen here, in the register's places. */
  readonly visible: number;
  /** Those that an instruction which names the view can change. */
  readonly writable: number;
}

/** A CSR without a cell: it shows bits of other registers. Its fields are those registers' own. */
export interface View extends CommonDeclaration {
  readonly kind: 'view';
  readonly name: CsrName;
  readonly address: number;
  readonly fields: readonly AnyField[];
  readonly parts: readonly Part[];
  /** The same by the register whose bits they are. */
  readonly registers: readonly { readonly of: Register; readonly parts: readonly Part[] }[];
}

/** A CSR without a cell: a window on whichever register the hart's state selects, which a view without bits may stand for. */
export interface Window extends CommonDeclaration {
  readonly kind: 'window';
  readonly name: CsrName;
  readonly address: number;
  readonly fields: readonly [];
  /** Without a register, every access traps: with a virtual-instruction exception when V = 1, as an illegal instruction otherwise. */
  readonly selects: (hart: HartView) => Register | View | undefined;
}

/** A CSR: with a cell of its own, a view of others, or a window through which another register selects one. */
export type Csr = Register | View | Window;
/** Whether a declaration is one of a CSR. */
export const isCsr = (declared: unknown): declared is Csr =>
  typeof declared === 'object' &&
  declared !== null &&
  'kind' in declared &&
  (declared.kind === 'register' || declared.kind === 'view' || declared.kind === 'window');
/** Whether the CSR has no cell of its own. */
export const isView = (csr: Csr): csr is View | Window => csr.kind !== 'register';
/** Whether what the CSR reads and writes is selected by another one. */
export const isWindow = (csr: Csr): csr is Window => csr.kind === 'window';
