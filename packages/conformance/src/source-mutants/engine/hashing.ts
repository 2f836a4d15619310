import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const hashing = 'packages/engine/src/interpreter/hashing.test.ts';

/** What the engine hashes of what harts do. */
export const hashingMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/interpreter/hashing.ts',
    [hashing],
    [
      {
        id: 'E74',
        title: 'what a hart does is hashed as that of the one before it',
        find: 'this.#first[0] = this.hash.retirement(hart);',
        replace: 'this.#first[0] ||= this.hash.retirement(hart);',
      },
      {
        id: 'E75',
        title: 'words are hashed that nobody counts',
        find: '.i32(words.length)',
        replace: '.i32(0)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/interpreter.ts',
    [hashing],
    [
      {
        id: 'E76',
        title: 'jumps are not hashed',
        find: '    this.#retire();\n    if (this.present',
        replace: '    if (this.present',
      },
      {
        id: 'E77',
        title: 'the end of a page is hashed as an instruction',
        find: '    this.pc();\n    this.code.set(this.#target).br(this.#jump);',
        replace: '    this.pc();\n    this.code.set(this.#target);\n    this.leave();',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/code-pages.ts',
    [hashing],
    [
      {
        id: 'E78',
        title: 'a short instruction is hashed as the long one that it stands for',
        find: '(at + record.bits) / 4] = bits;',
        replace: '(at + record.bits) / 4] = word;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/engine.ts',
    [hashing],
    [
      {
        id: 'E79',
        title: 'what the reference does in between is not hashed',
        find: 'port.instruction(decoded, this.#told)',
        replace: 'port.instruction(decoded)',
      },
      {
        id: 'E80',
        title: 'regions do what is to be hashed',
        find: 'hash ? undefined : options',
        replace: 'options',
      },
    ],
  ),
];
