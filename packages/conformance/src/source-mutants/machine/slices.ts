import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const htif = 'packages/machine/src/devices/htif.test.ts';
const engine = 'packages/conformance/src/engine/reference-engine.test.ts';

/** When a slice of a hart ends, and what it sees of time meanwhile. */
export const sliceMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/trap/timers.ts',
    ['packages/hart/src/trap/timers.test.ts'],
    [
      {
        id: 'H139',
        title: 'the timer of VS-mode is due without htimedelta',
        find: 'now + hart.cell(htimedelta.address)',
        replace: 'now',
      },
      {
        id: 'B21',
        title: "a guest's timer is due as if htimedelta were taken off the time",
        find: 'now + hart.cell(htimedelta.address)',
        replace: 'now - hart.cell(htimedelta.address)',
      },
      {
        id: 'B22',
        title: 'of two timers the later is waited for',
        find: 'guest < supervisor ?',
        replace: 'guest > supervisor ?',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/clock.ts',
    [engine],
    [
      {
        id: 'B39',
        title: 'a slice ends one slot after a timer has gone off',
        find: 'Math.max(1, this.#deadline - this.#slots)',
        replace: 'Math.max(1, this.#deadline - this.#slots + 1)',
      },
      {
        id: 'B40',
        title: 'a tick that begins in a slice is counted at its end',
        find: 'this.#slots + this.#slice.done',
        replace: 'this.#slots',
      },
      {
        id: 'B41',
        title: 'a slice goes on after a write of mtimecmp',
        find: 'this.#slice?.end();',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/run.ts',
    [engine],
    [
      {
        id: 'B42',
        title: 'a slice goes on after the machine has ended',
        find: 'this.#ended ??= stop;\n    this.#parts.memory.run.end();',
        replace: 'this.#ended ??= stop;',
      },
      {
        id: 'B43',
        title: 'firmware sees the time after the trap that brought the hart to it',
        find: '      firmware.trap(hart);\n',
        replace: '      memory.run.done++;\n      firmware.trap(hart);\n      memory.run.done--;\n',
        killedBy: ['packages/machine/src/run.test.ts'],
      },
      {
        id: 'B56',
        title: 'a run takes more traps than it may',
        find: '    if (this.#traps + 1 >= this.#mostTraps) memory.run.end();\n',
        replace: '',
        killedBy: ['packages/machine/src/stop.test.ts'],
      },
      {
        id: 'B57',
        title: 'a hart that runs by itself goes on when it has trapped',
        find: 'if (this.#alone) return memory.run.end();',
        replace: 'if (this.#alone) return;',
        killedBy: ['packages/lab/src/forced-event.test.ts'],
      },
      {
        id: 'B58',
        title: 'the sampled trace hash has each trap at the boundary where its slice began',
        find: 'this.#samples?.trap(this.boundaries, index, latest)',
        replace: 'this.#samples?.trap(this.#boundaries, index, latest)',
        killedBy: ['packages/machine/src/trace-hash.test.ts'],
      },
      {
        id: 'B44',
        title: 'what comes on the console in a slice is told of the position at which the slice began',
        find: 'return this.#boundaries + this.#parts.memory.run.done;',
        replace: 'return this.#boundaries;',
        killedBy: ['packages/machine/src/run.test.ts'],
      },
      {
        id: 'B46',
        title: 'a slice may be longer than the turn',
        find: 'schedule.left, ',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/htif.ts',
    [engine],
    [
      {
        id: 'B47',
        title: 'a slice goes on after a store to tohost',
        find: '      memory.run.end();\n',
        replace: '',
      },
      {
        id: 'B48',
        title: 'half a command waits until a slice ends',
        find: 'this.#waited === 0 ? Infinity : PATIENCE + 1 - this.#waited',
        replace: 'Infinity',
        killedBy: [htif],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/hart.ts',
    [engine],
    [
      {
        id: 'B49',
        title: 'a slice goes on after a write of stimecmp',
        find: 'return this.#timersChanged?.();\n',
        replace: 'return;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/interpreter.ts',
    [engine],
    [
      {
        id: 'B50',
        title: 'a line that a device raises in a slice is seen when the next one begins',
        find: 'if (this.#interrupts.due()) {',
        replace: 'if (this.#cells.done === 0 && this.#interrupts.due()) {',
      },
      {
        id: 'B51',
        title: 'a timer that goes off between two slices is not seen',
        find: '    this.#interrupts.begin();\n',
        replace: '',
        killedBy: ['packages/hart/src/trap/interrupts.test.ts'],
      },
      {
        id: 'B52',
        title: 'what has retired in a slice is not counted before the next one ends',
        find: '    this.#counters.settle();\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/run-cells.ts',
    [engine],
    [
      {
        id: 'B45',
        title: 'a slice that is to end passes one boundary more',
        find: 'this.budget = this.done + 1',
        replace: 'this.budget = this.done + 2',
        killedBy: [htif],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/execute.ts',
    [engine],
    [
      {
        id: 'B53',
        title: 'an instruction that reads instret sees what it was when the slice began',
        find: '    hart.settleCounters();\n',
        replace: '',
      },
    ],
  ),
];
