import { Bytes, name, unsigned, vector } from './bytes.ts';
import { Code } from './code.ts';
import { types, type Type } from './opcodes.ts';

/** What a function takes, and what it leaves. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
}

/** What a module begins with: its name, and version 1. */
const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Where a module's memory, table and functions come from. */
const imported = 'machine';

/** What a module may import besides its memory. */
export interface Imports {
  readonly table?: WebAssembly.Table;
  readonly functions?: Readonly<Record<string, WebAssembly.ImportValue>>;
}

/**
 * A WebAssembly module that works in a memory that it imports. Functions are numbered in the order in which they are
 * declared, imported ones first.
 */
export class Module {
  readonly #types: (readonly number[])[] = [];
  readonly #imports: (readonly number[])[] = [];
  readonly #functions: number[] = [];
  readonly #bodies: Bytes[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #pages: number;
  #table: number | undefined;
  #importedFunctions = 0;

  /** `pages` of 64 KiB is what the memory has, not more and not less. */
  constructor(pages: number) {
    this.#pages = pages;
  }

  /** The number of a function's type. */
  type({ parameters, results }: Signature): number {
    const valueTypes = (list: readonly Type[]) => vector(list.map((type) => [types[type]]));
    const type = [0x60, ...valueTypes(parameters), ...valueTypes(results)];
    const known = this.#types.findIndex((each) => String(each) === String(type));
    return known < 0 ? this.#types.push(type) - 1 : known;
  }

  /** Declares a function that is imported, before any that is defined. Returns its number. */
  import(called: string, signature: Signature): number {
    this.#imports.push([...name(imported), ...name(called), 0x00, ...unsigned(this.type(signature))]);
    return this.#importedFunctions++;
  }

  /** Declares the table that is imported, of functions, with at least so many places. */
  importTable(places: number): void {
    this.#table = places;
  }

  /** Declares a function, whose body may call those declared before it. Returns its number. */
  define(signature: Signature, body: (code: Code) => void, exportedAs?: string): number {
    const code = new Code(signature.parameters.length);
    body(code);
    this.#functions.push(this.type(signature));
    this.#bodies.push(code.finish());
    const index = this.#importedFunctions + this.#bodies.length - 1;
    if (exportedAs !== undefined) this.#exports.push({ name: exportedAs, index });
    return index;
  }

  /** The module in the binary format (wasm "Modules"). */
  bytes(): Uint8Array<ArrayBuffer> {
    const limits = [0x01, ...unsigned(this.#pages), ...unsigned(this.#pages)];
    const imports = [[...name(imported), ...name('memory'), 0x02, ...limits], ...this.#imports];
    if (this.#table !== undefined)
      imports.push([...name(imported), ...name('table'), 0x01, 0x70, 0x00, ...unsigned(this.#table)]);
    const bodies = new Bytes().unsigned(this.#bodies.length);
    for (const body of this.#bodies) bodies.append(body.all());
    const module = new Bytes().append(magic);
    const section = (id: number, contents: readonly number[]) => module.byte(id).sized(new Bytes().append(contents));
    section(1, vector(this.#types));
    section(2, vector(imports));
    section(3, vector(this.#functions.map((type) => unsigned(type))));
    section(7, vector(this.#exports.map((each) => [...name(each.name), 0x00, ...unsigned(each.index)])));
    return module.byte(10).sized(bodies).all();
  }

  /** The functions that it exports, working in this memory. */
  instantiate(memory: WebAssembly.Memory, { table, functions }: Imports = {}): WebAssembly.Exports {
    return instantiate(this.bytes(), { memory, ...(table && { table }), ...functions });
  }
}

/** What a module in the binary format exports, with these imports. */
export const instantiate = (bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.ModuleImports): WebAssembly.Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { [imported]: imports }).exports;
