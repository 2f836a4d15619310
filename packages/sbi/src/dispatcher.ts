import { err, type Answer } from './answer.ts';
import { readArguments } from './argument.ts';
import type { Caller } from './caller.ts';
import type { Fn } from './extension.ts';
import type { Implementation } from './implement.ts';

/** A function as the dispatcher finds it. */
interface Routine<C extends Caller> {
  readonly implementation: Implementation<C>;
  readonly name: string;
  readonly fn: Fn;
}

/** Registers a0 to a7 of a caller, as unsigned 64-bit integers. */
export type ArgumentRegisters = readonly bigint[];

/** Finds the function that an ECALL names and calls it. One dispatcher serves all harts of a layer. */
export class SbiDispatcher<C extends Caller = Caller> {
  /** By extension ID, then by function ID. */
  readonly #extensions = new Map<number, Map<number, Routine<C>>>();
  /** By extension ID: a legacy call ignores a6. */
  readonly #legacy = new Map<number, Routine<C>>();
  readonly #trace: ((line: string) => void) | undefined;

  /** @throws RangeError when two implementations claim one function: the layer's list is wrong. */
  constructor(implementations: readonly Implementation<C>[], trace?: (line: string) => void) {
    this.#trace = trace;
    for (const implementation of implementations) this.#add(implementation);
  }

  #add(implementation: Implementation<C>): void {
    const { name: extensionName, eid, functions } = implementation.extension;
    const taken = eid !== undefined && this.#extensions.has(eid);
    if (taken) throw new RangeError(`the SBI extension ID of ${extensionName} is implemented twice`);
    const routines = eid === undefined ? this.#legacy : new Map<number, Routine<C>>();
    for (const [name, fn] of Object.entries(functions)) {
      if (routines.has(fn.id)) throw new RangeError(`${extensionName}.${name} is implemented twice`);
      routines.set(fn.id, { implementation, name, fn });
    }
    if (eid !== undefined) this.#extensions.set(eid, routines);
  }

  /** Whether an extension is there, for the Base extension's probe. An ID that is not a signed 32-bit integer is not. */
  has(extension_id: bigint): boolean {
    const eid = Number(extension_id);
    return this.#extensions.has(eid) || this.#legacy.has(eid);
  }

  /**
   * Makes the call that a7 (extension) and a6 (function) name. Both are signed 32-bit integers, so the upper bits of
   * their registers do not count. A call that is not there answers NOT_SUPPORTED (sbi "Binary Encoding").
   */
  ecall(caller: C, registers: ArgumentRegisters): Answer {
    const eid = Number(BigInt.asIntN(32, registers[7] ?? 0n));
    const fid = Number(BigInt.asIntN(32, registers[6] ?? 0n));
    const routine = this.#legacy.get(eid) ?? this.#extensions.get(eid)?.get(fid);
    const answer = routine ? routine.implementation.call(routine.name, caller, registers) : err('NOT_SUPPORTED');
    this.#trace?.(`hart ${caller.hartid}: ${callText(routine, eid, fid, registers)} -> ${answerText(answer)}`);
    return answer;
  }
}

function callText<C extends Caller>(
  routine: Routine<C> | undefined,
  eid: number,
  fid: number,
  registers: ArgumentRegisters,
): string {
  if (!routine) return `extension ${hexadecimal(eid >>> 0)} function ${fid}`;
  const args = Object.entries(readArguments(routine.fn.parameters, registers));
  const list = args.map(([name, value]) => `${name}=${hexadecimal(value)}`).join(', ');
  return `${routine.implementation.extension.name}.${routine.name}(${list})`;
}

function answerText(answer: Answer): string {
  switch (answer.kind) {
    case 'ok':
      return `SUCCESS ${hexadecimal(answer.value)}`;
    case 'err':
      return answer.value === 0n ? answer.error : `${answer.error} ${hexadecimal(answer.value)}`;
    case 'legacy':
      return hexadecimal(answer.a0);
    case 'redirect':
      return `trap, cause ${answer.trap.cause}`;
    case 'resume':
      return 'does not return';
  }
}

const hexadecimal = (value: number | bigint): string =>
  value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
