import { statSync } from 'node:fs';
import type { Io } from './io.ts';
import { fileIdentity, type OpenMode, openOutput, type Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { Writer } from './writer.ts';

/** A file that is read, and what it is for: `the payload`. */
export interface NamedInput {
  readonly path: string;
  readonly what: string;
}

const statusOf = (path: string) => statSync(path, { throwIfNoEntry: false });

/** `statusOf`, for a path that may be anything; what is wrong with it shows when it is opened. */
const identityOf = (path: string): string | undefined => {
  try {
    const status = statusOf(path);
    return status && fileIdentity(status);
  } catch {
    return undefined;
  }
};

/**
 * Everything that a run writes. Each file has one writer, however many flags name it and by whatever path, so that all
 * that goes there stands in the order in which it happened and nothing overwrites anything: two logs in one file, or
 * the console and the log after `2>&1`.
 */
export class Outputs {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly #io: Io;
  readonly #inputs: readonly NamedInput[];
  readonly #writers = new Map<string, Writer>();

  /** `inputs` are the files that the run reads, which no output may overwrite. */
  constructor(io: Io, inputs: readonly NamedInput[]) {
    this.#io = io;
    this.#inputs = inputs;
    this.stdout = this.#writerOf(io.stdout);
    this.stderr = this.#writerOf(io.stderr);
  }

  /** The writer for the file that `flag` named; `-` is stderr. */
  open(path: string, flag: string, mode?: OpenMode): Writer {
    if (path === '-') return this.stderr;
    const identity = identityOf(path);
    const known = identity === undefined ? undefined : this.#writers.get(identity);
    if (known) return known;
    this.#checkNoInput(path, identity, flag);
    return this.#writerOf(openOutput(path, flag, this.#io.signals, mode));
  }

  /** Refuses a file that the run reads, or writes otherwise: `flag` has it for itself. @throws Refusal */
  checkUnused(path: string, flag: string): void {
    const identity = identityOf(path);
    if (identity !== undefined && this.#writers.has(identity))
      throw new Refusal(`${flag} ${path} is written by another flag too; choose another file`);
    this.#checkNoInput(path, identity, flag);
  }

  #checkNoInput(path: string, identity: string | undefined, flag: string): void {
    const input = identity && this.#inputs.find((candidate) => identityOf(candidate.path) === identity);
    if (input) throw new Refusal(`${flag} ${path} would overwrite ${input.what} ${input.path}; choose another file`);
  }

  /** Writes all that was collected; throws what the first of them threw, after the others were written. */
  flush(): void {
    const failures: unknown[] = [];
    for (const writer of new Set([this.stdout, this.stderr, ...this.#writers.values()])) {
      try {
        writer.flush();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  #writerOf(output: Output): Writer {
    const { identity } = output;
    const writer = (identity === undefined ? undefined : this.#writers.get(identity)) ?? new Writer(output);
    if (identity !== undefined) this.#writers.set(identity, writer);
    return writer;
  }
}
