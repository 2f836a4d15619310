import { name, sized, unsigned, vector } from './bytes.ts';
import { Code } from './code.ts';
import { types, type Type } from './opcodes.ts';

/** What a function takes, and what it leaves. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
}

/** What a module begins with: its name, and version 1. */
const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Where a module's memory and functions come from. */
const imported = 'machine';

/**
 * A WebAssembly module that works in a memory that it imports. Functions are numbered in the order in which they are
 * declared.
 */
export class Module {
  readonly #signatures: Signature[] = [];
  readonly #bodies: number[][] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #pages: number;

  /** `pages` of 64 KiB is what the memory has, not more and not less. */
  constructor(pages: number) {
    this.#pages = pages;
  }

  /** Declares a function, whose body may call those declared before it. Returns its number. */
  define(signature: Signature, body: (code: Code) => void, exportedAs?: string): number {
    const code = new Code(signature.parameters.length);
    body(code);
    this.#signatures.push(signature);
    this.#bodies.push(code.finish());
    const index = this.#bodies.length - 1;
    if (exportedAs !== undefined) this.#exports.push({ name: exportedAs, index });
    return index;
  }

  /** The module in the binary format (wasm "Modules"). */
  bytes(): Uint8Array<ArrayBuffer> {
    const valueTypes = (list: readonly Type[]) => vector(list.map((type) => [types[type]]));
    const section = (id: number, contents: readonly number[]) => [id, ...sized(contents)];
    const limits = [0x01, ...unsigned(this.#pages), ...unsigned(this.#pages)];
    return new Uint8Array([
      ...magic,
      ...section(
        1,
        vector(
          this.#signatures.map(({ parameters, results }) => [0x60, ...valueTypes(parameters), ...valueTypes(results)]),
        ),
      ),
      ...section(2, vector([[...name(imported), ...name('memory'), 0x02, ...limits]])),
      ...section(3, vector(this.#signatures.map((_, index) => unsigned(index)))),
      ...section(7, vector(this.#exports.map((each) => [...name(each.name), 0x00, ...unsigned(each.index)]))),
      ...section(10, vector(this.#bodies)),
    ]);
  }

  /** The functions that it exports, working in this memory. */
  instantiate(memory: WebAssembly.Memory): WebAssembly.Exports {
    return new WebAssembly.Instance(new WebAssembly.Module(this.bytes()), { [imported]: { memory } }).exports;
  }
}
