import type { Err, Legacy, Ok, Redirect, Resume } from './answer.ts';
import type { Parameters } from './argument.ts';
import type { ErrorName } from './error.ts';

/** One function of an extension as the specification describes it; what it does is up to each layer. */
export interface Fn {
  /** The function ID in a6; for a legacy call, which has none, the extension ID in a7. */
  readonly id: number;
  readonly parameters: Parameters;
  /** The errors that the specification's table allows, besides NOT_SUPPORTED for a function that is not there. */
  readonly errors: readonly ErrorName[];
  readonly returns: Returns;
  /** `<document> "<section title>"`. */
  readonly spec: string;
}

/**
 * How control comes back: always in an `sbiret`; in an `sbiret` unless the call went well, as from hart_stop; or by the
 * legacy convention.
 */
export type Returns = 'sbiret' | 'sbiret or never' | 'legacy';

/** What a handler of function `F` may answer. An error that the specification does not allow does not compile. */
export type AnswerOf<F extends Fn> = F['returns'] extends 'legacy'
  ? Legacy | Redirect | Resume
  : Ok | Err<F['errors'][number]> | (F['returns'] extends 'sbiret or never' ? Resume : never);

/** The description of an extension: read by handlers' types, by the dispatcher, by traces and by documentation. */
export interface Extension<F extends Readonly<Record<string, Fn>> = Readonly<Record<string, Fn>>> {
  readonly name: string;
  /** The extension ID in a7; absent for the legacy calls, each of which has an ID of its own. */
  readonly eid: number | undefined;
  readonly functions: F;
  /** `<document> "<section title>"`. */
  readonly spec: string;
}

/** Describes a function that always returns to its caller. */
export const fn = <const P extends Parameters, const E extends readonly ErrorName[]>(
  id: number,
  parameters: P,
  errors: E,
  spec: string,
) => ({ id, parameters, errors, returns: 'sbiret', spec }) as const;

/** Describes a function that returns to its caller when it fails, and need not when it succeeds. */
export const fnThatMayNotReturn = <const P extends Parameters, const E extends readonly ErrorName[]>(
  id: number,
  parameters: P,
  errors: E,
  spec: string,
) => ({ id, parameters, errors, returns: 'sbiret or never', spec }) as const;

/** Describes a legacy call by its own extension ID (sbi "Legacy Extensions"). */
export const legacyFn = <const P extends Parameters>(eid: number, parameters: P, spec: string) =>
  ({ id: eid, parameters, errors: [], returns: 'legacy', spec }) as const;

/** The extension ID that spells `name` in ASCII, as all but the Base and the legacy extensions do. */
export const eidOf = (name: string): number =>
  Array.from(name, (letter) => letter.charCodeAt(0)).reduce((eid, code) => eid * 0x100 + code, 0) | 0;

/** Describes an extension. Its ID is the ASCII of its name unless given. */
export const extension = <const F extends Readonly<Record<string, Fn>>>(
  name: string,
  functions: F,
  spec: string,
  eid: number = eidOf(name),
): Extension<F> & { readonly eid: number } => ({ name, eid, functions, spec });

/** Describes the legacy calls, whose functions carry the extension IDs. */
export const legacyExtension = <const F extends Readonly<Record<string, Fn & { readonly returns: 'legacy' }>>>(
  functions: F,
  spec: string,
): Extension<F> => ({ name: 'legacy', eid: undefined, functions, spec });
