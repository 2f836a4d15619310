import { hex } from '@hartlab/isa';
import type { Boundary } from '../boundary.ts';
import type { Mode } from '../mode.ts';
import type { Payload } from '../payload.ts';
import {
  reportedSteps,
  reportedViolations,
  writerInWords,
  type ReportedStep,
  type ReportedViolation,
} from '../report.ts';
import type { Violation } from '../violation.ts';
import { changeWithoutAddress, fieldWithoutAddress, findingId } from './finding-id.ts';
import type { BoundaryRuns, CourtCase, CourtDifference, CourtFinding, Shown, Trial } from './report.ts';

/** A trial, and what is compared of it with others of the same case. Plain data. */
export interface RecordedTrial {
  readonly trial: Trial;
  /** Where the run was at each boundary: `run+0x10`, or the address where nothing names it. */
  readonly path: readonly string[];
  /** Every violation, if they were asked for. */
  readonly violations?: readonly ComparedViolation[];
}

/** A violation as it is compared with those of another defendant. */
export type ComparedViolation = Pick<CourtDifference, 'boundary' | 'oracle' | 'field'> & {
  readonly mode: Mode;
} & Shown;

/** Boundaries that come in ascending order, as runs. */
class Runs {
  readonly at: [number, number][] = [];
  count = 0;

  add(boundary: number): void {
    const last = this.at.at(-1);
    if (last && last[1] >= boundary) return;
    this.count++;
    if (last?.[1] === boundary - 1) last[1] = boundary;
    else this.at.push([boundary, boundary]);
  }

  get runs(): { readonly count: number; readonly at: BoundaryRuns } {
    return { count: this.count, at: this.at };
  }
}

type Kind = Pick<CourtFinding, 'oracle' | 'mode' | 'field' | 'change' | 'first' | 'steps'> & { readonly runs: Runs };

/** Collects the boundaries of one case under one defendant. */
export class TrialRecord {
  readonly #case: Pick<CourtCase, 'name'>;
  readonly #payload: Payload;
  readonly #kinds = new Map<string, Kind>();
  readonly #skipped = new Map<string, Runs>();
  readonly #modes: { mode: Mode; count: number }[] = [];
  readonly #path: string[] = [];
  readonly #violations: ComparedViolation[] | undefined;
  #injected = 0;
  #differing = 0;

  readonly #tells: boolean;

  /**
   * @param everything whether each violation is kept, to be compared with another defendant's
   * @param tells whether the first event of each kind of finding is told of step by step
   */
  constructor(
    of: Pick<CourtCase, 'name'>,
    payload: Payload,
    { everything = false, tells = false }: { readonly everything?: boolean; readonly tells?: boolean } = {},
  ) {
    this.#case = of;
    this.#payload = payload;
    this.#tells = tells;
    if (everything) this.#violations = [];
  }

  add(boundary: Boundary): void {
    const { number, pc, symbol, mode, skipped, violations } = boundary;
    this.#path.push(symbol ?? hex(pc));
    const last = this.#modes.at(-1);
    if (last?.mode === mode) last.count++;
    else this.#modes.push({ mode, count: 1 });
    if (skipped === undefined) this.#injected++;
    else this.#skip(number, mode, skipped);
    if (violations.length === 0) return;
    this.#differing++;
    let steps: readonly ReportedStep[] | undefined;
    const tell = () => (steps ??= reportedSteps(boundary.tell?.() ?? [], this.#payload));
    for (const [n, reported] of reportedViolations(boundary, this.#payload).entries())
      this.#find(mode, violations[n]!, reported, tell);
  }

  /** Whether there is any finding yet. */
  get differing(): number {
    return this.#differing;
  }

  #skip(number: number, mode: Mode, reason: string): void {
    const runs = this.#skipped.get(reason) ?? new Runs();
    this.#skipped.set(reason, runs);
    runs.add(number);
    this.#violations?.push({
      boundary: number,
      mode,
      oracle: 'delivery',
      field: 'event',
      expected: 'delivered',
      got: reason,
      writer: 'firmware',
    });
  }

  #find(mode: Mode, violation: Violation, first: ReportedViolation, tell: () => readonly ReportedStep[]): void {
    const { oracle } = violation;
    const { boundary } = first;
    const field = fieldWithoutAddress(violation.field, this.#payload);
    const change = changeWithoutAddress(violation, this.#payload);
    const key = [oracle, mode, field, change].join(' ');
    const kind = this.#kinds.get(key) ?? {
      oracle,
      mode,
      field,
      change,
      first,
      runs: new Runs(),
      ...(this.#tells && { steps: tell() }),
    };
    this.#kinds.set(key, kind);
    kind.runs.add(boundary);
    const { expected, got, writer } = first;
    this.#violations?.push({
      boundary,
      mode,
      oracle,
      field: violation.field,
      expected,
      got,
      writer: writerInWords(writer),
    });
  }

  /** @param more what the record does not know of itself */
  recorded({
    defendant,
    command,
    stopped,
    failure,
  }: Pick<Trial, 'defendant' | 'command' | 'stopped' | 'failure'>): RecordedTrial {
    const trial: Trial = {
      case: this.#case.name,
      defendant,
      command,
      boundaries: this.#path.length,
      injected: this.#injected,
      differing: this.#differing,
      skipped: [...this.#skipped].map(([reason, { runs }]) => ({ reason, ...runs })),
      modes: this.#modes,
      findings: [...this.#kinds.values()].map(({ runs, first, steps, ...kind }) => ({
        id: findingId(this.#case, kind),
        ...kind,
        ...runs.runs,
        first,
        ...(steps && { steps }),
      })),
      ...(stopped && { stopped }),
      ...(failure !== undefined && { failure }),
    };
    return { trial, path: this.#path, ...(this.#violations && { violations: this.#violations }) };
  }
}
