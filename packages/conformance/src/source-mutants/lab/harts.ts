import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/${name}.ts`;
const trapSweep = at('trap-sweep.test');

/** Which hart is swept, and events at the steps of M-mode. */
export const hartMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('examiner'),
    [trapSweep],
    [
      {
        id: 'L121',
        title: 'what a trap itself writes is taken for what an event in it has changed',
        find: 'trap ? trap.course.differing(this.#wrongInMemory) : this.#wrongInMemory',
        replace: 'this.#wrongInMemory',
      },
      {
        id: 'L122',
        title: 'a firmware is asked before the trap why it did not deliver an event in it',
        find: 'this.#trap?.course.pass();',
        replace: '',
      },
      {
        id: 'L123',
        title: 'the entry contract is about what the trap delivers, though the event came before that',
        find: 'if (this.#trap?.deliversLater()) return;',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('forced-event'),
    [trapSweep],
    [
      {
        id: 'L124',
        title: 'the handler is looked at though its hart is called to the firmware once more',
        find: 'while ((isInside || this.#isWhere(pc)) && again-- > 0 && this.#isCalled());',
        replace: 'while (this.#isWhere(pc) && again-- > 0 && this.#isCalled());',
      },
    ],
  ),
  ...mutantsOf(
    at('swept-run'),
    [trapSweep],
    [
      {
        id: 'L125',
        title: 'an interrupt that calls a hart to M-mode is no trap of a sweep',
        find: 'if (step && toCall && !wasCalled && isForFirmware(this.#hart)) return false;',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('sweep'),
    [at('two-harts.test')],
    [
      {
        id: 'L126',
        title: 'the hand can be swept',
        find: '!hart || hart === machine.hand',
        replace: '!hart',
      },
    ],
  ),
];
