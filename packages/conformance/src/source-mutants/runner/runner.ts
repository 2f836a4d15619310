import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What the command line reads, writes and answers. */
export const runnerMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'apps/runner/src/escape.ts',
    ['apps/runner/src/escape.test.ts'],
    [
      {
        id: 'R01',
        title: 'an announced key announces the one behind it too',
        find: '        this.#announced = false;\n',
        replace: '',
      },
      {
        id: 'R02',
        title: 'Ctrl-A Ctrl-A sends nothing',
        find: 'if (byte === CTRL_A) forGuest.push(byte);\n        else if',
        replace: 'if',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/quantity.ts',
    ['apps/runner/src/quantity.test.ts'],
    [
      {
        id: 'R03',
        title: 'the largest number of harts is too many',
        find: 'value <= most',
        replace: 'value < most',
      },
      {
        id: 'R04',
        title: 'a size without a unit is in bytes',
        find: "units[unit.toUpperCase() || 'M']!",
        replace: "units[unit.toUpperCase() || 'B']!",
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/argv.ts',
    ['apps/runner/src/argv.test.ts'],
    [
      {
        id: 'R05',
        title: 'the value of a flag is read as a flag',
        find: 'if (hasValue && i + 1 < argv.length) normal.push(argv[++i]!);',
        replace: '',
      },
      {
        id: 'R06',
        title: 'what follows -- is read as flags',
        find: "if (word === '--') {",
        replace: "if (word === '---') {",
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/table.ts',
    ['apps/runner/src/table.test.ts'],
    [
      {
        id: 'R07',
        title: 'numbers stand to the left',
        find: 'isNumber(cell) ? cell.padStart(widths[column]!) : ',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/signals.ts',
    ['apps/runner/src/signals.test.ts'],
    [
      {
        id: 'R08',
        title: 'the latest request to end is told, not the first',
        find: 'Atomics.compareExchange(this.#words, 0, 0, endings',
        replace: 'Atomics.store(this.#words, 0, endings',
      },
      {
        id: 'R09',
        title: 'what the work did before a wait is forgotten behind it',
        find: '      this.say(before);',
        replace: '      this.say(activity);',
      },
      {
        id: 'R254',
        title: 'each thread has the last word',
        find: 'return before === 0 || before === number;',
        replace: 'return true;',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/read-file.ts',
    ['apps/runner/src/read-file.test.ts'],
    [
      {
        id: 'R10',
        title: 'a file as large as RAM is refused',
        find: 'used > most(buffer) ? undefined',
        replace: 'used >= most(buffer) ? undefined',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/guest-console.ts',
    ['apps/runner/src/guest-console.test.ts'],
    [
      {
        id: 'R11',
        title: 'a terminal is given back in the middle of a line',
        find: 'this.#last !== LINE_FEED',
        replace: 'this.#last === LINE_FEED',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/exit.ts',
    ['apps/runner/src/cli.test.ts'],
    [
      {
        id: 'R12',
        title: 'a stuck guest counts as one that has passed',
        find: "stuck: 'stuck'",
        replace: "stuck: 'passed'",
        killedBy: ['apps/runner/src/run.test.ts'],
      },
    ],
  ),
];
