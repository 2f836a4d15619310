import { hex } from '@hartlab/isa';
import type { Boundary } from './boundary.ts';
import { ComparedState } from './compared-state.ts';
import type { ExpectedFindings } from './expected-findings.ts';
import { EntryContract } from './oracles/entry-contract.ts';
import { modeOf, type Mode } from './mode.ts';
import type { Payload } from './payload.ts';
import type { Prediction, Premise } from './prediction.ts';
import { stateField } from './state-field.ts';
import type { Violation } from './violation.ts';

const inWords = ({ oracle, field, got }: Pick<Violation, 'oracle' | 'field' | 'got'>): string =>
  `${oracle} ${field} ${hex(got)}`;

const derailment = (to: bigint): string => inWords({ oracle: 'completion', field: 'pc', got: to });

/** `boundary 154 (U, user_code)` */
const placeOf = ({ number, mode, symbol, pc }: Boundary): string =>
  `boundary ${number} (${mode}, ${symbol ?? hex(pc)})`;

/**
 * Compares a sweep, boundary by boundary, with what it must find. A prediction that occurs nowhere is wrong as well, and so
 * is a boundary at which nothing could be tried: a sweep that sees nothing must not pass.
 */
export class Verdict {
  readonly #expected: ExpectedFindings;
  readonly #contract: EntryContract;
  readonly #payload: Payload;
  readonly #disagreements: string[] = [];
  /** What has not occurred yet, of each prediction each mode for itself. */
  readonly #unseen: Set<string>;
  #boundaries = 0;

  /** @param hartid of the swept hart, which a handler is told in a6 */
  constructor(expected: ExpectedFindings, payload: Payload, hartid: bigint) {
    this.#expected = expected;
    this.#payload = payload;
    this.#contract = new EntryContract(payload, hartid);
    this.#unseen = new Set(
      expected.predictions.flatMap((prediction) =>
        (prediction.modes ?? [undefined]).map((mode) => this.#occurrence(prediction, mode)),
      ),
    );
    for (const { to } of expected.derailments ?? []) this.#unseen.add(derailment(payload.address(to)));
  }

  add(boundary: Boundary): void {
    this.#boundaries++;
    const disagree = (what: string) => this.#disagreements.push(`${placeOf(boundary)}: ${what}`);
    if (boundary.skipped !== undefined) {
      disagree(`no event could be delivered, ${boundary.skipped}`);
      return;
    }
    const foretold = new Set(this.#foretold(boundary));
    const found = new Set(boundary.violations.map(inWords));
    for (const name of foretold) if (!found.has(name)) disagree(`${name} was expected`);
    for (const name of found) if (!foretold.has(name)) disagree(`${name} was not expected`);
  }

  /** One line for each disagreement; none when the sweep found exactly what it must find. */
  get disagreements(): readonly string[] {
    const never = [...this.#unseen].map((name) => `${name} was expected and occurred nowhere`);
    return [...(this.#boundaries === 0 ? ['there was no boundary'] : []), ...this.#disagreements, ...never];
  }

  #foretold({ before }: Boundary): string[] {
    const mode = modeOf(before);
    const derails = this.#expected.derailments?.find(({ where }) => this.#holds(where, before));
    const entered = ComparedState.blank();
    this.#contract.apply(before, entered);
    const judged = { O1: before, O6: entered };
    const applies = ({ oracle, modes, where, field, from, to }: Prediction): boolean => {
      if (derails && oracle === 'O1') return false;
      if (modes && !modes.includes(mode)) return false;
      if (where && !this.#holds(where, before)) return false;
      const value = judged[oracle].value(stateField(field));
      return from === 'another' ? value !== this.#valueOf(to) : value === from;
    };
    const predictions = this.#expected.predictions.filter(applies);
    const expected = predictions.map((prediction) => this.#foretelling(prediction));
    for (const prediction of predictions) this.#unseen.delete(this.#occurrence(prediction, prediction.modes && mode));
    if (!derails) return expected;
    const name = derailment(this.#payload.address(derails.to));
    this.#unseen.delete(name);
    return [name, ...expected];
  }

  #holds({ field, is }: Premise, state: ComparedState): boolean {
    const value = state.value(stateField(field));
    if (typeof is === 'bigint') return value === is;
    return is === 'not 0' ? value !== 0n : value === this.#payload.address(is.vector) >> 2n;
  }

  #valueOf(to: Prediction['to']): bigint {
    return typeof to === 'bigint' ? to : this.#payload.address(to);
  }

  #foretelling({ oracle, field, to }: Prediction): string {
    return inWords({ oracle, field, got: this.#valueOf(to) });
  }

  /** `O1 V 0x1 in VS`: one thing that must occur somewhere in a sweep. */
  #occurrence(prediction: Prediction, mode: Mode | undefined): string {
    return this.#foretelling(prediction) + (mode === undefined ? '' : ` in ${mode}`);
  }
}
