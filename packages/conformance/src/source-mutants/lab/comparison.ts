import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/${name}.ts`;
const defects = at('firmware-defects.test');

/** What is compared of a firmware besides the hart and memory. */
export const comparisonMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('why-ignored'),
    [defects],
    [
      {
        id: 'L100',
        title: 'a masked hart is said to have a firmware that does not deliver',
        find: 'if (view.masking(hart) === BigInt(errors.ALREADY_STOPPED))',
        replace: 'if (view.masking(hart) === 0n)',
      },
      {
        id: 'L101',
        title: 'an event that is not ENABLED is owed',
        find: "if (own.state !== 'ENABLED') return 'the event is not ENABLED';",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('oracles/event-record'),
    [defects],
    [
      {
        id: 'L102',
        title: 'the interrupted a6 and a7 of the attributes are not compared',
        find: '        interrupted.value(a6),\n        interrupted.value(a7),\n',
        replace: '',
      },
      {
        id: 'L103',
        title: 'an event that is still pending is fine',
        find: 'got: (status & PENDING) >> 2n',
        replace: 'got: 0n',
      },
      {
        id: 'L104',
        title: 'what is the supervisor’s of the event is not compared',
        find: 'this.#before.slice(idOfStatus + 1, idOfFirstInterrupted)',
        replace: '[]',
      },
    ],
  ),
  ...mutantsOf(
    at('other-harts'),
    [defects],
    [
      {
        id: 'L105',
        title: 'what is wrong of another hart is not told',
        find: 'if (!differs(before, hart)) return [];',
        replace: 'return [];',
      },
    ],
  ),
  ...mutantsOf(
    at('stranding'),
    [defects],
    [
      {
        id: 'L106',
        title: 'a trap that M-mode has returned from is still one',
        find: "if (commit.decoded?.insn.name === 'mret') this.#trap = undefined;",
        replace: 'if (false) this.#trap = undefined;',
      },
      {
        id: 'L107',
        title: 'who looks at mtime does not wait for time',
        find: "accesses.some(({ kind, physical }) => kind === 'load' && isTimeRegister(physical))",
        replace: 'false',
      },
    ],
  ),
  ...mutantsOf(
    at('forced-event'),
    [at('nested.test')],
    [
      {
        id: 'L113',
        title: 'the handler of an event that has waited is taken for the software that was interrupted',
        find: "if (!this.#goesOn(pc) || follow-- === 0) return 'completed';",
        replace: "return 'completed';",
      },
    ],
  ),
  ...mutantsOf(
    at('value-flow'),
    [at('value-flow.test')],
    [
      {
        id: 'L109',
        title: 'a store that puts back what it found is who wrote it',
        find: 'if (!earlier.from || !isSame(earlier.from, from)) break;',
        replace: 'break;',
      },
      {
        id: 'L110',
        title: 'what is shifted comes from the other side',
        find: "(expr.k === 'sll' ? 1 : -1)",
        replace: "(expr.k === 'sll' ? -1 : 1)",
      },
      {
        id: 'L111',
        title: 'an operand that lets no bit through is where they come from',
        find: "const neutral = expr.k === 'and' ? bits : 0n;",
        replace: 'const neutral = 0n;',
      },
    ],
  ),
  ...mutantsOf(
    at('provenance'),
    [at('value-flow.test')],
    [
      {
        id: 'L112',
        title: 'who writes into a CSR what it held does not answer for it',
        find: '(written && isWhole(this.#places[n], written))',
        replace: 'false',
      },
    ],
  ),
  ...mutantsOf(
    at('machine-mode'),
    [defects],
    [
      {
        id: 'L108',
        title: 'time that has passed for M-mode has passed for all',
        find: 'if (this.#clockRuns) clock.goBack(time);',
        replace: '',
      },
    ],
  ),
];
