import { parseArgs } from 'node:util';
import { compareRuns } from './snapshots/compare.ts';

/**
 * `pnpm snapshots [--points N] [--seed FIRST] [--json]`: runs random guests, and again with rollbacks at random points and
 * from snapshots of them, and compares how each run ends.
 */
const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
/** Points of one guest. */
const TOGETHER = 10;

const wanted = Number(values.points);
const differing: { seed: number; guest: string; difference: string }[] = [];
const reasons: Record<string, number> = {};
let points = 0;
let guests = 0;
for (let seed = Number(values.seed); points < wanted; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${seed}, ${points} points`);
  const comparison = compareRuns(seed, Math.min(TOGETHER, wanted - points));
  points += comparison.points;
  guests++;
  reasons[comparison.reason] = (reasons[comparison.reason] ?? 0) + 1;
  const { guest, difference } = comparison;
  if (difference === undefined) continue;
  differing.push({ seed, guest, difference });
  if (!values.json) console.log(`FAIL seed ${seed}, ${guest}: ${difference}`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (values.json)
  console.log(JSON.stringify({ first: Number(values.seed), guests, points, reasons, differing }, undefined, 2));
else {
  const ends = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  console.log(`${points} points of ${guests} guests from seed ${values.seed}; the runs end: ${ends.join(', ')}`);
  console.log(`${differing.length} guests differ`);
}
process.exitCode = differing.length === 0 ? 0 : 1;
