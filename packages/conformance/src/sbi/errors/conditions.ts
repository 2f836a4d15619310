import type { ErrorName, Extension } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';

/** One call, and what must have happened before. */
export interface Call {
  readonly args: readonly bigint[];
  readonly before?: (system: CallSystem) => void;
  /** The harts, if they are not those that have everything. */
  readonly isa?: string;
}

/** When an error is answered: a call in which this is wrong and nothing else. */
export interface Condition extends Call {
  readonly when: string;
  /** What is in a1; 0 unless given. */
  readonly value?: bigint;
}

/** Where a function shares memory with its caller: parameters `…_lo` and `…_hi`. */
export interface SharedParameter {
  /** The position of `…_lo`; `…_hi` follows. */
  readonly at: number;
  /** Bytes that the sample call shares, and the multiple of which an address must be. */
  readonly bytes: bigint;
  readonly alignment: bigint;
  readonly inaccessible: ErrorName;
  readonly misaligned?: ErrorName;
}

/** How a function fails. */
export interface FunctionErrors<E extends ErrorName = ErrorName> {
  /** A call that succeeds, or does not return. */
  readonly sample: Call;
  /** When each error of the specification's table is answered, or why never. */
  readonly errors: { readonly [K in E]: readonly Condition[] | string };
  readonly shared?: SharedParameter;
  /** The position of an address at which a supervisor starts or resumes; it is INVALID_ADDRESS where none can. */
  readonly entry?: number;
}

/** How each function of an extension fails. What is missing does not compile. */
export type ExtensionErrors<X extends Extension> = {
  readonly [K in keyof X['functions']]: FunctionErrors<X['functions'][K]['errors'][number]>;
};

export const ones = 2n ** 64n - 1n;
/** Places of RAM that are the supervisor's, a page each. */
export const [place, buffer] = [0x8010_2000n, 0x8010_4000n];

/** Why these are never answered, wherever they are in a table. */
export const noOtherReason = 'no function of this firmware fails for a reason that nobody knows';
export const nothingIsDenied = 'this firmware denies no supervisor the console';

/** Harts with next to nothing. */
export const plainIsa = 'rv64imac';
