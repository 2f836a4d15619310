import { cachedPlace, contextLayout, type MachineMemory, pageBytes } from '@hartlab/hart';
import type { Decoded, Isa } from '@hartlab/isa';
import { codeBytes, type CodePages } from '../code-pages.ts';
import { jumpBytes, jumpsNoted, type Regions } from '../interpreter/region-entry.ts';
import { type Operations, special } from '../interpreter/operations.ts';
import { record, recordOffset } from '../interpreter/record.ts';
import { regionSignature } from '../interpreter/region-type.ts';
import { instantiate, Module } from '../wasm/module.ts';
import { order } from './blocks.ts';
import { type Block, explore, longestRegion, pageOf, type Source } from './explore.ts';
import { emitRegion } from './region.ts';

/** When code is compiled. */
export interface JitOptions {
  /** How often a hart lands at an instruction before a region is to begin there, a power of two of at most 32,768. */
  readonly landings: number;
  /** Regions that there are at a time, at least 16; the most that there can be if absent. */
  readonly regions?: number;
}

/** The most regions that there can be at a time. */
const capacity = 2048;
/**
 * Instructions at most of a region whose first is in another one already: harts come to it where they have left that one for
 * a moment, and it is worth while to get through the next loop.
 */
const longestWithin = 100;
/** Regions of a module at most. */
const batch = 16;
/** Modules that there are at a time. None imports the table: whoever does that is kept as long as the table. */
const mostModules = 128;
/** Bytes of modules that there are at a time, about: what is made of them is several times as long. */
const mostBytes = 8 * 1024 * 1024;

/** How often the code of regions in a page may change before new ones have to wait, and how long that is, in calls of `hot`. */
const patience = 4;
const longestRest = 64;

/** Bytes that the compiler needs in the machine's memory, behind those of the code's pages. */
export const compilerBytes: number = 2 * capacity + jumpsNoted * jumpBytes;

/** What is compiled, for whom. */
interface Parts {
  readonly memory: MachineMemory;
  readonly isa: Isa;
  readonly operations: Operations;
  readonly code: CodePages;
}

/** A place in the code that a hart comes to often, in what context that was. */
interface Hot {
  readonly page: number;
  readonly offset: number;
  readonly address: bigint;
  readonly caches: number;
}

/** Code in a page of RAM, by offsets. */
interface Span {
  readonly page: number;
  readonly begin: number;
  readonly end: number;
}

interface Region {
  /** Its place in the table. */
  readonly number: number;
  /** The record at which it begins. */
  readonly at: number;
  readonly spans: readonly Span[];
  readonly module: Compiled;
}

interface Compiled {
  readonly bytes: number;
  readonly regions: Set<Region>;
}

/**
 * Makes regions of the code that harts come to often, and takes them back when the code changes. A region is known by the
 * page of RAM in which it begins, so all harts and address spaces share it.
 */
export class Compiler implements Regions {
  readonly table: WebAssembly.Table;
  readonly operations: number;
  readonly jumps: number;
  readonly landings: number;
  readonly #parts: Parts;
  readonly #words: Uint16Array;
  readonly #waiting: Hot[] = [];
  readonly #free: number[];
  /** The oldest first. */
  readonly #modules: Compiled[] = [];
  #bytes = 0;
  /** The regions that have code in a page of RAM. */
  readonly #regionsIn = new Map<number, Set<Region>>();
  /** How often regions of a page have ended because their code changed, and how often `hot` does not count for that. */
  readonly #restless = new Map<number, { ended: number; ignored: number }>();

