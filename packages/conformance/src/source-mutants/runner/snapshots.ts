import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** Snapshots as bytes and files, and the runs that go on from them. */
export const snapshotMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/machine/src/plain-bytes.ts',
    ['packages/machine/src/plain-bytes.test.ts'],
    [
      {
        id: 'V01',
        title: 'a negative number is read as a positive one',
        find: 'return -source.size();',
        replace: 'return source.size();',
      },
      {
        id: 'V02',
        title: 'as many members are made as are promised',
        find: 'if (count > this.left) throw this.bad();',
        replace: '',
      },
      {
        id: 'V03',
        title: 'data may be nested as deep as the stack is',
        find: 'if (depth > DEEPEST) throw source.bad();',
        replace: '',
      },
      {
        id: 'V04',
        title: 'bytes that are read stay those of the file',
        find: 'return new Uint8Array(source.all());',
        replace: 'return source.all();',
      },
      {
        id: 'V05',
        title: 'what comes behind the data is overlooked',
        find: 'if (source.left > 0) throw source.bad();',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/snapshot-parts.ts',
    ['packages/machine/src/snapshot-parts.test.ts'],
    [
      {
        id: 'V06',
        title: 'the last part has no pages, if it is not full',
        find: 'first < all.length; first',
        replace: 'first + pagesPerPart <= all.length; first',
      },
      {
        id: 'V07',
        title: 'a page may come twice',
        find: 'next = number + 1;',
        replace: 'next = number;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/plain-data.ts',
    ['packages/machine/src/plain-data.test.ts'],
    [
      {
        id: 'V24',
        title: 'of a state only what is expected is looked at',
        find: 'new Set([...expected.keys(), ...given.keys()])',
        replace: 'expected.keys()',
      },
      {
        id: 'V25',
        title: 'a list may have anything in it',
        find: 'if (Array.isArray(form) && form.length !== (data as unknown[]).length) return path;',
        replace: 'if (Array.isArray(form) && form.length === 0) return undefined;',
      },
      {
        id: 'V26',
        title: 'a count may be as great as a number can be',
        find: '&& Math.abs(data as number) <= MOST',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/disk-digest.ts',
    ['apps/runner/src/disk-digest.test.ts'],
    [
      {
        id: 'V27',
        title: 'a disk that has become longer by zeros is the same',
        find: "hash.update(`${at}\\n`).digest('hex')",
        replace: "hash.digest('hex')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/console-input.ts',
    ['packages/machine/src/console-input.test.ts'],
    [
      {
        id: 'V08',
        title: 'a console that goes on can go back to where it was before',
        find: '    this.#place = place;\n    this.#from = place;',
        replace: '    this.#place = place;\n    this.#from = 0;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/run.ts',
    ['packages/machine/src/run.test.ts'],
    [
      {
        id: 'V09',
        title: 'a pause at a boundary waits for the end of the turn',
        find: '    this.#pausing = true;\n    this.#parts.memory.run.end();',
        replace: '    this.#pausing = true;',
      },
      {
        id: 'V10',
        title: 'a pause that was asked for before the run counts in it',
        find: '    this.#pausing = false;\n    const instructions',
        replace: '    const instructions',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/snapshot-file.ts',
    ['apps/runner/src/snapshot-file.test.ts'],
    [
      {
        id: 'V11',
        title: 'the hash of a file is not compared',
        find: "if (createHash('sha256').update(rest).digest('hex') !== digest)",
        replace: 'if (digest === undefined)',
      },
      {
        id: 'V12',
        title: 'any version is read',
        find: 'if (version !== VERSION)',
        replace: "if (version === '0')",
      },
      {
        id: 'V13',
        title: 'a part may be longer than it says',
        find: '{ maxOutputLength: length }',
        replace: '{ maxOutputLength: 2 * LONGEST_PART }',
      },
      {
        id: 'V14',
        title: 'a file is unpacked however much it says to have',
        find: ' > most(description))',
        replace: ' > most(description) + 1)',
      },
      {
        id: 'V15',
        title: 'what was there is written over',
        find: 'const temporary = (place: string): string => `${place}.${process.pid}.tmp`;',
        replace: 'const temporary = (place: string): string => place;',
      },
      {
        id: 'V16',
        title: 'a device is taken for a file',
        find: '!lstatSync(place).isFile()',
        replace: 'lstatSync(place).isDirectory()',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/save-point.ts',
    ['apps/runner/src/save-point.test.ts'],
    [
      {
        id: 'V17',
        title: 'any breakpoint is the place',
        find: "reason === 'breakpoint' && breakpoint === this.breakpoints[0]?.address",
        replace: "reason === 'breakpoint'",
      },
      {
        id: 'V18',
        title: 'a run that has ended is saved',
        find: 'return goesOn && (',
        replace: 'return (',
      },
      {
        id: 'V19',
        title: 'a window is a phase',
        find: 'mark?.kind === kind && mark.name === name',
        replace: 'mark?.name === name',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/guest-console.ts',
    ['apps/runner/src/saved-run.test.ts'],
    [
      {
        id: 'V20',
        title: 'input that the guest has not read is lost when the run is saved',
        find: 'unread: this.#offered.slice(this.#next)',
        replace: 'unread: this.#offered.slice(this.#offered.length)',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/replay.ts',
    ['apps/runner/src/saved-run.test.ts'],
    [
      {
        id: 'V21',
        title: 'a recording of the whole run begins anew in its second half',
        find: 'this.#next = arrivals;',
        replace: '',
      },
      {
        id: 'V23',
        title: 'a recording may have what came before the run was saved at a later position',
        find: ' || soFar.position > position',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/saved-words.ts',
    ['apps/runner/src/saved-run.test.ts'],
    [
      {
        id: 'V22',
        title: 'a flag that the run was saved without may be given',
        find: 'if (isSame) return;',
        replace: 'if (isSame || before === undefined) return;',
      },
    ],
  ),
];
