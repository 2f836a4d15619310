import type { Decoded } from '@hartlab/isa';
import {
  type Engine,
  type EngineKind,
  type EnginePort,
  type Hart,
  type MachineMemory,
  pageBytes,
  pageOf,
  type Why,
} from '@hartlab/hart';
import { codeBytes, CodePages } from './code-pages.ts';
import { Compiler, compilerBytes, type JitOptions } from './jit/compiler.ts';
import { makeInterpreter, type RunInterpreter } from './interpreter/interpreter.ts';
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
  /** The hart that is running. */
  #port: EnginePort;

  /** The harts of a machine, which are all of one ISA, in the order of their indices. */
  constructor(harts: readonly Hart[], memory: MachineMemory, jit?: JitOptions) {
    const { isa } = harts[0]!;
    const operations = operationsOf(isa);
    this.#ports = harts.map(({ port }) => port);
    this.#port = this.#ports[0]!;
    this.#memory = memory;
    this.#code = new CodePages(memory, isa, operations);
    const regions = jit && new Compiler({ memory, isa, operations, code: this.#code }, jit);
    this.#interpret = makeInterpreter(isa, operations, {
      memory,
      pages: this.#code.pages,
      ...(regions && { regions }),
      // WebAssembly hands over signed halves.
      find: (isStore, low, high, width) =>
        this.#port.find(isStore === 0 ? 'load' : 'store', low >>> 0, high >>> 0, width) ? 1 : 0,
    });
  }

  run(hart: number, budget: number): Why {
    const port = (this.#port = this.#ports[hart]!);
    port.begin(budget);
    const why = this.#slice(port);
    port.end();
    return why;
  }

  #slice(port: EnginePort): Why {
    const { run } = this.#memory;
    for (;;) {
      const decoded = port.isPlain ? this.#interpretFor(port) : undefined;
      if (run.done >= run.budget || (run.done > 0 && port.isAtBreakpoint)) return 'budget';
      const why = decoded ? port.instruction(decoded) : port.boundary();
      if (why !== 'budget' || run.done >= run.budget) return why;
    }
  }

  flush(): void {
    this.#code.forget();
    for (const port of this.#ports) port.restored();
  }

  /**
   * Goes on in WebAssembly until the budget is over or the next boundary needs the reference. That instruction, if it is
   * known and in one page.
   */
  #interpretFor(port: EnginePort): Decoded | undefined {
    const { run } = this.#memory;
    const code = this.#code;
    for (let left = run.budget - run.done; left > 0;) {
      const { next } = port;
      const most = Math.min(left, port.patience);
      if (next < 0 || most === 0) return undefined;
      const page = pageOf(next);
      const offset = next & (pageBytes - 1);
      if (!code.know(page, offset, this.#nextPage)) return code.instructionAt(page, offset);
      const rest = this.#interpret(port.block, code.recordsOf(page), port.caches, most);
      // An access that is not known to be to RAM stops it as well.
      if (rest === most) return code.instructionAt(page, offset);
      port.retired(most - rest);
      left -= most - rest;
    }
    return undefined;
  }
}

/** The WebAssembly interpreter, for `MachineOptions.engine`. */
export const interpreter: EngineKind = {
  bytes: codeBytes,
  make: (harts, memory) => new WasmEngine(harts, memory),
};

/** The same, with a compiler for what the harts come to often. */
export const jitThat = (options: JitOptions): EngineKind => ({
  bytes: (ramSize) => codeBytes(ramSize) + compilerBytes,
  make: (harts, memory) => new WasmEngine(harts, memory, options),
});

/** The WebAssembly interpreter and the compiler, for `MachineOptions.engine`. */
export const jit: EngineKind = jitThat({ landings: 16_384 });
