import type { Boundary } from './boundary.ts';
import type { ExpectedFindings, Prediction } from './expected-findings.ts';
import { enteredState } from './oracles/entry-contract.ts';
import type { Payload } from './payload.ts';
import { stateField, valueOf, type Cells } from './state-field.ts';
import type { Violation } from './violation.ts';

const inWords = ({ oracle, field, got }: Pick<Violation, 'oracle' | 'field' | 'got'>): string =>
  `${oracle} ${field} 0x${got.toString(16)}`;

const stvec = { BASE: stateField('stvec.BASE'), MODE: stateField('stvec.MODE') } as const;
const stvecOf = (cells: Cells): bigint => (valueOf(stvec.BASE, cells) << 2n) | valueOf(stvec.MODE, cells);

/** Compares a sweep, boundary by boundary, with what it must find. */
export class Verdict {
  readonly #expected: ExpectedFindings;
  readonly #payload: Payload;
  readonly #hartid: bigint;
  readonly #vector: bigint | undefined;
  readonly #disagreements: string[] = [];
  readonly #unseen: Set<Prediction>;

  /** @param hartid of the swept hart, which a handler is told in a6 */
  constructor(expected: ExpectedFindings, payload: Payload, hartid: bigint) {
    this.#expected = expected;
    this.#payload = payload;
    this.#hartid = hartid;
    this.#vector = expected.derailsAt === undefined ? undefined : payload.address(expected.derailsAt);
    this.#unseen = new Set(expected.predictions);
  }

  add(boundary: Boundary): void {
    if (boundary.skipped !== undefined) return;
    const foretold = new Set(this.#foretold(boundary));
    const found = new Set(boundary.violations.map(inWords));
    const where = `boundary ${boundary.number} (${boundary.mode}, ${boundary.symbol ?? `0x${boundary.pc.toString(16)}`})`;
    for (const name of foretold) if (!found.has(name)) this.#disagreements.push(`${where}: ${name} was expected`);
    for (const name of found) if (!foretold.has(name)) this.#disagreements.push(`${where}: ${name} was not expected`);
  }

  /** One line for each disagreement; none when the sweep found exactly what it must find. */
  get disagreements(): readonly string[] {
    const never = [...this.#unseen].map(
      ({ oracle, field, to }) => `${inWords({ oracle, field, got: to })} occurred nowhere`,
    );
    return [...this.#disagreements, ...never];
  }

  #foretold({ before, mode }: Boundary): string[] {
    const derails = stvecOf(before) === this.#vector;
    const entered = enteredState(before, this.#payload, this.#hartid);
    const applies = ({ oracle, modes, field, from }: Prediction): boolean => {
      if (derails && oracle === 'O1') return false;
      if (modes && !modes.includes(mode)) return false;
      const value = valueOf(stateField(field), oracle === 'O6' ? entered : before);
      return from === 'not 0' ? value !== 0n : value === from;
    };
    const predictions = this.#expected.predictions.filter(applies);
    for (const prediction of predictions) this.#unseen.delete(prediction);
    const derailment = derails ? [inWords({ oracle: 'completion', field: 'pc', got: stvecOf(before) })] : [];
    return [...derailment, ...predictions.map(({ oracle, field, to }) => inWords({ oracle, field, got: to }))];
  }
}
