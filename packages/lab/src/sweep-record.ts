import type { Boundary } from './boundary.ts';
import { Findings, type Finding } from './finding.ts';
import type { Payload } from './payload.ts';
import { reportedViolations, type JudgedFirmware, type ReportedViolation, type SweepReport } from './report.ts';

/** Collects the boundaries of one sweep into its report and its findings. */
export class SweepRecord {
  readonly #payload: Payload;
  readonly #judged: string | JudgedFirmware;
  readonly #findings = new Findings();
  readonly #skipped: { boundary: number; reason: string }[] = [];
  readonly #violations: ReportedViolation[] = [];
  #boundaries = 0;
  #differing = 0;

  /** @param judged the policy of the built-in firmware, or another firmware */
  constructor(payload: Payload, judged: string | JudgedFirmware) {
    this.#payload = payload;
    this.#judged = judged;
  }

  add(boundary: Boundary): void {
    this.#boundaries++;
    if (boundary.skipped !== undefined) this.#skipped.push({ boundary: boundary.number, reason: boundary.skipped });
    if (boundary.violations.length > 0) this.#differing++;
    this.#findings.add(boundary, this.#payload);
    this.#violations.push(...reportedViolations(boundary, this.#payload));
  }

  get findings(): readonly Finding[] {
    return this.#findings.all;
  }

  /** Boundaries with at least one violation. */
  get differing(): number {
    return this.#differing;
  }

  get report(): SweepReport {
    return {
      payload: this.#payload.name,
      ...(typeof this.#judged === 'string' ? { policy: this.#judged } : { firmware: this.#judged }),
      handler: this.#payload.handler,
      boundaries: this.#boundaries,
      injected: this.#boundaries - this.#skipped.length,
      skipped: this.#skipped,
      violations: this.#violations,
    };
  }
}