  constructor(parts: Parts, { landings, regions = capacity }: JitOptions) {
    const { memory, code } = parts;
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: regions, maximum: regions });
    this.operations = memory.layout.engine + codeBytes(memory.ramSize);
    this.jumps = this.operations + 2 * capacity;
    this.landings = landings;
    this.#free = Array.from({ length: regions }, (_, number) => number);
    this.#parts = parts;
    this.#words = new Uint16Array(memory.memory.buffer);
    code.serve({
      changed: (page, begin, end) => this.#changed(page, begin, end),
      uses: (page) => (this.#regionsIn.get(page)?.size ?? 0) > 0,
    });
  }

  readonly hot = (at: number, address: bigint, caches: number): void => {
    if (this.#words[(at + record.operation) / 2] === special.region) return;
    const { page, offset } = this.#parts.code.placeOf(at);
    const restless = this.#restless.get(page);
    if (restless && restless.ignored > 0) {
      restless.ignored--;
      return;
    }
    // What is told a second time has waited long enough for others.
    const isWaiting = this.#waiting.some((each) => each.page === page && each.offset === offset);
    if (!isWaiting) this.#waiting.push({ page, offset, address, caches });
    if (isWaiting || this.#waiting.length >= batch) this.#compile(this.#waiting.splice(0));
  };

  #compile(places: readonly Hot[]): void {
    const { memory, isa } = this.#parts;
    const module = new Module(memory.memory.buffer.byteLength / 65536);
    const made: { readonly name: string; readonly hot: Hot; readonly spans: readonly Span[] }[] = [];
    for (const hot of places) {
      // In the middle of what has just been made there may be no more landings.
      if (made.some(({ spans }) => spans.some((span) => contains(span, hot)))) continue;
      const source = new PageSource(this.#parts, hot, this.jumps);
      const blocks = explore(source, hot.offset, this.#isKnown(hot) ? longestWithin : longestRegion);
      if (blocks.length === 0) continue;
      const at = {
        isa,
        memory,
        writableIn: this.#parts.operations.writableIn,
        placeOf: (page: number) => source.placeOf(page),
      };
      const name = `region ${made.length}`;
      module.define(regionSignature, (code) => emitRegion(code, order(blocks), at), name);
      made.push({ name, hot, spans: blocks.map((block) => spanOf(block, source)) });
    }
    if (made.length === 0) return;
    const bytes = module.bytes();
    while (this.#isFull(made.length, bytes.length)) this.#drop(this.#modules[0]!);
    const exported = instantiate(bytes, { memory: memory.memory });
    const compiled: Compiled = { bytes: bytes.length, regions: new Set() };
    this.#modules.push(compiled);
    this.#bytes += bytes.length;
    for (const { name, hot, spans } of made) this.#begin(exported[name], hot, spans, compiled);
  }

  #begin(run: WebAssembly.ExportValue | undefined, { page, offset }: Hot, spans: readonly Span[], module: Compiled) {
    const at = this.#parts.code.recordsOf(page) + recordOffset(offset);
    const region: Region = { number: this.#free.pop()!, at, spans, module };
    this.table.set(region.number, run);
    this.#words[this.operations / 2 + region.number] = this.#words[(at + record.operation) / 2]!;
    this.#words[(at + record.operation) / 2] = special.region;
    this.#words[(at + record.region) / 2] = region.number;
    module.regions.add(region);
    // Landings within the region, from before there was one, are no reason to make another.
    for (const span of spans) {
      const begin = this.#parts.code.recordsOf(span.page) + recordOffset(span.begin);
      this.#words[(begin + record.landings) / 2] = 0;
      const others = this.#regionsIn.get(span.page);
      if (others) others.add(region);
      else this.#regionsIn.set(span.page, new Set([region]));
    }
  }

  /** Whether a region has the code of a place. */
  #isKnown(hot: Hot): boolean {
    const regions = [...(this.#regionsIn.get(hot.page) ?? [])];
    return regions.some(({ spans }) => spans.some((span) => contains(span, hot)));
  }

  /** Whether there is no room for one more module with so many regions and bytes. */
  #isFull(regions: number, bytes: number): boolean {
    return this.#free.length < regions || this.#modules.length >= mostModules || this.#bytes + bytes > mostBytes;
  }

  #drop(module: Compiled): void {
    for (const region of module.regions) this.#end(region);
  }

  /** The record at which it begins is again what it was, unless that has changed already. */
  #end(region: Region): void {
    const { number, at, spans, module } = region;
    for (const { page } of spans) this.#regionsIn.get(page)!.delete(region);
    if (this.#isEntry(region)) {
      this.#words[(at + record.operation) / 2] = this.#words[this.operations / 2 + number]!;
      this.#words[(at + record.landings) / 2] = 0;
    }
    this.table.set(number, null);
    this.#free.push(number);
    module.regions.delete(region);
    if (module.regions.size > 0) return;
    this.#modules.splice(this.#modules.indexOf(module), 1);
    this.#bytes -= module.bytes;
  }

  #isEntry({ at, number }: Region): boolean {
    const words = this.#words;
    return words[(at + record.operation) / 2] === special.region && words[(at + record.region) / 2] === number;
  }

  #changed(page: number, begin: number, end: number): void {
    for (const region of this.#regionsIn.get(page) ?? [])
      if (region.spans.some((span) => span.page === page && span.begin < end && span.end > begin)) {
        this.#end(region);
        if (end - begin < pageBytes) this.#note(page);
      }
  }

  /** Code of a page has changed of which a region was. The more often that happens, the longer none is made there. */
  #note(page: number): void {
    const ended = (this.#restless.get(page)?.ended ?? 0) + 1;
    this.#restless.set(page, { ended, ignored: Math.min(Math.max(0, ended - patience), longestRest) });
  }
}

