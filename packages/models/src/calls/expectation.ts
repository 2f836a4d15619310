import type { Choice } from '../judging/choices.ts';
import { codeOf, errorNamed, type ErrorName } from '../error-codes.ts';
import { rowOf, type ErrorTable } from './error-table.ts';

/** What a call answers: a0 as a signed, a1 as an unsigned number of 64 bits. */
export interface Answer {
  readonly error: bigint;
  readonly value: bigint;
}

/** What a value must be, in words and as a test. A bigint must be that. */
export type Wanted = bigint | { readonly words: string; readonly holds: (value: bigint) => boolean };

/** How a firmware and a model differ. */
export interface Wrong {
  /** Where the specification says who is right: document, section title, table and row, or item of a list. */
  readonly rule: string;
  /** What it is about: a function, a register. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
}

/** What a function that has succeeded leaves behind. */
export interface Outcome<World> {
  readonly world: World;
  readonly difference?: Wrong;
  /** What the firmware has chosen, where it has the choice. */
  readonly choice?: Choice;
}

/** What a function does when it succeeds. */
export interface Success<World> {
  /** How the world is then. Without it, as it was. */
  readonly world?: World;
  /** What a1 is. Without it, anything. */
  readonly value?: Wanted;
  /** Where the specification says so, if not in the table. */
  readonly valueRule?: string;
  /** Such a call does not come back; `either` where it may be back at once. */
  readonly leaves?: true | 'either';
  /** How the world is, where that depends on what has been answered: a1, and the shared memory after the call. */
  readonly outcome?: (value: bigint, memory: Uint8Array) => Outcome<World>;
}

/**
 * True where the row of an error applies, `may` where the specification leaves open whether it does, `ever` where what it is for
 * is the implementation's or the platform's own: then only such an answer is worth telling.
 */
export type Applies = boolean | 'may' | 'ever';

/** What the specification lets a firmware answer to one call, and what is true after each answer. */
export interface Expectation<World> {
  readonly table: ErrorTable;
  /** The errors whose rows apply: one of them must be answered. Of several the specification does not say which. */
  readonly musts: readonly ErrorName[];
  /** Errors that the implementation may answer, or not; and such as it may answer whenever it likes. */
  readonly mays: readonly ErrorName[];
  readonly evers: readonly ErrorName[];
  readonly success: Success<World>;
  /** How the world is after an error, where that is not as it was. */
  readonly failed?: World;
  /** a1 after an error, where the function's section says what. */
  readonly failedValue?: Wanted;
  /** The call has memory that it shares, and no text says what is in it after an error. */
  readonly mayScribble?: true;
}

type More<World> = Pick<Expectation<World>, 'failed' | 'failedValue' | 'mayScribble'>;

/**
 * What a function may answer, by the rows of its table.
 *
 * @param rows the errors that apply here, or may. FAILED, for "unspecified or unknown other reasons", always may.
 */
export function expected<World>(
  table: ErrorTable,
  rows: Readonly<Partial<Record<ErrorName, Applies>>>,
  success: Success<World> = {},
  more: More<World> = {},
): Expectation<World> {
  const having = (wanted: Applies) => table.rows.filter((name) => rows[name] === wanted);
  const isOpen = table.rows.includes('FAILED') && rows.FAILED === undefined;
  return {
    table,
    musts: having(true),
    mays: having('may'),
    evers: [...having('ever'), ...(isOpen ? (['FAILED'] as const) : [])],
    success,
    ...more,
  };
}

/** A number as messages have it. */
export const hexOf = (value: bigint): string => (value < 10n ? `${value}` : `0x${value.toString(16)}`);

export const isWanted = (wanted: Wanted, value: bigint): boolean =>
  typeof wanted === 'bigint' ? value === BigInt.asUintN(64, wanted) : wanted.holds(value);
export const wantedInWords = (wanted: Wanted): string => (typeof wanted === 'bigint' ? hexOf(wanted) : wanted.words);

/** Judges one answer, none if the call has not come back, and says how the world is if the firmware is believed. */
export function decide<World>(
  world: World,
  subject: string,
  expectation: Expectation<World>,
  answer: Answer | undefined,
  memory: Uint8Array,
): Outcome<World> {
  const { table, musts, mays, evers, success, failed = world, failedValue } = expectation;
  const { leaves, outcome = () => ({ world: success.world ?? world }) } = success;
  const isRefused = musts.length > 0;
  const due = isRefused
    ? musts.map(codeOf).join(' or ')
    : leaves === true
      ? 'nothing: it does not come back'
      : codeOf('SUCCESS');
  const other = (got: string, after: World, row: string = musts[0] ?? 'SUCCESS'): Outcome<World> => ({
    world: after,
    difference: { rule: rowOf(table, row), subject: `what ${subject} answers`, expected: due, got: codeOf(got) },
  });
  if (!answer) {
    const { world: after } = outcome(0n, memory);
    return isRefused || !leaves ? other('nothing: it does not come back', after) : { world: after };
  }
  const { error, value } = answer;
  const got = errorNamed(error) as ErrorName;
  const choiceOf = (others: readonly string[]) => ({
    ...(others.length > 0 && {
      choice: {
        spec: table.section,
        text: `whether ${subject} answers ${[...others, got].map(codeOf).toSorted().join(' or ')}`,
        taken: codeOf(got),
      },
    }),
  });
  const isOther = (name: ErrorName) => name !== got;
  if (got === 'SUCCESS') {
    if (isRefused || leaves === true) return other(got, outcome(value, memory).world);
    const { value: wanted, valueRule = rowOf(table, got) } = success;
    if (wanted !== undefined && !isWanted(wanted, value))
      return {
        world: outcome(value, memory).world,
        difference: {
          rule: valueRule,
          subject: `the value that ${subject} answers`,
          expected: wantedInWords(wanted),
          got: hexOf(value),
        },
      };
    return { ...choiceOf(mays.filter(isOther)), ...outcome(value, memory) };
  }
  if (![...musts, ...mays, ...evers].includes(got))
    return other(got, failed, isRefused ? musts[0] : table.rows.includes(got) ? 'SUCCESS' : got);
  if (failedValue !== undefined && !isWanted(failedValue, value))
    return {
      world: failed,
      difference: {
        rule: `${table.section}, what sbiret.value is after an error`,
        subject: `the value that ${subject} answers with ${codeOf(got)}`,
        expected: wantedInWords(failedValue),
        got: hexOf(value),
      },
    };
  return { world: failed, ...choiceOf((isRefused ? musts : (['SUCCESS', ...mays] as const)).filter(isOther)) };
}
