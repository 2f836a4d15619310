import { isReadOnly, needsLandingPad, plainCsrsOf, sstatus, statusBitsOf } from '@hartlab/hart';
import { csrOf, type Decoded, type Insn, type Isa, rd, rowsOf, rs1 } from '@hartlab/isa';
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

/** An operation that a row is: with a destination, or with x0 for one, and if it is a CSR instruction, on what. */
export interface Operation {
  readonly row: Insn;
  readonly dropsResult: boolean;
  /** The address of sstatus or of a part of fcsr, or any CSR that is nothing but its cell. */
  readonly csr?: number | 'plain';
  /** Whether it jumps so that it must land on a landing pad where those are enabled. */
  readonly landsOnPad?: true;
}

/** The operations of an ISA, in the order of their numbers, which begin behind the special ones. */
export interface Operations {
  readonly all: readonly Operation[];
  /** The number of LPAD, if there are landing pads. */
  readonly landingPad: number | undefined;
  /** The number of what this instruction is. */
  numberOf(instruction: Decoded): number;
  /** The bits that an instruction changes if it writes to its CSR, which is a plain one. */
  readonly writableIn: (instruction: Decoded) => bigint;
}

const firstNumber = Object.keys(special).length;

export function operationsOf(isa: Isa): Operations {
  const all: Operation[] = [];
  const numbers = new Map<Insn, Numbers>();
  const landing = new Map<Insn, Numbers>();
  const ofCsrs = new Map<Insn, ReadonlyMap<number | 'plain', Numbers>>();
  const add = (operation: Operation) => firstNumber + all.push(operation) - 1;
  const csrs = [
    ...(isa.has('F') ? floatCsrs.keys() : []),
    ...(statusBitsOf(isa) ? [sstatus.address] : []),
    'plain',
  ] as const;
  for (const row of rowsOf(isa)) {
    if (!areEmitted(row.does)) continue;
    if (csrEffect(row)) {
      const of = csrs.map((csr): [number | 'plain', Numbers] => [
        csr,
        [add({ row, dropsResult: false, csr }), add({ row, dropsResult: true, csr })],
      ]);
      ofCsrs.set(row, new Map(of));
    } else {
      const withResult = add({ row, dropsResult: false });
      numbers.set(row, [withResult, hasResult(row) ? withoutResult(row, add) : withResult]);
      if (isa.has('Zicfilp') && jumpsIndirectly(row))
        landing.set(row, [
          add({ row, dropsResult: false, landsOnPad: true }),
          add({ row, dropsResult: true, landsOnPad: true }),
        ]);
    }
  }
  const plainCsr = plainCsrsOf(isa);
  return {
    all,
    landingPad: [...numbers].find(([{ does }]) => does[0]?.k === 'landing-pad')?.[1][0],
    numberOf: (instruction) => {
      const { insn, word } = instruction;
      const csr = ofCsrs.get(insn);
      const plain = isPlain(instruction, plainCsr(csrOf(word))) ? csr?.get('plain') : undefined;
      const pad = mayLandOnPad(instruction) ? landing.get(insn) : undefined;
      const found = pad ?? numbers.get(insn) ?? csr?.get(csrOf(word)) ?? plain;
      return found?.[rd(word) === 0 ? 1 : 0] ?? special.elsewhere;
    },
    writableIn: ({ word }) => plainCsr(csrOf(word)) ?? 0n,
  };
}

/** Whether an instruction may do what it does to its CSR, of which a write changes these bits: a record has room for eight of them. */
function isPlain({ insn, word }: Decoded, writable: bigint | undefined): boolean {
  const writes = csrEffect(insn)?.op === 'write' || rs1(word) !== 0;
  if (writable === undefined || !writes) return writable !== undefined;
  return !isReadOnly(csrOf(word)) && writable === BigInt.asUintN(64, BigInt.asIntN(8, writable));
}

const csrEffect = ({ does }: Insn) => does.find((effect) => effect.k === 'csr');

type Numbers = readonly [withResult: number, dropped: number];

/** Whether an instruction jumps so that it must land on a landing pad, if there are any and the hart's mode has enabled them. */
export const mayLandOnPad = ({ insn, word }: Decoded): boolean => jumpsIndirectly(insn) && needsLandingPad(rs1(word));

const jumpsIndirectly = ({ does }: Insn) => does.some((effect) => effect.k === 'jump' && effect.indirect);

const hasResult = ({ does }: Insn) => does.some(({ k }) => k === 'set');

/** An instruction that only computes does nothing when its result is dropped. */
function withoutResult(row: Insn, add: (operation: Operation) => number): number {
  const computes = row.does.every(({ k }) => k === 'set' || k === 'bind');
  return computes ? special.nothing : add({ row, dropsResult: true });
}
