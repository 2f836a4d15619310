import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What is made of QEMU's words. */
export const wordsMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'apps/runner/src/smp-words.ts',
    ['apps/runner/src/smp-words.test.ts'],
    [
      {
        id: 'R241',
        title: 'a topology that does not add up is taken',
        find: 'if (product !== all)',
        replace: 'if (product > all)',
      },
      {
        id: 'R242',
        title: 'harts that could be plugged in are there from the start',
        find: 'const harts = cpus ?? all;',
        replace: 'const harts = all;',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/quantity.ts',
    ['apps/runner/src/memory-words.test.ts'],
    [
      {
        id: 'R243',
        title: 'the fraction of a size is not counted',
        find: '`${number}${fraction}`',
        replace: '`${number}`',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/qemu-words.ts',
    ['apps/runner/src/qemu-words.test.ts'],
    [
      {
        id: 'R244',
        title: 'QEMU is not let fall back to the accelerator that there is',
        find: '(fallsBack && values.some(isHarmless))',
        replace: '(fallsBack && values.every(isHarmless))',
      },
      {
        id: 'R245',
        title: 'any value of a word changes nothing if one does not',
        find: "harmless === 'any' || (harmless?.test(text) ?? false)",
        replace: 'harmless !== undefined',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/semihosting/semihosting.ts',
    ['packages/machine/src/semihosting/semihosting.test.ts'],
    [
      {
        id: 'R246',
        title: 'U-mode may always ask the host',
        find: "if (hart.privilege === 'U' && !this.#options.userspace) return false;",
        replace: '',
      },
      {
        id: 'R247',
        title: 'a sequence in two pages is a call',
        find: 'if (before >> PAGE_BITS !== after >> PAGE_BITS) return false;',
        replace: '',
      },
      {
        id: 'R248',
        title: 'what follows the ebreak is not looked at',
        find: ' || this.#guest.instruction(hart, after) !== CALL',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/keys.ts',
    ['apps/runner/src/keys.test.ts'],
    [
      {
        id: 'R249',
        title: 'a comma that belongs to a value ends it if another follows',
        find: 'text.match(/(?:[^,]|,,)+/g) ?? []',
        replace: 'text.split(/(?<!,),(?!,)/)',
      },
      {
        id: 'R250',
        title: 'a key that would change something changes nothing',
        find: 'else if (!asHere[word]!.test(value))',
        replace: 'else if (false as boolean)',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/loader-words.ts',
    ['apps/runner/src/loader-words.test.ts'],
    [
      {
        id: 'R251',
        title: 'an ELF file is loaded where it says itself, whatever is said',
        find: "if (isOn(keys, 'force-raw'))",
        replace: "if (isOn(keys, 'force-raw') && !isElf(bytes))",
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/load.ts',
    ['apps/runner/src/loader-words.test.ts'],
    [
      {
        id: 'R252',
        title: 'a hart starts where nothing is',
        find: 'address <= base && base < address + size',
        replace: 'address >= base',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/packed.ts',
    ['packages/machine/src/packed.test.ts'],
    [
      {
        id: 'R253',
        title: 'only one frame is skipped',
        find: 'while (rest.length >= 8 &&',
        replace: 'if (rest.length >= 8 &&',
      },
    ],
  ),
];
