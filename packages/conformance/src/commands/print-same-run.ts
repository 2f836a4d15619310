import { areSame, runOnce, type SameRun, versionOf } from '../engine/same-run.ts';
import { isBuilt } from '../repository.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, words, refuse } = contributorCommand({
  name: 'same-run',
  help:
    'Runs the built `hartlab run` with these words on each engine, and says whether the exit code, what the guest wrote and\n' +
    'the trace hash are the same. --engine is one of the engines, instead of all three; it can be given several times, as\n' +
    '--node can, the path of a Node that each engine is to run on, instead of the one that runs this.',
  argument: { name: '-- WORD…', what: 'the words of hartlab run', kind: 'words' },
  options: {
    engine: { type: 'string', multiple: true, default: ['reference', 'interpreter', 'jit'] },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    json: { type: 'boolean' },
  },
});
if (words.length === 0) refuse('give the words of hartlab run behind --, such as -- -kernel Image');
for (const node of values.node) if (versionOf(node) === undefined) refuse(`--node ${node} is no Node`);
if (!isBuilt()) refuse('hartlab is not built; run pnpm build');

const runs: SameRun[] = [];
for (const node of values.node)
  for (const engine of values.engine) {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${engine} on ${node}`);
    const run = runOnce(words, engine, node);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    if (run.code === 2 && run.hash === undefined) refuse(run.said);
    runs.push(run);
    if (values.json) continue;
    const { code, hash, instructions, output, seconds, said } = run;
    const end = hash === undefined ? `no trace hash: ${said}` : `${hash} after ${instructions}, output ${output}`;
    console.log(`${engine.padEnd(12)} ${run.node.padEnd(10)} exit ${code} ${end} (${seconds} s)`);
  }
const same = areSame(runs);
if (values.json) console.log(JSON.stringify({ same, runs }, undefined, 2));
else console.log(same ? 'all the same' : 'NOT the same');
process.exitCode = same ? 0 : 1;
