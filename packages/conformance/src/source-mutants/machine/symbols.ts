import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/machine/src/${name}.ts`;

/** What names addresses: files of symbols, and line tables. */
export const symbolMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('code-home'),
    [at('symbol-file.test')],
    [
      {
        id: 'B601',
        title: 'a file is known by the beginning of its code',
        find: 'if (!difference) return { address };',
        replace: 'return { address };',
      },
      {
        id: 'B602',
        title: 'only the largest section of code is compared',
        find: 'for (const section of code) {',
        replace: 'for (const section of code.slice(0, 1)) {',
      },
    ],
  ),
  ...mutantsOf(
    at('symbol-file'),
    [at('symbol-file.test')],
    [
      {
        id: 'B604',
        title: 'the names of a program that maps itself move',
        find: 'return mapsItself ? 0n :',
        replace: 'return',
      },
    ],
  ),
  ...mutantsOf(
    at('symbol-list'),
    [at('symbol-list.test')],
    [
      {
        id: 'B605',
        title: 'an absolute value moves with the program',
        find: 'ABSOLUTE.test(type) ? value :',
        replace: '',
      },
      { id: 'B606', title: 'hidden addresses are taken for zeros', find: 'if (!known)', replace: 'if (false)' },
    ],
  ),
  ...mutantsOf(
    at('find-bytes'),
    [at('find-bytes.test')],
    [
      {
        id: 'B607',
        title: 'a pattern that overlaps itself is found once',
        find: 'matched = borders[length]!;',
        replace: 'matched = 0;',
      },
    ],
  ),
  ...mutantsOf(
    at('line-program'),
    [at('line-table.test')],
    [
      {
        id: 'B608',
        title: 'a fixed advance counts in instructions of the minimum length and keeps the operation',
        find: 'offset += cursor.u16();',
        replace: 'advance(cursor.u16() & 0xff);',
      },
      {
        id: 'B609',
        title: 'an unknown opcode has one operand',
        find: 'operands[opcode - 1] ?? 0',
        replace: '1',
      },
      {
        id: 'B610',
        title: 'the constant advance is that of the opcode before',
        find: '(LAST_OPCODE - opcodeBase)',
        replace: '(LAST_OPCODE - lineRange - opcodeBase)',
      },
    ],
  ),
  ...mutantsOf(
    at('line-names'),
    [at('line-table.test')],
    [
      {
        id: 'B611',
        title: 'the names of version 5 are counted from 1 on',
        find: 'return entries(cursor, unit, sections).map((file)',
        replace: 'return [{ path: "", directory: 0 }, ...entries(cursor, unit, sections)].map((file)',
      },
      {
        id: 'B612',
        title: 'a name breaks the line that it is in',
        find: ".replaceAll(/\\p{Cc}/gu, '?')",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('line-table'),
    [at('line-table.test')],
    [
      {
        id: 'B613',
        title: 'code that was left out has its lines',
        find: '!this.#lines.code.some(',
        replace: 'false && !this.#lines.code.some(',
      },
      {
        id: 'B614',
        title: 'of two sequences that start together the last has the address',
        find: 'sequences.reverse().sort(',
        replace: 'sequences.sort(',
      },
      {
        id: 'B615',
        title: 'an address behind a short sequence is not looked for in a long one before it',
        find: 'if (sequence.reach <= address) return undefined;',
        replace: 'return undefined;',
      },
    ],
  ),
];
