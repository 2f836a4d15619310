import { type Insn, type Isa, rd, rowsOf } from '@hartlab/isa';
import { areEmitted } from '../emit/effects.ts';
import { floatCsrs } from '../emit/float-control.ts';

/** What a record can ask for besides a row. The reference does what is not known, or not emitted. */
export const special = {
  /** Nothing is known of the instruction yet. */
  undecoded: 0,
  /** The reference does it. */
  elsewhere: 1,
  /** The page ends. */
  pageEnd: 2,
  /** It does nothing but to go on. */
  nothing: 3,
  /** It goes on in the next page. */
  straddling: 4,
  /** A region begins here. */
  region: 5,
} as const;

/** An operation that a row is: with a destination, or with x0 for one, and on one CSR if it is a CSR instruction. */
export interface Operation {
  readonly row: Insn;
  readonly dropsResult: boolean;
  readonly csr?: number;
}

/** The operations of an ISA, in the order of their numbers, which begin behind the special ones. */
export interface Operations {
  readonly all: readonly Operation[];
  /** The number of what this row is, with the destination, and the CSR, that the instruction has. */
  numberOf(row: Insn, word: number): number;
}

const firstNumber = Object.keys(special).length;

export function operationsOf(isa: Isa): Operations {
  const all: Operation[] = [];
  const numbers = new Map<Insn, Numbers>();
  const ofCsrs = new Map<Insn, ReadonlyMap<number, Numbers>>();
  const add = (operation: Operation) => firstNumber + all.push(operation) - 1;
  for (const row of rowsOf(isa))
    if (areEmitted(row.does, false)) {
      const withResult = add({ row, dropsResult: false });
      numbers.set(row, [withResult, hasResult(row) ? withoutResult(row, add) : withResult]);
    } else if (isa.has('F') && areEmitted(row.does, true)) {
      const of = [...floatCsrs.keys()].map((csr): [number, Numbers] => [
        csr,
        [add({ row, dropsResult: false, csr }), add({ row, dropsResult: true, csr })],
      ]);
      ofCsrs.set(row, new Map(of));
    }
  return {
    all,
    numberOf: (row, word) => {
      const found = numbers.get(row) ?? ofCsrs.get(row)?.get(csrOf(word));
      return found?.[rd(word) === 0 ? 1 : 0] ?? special.elsewhere;
    },
  };
}

type Numbers = readonly [withResult: number, dropped: number];

/** The address of the CSR that a CSR instruction names. */
export const csrOf = (word: number): number => word >>> 20;

const hasResult = ({ does }: Insn) => does.some(({ k }) => k === 'set');

/** An instruction that only computes does nothing when its result is dropped. */
function withoutResult(row: Insn, add: (operation: Operation) => number): number {
  const computes = row.does.every(({ k }) => k === 'set' || k === 'bind');
  return computes ? special.nothing : add({ row, dropsResult: true });
}