/** The code around a place, as the hart saw it that came there. */
class PageSource implements Source {
  readonly #parts: Parts;
  readonly #hot: Hot;
  readonly #integers: Int32Array;
  readonly #pages = new Map<number, number>();
  /** Where indirect jumps are noted. */
  readonly #jumps: number;

  constructor(parts: Parts, hot: Hot, jumps: number) {
    this.#jumps = jumps;
    this.#parts = parts;
    this.#hot = hot;
    this.#integers = new Int32Array(parts.memory.memory.buffer);
    this.#pages.set(0, hot.page);
  }

  instructionAt(at: number): Decoded | undefined {
    const page = this.pageOf(at);
    return page < 0 ? undefined : this.#parts.code.knownAt(page, at - pageOf(at) * pageBytes);
  }

  targetsOf(at: number, pages: Iterable<number>): readonly number[] {
    const { code } = this.#parts;
    const from = code.recordsOf(this.pageOf(at)) + recordOffset(at - pageOf(at) * pageBytes);
    const numbers = new Map([...pages].map((number) => [this.#pages.get(number), number]));
    const targets: number[] = [];
    for (let note = this.#jumps / 4; note < this.#jumps / 4 + (jumpsNoted * jumpBytes) / 4; note += jumpBytes / 4) {
      if (this.#integers[note] !== from) continue;
      const { page, offset } = code.placeOf(this.#integers[note + 1]!);
      const number = numbers.get(page);
      if (number !== undefined) targets.push(number * pageBytes + offset);
    }
    return targets;
  }

  /** The page of RAM in which a place is, or -1 where it is not known that the hart may fetch from it. */
  pageOf(at: number): number {
    const number = pageOf(at);
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const page = this.#find(number);
    this.#pages.set(number, page);
    return page;
  }

  placeOf(number: number): number {
    return this.#parts.memory.layout.ram + this.#pages.get(number)! * pageBytes;
  }

  #find(number: number): number {
    const { ram } = this.#parts.memory.layout;
    const address = BigInt.asIntN(64, this.#hot.address + BigInt(number * pageBytes));
    const [low, high] = [Number(BigInt.asIntN(32, address)), Number(address >> 32n)];
    const place = cachedPlace(this.#integers, (this.#hot.caches + contextLayout.fetch) / 4, low, high);
    return place < 0 ? -1 : (place - ram) / pageBytes;
  }
}

const contains = ({ page, begin, end }: Span, hot: Hot): boolean =>
  page === hot.page && begin <= hot.offset && hot.offset < end;

function spanOf({ at, instructions }: Block, source: PageSource): Span {
  const begin = at - pageOf(at) * pageBytes;
  return {
    page: source.pageOf(at),
    begin,
    end: instructions.reduce((end, { length }) => end + length, begin),
  };
}
