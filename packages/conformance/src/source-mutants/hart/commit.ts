import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const commit = 'packages/hart/src/state/commit.test.ts';
const at = (name: string) => `packages/hart/src/${name}.ts`;

/** What is forgotten of what an instruction did. */
export const commitMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('state/commit'),
    [commit],
    [
      {
        id: 'H801',
        title: 'a record still has the accesses of the step before',
        find: 'this.#accesses.empty();',
        replace: '',
      },
      {
        id: 'H802',
        title: 'values of registers are those before the step',
        find: 'end(step: Step, registers: Registers, { tvalLow, tvalHigh }: Raised): void {',
        replace:
          'end(step: Step, registers: Registers, { tvalLow, tvalHigh }: Raised): void {\n    registers = { x: registers.x.map((value) => value ^ 1n), f: registers.f, cell: registers.cell };',
      },
      {
        id: 'H803',
        title: 'x registers and f registers of one number are one',
        find: 'write.kind === kind && write.number === number',
        replace: 'write.number === number',
      },
    ],
  ),
  ...mutantsOf(
    at('state/hart-state'),
    [commit],
    [
      {
        id: 'H812',
        title: 'what tells of a trap is not told of',
        find: "setHalves(address: number, low: number, high: number): void {\n    this.commit?.wrote('csr', address);",
        replace: 'setHalves(address: number, low: number, high: number): void {',
      },
      {
        id: 'H813',
        title: 'flags that accrue are not told of',
        find: "setHalf(address: number, half: 0 | 1, value: number): void {\n    this.commit?.wrote('csr', address);",
        replace: 'setHalf(address: number, half: 0 | 1, value: number): void {',
      },
      {
        id: 'H814',
        title: 'xepc is not told of',
        find: "savePc(address: number): void {\n    this.commit?.wrote('csr', address);",
        replace: 'savePc(address: number): void {',
      },
    ],
  ),
  ...mutantsOf(
    at('hart'),
    [commit],
    [
      {
        id: 'H815',
        title: 'what CSR instructions write is not told of',
        find: "this.state.commit?.wrote('csr', address);",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('interpreter/execution'),
    [commit],
    [
      {
        id: 'H817',
        title: 'integer registers are not told of',
        find: "this.state.commit?.wrote('x', n);",
        replace: '',
      },
      {
        id: 'H818',
        title: 'floating-point registers are not told of',
        find: "this.state.commit?.wrote('f', n);",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('interpreter/execute'),
    [commit],
    [
      {
        id: 'H819',
        title: 'of the pair that AMOCAS.Q loads, only the first is told of',
        find: 'execution.setX(destination + 1, old.high);',
        replace: 'execution.state.x[destination + 1] = old.high;',
      },
    ],
  ),
  ...mutantsOf(
    at('interpreter/interpreter'),
    [commit],
    [
      {
        id: 'H820',
        title: 'what happens between steps is told of as part of the step before',
        find: 'state.commit = undefined;',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('memory/virtual-memory'),
    [commit],
    [
      {
        id: 'H821',
        title: 'loads are not told of',
        find: "this.#made('load', low, high, physical, -1, width, this.low, this.high);",
        replace: '',
      },
      {
        id: 'H822',
        title: 'what is stored is not told of',
        find: "this.#made('store', low, high, physical, -1, width, valueLow, valueHigh);",
        replace: '',
      },
      {
        id: 'H823',
        title: 'a store-conditional is not told of',
        find: 'if (reserved) this.#storeRam(low, high, physical, width, valueLow, valueHigh);',
        replace: 'if (reserved) this.#memory.writeRam(physical, width, valueLow, valueHigh);',
      },
      {
        id: 'H824',
        title: 'of a pair that is stored, only the first is told of',
        find: 'this.#storeRam(low + 8, high, physical + 8, 8, ...toHalves(replacement.high));',
        replace: 'this.#memory.writeRam(physical + 8, 8, ...toHalves(replacement.high));',
      },
      {
        id: 'H825',
        title: 'what an AMO stores is not told of',
        find: 'this.#storeRam(low, high, this.#modified, width, valueLow, valueHigh);',
        replace: 'this.#memory.writeRam(this.#modified, width, valueLow, valueHigh);',
      },
      {
        id: 'H826',
        title: 'a store with bytes in two pages is not told of',
        find: "this.#madePortions('store', low, high, width, valueLow, valueHigh);",
        replace: '',
      },
      {
        id: 'H827',
        title: 'a cache block that is zeroed is not told of',
        find: 'return this.#stored(low & -cacheBlockBytes, high, physical, cacheBlockBytes, 0, 0);',
        replace: 'return true;',
      },
    ],
  ),
  ...mutantsOf(
    at('memory/translation'),
    [commit],
    [
      {
        id: 'H828',
        title: 'A and D bits that a walk sets are not told of',
        find: "this.#hart.state.commit?.accessed('walk', at % 2 ** 32, Math.floor(at / 2 ** 32), at, -1, 4, low, 0);",
        replace: '',
      },
    ],
  ),
];
