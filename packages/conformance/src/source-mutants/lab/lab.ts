import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/${name}.ts`;
const adoption = at('adoption.test');
const provenance = at('provenance.test');
const verdict = at('verdict.test');
const examiner = at('examiner.test');
const event = at('forced-event.test');
const entry = at('oracles/entry-contract.test');

/** How an event is forced, what is compared, and what is said of it. */
export const labMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('forged-call'),
    [adoption],
    [
      {
        id: 'L01',
        title: "an adopted payload's a0 to a7 are not put back",
        find: 'kept.forEach((value, n) => hart.setX(a0 + n, value));',
        replace: '',
      },
      {
        id: 'L02',
        title: 'an adopted payload goes on behind calls that it did not make',
        find: '  hart.pc = pc;\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('adoption'),
    [adoption],
    [
      {
        id: 'L03',
        title: 'an adopted payload is registered with its entry and argument swapped',
        find: 'entry.pc, entry.arg)',
        replace: 'entry.arg, entry.pc)',
      },
    ],
  ),
  ...mutantsOf(
    at('provenance'),
    [provenance],
    [
      {
        id: 'L04',
        title: 'a CSR is named as the source of a value that it did not have',
        find: 'return this.#fields.get(source)?.taken === now ?',
        replace: 'return true ?',
      },
      {
        id: 'L05',
        title: 'what firmware writes at injection is blamed on the trap',
        find: 'if (this.#isInjected && !isInjection && this.#atEntry === this.#writers) this.#atEntry',
        replace: "if (step.agent === 'trap hardware' && this.#atEntry === this.#writers) this.#atEntry",
      },
      {
        id: 'L06',
        title: 'the first writer of a field is taken for the last',
        find: 'this.#writers.set(field.name, {',
        replace: 'if (!this.#writers.has(field.name)) this.#writers.set(field.name, {',
      },
    ],
  ),
  ...mutantsOf(
    at('verdict'),
    [verdict],
    [
      {
        id: 'L07',
        title: 'a prediction that occurs nowhere is no disagreement',
        find: '...this.#disagreements, ...never]',
        replace: '...this.#disagreements]',
      },
      {
        id: 'L08',
        title: 'a derailed handler must change what a resumed one changes',
        find: "if (derails && oracle === 'O1') return false;",
        replace: '',
      },
      {
        id: 'L09',
        title: 'a violation that nobody foretold is no disagreement',
        find: 'for (const name of found) if (!foretold.has(name))',
        replace: 'for (const name of found) if (!found.has(name))',
      },
    ],
  ),
  ...mutantsOf(
    at('examiner'),
    [examiner],
    [
      {
        id: 'L10',
        title: 'a place in memory that has no name by its physical address has none',
        find: ' ?? symbol(this.pc)',
        replace: '',
      },
      {
        id: 'L11',
        title: 'an event is forced on a hart that waits in the firmware',
        find: "if (hart.privilege === 'M') return 'the hart is in M-mode';",
        replace: '',
      },
      {
        id: 'L29',
        title: 'who wrote what was not wrong at the boundary before is not looked for',
        find: 'if (!writers || !fields.every((field) => writers.has(field)))',
        replace: 'if (!writers)',
        killedBy: [at('sweep.test')],
      },
      {
        id: 'L30',
        title: 'the entry contract is not asked where the event is forced step by step at once',
        find: 'by.note(step, commit), this.#enter, pc)',
        replace: 'by.note(step, commit), undefined, pc)',
        killedBy: [at('sweep.test')],
      },
      {
        id: 'L31',
        title: 'what is different in memory is not seen',
        find: '}, this.#compareMemory);',
        replace: '});',
        killedBy: [at('defects.test'), 'packages/conformance/src/engine/reference-engine.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    at('exemptions'),
    [at('hart-difference.test')],
    [
      {
        id: 'L12',
        title: 'a hart may begin to wait',
        find: '    only: (now) => now === 0n,\n',
        replace: '',
      },
      {
        id: 'L13',
        title: 'an event may make a reservation',
        find: '    only: (now) => now === noReservation,\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('finding'),
    [at('finding.test')],
    [
      {
        id: 'L14',
        title: 'the last boundary of a finding is called its first',
        find: 'first: kind.boundaries[0]!',
        replace: 'first: kind.boundaries.at(-1)!',
      },
      {
        id: 'L15',
        title: 'findings in different modes are one',
        find: '[oracle, mode, field, change]',
        replace: '[oracle, field, change]',
      },
    ],
  ),
  ...mutantsOf(
    at('sse-call'),
    [event],
    [
      {
        id: 'L16',
        title: 'every SSE call of a handler is its complete',
        find: ' && hart.x(a6) === complete',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('forced-event'),
    [event],
    [
      {
        id: 'L18',
        title: "what lies behind the handler is the handler's code",
        find: 'at < code.end',
        replace: 'at <= code.end',
      },
    ],
  ),
  ...mutantsOf(
    at('hart-difference'),
    [at('hart-difference.test')],
    [
      {
        id: 'L19',
        title: 'a difference in the upper half of a register alone is not seen',
        find: 'bits[place]! |= mask;',
        replace: 'bits[place]! |= mask & 0xffff_ffffn;',
      },
    ],
  ),
  ...mutantsOf(
    at('memory-difference'),
    [at('memory-difference.test')],
    [
      {
        id: 'L20',
        title: "the doubleword behind the handler's stack may change",
        find: 'address < end)',
        replace: 'address <= end)',
      },
    ],
  ),
  ...mutantsOf(
    at('mode'),
    [at('mode.test')],
    [
      {
        id: 'L21',
        title: 'a user of a hypervisor with SPV = 1 is called HS',
        find: "  if (!supervisor) return 'U';\n",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('oracles/entry-contract'),
    [entry],
    [
      {
        id: 'L22',
        title: 'SPVP is expected to change with V = 0',
        find: 'if (V === 1) entered.set(field.SPVP',
        replace: 'entered.set(field.SPVP',
      },
      {
        id: 'L23',
        title: 'SDT is not expected to be set',
        find: 'if (before.get(field.DTE) === 1) entered.set(field.SDT, 1);',
        replace: '',
      },
      {
        id: 'L24',
        title: 'an interrupted WFI is expected to go on waiting',
        find: 'entered.set(field.waiting, 0);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('report'),
    [at('report.test')],
    [
      {
        id: 'L25',
        title: 'a report does not say where the sret was',
        find: " || agent === 'sret'",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('window-borders'),
    [at('sweep.test')],
    [
      {
        id: 'L26',
        title: 'a sweep of N boundaries examines one more',
        find: 'boundaries === this.#window.boundaries',
        replace: 'boundaries - 1 === this.#window.boundaries',
      },
    ],
  ),
  ...mutantsOf(
    at('sweep-record'),
    [at('sweep-record.test')],
    [
      {
        id: 'L27',
        title: 'skipped boundaries count as injected',
        find: 'injected: this.#boundaries - this.#skipped.length',
        replace: 'injected: this.#boundaries',
      },
    ],
  ),
  ...mutantsOf(
    at('summary'),
    [at('finding.test')],
    [
      {
        id: 'L28',
        title: 'the same change seen by two oracles is one entry',
        find: '`${oracle} ${field} ${change}`;',
        replace: '`${field} ${change}`;',
      },
    ],
  ),
  ...mutantsOf(
    at('examiner'),
    [at('suspend.test')],
    [
      {
        id: 'L40',
        title: 'an event is forced where an IPI is about to be taken, and the IPI is missed',
        find: "return isForFirmware(hart) ? 'an interrupt for M-mode comes first' : undefined;",
        replace: 'return undefined;',
      },
    ],
  ),
  ...mutantsOf(
    at('swept-run'),
    [at('suspend.test')],
    [
      {
        id: 'L41',
        title: "a boundary of another hart is taken for the swept hart's",
        find: 'step !== this.#hart.latest;',
        replace: 'step === undefined;',
      },
    ],
  ),
];
