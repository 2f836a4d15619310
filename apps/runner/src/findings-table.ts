import { summary } from '@hartlab/lab';
import type { Swept } from './swept.ts';
import { table } from './table.ts';

/** Every sweep in full: one row each, with every change and the modes in which it occurs. */
export const findingsTable = (sweeps: readonly Swept[]): string =>
  table(
    ['guest', 'policy', 'handler', 'boundaries', 'skipped', 'differ', 'expected', 'what differs, in which modes'],
    sweeps.map(({ expected, record, disagreements }) => [
      expected.guest,
      expected.policy,
      expected.handler,
      String(record.report.boundaries),
      String(record.report.skipped.length),
      String(record.differing),
      disagreements.length === 0 ? 'yes' : 'NO',
      summary(record.findings),
    ]),
  );
