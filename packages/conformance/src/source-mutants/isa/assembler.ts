import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/isa/src/assembler/${name}.ts`;
const assemble = at('assemble.test');
const expression = at('expression.test');
const disassemble = 'packages/isa/src/disassemble.test.ts';

/** What the assembler reads and the disassembler writes. */
export const assemblerMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('expression'),
    [expression],
    [
      {
        id: 'A01',
        title: '>> keeps the sign',
        find: 'BigInt.asUintN(64, a) >> BigInt.asUintN(6, b)',
        replace: 'a >> BigInt.asUintN(6, b)',
      },
      {
        id: 'A02',
        title: '>> binds as + does',
        find: "'>>': 6",
        replace: "'>>': 4",
      },
      {
        id: 'A03',
        title: '/ and % of a negative number round down',
        find: 'return a / b;',
        replace: 'return a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);',
      },
      {
        id: 'A04',
        title: 'a number cannot be taken from an address',
        find: "if (operator === '-' && a.section && !b.section)",
        replace: "if (operator === '-' && a.section && !b.section && b.offset < 0n)",
      },
    ],
  ),
  ...mutantsOf(
    at('blocks'),
    [at('blocks.test')],
    [
      {
        id: 'A05',
        title: "a macro's rest of arguments lacks the first",
        find: 'given.slice(index)',
        replace: 'given.slice(index + 1)',
      },
      {
        id: 'A06',
        title: 'an argument that is left empty hides the default',
        find: "if (text !== '') values.set",
        replace: 'values.set',
      },
      {
        id: 'A07',
        title: 'the .else of an inner .if ends the outer one',
        find: "if (statement.text.startsWith('.if')) depth++;",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('directives'),
    [at('directives.test')],
    [
      {
        id: 'A08',
        title: '.long is as wide as C has it',
        find: "['.long', data(4)]",
        replace: "['.long', data(8)]",
      },
      {
        id: 'A09',
        title: '.string has no NUL',
        find: "['.string', strings([0])]",
        replace: "['.string', strings([])]",
      },
    ],
  ),
  ...mutantsOf(
    at('assembly'),
    [assemble],
    [
      {
        id: 'A10',
        title: 'text that ends between two words is not filled',
        find: 'if (missing % 4 === 2) this.emit([0x01, 0x00]);',
        replace: '',
      },
      {
        id: 'A11',
        title: 'one more than the largest number fits a .byte',
        find: 'value >= 1n << bits',
        replace: 'value > 1n << bits',
      },
      {
        id: 'A12',
        title: '%hi does not round for a low part that is negative',
        find: 'return BigInt.asUintN(20, (distance + 0x800n) >> 12n);',
        replace: 'return BigInt.asUintN(20, distance >> 12n);',
      },
      {
        id: 'A13',
        title: 'every expression sees the last value of a symbol',
        find: "symbol?.k === 'value' ? symbol : { k: 'symbol', name }",
        replace: "{ k: 'symbol', name }",
      },
    ],
  ),
  ...mutantsOf(
    at('section'),
    [assemble],
    [
      {
        id: 'A14',
        title: 'a section is aligned to 8 bytes, whatever it asks for',
        find: 'Math.max(section.alignment, 8)',
        replace: '8',
      },
    ],
  ),
  ...mutantsOf(
    at('source'),
    [at('source.test')],
    [
      {
        id: 'A15',
        title: 'the lines of a block comment are not counted',
        find: "line += token.split('\\n').length - 1;",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/ordering.ts',
    [assemble, 'packages/isa/src/ordering.test.ts'],
    [
      {
        id: 'A16',
        title: '.rl is read and forgotten',
        find: "...(rl ? [['rl', 1] as const] : [])",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('pseudo'),
    [assemble],
    [
      {
        id: 'A17',
        title: 'call links in ra, whatever register is given',
        find: 'operands.length === 2 && isRegister(first) ? first : link',
        replace: 'link',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/disassemble.ts',
    [disassemble],
    [
      {
        id: 'A18',
        title: 'a target below 0 is shown negative',
        find: 'BigInt.asUintN(64, pc + BigInt(value))',
        replace: 'pc + BigInt(value)',
      },
      {
        id: 'A19',
        title: 'the letters of a fence are read from the wrong end',
        find: '(value >>> (3 - index)) & 1',
        replace: '(value >>> index) & 1',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/nearest-symbol.ts',
    ['packages/isa/src/nearest-symbol.test.ts'],
    [
      {
        id: 'A20',
        title: 'a label with a size has the byte behind it too',
        find: 'address - at >= (size',
        replace: 'address - at > (size',
      },
    ],
  ),
];
