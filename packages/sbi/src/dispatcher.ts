import { err, type Answer } from './answer.ts';
import { argumentReader } from './argument.ts';
import type { CallRegisters } from './call-registers.ts';
import type { Caller } from './caller.ts';
import type { Fn } from './extension.ts';
import type { Implementation, Routine } from './implement.ts';

/** A function as the dispatcher finds it. */
interface Entry<C extends Caller> {
  /** `HSM.hart_start`. */
  readonly name: string;
  readonly fn: Fn;
  readonly routine: Routine<C>;
}

/** Finds the function that an ECALL names and calls it. One dispatcher serves all harts of a layer. */
export class SbiDispatcher<C extends Caller = Caller> {
  /** By extension ID, then by function ID. */
  readonly #extensions = new Map<number, Map<number, Entry<C>>>();
  /** By extension ID: a legacy call ignores a6. */
  readonly #legacy = new Map<number, Entry<C>>();
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
    const entries = eid === undefined ? this.#legacy : new Map<number, Entry<C>>();
    for (const [functionName, fn] of Object.entries(functions)) {
      const name = `${extensionName}.${functionName}`;
      if (entries.has(fn.id)) throw new RangeError(`${name} is implemented twice`);
      entries.set(fn.id, { name, fn, routine: implementation.routine(functionName) });
    }
    if (eid !== undefined) this.#extensions.set(eid, entries);
  }

  /** Whether an extension is there, for the Base extension's probe. An ID that is not a signed 32-bit integer is not. */
  has(extension_id: bigint): boolean {
    const eid = Number(extension_id);
    return this.#extensions.has(eid) || this.#legacy.has(eid);
  }

  /**
   * Makes the call that a7 (extension) and a6 (function) name. A call that is not there answers NOT_SUPPORTED (sbi "Binary
   * Encoding").
   *
   * @param registers They may be the caller's own, which are not read again once the function has begun.
   */
  ecall(caller: C, registers: CallRegisters): Answer {
    const { eid, fid } = registers;
    const entry = this.#legacy.get(eid) ?? this.#extensions.get(eid)?.get(fid);
    const text = this.#trace && callText(entry, eid, fid, registers);
    const answer = entry ? entry.routine(caller, registers) : err('NOT_SUPPORTED');
    this.#trace?.(`hart ${caller.hartid}: ${text} -> ${answerText(answer)}`);
    return answer;
  }
}

function callText(
  entry: { readonly name: string; readonly fn: Fn } | undefined,
  eid: number,
  fid: number,
  registers: CallRegisters,
): string {
  if (!entry) return `extension ${hexadecimal(eid >>> 0)} function ${fid}`;
  const args = Object.entries(argumentReader(entry.fn.parameters)(registers));
  return `${entry.name}(${args.map(([name, value]) => `${name}=${hexadecimal(value)}`).join(', ')})`;
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
