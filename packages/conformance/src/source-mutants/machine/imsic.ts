import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** Messages that go to another interrupt file, or another hart. */
export const imsicMutants: readonly SourceMutant[] = mutantsOf(
  'packages/machine/src/devices/imsic.ts',
  ['packages/machine/src/devices/imsic.test.ts'],
  [
    {
      id: 'P111',
      title: 'the pages between those of two harts are all the first',
      find: 'Math.floor((offset % this.#stride) / PAGE)]',
      replace: 'Math.floor((offset % this.#stride) / PAGE) % this.#files.length]',
    },
    {
      id: 'P112',
      title: 'a message that is stored in any word of a page counts',
      find: 'if (offset % PAGE === SETEIPNUM_LE) ',
      replace: '',
    },
    {
      id: 'P113',
      title: 'the pages of harts follow each other without room for more guests',
      find: 'PAGE << indexBits(guestFiles)',
      replace: 'PAGE * (1 + guestFiles)',
    },
  ],
);
