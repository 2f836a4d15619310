import { compareEngine, type EngineComparison } from '../engine/compare-engine.ts';
import { type EngineName, engineKinds } from '../engine/engine-kinds.ts';
import { lockstepGuest, randomBoardGuest, randomGuest } from '../snapshots/guests.ts';
import { contributorCommand } from './contributor-command.ts';

const names = Object.keys(engineKinds) as EngineName[];
const { values, count, refuse } = contributorCommand({
  name: 'engine-suite',
  help:
    'Runs random guests on two engines, with budgets, interruptions, snapshots and rollbacks at random points, and compares\n' +
    'the machines in between. Half of the guests are the programs of lockstep. A difference is bisected to the first boundary\n' +
    `after which the engines differ. --boundaries is how many, 1,000,000 unless given; --seed is that of the first guest;\n` +
    `--engines are two of ${names.join(', ')}, or one, which is compared with single steps.`,
  options: {
    boundaries: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string', default: 'reference,interpreter' },
    json: { type: 'boolean' },
  },
});

const kindOf = (name: string) =>
  (engineKinds as Readonly<Record<string, (typeof engineKinds)[EngineName]>>)[name] ??
  refuse(`--engines ${values.engines}: "${name}" is none of ${names.join(', ')}`);
const kinds = String(values.engines).split(',').map(kindOf);
if (kinds.length > 2) refuse(`--engines ${values.engines} are more than two`);
const kind = kinds.at(-1)!;
const [against] = kinds.length === 2 ? kinds : [];

/** The position at which a run that has not ended is long enough. */
const LONGEST = 60_000;
const SNIPPETS = 40;
/** Boundaries from one word about progress to the next, where nobody watches. */
const REPORTED = 1_000_000;

const wanted = count('boundaries', 1);
const first = count('seed');
const differing: (EngineComparison & { seed: number })[] = [];
const reasons: Record<string, number> = {};
let boundaries = 0;
let guests = 0;
let reported = 0;
for (let seed = first; boundaries < wanted; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${seed}, ${boundaries} boundaries`);
  else if (boundaries >= reported + REPORTED) {
    reported = boundaries;
    process.stderr.write(`seed ${seed}, ${boundaries} boundaries, ${differing.length} guests differ\n`);
  }
  const comparison = compareEngine(seed, {
    kind,
    ...(against && { against }),
    guestOf: (of, random) => {
      if (of % 3 === 0) return randomBoardGuest(of, random);
      return random.oneIn(2) ? lockstepGuest(of, SNIPPETS) : randomGuest(of, random);
    },
    longest: LONGEST,
  });
  boundaries += comparison.boundaries;
  guests++;
  reasons[comparison.reason] = (reasons[comparison.reason] ?? 0) + 1;
  if (comparison.difference === undefined) continue;
  differing.push({ seed, ...comparison });
  if (!values.json) console.log(`FAIL seed ${seed}, ${comparison.guest}: ${comparison.difference}`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (values.json)
  console.log(JSON.stringify({ engines: values.engines, first, guests, boundaries, reasons, differing }, undefined, 2));
else {
  const ends = Object.entries(reasons).map(([reason, times]) => `${reason} ${times}`);
  console.log(
    `${boundaries} boundaries of ${guests} guests from seed ${first} on ${values.engines}; the runs end: ${ends.join(', ')}`,
  );
  console.log(`${differing.length} guests differ`);
}
process.exitCode = differing.length === 0 ? 0 : 1;
