import {
  type Engine,
  type EngineKind,
  type EnginePort,
  type Hart,
  type InstructionHash,
  type MachineMemory,
  pageOf,
  type Why,
} from '@hartlab/hart';
import { codeBytes, CodePages } from './code-pages.ts';
import { Compiler, compilerBytes, type JitOptions } from './jit/compiler.ts';
import { hashBytes, KeptHash } from './interpreter/hashing.ts';
import { makeInterpreter, type RunInterpreter } from './interpreter/make-interpreter.ts';
import { operationsOf } from './interpreter/operations.ts';

/**
 * Runs harts in WebAssembly, which is emitted from the rows of the instruction table. What is not emitted, and whatever
 * needs more than registers and RAM, the reference does, one boundary at a time.
 */
class WasmEngine implements Engine {
  readonly #ports: readonly EnginePort[];
  readonly #memory: MachineMemory;
  readonly #code: CodePages;
  readonly #interpret: RunInterpreter;
  /** Where the page is in RAM that follows the one in which pc of the hart is that is running. */
  readonly #nextPage = () => this.#port.nextPage;
  readonly #hash: KeptHash | undefined;
  /** Is told of each boundary that the reference has passed. */
  readonly #told: (() => void) | undefined;
  /** The hart that is running. */
  #port: EnginePort;
  /** Boundaries that the interpreter may pass, of those that have not been counted yet. */
  #given = 0;
  /** Why the slice ends, if the reference has found that. */
  #why: Why = 'budget';

  /** The harts of a machine, which are all of one ISA, in the order of their indices. */
  constructor(harts: readonly Hart[], memory: MachineMemory, hash?: InstructionHash, jit?: JitOptions) {
    const { isa } = harts[0]!;
    const operations = operationsOf(isa);
    this.#ports = harts.map(({ port }) => port);
    this.#port = this.#ports[0]!;
    this.#memory = memory;
    this.#code = new CodePages(memory, isa, operations, hash !== undefined);
    this.#hash = hash && new KeptHash(hash, memory.memory, memory.layout.engine + codeBytes(memory.ramSize));
    this.#told = hash && (() => hash.step(this.#port.index, harts[this.#port.index]!.latest));
    const regions = jit && new Compiler({ memory, isa, operations, code: this.#code }, jit);
    this.#interpret = makeInterpreter(isa, operations, {
      memory,
      pages: this.#code.pages,
      ...(regions && { regions }),
      ...(this.#hash && { hash: this.#hash }),
      outside: {
        // WebAssembly hands over signed halves.
        find: (isStore, low, high, width) =>
          this.#port.find(isStore === 0 ? 'load' : 'store', low >>> 0, high >>> 0, width) ? 1 : 0,
        decode: (record) => this.#decode(record),
        instruct: (record, left) => this.#instruct(record, left),
      },
    });
  }

  run(hart: number, budget: number): Why {
    const port = (this.#port = this.#ports[hart]!);
    port.begin(budget);
    this.#hash?.begin(hart);
    this.#slice(port);
    port.end();
    return this.#why;
  }

  flush(): void {
    this.#code.forget();
    for (const port of this.#ports) port.restored();
  }

  #slice(port: EnginePort): void {
    this.#why = 'budget';
    do {
      this.#interpretFor(port);
      if (this.#isOver(port)) return;
      // What the next boundary is has to be found out, or where its instruction is.
      this.#why = port.boundary(this.#told);
    } while (!this.#isOver(port));
  }

  /** Whether the slice ends before the next boundary. */
  #isOver(port: EnginePort): boolean {
    const { run } = this.#memory;
    return this.#why !== 'budget' || run.done >= run.budget || (run.done > 0 && port.isAtBreakpoint);
  }

  /** Goes on in WebAssembly as long as the hart is plain and its instructions are in RAM. */
  #interpretFor(port: EnginePort): void {
    while (!this.#isOver(port)) {
      const most = this.#most(port);
      const next = most === 0 ? -1 : port.next;
      if (next < 0) return;
      const rest = this.#interpret(port.block, this.#code.recordsOf(pageOf(next)), port.caches, most);
      this.#passed(port, rest);
    }
  }

  /** How many boundaries the interpreter may pass, which is then the number that it is given. */
  #most(port: EnginePort): number {
    const { run } = this.#memory;
    return (this.#given = port.plainFor(run.budget - run.done));
  }

  #decode(record: number): void {
    const { page, offset } = this.#code.placeOf(record);
    this.#code.know(page, offset, this.#nextPage);
  }

  /** The interpreter has passed all but so many of the boundaries that it was given. */
  #passed(port: EnginePort, rest: number): void {
    port.retired(this.#given - rest);
    this.#given = rest;
  }

  /** `Outside.instruct`. */
  #instruct(record: number, left: number): number {
    const port = this.#port;
    this.#passed(port, left);
    this.#given = 0;
    if (this.#isOver(port)) return 0;
    const decoded = this.#code.instructionOf(record);
    // The half that is in the next page may be another one than was known.
    if (!decoded) this.#decode(record);
    this.#why = decoded ? port.instruction(decoded, this.#told) : port.boundary(this.#told);
    if (this.#why !== 'budget') return 0;
    this.#memory.run.caches = port.caches;
    return this.#most(port);
  }
}

/** The WebAssembly interpreter, for `MachineOptions.engine`. */
export const interpreter: EngineKind = {
  bytes: (ramSize) => codeBytes(ramSize) + hashBytes,
  make: (harts, memory, hash) => new WasmEngine(harts, memory, hash),
};

/** The same, with a compiler for what the harts come to often. It compiles nothing where each instruction is hashed. */
export const jitThat = (options: JitOptions): EngineKind => ({
  bytes: (ramSize) => codeBytes(ramSize) + compilerBytes,
  make: (harts, memory, hash) => new WasmEngine(harts, memory, hash, hash ? undefined : options),
});

/** The WebAssembly interpreter and the compiler, for `MachineOptions.engine`. */
export const jit: EngineKind = jitThat({ landings: 16_384 });
