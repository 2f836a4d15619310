import type { ErrorName } from './error.ts';

/** The call succeeded: a0 is 0 and a1 is `value`. */
export interface Ok {
  readonly kind: 'ok';
  readonly value: bigint;
}

/** The call failed: a0 is the error and a1 is `value`, which most functions leave unspecified and we make 0. */
export interface Err<E extends ErrorName = ErrorName> {
  readonly kind: 'err';
  readonly error: E;
  readonly value: bigint;
}

/** The call does not return to its caller: what runs next was decided by the handler, and no register is written. */
export interface Resume {
  readonly kind: 'resume';
}

/** A legacy call returned: a0 is the value, and a1 keeps what it had (sbi "Legacy Extensions"). */
export interface Legacy {
  readonly kind: 'legacy';
  readonly a0: bigint;
}

/**
 * A legacy call faulted on the caller's own memory. The trap is the caller's: it is taken with sepc pointing to the
 * ECALL (sbi "Legacy Extensions").
 */
export interface Redirect {
  readonly kind: 'redirect';
  readonly trap: SupervisorTrap;
}

/** A trap to be taken by the supervisor, as the privileged specification's CSRs of the same names would report it. */
export interface SupervisorTrap {
  readonly cause: bigint;
  readonly tval?: bigint;
  readonly tval2?: bigint;
  readonly tinst?: bigint;
  readonly gva?: boolean;
}

/** What a call leaves behind. */
export type Answer = Ok | Err | Resume | Legacy | Redirect;

/** The call succeeded; `value` is a1 and 64 bits wide, signed or unsigned. */
export const ok = (value = 0n): Ok => (value === 0n ? nothingToSay : { kind: 'ok', value });
/** Most calls that succeed. */
const nothingToSay: Ok = { kind: 'ok', value: 0n };
/** The call failed with an error that the description of its function allows; `value` is a1. */
export const err = <const E extends ErrorName>(error: E, value = 0n): Err<E> => ({ kind: 'err', error, value });
/** The call does not return to its caller. */
export const resume = (): Resume => ({ kind: 'resume' });
/** A legacy call returned this in a0. */
export const legacy = (a0 = 0n): Legacy => ({ kind: 'legacy', a0 });
/** A legacy call ends in a trap of the caller's. */
export const redirect = (trap: SupervisorTrap): Redirect => ({ kind: 'redirect', trap });
