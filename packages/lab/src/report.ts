import { disassemble, hex } from '@hartlab/isa';
import type { Boundary } from './boundary.ts';
import type { Defendant } from './defendant.ts';
import type { EventStep } from './forced-event.ts';
import type { Payload } from './payload.ts';
import type { LastWriter } from './last-writer.ts';
import type { Stranding } from './stranding.ts';
import type { ToldStep } from './told-step.ts';
import type { Oracle } from './violation.ts';

/** A firmware file, which says of itself who it is. */
export interface JudgedFirmware extends Defendant {
  readonly file: string;
  /** Of the file, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The result of one sweep, as `hartlab sweep --json` prints it. Addresses and values are hexadecimal with 0x. */
export interface SweepReport {
  readonly payload: string;
  /** Of the built-in firmware. */
  readonly policy?: string;
  /** The firmware that was judged, if it was another. */
  readonly firmware?: JudgedFirmware;
  readonly handler: string;
  /** Boundaries in the window; `injected` of them took an event, the others are in `skipped`. */
  readonly boundaries: number;
  readonly injected: number;
  readonly skipped: readonly { readonly boundary: number; readonly reason: string }[];
  readonly violations: readonly ReportedViolation[];
}

/** A violation as it is reported: values and addresses are hexadecimal, as text, because JSON has no 64-bit numbers. */
export interface ReportedViolation {
  readonly boundary: number;
  /** The interrupted instruction. */
  readonly pc: string;
  /** Its name, `switch_to_guest+0x1c`; null where the payload names nothing. */
  readonly symbol: string | null;
  /** Its line of source text, where that is known. */
  readonly line?: string;
  /** The phase of the payload, if it has named one. */
  readonly phase?: string;
  /** The trap in which the event was made ready, `call of HSM hart_start`; the pc is then M-mode's. */
  readonly trap?: string;
  readonly oracle: Oracle;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  readonly writer: ReportedWriter;
  /** How the firmware does not come back, if it does not: `traps at sbi_sse_exit+0x4: illegal instruction`. */
  readonly stranded?: string;
}

/** The last writer of a field, in words and numbers. */
export interface ReportedWriter {
  readonly agent: LastWriter['agent'];
  readonly pc?: string;
  readonly symbol?: string;
  /** Its line of source text, where that is known. */
  readonly line?: string;
  readonly instruction?: string;
  readonly source?: { readonly field: string; readonly writer: ReportedWriter };
}

/** A step of an event that has changed the hart, as it is reported. */
export interface ReportedStep extends Omit<ReportedWriter, 'source'> {
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

/** The violations of one boundary, for a report. */
export const reportedViolations = (
  { number, pc, symbol, phase, trap, violations }: Boundary,
  payload: Payload,
): ReportedViolation[] =>
  violations.map(({ oracle, field, expected, got, writer, stranding }) => ({
    boundary: number,
    pc: hex(pc),
    symbol: symbol ?? null,
    ...lineOf(payload, pc),
    ...(phase !== undefined && { phase }),
    ...(trap !== undefined && { trap }),
    oracle,
    field,
    expected: hex(expected),
    got: hex(got),
    writer: reportedWriter(writer, payload),
    ...(stranding && { stranded: strandedInWords(stranding, payload) }),
  }));

const strandedInWords = ({ how, pc, why }: Stranding, { symbol }: Pick<Payload, 'symbol'>): string =>
  `${how} at ${symbol(pc) ?? hex(pc)}${why === undefined ? '' : `: ${why}`}`;

/** The line of source text of an instruction, as a field of a report, if it has one. */
function lineOf({ line }: Pick<Payload, 'line'>, pc: bigint): { readonly line?: string } {
  const found = line?.(pc);
  return found === undefined ? {} : { line: found };
}

const reportedWriter = ({ agent, step, source }: LastWriter, payload: Payload): ReportedWriter => ({
  agent,
  ...(step && reportedPlace(step, payload)),
  ...(source && { source: { field: source.field, writer: reportedWriter(source.writer, payload) } }),
});

/** Where a step was made, and of which instruction, as fields of a report. */
function reportedPlace({ pc, decoded }: Pick<EventStep, 'pc' | 'decoded'>, payload: Payload) {
  const { symbol } = payload;
  const name = symbol(pc);
  return {
    pc: hex(pc),
    ...(name !== undefined && { symbol: name }),
    ...lineOf(payload, pc),
    ...(decoded && { instruction: disassemble(decoded, pc, symbol) }),
  };
}

/** The steps of an event, for a report. */
export const reportedSteps = (steps: readonly ToldStep[], payload: Payload): ReportedStep[] =>
  steps.map((step) => ({
    agent: step.agent,
    ...reportedPlace(step, payload),
    changes: step.changes.map(({ field, before, after }) => ({ field, before: hex(before), after: hex(after) })),
  }));

/** `sret at sse_nested_vector+0xc`; where the value came from follows, from one writer to the one before. */
export function writerInWords({ agent, pc, symbol, line, instruction, source }: ReportedWriter): string {
  const where = agent === 'handler' || agent === 'sret' || agent === 'trap hardware' || instruction !== undefined;
  const at = where ? ` at ${symbol ?? pc}${line === undefined ? '' : ` (${line})`}` : '';
  const what = agent !== 'sret' && instruction !== undefined ? ` (${instruction})` : '';
  return `${agent}${at}${what}${source ? `, ${sourceInWords(source)}` : ''}`;
}

function sourceInWords({ field, writer: { source, ...writer } }: NonNullable<ReportedWriter['source']>): string {
  const left = `from ${field} as ${writerInWords(writer)} left it`;
  return source ? `${left}, that ${sourceInWords(source)}` : left;
}
