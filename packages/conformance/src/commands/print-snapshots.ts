import { compareRuns } from '../snapshots/compare.ts';
import { randomBoardGuest, randomGuest } from '../snapshots/guests.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, count } = contributorCommand({
  name: 'snapshots',
  help:
    'Runs random guests, and again with rollbacks at random points and from snapshots of them, and compares how each run\n' +
    'ends. --points is how many points, 10,000 unless given; --seed is that of the first guest.',
  options: {
    points: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
/** Points of one guest. */
const TOGETHER = 10;

const wanted = count('points', 1);
const first = count('seed');
const differing: { seed: number; guest: string; difference: string }[] = [];
const reasons: Record<string, number> = {};
let points = 0;
let guests = 0;
for (let seed = first; points < wanted; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${seed}, ${points} points`);
  const guestOf = seed % 3 === 0 ? randomBoardGuest : randomGuest;
  const comparison = compareRuns(seed, Math.min(TOGETHER, wanted - points), guestOf);
  points += comparison.points;
  guests++;
  reasons[comparison.reason] = (reasons[comparison.reason] ?? 0) + 1;
  const { guest, difference } = comparison;
  if (difference === undefined) continue;
  differing.push({ seed, guest, difference });
  if (!values.json) console.log(`FAIL seed ${seed}, ${guest}: ${difference}`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (values.json) console.log(JSON.stringify({ first, guests, points, reasons, differing }, undefined, 2));
else {
  const ends = Object.entries(reasons).map(([reason, times]) => `${reason} ${times}`);
  console.log(`${points} points of ${guests} guests from seed ${first}; the runs end: ${ends.join(', ')}`);
  console.log(`${differing.length} guests differ`);
}
process.exitCode = differing.length === 0 ? 0 : 1;
