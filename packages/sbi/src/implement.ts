import type { Answer } from './answer.ts';
import { argumentReader, type Arguments } from './argument.ts';
import type { CallRegisters } from './call-registers.ts';
import type { Caller } from './caller.ts';
import type { AnswerOf, Extension, Fn } from './extension.ts';

/**
 * One handler per function of the description. A missing function, an argument that is not described and an error that
 * the specification's table does not allow do not compile.
 */
export type Handlers<F extends Readonly<Record<string, Fn>>, C extends Caller> = {
  readonly [K in keyof F]: (caller: C, args: Arguments<F[K]['parameters']>) => AnswerOf<F[K]>;
};

/** A call of one function: reads its arguments from the registers a0, a1, … and does what it does. */
export type Routine<C extends Caller = Caller> = (caller: C, registers: CallRegisters) => Answer;

/** An extension as one layer offers it. `C` is all that its handlers ask of their caller. */
export interface Implementation<C extends Caller = Caller> {
  readonly extension: Extension;
  /** The function of this name. */
  readonly routine: (name: string) => Routine<C>;
}

/** Gives an extension its behaviour. */
export function implement<F extends Readonly<Record<string, Fn>>, C extends Caller>(
  extension: Extension<F>,
  handlers: Handlers<F, C>,
): Implementation<C> {
  return {
    extension,
    routine: (name) => {
      const { parameters } = extension.functions[name as keyof F] as Fn;
      const read = argumentReader(parameters);
      const handler = handlers[name as keyof F];
      // The description names the parameters and their types, so what is read from it is what the handler declares.
      return (caller, registers) => handler(caller, read(registers) as never);
    },
  };
}
