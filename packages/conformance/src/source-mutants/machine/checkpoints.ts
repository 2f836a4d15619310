import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const live = 'packages/hart/src/csrs/live-cells.test.ts';
const snapshot = 'packages/machine/src/snapshot.test.ts';
const rollbacks = 'packages/conformance/src/engine/interpreter-engine.test.ts';
const event = 'packages/lab/src/forced-event.test.ts';

/** What a checkpoint keeps, what a rollback brings back, and who is told of it. */
export const checkpointMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/csrs/live-cells.ts',
    [live],
    [
      {
        id: 'H681',
        title: 'a live word is left out',
        find: 'new Set(stateFields.map(',
        replace: "new Set(stateFields.filter(({ name }) => name !== 'stval').map(",
      },
      {
        id: 'H682',
        title: 'upper halves are not brought back',
        find: 'this.#cells[places[index]!] = copy.signed[index]!;',
        replace: 'this.#words[2 * places[index]!] = kept.words[2 * index]!;',
      },
      {
        id: 'H683',
        title: 'nobody is told that V has been brought back',
        find: "  V: ['translation', 'interrupts'],\n",
        replace: '',
        killedBy: [live, rollbacks],
      },
      {
        id: 'H684',
        title: 'who is concerned by bits of an upper half is not told',
        find: ' | (high & highMask)',
        replace: '',
      },
      {
        id: 'H685',
        title: 'nobody is told that a line has been brought back',
        find: "  interruptLines: ['interrupts'],\n",
        replace: '',
      },
      {
        id: 'H686',
        title: 'a difference in an upper half alone is not seen',
        find: 'if ((low | high) !== 0) return true;',
        replace: 'if (low !== 0 || high !== high) return true;',
      },
      {
        id: 'H688',
        title: 'only the first cell that is different is looked at',
        find: 'if ((low | high) !== 0) return true;',
        replace: 'return (low | high) !== 0;',
      },
      {
        id: 'H687',
        title: 'nobody is told of a mode or a root that has been brought back',
        find: 'if (((low & lowMask) | (high & highMask)) !== 0) this.#tell(affected);',
        replace: "if (affected !== 'translation' && ((low & lowMask) | (high & highMask)) !== 0) this.#tell(affected);",
        killedBy: [live],
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/ram-pages.ts',
    [rollbacks],
    [
      {
        id: 'B101',
        title: 'a rollback drops no translation and no decoded code that hangs on what it brings back',
        find: 'this.#memory.writeBytes(difference.address, difference.before);',
        replace: 'difference.now.set(difference.before);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices.ts',
    [snapshot],
    [
      {
        id: 'B102',
        title: 'a device that has changed since the checkpoint is left alone',
        find: 'if (device.save() !== states[name]) device.restore',
        replace: 'if (device.save() === states[name]) device.restore',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/clock.ts',
    ['packages/machine/src/clock.test.ts'],
    [
      {
        id: 'B103',
        title: 'a restored clock keeps the slots that have passed since',
        find: 'if (this.#slots === state.slots && ',
        replace: 'if (',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/ns16550a.ts',
    ['packages/machine/src/devices/ns16550a.test.ts', snapshot],
    [
      {
        id: 'D51',
        title: 'what has arrived since the last checkpoint is in no other',
        find: 'if (receiver !== this.#state.receiver) this.#state',
        replace: 'if (receiver === this.#state.receiver) this.#state',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/mtimer.ts',
    ['packages/machine/src/devices/clint.test.ts', snapshot],
    [
      {
        id: 'D53',
        title: 'nobody is told of comparators that are brought back',
        find: 'if (mtimecmp !== before) this.#clock.changed();',
        replace: 'void before;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/run.ts',
    [event],
    [
      {
        id: 'B104',
        title: 'the clock stands still after a hart has run alone',
        find: 'clock.thaw();',
        replace: '',
      },
      {
        id: 'B105',
        title: 'time passes while a hart runs alone',
        find: 'clock.freeze();',
        replace: '',
      },
    ],
  ),
];
