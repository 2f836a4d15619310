import { exception, type Hart } from '@hartlab/hart';
import { callRegisters, errors, type Extension, type Fn } from '@hartlab/sbi';
import type { MachineMode } from './machine-mode.ts';
import { SweepError } from './sweep-error.ts';

const { a0, a6, a7 } = callRegisters;
const a1 = a0 + 1;

/** An extension whose functions are called by name. */
type Called<Name extends string> = Pick<Extension<Readonly<Record<Name, Fn>>>, 'name' | 'functions'> & {
  readonly eid: number;
};

/** Lets the hart trap to M-mode as an ECALL of this SBI function would. */
export function trapForCall<Name extends string>(
  hart: Hart,
  extension: Called<Name>,
  name: NoInfer<Name>,
  args: readonly bigint[] = [],
): void {
  args.forEach((value, n) => hart.setX(a0 + n, value));
  hart.setX(a6, BigInt(extension.functions[name].id));
  hart.setX(a7, BigInt(extension.eid));
  // Who executes an instruction does not wait in WFI.
  hart.waiting = false;
  hart.trap({ cause: exception.ecallFromS });
}

/** What an SBI function answers. */
interface CallAnswer {
  /** 0, or an error of the SBI. */
  readonly error: bigint;
  readonly value: bigint;
}

/**
 * Makes an SBI call that the software of `hart` has not made: a real trap into the firmware, after which the registers are
 * what they were, and the hart waits if it did.
 *
 * @throws SweepError when the firmware does not come back
 */
export function forgedCall<Name extends string>(
  machineMode: MachineMode,
  hart: Hart,
  extension: Called<Name>,
  name: NoInfer<Name>,
  args: readonly bigint[] = [],
): CallAnswer {
  const { pc, waiting } = hart;
  const kept = Array.from({ length: 8 }, (_, n) => hart.x(a0 + n));
  trapForCall(hart, extension, name, args);
  if (!machineMode.handle(hart))
    throw new SweepError(`the firmware does not come back from a call of ${extension.name}'s ${name}`);
  const answer = { error: BigInt.asIntN(64, hart.x(a0)), value: hart.x(a1) };
  kept.forEach((value, n) => hart.setX(a0 + n, value));
  hart.pc = pc;
  hart.waiting = waiting;
  return answer;
}

/** An error of the SBI in words: `INVALID_PARAM (-3)`. */
export const errorInWords = (error: bigint): string => {
  const [name] = Object.entries(errors).find(([, code]) => BigInt(code) === error) ?? [];
  return name === undefined ? `${error}` : `${name} (${error})`;
};
