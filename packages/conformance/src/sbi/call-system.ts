import type { Fn } from '@hartlab/sbi';
import { descriptions } from './descriptions.ts';
import { SupervisedSystem } from './supervised-system.ts';

const [a0, a1, a7] = [10, 11, 17];

/** Everything that a call can change, of a supervisor that is where it was and has its argument registers clear. */
export interface Traces {
  readonly memory: Uint8Array;
  readonly harts: readonly Uint8Array[];
  readonly firmware: unknown;
  readonly asked: readonly string[];
}

/** What a call answers, as signed integers, and all that it leaves behind. */
export interface Outcome {
  readonly a0: bigint;
  readonly a1: bigint;
  /** Whether the call came back at all: its hart has not stopped, nor been suspended, nor gone elsewhere. */
  readonly returns: boolean;
  readonly traces: Traces;
}

/** Hart 0 runs in S-mode, hart 1 is stopped, and calls are made by name. */
export class CallSystem extends SupervisedSystem {
  readonly #asked: string[];

  constructor(isa?: string) {
    const asked: string[] = [];
    super(2, { ...(isa !== undefined && { isa }), asked: (line) => asked.push(line) });
    this.#asked = asked;
  }

  /** As it was made. */
  clear(): void {
    const { ramBase, ramSize } = this.memory;
    this.memory.writeBytes(ramBase, new Uint8Array(ramSize));
    this.reset();
    this.#asked.length = 0;
  }

  /** Makes a call, which comes back or not, from where the hart is to where it was. */
  call(name: string, args: readonly bigint[], index = 0): Outcome {
    const { eid, fn } = named(name);
    return this.callAs(BigInt(eid), BigInt(fn.id), args, index);
  }

  callAs(eid: bigint, fid: bigint, args: readonly bigint[], index = 0): Outcome {
    const hart = this.harts[index]!;
    const { pc } = hart;
    this.ecall(index, args, BigInt.asUintN(64, fid), BigInt.asUintN(64, eid));
    const answer = { a0: BigInt.asIntN(64, hart.x(a0)), a1: BigInt.asIntN(64, hart.x(a1)) };
    const returns = !hart.waiting && hart.pc === pc + 4n;
    if (returns) {
      for (const [n, value] of [...args, ...Array<bigint>(6).fill(0n)].slice(2, 6).entries())
        if (hart.x(a1 + 1 + n) !== value) throw new Error(`a${2 + n} has changed`);
      hart.pc = pc;
      for (let n = a0; n <= a7; n++) hart.setX(n, 0n);
    }
    return { ...answer, returns, traces: this.traces() };
  }

  /** What is there now, after a call that does nothing: its trap leaves what every call leaves. */
  traces(): Traces {
    return {
      memory: this.memory.readBytes(this.memory.ramBase, this.memory.ramSize),
      harts: this.harts.map(({ index }) => this.memory.hartBlock(index).slice()),
      firmware: structuredClone(this.firmware.save()),
      asked: [...this.#asked],
    };
  }

  /** The same, when a call that is not there has come and gone. */
  quiet(): Traces {
    return this.callAs(-1n, -1n, []).traces;
  }
}

/** The description of `EXTENSION.function`, and the extension ID in a7. */
export function named(name: string): { readonly eid: number; readonly fn: Fn; readonly fid: string } {
  const [extension = '', fid = ''] = name.split('.');
  const described = descriptions[extension];
  const fn = described?.functions[fid];
  if (!described || !fn) throw new RangeError(`no description has ${name}`);
  return { eid: described.eid ?? fn.id, fn, fid };
}
