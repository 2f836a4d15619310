import {
  ComparedState,
  expectedFindings,
  guestPayload,
  SweepRecord,
  type Boundary,
  type ExpectedFindings,
  type Mode,
  type Violation,
} from '@hartlab/lab';
import { spotOf, type Swept } from '../swept.ts';

/** What may be made up of a boundary. */
export interface Recorded {
  readonly mode: Mode;
  readonly skipped?: string;
  readonly violations?: readonly Pick<Violation, 'oracle' | 'field' | 'expected' | 'got'>[];
}

const payloads = new Map<string, ReturnType<typeof guestPayload>>();
const payloadOf = ({ guest, handler }: ExpectedFindings) => {
  const key = `${guest} ${handler}`;
  const payload = payloads.get(key) ?? guestPayload(guest, handler);
  payloads.set(key, payload);
  return payload;
};

/** For tests: the row of the main job with these names. */
export const expectationOf = (guest: string, policy: string, handler: string): ExpectedFindings => {
  const found = expectedFindings.find((row) => row.guest === guest && row.policy === policy && row.handler === handler);
  if (!found) throw new Error(`no row for ${guest}, ${policy}, ${handler}`);
  return found;
};

/** For tests: a sweep with these boundaries, as if they had been seen. */
export const sweptFrom = (
  expected: ExpectedFindings,
  recorded: readonly Recorded[],
  disagreements: readonly string[] = [],
): Swept => {
  const payload = payloadOf(expected);
  const record = new SweepRecord(payload, expected.policy);
  const begin = payload.address('sweep_begin');
  const boundaries = recorded.map(({ mode, skipped, violations = [] }, number): Boundary => ({
    number,
    pc: begin + 4n * BigInt(number),
    symbol: payload.symbol(begin + 4n * BigInt(number)),
    mode,
    before: ComparedState.blank(),
    ...(skipped !== undefined && { skipped }),
    violations: violations.map((violation) => ({ ...violation, writer: { agent: 'firmware at completion' } })),
  }));
  for (const boundary of boundaries) record.add(boundary);
  return { expected, record, spots: boundaries.map(spotOf), disagreements };
};
