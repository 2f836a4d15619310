import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** Console input: when it comes to the guest, how it is recorded and replayed. */
export const consoleMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/machine/src/run.ts',
    ['packages/machine/src/input-arrival.test.ts'],
    [
      { id: 'R20', title: 'a skip of time is no position of its own', find: '        this.#skips++;\n', replace: '' },
      {
        id: 'R21',
        title: 'a run goes past the position at which it is to pause',
        find: 'while (!this.#ended && this.position < until)',
        replace: 'while (!this.#ended)',
      },
      {
        id: 'R22',
        title: 'a rollback leaves the position where it was',
        find: '    this.#boundaries = state.boundaries;\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/console-input.ts',
    ['packages/machine/src/console-input.test.ts', 'packages/machine/src/input-arrival.test.ts'],
    [
      {
        id: 'R23',
        title: 'a byte that a look had missed is there sooner after a rollback',
        find: 'this.#missed ? position : 0',
        replace: '0',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/handlers/dbcn.ts',
    ['packages/see/src/handlers/dbcn.test.ts'],
    [
      {
        id: 'R24',
        title: 'a call of the debug console moves as much as it is asked',
        find: 'num_bytes < LONGEST_CALL ? Number(num_bytes) : LONGEST_CALL',
        replace: 'Number(num_bytes)',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/arrivals.ts',
    ['apps/runner/src/guest-console.test.ts'],
    [
      {
        id: 'R25',
        title: 'a look never waits, so a pipe that is a little late is live',
        find: 'const PATIENCE_MILLISECONDS = 200;',
        replace: 'const PATIENCE_MILLISECONDS = 0;',
      },
      {
        id: 'R26',
        title: 'what the guest said last is not out before a wait',
        find: '    this.#beforeWaiting();\n',
        replace: '',
      },
      {
        id: 'R27',
        title: 'a run with live input says that its hash is of the bytes alone',
        find: 'if (taken !== undefined) this.live = true;',
        replace: '',
      },
      {
        id: 'R28',
        title: 'after its end the input is asked again',
        find: "if (taken === 'end') this.#ended = true;",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/guest-console.ts',
    ['apps/runner/src/guest-console.test.ts', 'apps/runner/src/replay.test.ts'],
    [
      {
        id: 'R29',
        title: 'a pipe is read however far the guest is behind',
        find: 'const MOST_OFFERED = 65_536;',
        replace: 'const MOST_OFFERED = Infinity;',
      },
      {
        id: 'R30',
        title: 'bytes that come replace those that wait',
        find: 'const waiting = this.#offered.subarray(this.#next);',
        replace: 'const waiting = new Uint8Array(0);',
      },
      {
        id: 'R31',
        title: 'the end of the input leaves the console open',
        find: "if (arrival === 'end') this.open = false;",
        replace: "if (arrival === 'end') return;",
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/replay.ts',
    ['apps/runner/src/replay.test.ts'],
    [
      {
        id: 'R32',
        title: 'a replay gives its bytes at once',
        find: " || next.what === 'stop' || next.position > position",
        replace: " || next.what === 'stop'",
      },
      {
        id: 'R33',
        title: 'a replay goes on past the stop',
        find: "last?.what === 'stop' ? last.position : Infinity",
        replace: 'Infinity',
      },
      {
        id: 'R34',
        title: 'a recording that goes on after the end of the run is taken for one of it',
        find: 'if (this.#coming && this.#coming.position > position) throw',
        replace: 'if (this.#coming && this.#coming.position < 0) throw',
      },
      {
        id: 'R35',
        title: 'a recording of another payload is taken for one of this',
        find: 'if (fingerprint !== recorded)',
        replace: "if (fingerprint === '')",
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/recording.ts',
    ['apps/runner/src/recording.test.ts'],
    [
      {
        id: 'R36',
        title: 'a recording has bytes that are not text',
        find: '/[\\u007f-\\u00ff]/g',
        replace: '/[\\u0100-\\u01ff]/g',
      },
      {
        id: 'R37',
        title: 'positions may go back',
        find: 'event.position < last.position',
        replace: 'event.position < 0',
      },
    ],
  ),
];
