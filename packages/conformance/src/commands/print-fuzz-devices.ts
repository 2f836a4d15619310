import { jit } from '@hartlab/engine';
import { boards, type Fuzz, fuzzMap, fuzzQueues, type Fuzzing, plugTypes } from '../fuzz/fuzz.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, count } = contributorCommand({
  name: 'fuzz-devices',
  help:
    'Makes random accesses to all addresses of every board, and lets a hostile driver loose on the queues of every device of virtio.\n' +
    'All is done twice, the second time from snapshots now and then: no exception may come of it, no access outside of RAM, and no\n' +
    'other trace hash. --accesses is how many, over all boards, 10,000,000 unless given; --operations is how many of each device, half\n' +
    'of them with either layout of registers, 1,000,000 unless given; --seed is that of all.',
  options: {
    accesses: { type: 'string', default: '10000000' },
    operations: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const [accesses, operations, seed] = [count('accesses'), count('operations'), count('seed')];

/** Something to do, in words, and how. */
type Trial = readonly [name: string, fuzz: (how: Partial<Fuzz>) => Fuzzing];
const plan = { seed, engine: jit };
const trials: readonly Trial[] = [
  ...boards.map((board): Trial => {
    const words = Object.entries(board).map(([key, value]) => `${key}=${value}`);
    const how = { ...plan, board, isLegacy: true, count: Math.ceil(accesses / boards.length) };
    return [`${how.count} accesses to ${words.join(',')}`, (more) => fuzzMap({ ...how, ...more })];
  }),
  ...plugTypes.flatMap((type) =>
    [true, false].map((isLegacy): Trial => {
      const how = { ...plan, board: {}, isLegacy, count: Math.ceil(operations / 2) };
      const layout = isLegacy ? 'legacy' : 'version 1';
      return [`${how.count} operations of ${type}, ${layout}`, (more) => fuzzQueues(type, { ...how, ...more })];
    }),
  ),
];

/** One list of accesses in so many is followed by a snapshot, the second time. */
const RARELY = 500;

const done: unknown[] = [];
let failures = 0;
for (const [name, fuzz] of trials) {
  let fuzzing: Fuzzing | undefined;
  let problem: string | undefined;
  try {
    fuzzing = fuzz({});
    const again = fuzz({ snapshots: RARELY });
    if (again.hash !== fuzzing.hash) problem = `the trace hash is ${fuzzing.hash}, and then ${again.hash}`;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    if (process.env['HARTLAB_DEBUG']) console.error(error);
  }
  if (problem !== undefined) failures++;
  done.push({ name, seed, ...fuzzing, problem });
  if (values.json) continue;
  if (problem !== undefined) console.log(`FAIL ${name}, seed ${seed}: ${problem}`);
  else if (fuzzing)
    console.log(
      `${name}, seed ${seed}: trace hash ${fuzzing.hash} twice, ${fuzzing.machines} machines, ${fuzzing.accesses} accesses`,
    );
}
if (values.json) console.log(JSON.stringify(done, undefined, 2));
else console.log(`${failures} of ${trials.length} failed`);
process.exitCode = failures === 0 ? 0 : 1;
