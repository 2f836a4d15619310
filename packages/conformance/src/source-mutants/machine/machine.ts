import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/machine/src/${name}.ts`;
const log = at('commit-log.test');
const tree = at('device-tree.test');
const pages = at('ram-pages.test');
const schedule = at('schedule.test');
const hash = at('trace-hash.test');

/** What a machine is made of besides its devices: memory, time, turns, what it is told and what it tells. */
export const machineMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('commit-log'),
    [log],
    [
      {
        id: 'B01',
        title: 'a compressed instruction is logged with eight digits',
        find: "padStart(2 * decoded.length, '0')",
        replace: "padStart(8, '0')",
      },
      {
        id: 'B91',
        title: 'a write of a register without fields is logged',
        find: 'isWindow(csr) ||\n',
        replace: 'csr.fields.length === 0 ||\n',
      },
      {
        id: 'B92',
        title: 'floating-point registers have 64 bits without D, too',
        find: "f: hart.isa.has('D') ? 8 : 4",
        replace: 'f: 8',
      },
      {
        id: 'B93',
        title: 'of the two status registers only the one is logged that was not Dirty',
        find: '[...listed, ...status]',
        replace: 'listed',
      },
      {
        id: 'B02',
        title: 'an AMOCAS that failed is logged as a store',
        find: '/^amocas\\.[bhwd]$/',
        replace: '/^amocas$/',
      },
      {
        id: 'B03',
        title: 'an instruction is logged in the mode that it leads to',
        find: 'encodePrivilege(privilege)',
        replace: 'encodePrivilege(hart.privilege)',
      },
      {
        id: 'B04',
        title: 'of registers with one number, the order is chance',
        find: ' || kinds.indexOf(a.kind) - kinds.indexOf(b.kind)',
        replace: ' || kinds.indexOf(b.kind) - kinds.indexOf(a.kind)',
      },
      {
        id: 'B05',
        title: 'a return from an RNMI is logged as one from a trap',
        find: "if (name === 'mnret')",
        replace: "if (name === 'mret' && V)",
      },
      {
        id: 'B61',
        title: 'addresses are logged after pointer masking',
        find: '[` mem ${hex(computed, 8)} ${hex(value, width)}`]',
        replace: '[` mem ${hex(address, 8)} ${hex(value, width)}`]',
      },
    ],
  ),
  ...mutantsOf(
    at('device-tree'),
    [tree],
    [
      {
        id: 'B06',
        title: 'linux,initrd-end is the size',
        find: 'BigInt(initrd.base + initrd.size)',
        replace: 'BigInt(initrd.size)',
      },
      {
        id: 'B09',
        title: 'the first random number is that of the seed before',
        find: '    state = splitmix64.next(state);\n    return Number(splitmix64.number(state) >> 32n);',
        replace:
          '    const before = state;\n    state = splitmix64.next(state);\n    return Number(splitmix64.number(before) >> 32n);',
      },
    ],
  ),
  ...mutantsOf(
    at('cpu-nodes'),
    [tree],
    [
      {
        id: 'B07',
        title: 'the first hart is the first to get a phandle',
        find: '2 * (harts - hart) - 1',
        replace: '2 * hart + 1',
      },
      {
        id: 'B701',
        title: 'the hand is a core among the others',
        find: 'hand ? harts - 1 : harts',
        replace: 'harts',
      },
    ],
  ),
  ...mutantsOf(
    at('device-nodes'),
    [at('device-nodes.test')],
    [
      {
        id: 'B702',
        title: 'the node that is described first stands first',
        find: 'children: children.toReversed()',
        replace: 'children',
      },
      {
        id: 'B703',
        title: 'only what a device is wired to has a phandle',
        find: 'node.phandle ?? node.interruptCells ?? node.users ?? linked.includes(name)',
        replace: 'node.interruptCells ?? node.users',
      },
    ],
  ),
  ...mutantsOf(
    at('isa-properties'),
    [at('isa-properties.test')],
    [
      {
        id: 'B708',
        title: 'a hart with C has Zcd without D',
        find: "zcd: ['C', 'D']",
        replace: "zcd: ['C']",
      },
    ],
  ),
  ...mutantsOf(
    at('fdt-reader'),
    [at('fdt-reader.test')],
    [
      {
        id: 'B707',
        title: 'the value of a property may end outside its tree',
        find: 'if (this.#at + length > this.#bytes.length)',
        replace: 'if (this.#at > this.#bytes.length)',
      },
    ],
  ),
  ...mutantsOf(
    at('packed'),
    [at('packed.test')],
    [
      {
        id: 'B704',
        title: 'a compressed kernel is looked for beyond the end of its image',
        find: 'if (offset + size > image.length)',
        replace: 'if (offset > image.length)',
      },
      {
        id: 'B705',
        title: 'an EFI zboot image that is compressed once more stays packed',
        find: 'const zboot = readZboot(image);',
        replace: 'const zboot = readZboot(bytes);',
      },
    ],
  ),
  ...mutantsOf(
    at('elf'),
    [at('elf-relocations.test')],
    [
      {
        id: 'B706',
        title: 'what is below RAM is moved even if it does not map itself',
        find: 'if (!isBelow || (type !== ET_DYN && !mapsItself))',
        replace: 'if (!isBelow)',
      },
    ],
  ),
  ...mutantsOf(
    at('fdt'),
    [at('fdt.test')],
    [
      {
        id: 'B10',
        title: 'an address above 4 GiB loses its upper cell',
        find: '[Math.floor(value / 2 ** 32), value % 2 ** 32]',
        replace: '[value >> 31 >> 1, value % 2 ** 32]',
      },
    ],
  ),
  ...mutantsOf(
    at('schedule'),
    [schedule],
    [
      {
        id: 'B11',
        title: 'a turn has one slot more',
        find: 'if (this.#left > 0) return false;',
        replace: 'if (this.#left >= 0) return false;',
      },
      {
        id: 'B12',
        title: "a snapshot's turn begins anew",
        find: 'this.#left = state.left;',
        replace: 'this.#left = this.#quantum;',
      },
    ],
  ),
  ...mutantsOf(
    at('ram-pages'),
    [pages],
    [
      {
        id: 'B13',
        title: 'a checkpoint keeps views of pages instead of copies',
        find: 'this.#held.set(number, this.page(number).slice());',
        replace: 'this.#held.set(number, this.page(number));',
      },
      {
        id: 'B14',
        title: 'a rollback after a restore goes back to before it',
        find: 'this.#checkpointed = false;',
        replace: '',
      },
      {
        id: 'B15',
        title: 'pages that the snapshot does not have keep what they hold',
        find: 'if (!pages.has(number)) this.#store(number, zeros);',
        replace: 'if (pages.has(number)) this.#store(number, zeros);',
      },
      {
        id: 'B16',
        title: 'restored pages do not count as written',
        find: 'for (const [number, bytes] of pages) this.#store(number, bytes);',
        replace: 'for (const [number, bytes] of pages) this.page(number).set(bytes);',
      },
    ],
  ),
  ...mutantsOf(
    at('physical-bus'),
    [at('physical-bus.test')],
    [
      {
        id: 'B17',
        title: 'the last register of a device belongs to nobody',
        find: 'address + width <= range.base + range.size',
        replace: 'address + width < range.base + range.size',
      },
    ],
  ),
  ...mutantsOf(
    at('trace-hash'),
    [hash],
    [
      {
        id: 'B18',
        title: 'the hash does not say which hart it was',
        find: 'return kinds.retired | (hart << 8);',
        replace: 'return kinds.retired | (hart << 32);',
      },
      {
        id: 'B401',
        title: 'a sample is of the first hart only',
        find: 'of harts) {',
        replace: 'of harts.slice(0, 1)) {',
      },
      {
        id: 'B402',
        title: 'a sampled hash does not say at which boundary a trap was',
        find: '    this.number(boundaries);\n    this.word(pcLow);',
        replace: '    this.word(pcLow);',
      },
    ],
  ),
  ...mutantsOf(
    at('word-hash'),
    [at('word-hash.test')],
    [
      {
        id: 'B19',
        title: 'a restored hash has counted no words',
        find: 'this.#state.set(lanes);',
        replace: 'this.#state.set(lanes.slice(0, 2));',
      },
    ],
  ),
  ...mutantsOf(
    at('linux-image'),
    [at('read-image.test')],
    [
      {
        id: 'B20',
        title: "a kernel's bss is left to what lies there",
        find: 'Math.max(bytes.length, Number(imageSize))',
        replace: 'bytes.length',
      },
    ],
  ),
];
