import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const coherent = 'packages/hart/src/memory/coherent-translation.test.ts';
const contexts = 'packages/hart/src/memory/translation-contexts.test.ts';
const memory = 'packages/hart/src/state/machine-memory.test.ts';
const guests = 'packages/machine/src/coherent-translation.test.ts';

/** A register or field that no longer says that translation depends on it. */
const unaffecting = (id: SourceMutant['id'], file: string, what: string, find: string, replace: string) =>
  mutantsOf(
    `packages/hart/src/csrs/${file}.ts`,
    [contexts],
    [{ id, title: `cached translations do not depend on ${what}`, find, replace }],
  );

/** What cached translations hang on: page tables, in whatever way they are stored to, PMP, the mode and CSRs. */
export const translationCacheMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/state/table-pages.ts',
    [memory],
    [
      {
        id: 'H613',
        title: 'a table that walks find at two addresses is thought to be where the first found it',
        find: 'known === undefined ? address : manyPages',
        replace: 'known === undefined ? address : known',
      },
      {
        id: 'H614',
        title: 'pages that are known by other addresses are not thought of',
        find: 'this.#isExact = false;',
        replace: '',
      },
      {
        id: 'H615',
        title: 'the page before the one that an entry is about is forgotten',
        find: 'first + entry * pageBytes',
        replace: 'first + (entry - 1) * pageBytes',
        killedBy: [memory],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/translation.ts',
    [coherent],
    [
      {
        id: 'H625',
        title: 'tables that lead to other tables are taken for last ones',
        find: 'level === 0 && !this.#request.V ? firstOfTable',
        replace: '!this.#request.V ? firstOfTable',
      },
      {
        id: 'H626',
        title: 'tables of guests are taken for those of the host',
        find: 'level === 0 && !this.#request.V ? firstOfTable',
        replace: 'level === 0 ? firstOfTable',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/address-space.ts',
    ['packages/engine/src/engine.test.ts'],
    [
      {
        id: 'H645',
        title: 'a page that a pointer with a tag has found stays where it was',
        find: '      this.#memory.ram.tables.blur();\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/machine-memory.ts',
    [memory, coherent],
    [
      {
        id: 'H601',
        title: 'only the first entry counts of those that a store reaches into',
        find: '((this.ram[entry]! | this.ram[end - (end % 8)]!) & 1) === 0',
        replace: '(this.ram[entry]! & 1) === 0',
        killedBy: [memory],
      },
      {
        id: 'H602',
        title: 'only the first page counts of those that a store reaches into',
        find: 'if (!this.tables.has(first) && !this.tables.has(last)) return -1;',
        replace: 'if (!this.tables.has(first)) return -1;',
        killedBy: [memory],
      },
      {
        id: 'H603',
        title: 'a store of bytes to a table is not seen',
        find: 'changesTable ||= this.tables.has(page);',
        replace: 'changesTable ||= false;',
      },
      {
        id: 'H604',
        title: 'a store to a table is seen only if it makes the entry valid',
        find: 'const entry = this.#begin(at, width);',
        replace: 'const entry = (low & 1) === 1 ? this.#begin(at, width) : -1;',
      },
      {
        id: 'H605',
        title: 'a store of a part of an entry is not seen',
        find: 'const entry = this.#begin(at, width);',
        replace: 'const entry = width === 8 ? this.#begin(at, width) : -1;',
      },
      {
        id: 'H616',
        title: 'zeros in a table are not seen',
        find: 'if (this.tables.has(page)) {',
        replace: 'if (length === 0) {',
        killedBy: [memory],
      },
      {
        id: 'H606',
        title: 'the A and D bits that a walk sets do not make a page dirty',
        find: '    this.dirty[pageOf(at)] = 1;\n',
        replace: '',
        killedBy: [memory, guests],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/table-pages.ts',
    ['packages/hart/src/state/table-pages.test.ts'],
    [
      {
        id: 'H629',
        title: 'what hangs on a table that is one no longer is kept',
        find: 'for (let address = first; address < end; address += pageBytes) this.#forgetPage(address);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/table-pages.ts',
    [coherent, memory],
    [
      {
        id: 'H611',
        title: 'only one hart forgets',
        find: 'for (const keeper of this.#keepers) keeper.forget();',
        replace: 'this.#keepers[0]?.forget();',
      },
      {
        id: 'H612',
        title: 'nobody forgets',
        find: 'for (const keeper of this.#keepers) keeper.forget();',
        replace: '',
        killedBy: [coherent, guests],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/translation.ts',
    [coherent],
    [
      {
        id: 'H621',
        title: 'translations do not hang on tables of the G-stage',
        find: 'if (this.#request.cacheable)\n',
        replace: 'if (this.#request.cacheable && !stage.isGuest)\n',
      },
      {
        id: 'H622',
        title: 'translations do not hang on the first stage where there are two',
        find: 'if (this.#request.cacheable)\n',
        replace: 'if (this.#request.cacheable && this.#request.V === stage.isGuest)\n',
      },
      {
        id: 'H623',
        title: 'translations hang on the last table only',
        find: 'if (this.#request.cacheable)\n',
        replace: 'if (this.#request.cacheable && level === 0)\n',
      },
      {
        id: 'H624',
        title: 'translations do not hang on the last table',
        find: 'if (this.#request.cacheable)\n',
        replace: 'if (this.#request.cacheable && level > 0)\n',
        killedBy: [coherent, guests],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/translation-contexts.ts',
    [contexts, coherent],
    [
      {
        id: 'H631',
        title: 'what is cached holds for every mode',
        find: 'key[0] = this.#state.mode;',
        replace: 'key[0] = 0;',
        killedBy: [contexts],
      },
      {
        id: 'H632',
        title: 'a context that makes room keeps its pages',
        find: '    this.#key.set(key);\n    this.forget();',
        replace: '    this.#key.set(key);',
      },
      {
        id: 'H633',
        title: 'only the present context forgets',
        find: 'for (const context of this.#known) context.forget();',
        replace: 'this.current.forget();',
        killedBy: [coherent],
      },
      {
        id: 'H634',
        title: 'contexts differ in the first CSR only',
        find: 'if (mine[index] !== key[index]) return false;',
        replace: 'if (index <= 1 && mine[index] !== key[index]) return false;',
      },
      {
        id: 'H635',
        title: 'a context forgets where it loads from, and not where it stores',
        find: '    this.store.flush();\n',
        replace: '',
        killedBy: [coherent],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/hart.ts',
    [contexts, coherent],
    [
      {
        id: 'H641',
        title: 'what is cached outlives a change of PMP',
        find: 'return this.#memory.addresses.forget();\n',
        replace: 'return;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/ram-pages.ts',
    ['packages/machine/src/ram-pages.test.ts'],
    [
      {
        id: 'H651',
        title: 'a page that a rollback brings back is not stored like others',
        find: 'this.#memory.writeBytes(this.#memory.ramBase + number * pageBytes, bytes);',
        replace: 'this.page(number).set(bytes);\n    this.#memory.dirty[number] = 1;',
      },
    ],
  ),
  ...unaffecting(
    'H661',
    'machine-status',
    'mstatus.MPRV',
    "MPRV: { bits: 17, affects: ['translation'] }",
    'MPRV: { bits: 17 }',
  ),
  ...unaffecting(
    'H662',
    'machine-status',
    'mstatus.MPP',
    "otherwise: 0, affects: ['modified-privilege'] }",
    'otherwise: 0 }',
  ),
  ...unaffecting(
    'H663',
    'machine-status',
    'mstatus.MPV',
    "requires: 'H', affects: ['modified-privilege'] }",
    "requires: 'H' }",
  ),
  ...unaffecting('H664', 'status-fields', 'SUM', "SUM: { bits: 18, affects: ['translation'] }", 'SUM: { bits: 18 }'),
  ...unaffecting('H665', 'status-fields', 'MXR', "MXR: { bits: 19, affects: ['translation'] }", 'MXR: { bits: 19 }'),
  ...unaffecting('H666', 'supervisor', 'satp', "  affects: ['translation'],\n", ''),
  ...unaffecting('H667', 'virtual-supervisor', 'vsatp', "  affects: ['translation'],\n", ''),
  ...unaffecting('H668', 'hypervisor', 'hgatp', "  affects: ['translation'],\n", ''),
  ...unaffecting(
    'H669',
    'resumable-nmi',
    'mnstatus.NMIE',
    "affects: ['translation', 'interrupts']",
    "affects: ['interrupts']",
  ),
  ...unaffecting(
    'H670',
    'environment-configuration',
    'menvcfg',
    "(menvcfg) Register\"',\n  affects: ['translation', 'interrupts'],",
    "(menvcfg) Register\"',\n  affects: ['interrupts'],",
  ),
  ...unaffecting(
    'H671',
    'environment-configuration',
    'henvcfg',
    "'Smstateen')] },\n  affects: ['translation', 'interrupts'],",
    "'Smstateen')] },\n  affects: ['interrupts'],",
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/environment-configuration.ts',
    ['packages/hart/src/memory/pointer-masking.test.ts'],
    [
      {
        id: 'H672',
        title: 'pointer masking does not look again when senvcfg changes',
        find: "  affects: ['translation'],\n",
        replace: '',
      },
    ],
  ),
];
