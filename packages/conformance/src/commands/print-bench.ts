import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileGuest } from '../bench/compile.ts';
import { type Contender, hartlab, qemu } from '../bench/contender.ts';
import { guests } from '../bench/guests.ts';
import { measureGuest, median, type Row } from '../bench/measure.ts';
import { sweptBoundaries } from '../bench/sweeps.ts';
import { Table } from '../bench/table.ts';
import { noCompiler } from '../software/payload.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, count, refuse } = contributorCommand({
  name: 'bench',
  help:
    'Runs guests on hartlab and on QEMU in turns, and prints the medians of their user CPU seconds, start included, with the\n' +
    'ratio of QEMU to hartlab. --peer qemu=PATH is a QEMU to compare with, instead of the one on the PATH; it can be given\n' +
    'several times, as --engine can, which is an engine of hartlab instead of its default. --bios FILE is firmware for all,\n' +
    'instead of what each has. --only chooses the guests whose names contain it, --runs is how often each runs, 5 unless\n' +
    'given. A guest whose checksum differs is a failure.',
  options: {
    peer: { type: 'string', multiple: true },
    engine: { type: 'string', multiple: true },
    bios: { type: 'string' },
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
});
/** Seconds of CPU time that each look at the sweep takes. */
const SWEEP_SECONDS = 3;
const onPath = 'qemu-system-riscv64';

const peerOf = (word: string): Contender => {
  const path = /^qemu=(.+)$/.exec(word)?.[1] ?? refuse(`--peer ${word} is not of the form qemu=PATH`);
  return qemu(path) ?? refuse(`--peer ${word}: ${path} is not QEMU`);
};

const runs = count('runs', 1);
const { bios } = values;
if (bios !== undefined && !existsSync(bios)) refuse(`--bios ${bios}: there is no such file`);
const chosen = guests.filter(({ name }) => name.includes(values.only));
const sweeps = 'sweep'.includes(values.only);
if (chosen.length === 0 && !sweeps)
  refuse(`no guest's name contains ${values.only}; the guests are ${guests.map(({ name }) => name).join(', ')}, sweep`);
const without = chosen.length === 0 ? undefined : noCompiler();
if (without !== undefined) refuse(without);
const found = qemu(onPath);
const peers = values.peer?.map(peerOf) ?? (found ? [found] : []);
const own = values.engine?.map(hartlab) ?? [hartlab()];
const contenders = [...own, ...peers];
const names = contenders.map(({ name }) => name);
const setting = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  runs,
  bios,
  peers: peers.map(({ name }) => name),
};
const table = new Table(chosen, names);
/** What is known so far is told at once: all of it takes minutes. */
const print = (...lines: readonly string[]): void => void (values.json || console.log(lines.join('\n')));
const { date, node, processor } = setting;
const firmware = bios === undefined ? '' : `, on ${bios}`;
print(
  `${date}, Node ${node}, ${processor}; user CPU seconds, start included, medians of ${runs}${firmware}`,
  peers.length === 0 ? `no peer: ${onPath} is not on the PATH` : `peers: ${setting.peers.join(', ')}`,
);
if (chosen.length > 0) print('', ...table.head());
const rows: Row[] = [];
const directory = mkdtempSync(join(tmpdir(), 'hartlab-bench-'));
try {
  for (const guest of chosen) {
    const row = measureGuest(guest, compileGuest(guest, directory), contenders, { runs, bios });
    rows.push(row);
    print(table.row(row));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
const swept = sweeps ? median(Array.from({ length: runs }, () => sweptBoundaries(SWEEP_SECONDS))) : undefined;
if (swept !== undefined)
  print('', `sweep of world-switch, handler minimal, policy private: ${swept.toFixed(0)} boundaries per CPU second`);
const start = rows.find(({ guest }) => guest.name === 'empty');
if (start) {
  const byTheClock = Object.entries(start.wall).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`);
  print('', `by the clock, start and end take: ${byTheClock.join(', ')}`);
}
for (const { guest, wrong } of rows) for (const what of wrong) print(`FAIL ${guest.name}: ${what}`);
if (values.json) console.log(JSON.stringify({ ...setting, rows, swept }, undefined, 2));
process.exitCode = rows.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
