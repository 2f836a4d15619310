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

/** What a layer has under one extension ID. */
interface Extension<C extends Caller> {
  /** By function ID. */
  readonly functions: (Entry<C> | undefined)[];
  /** A legacy call, which ignores a6: all that there is under its ID. */
  legacy: Entry<C> | undefined;
}

/** Finds the function that an ECALL names and calls it. One dispatcher serves all harts of a layer. */
export class SbiDispatcher<C extends Caller = Caller> {
  /** By their IDs. */
  readonly #extensions = new Map<number, Extension<C>>();
  readonly #trace: ((line: string) => void) | undefined;

  /** @throws RangeError when two implementations claim one function: the layer's list is wrong. */
  constructor(implementations: readonly Implementation<C>[], trace?: (line: string) => void) {
    this.#trace = trace;
    for (const implementation of implementations) this.#add(implementation);
  }

  #add(implementation: Implementation<C>): void {
    const { name: extensionName, eid, functions } = implementation.extension;
    if (eid !== undefined && this.#extensions.has(eid))
      throw new RangeError(`the SBI extension ID of ${extensionName} is implemented twice`);
    for (const [functionName, fn] of Object.entries(functions)) {
      const entry = { name: `${extensionName}.${functionName}`, fn, routine: implementation.routine(functionName) };
      const extension = this.#under(eid ?? fn.id);
      if (extension.legacy ?? extension.functions[fn.id]) throw new RangeError(`${entry.name} is implemented twice`);
      if (eid === undefined) extension.legacy = entry;
      else extension.functions[fn.id] = entry;
    }
  }

  #under(eid: number): Extension<C> {
    const known = this.#extensions.get(eid);
    if (known) return known;
    const extension = { functions: [], legacy: undefined };
    this.#extensions.set(eid, extension);
    return extension;
  }

  /** Whether an extension is there, for the Base extension's probe. An ID that is not a signed 32-bit integer is not. */
  has(extension_id: bigint): boolean {
    return this.#extensions.has(Number(extension_id));
  }

  /**
   * Makes the call that a7 (extension) and a6 (function) name. A call that is not there answers NOT_SUPPORTED (sbi "Binary
   * Encoding").
   *
   * @param registers They may be the caller's own.
   */
  ecall(caller: C, registers: CallRegisters): Answer {
    const { eid, fid } = registers;
    const entry = this.#find(eid, fid);
    if (this.#trace) return this.#traced(this.#trace, entry, caller, registers);
    return entry ? entry.routine(caller, registers) : notSupported;
  }

  #find(eid: number, fid: number): Entry<C> | undefined {
    const extension = this.#extensions.get(eid);
    if (extension === undefined) return undefined;
    const { functions, legacy } = extension;
    return legacy ?? (fid >= 0 && fid < functions.length ? functions[fid] : undefined);
  }

  #traced(trace: (line: string) => void, entry: Entry<C> | undefined, caller: C, registers: CallRegisters): Answer {
    const text = entry ? callText(entry, registers) : unknownText(registers);
    const answer = entry ? entry.routine(caller, registers) : notSupported;
    trace(`hart ${caller.hartid}: ${text} -> ${answerText(answer)}`);
    return answer;
  }
}

const notSupported = err('NOT_SUPPORTED');

function callText({ name, fn }: Pick<Entry<Caller>, 'name' | 'fn'>, registers: CallRegisters): string {
  const args = Object.entries(argumentReader(fn.parameters)(registers));
  return `${name}(${args.map(([parameter, value]) => `${parameter}=${hexadecimal(value)}`).join(', ')})`;
}

const unknownText = ({ eid, fid }: CallRegisters): string => `extension ${hexadecimal(eid >>> 0)} function ${fid}`;

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
