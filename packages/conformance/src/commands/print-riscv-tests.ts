import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Isa, parseIsa } from '@hartlab/isa';
import { type EngineName, engineKinds } from '../engine/engine-kinds.ts';
import { groupOf, runRiscvTest, type RiscvTest } from '../software/riscv-tests.ts';
import { contributorCommand } from './contributor-command.ts';

const {
  values,
  argument: directory,
  refuse,
} = contributorCommand({
  name: 'riscv-tests',
  help:
    'Runs every riscv-tests ELF file in a directory and says which pass. --isa is the hart, max unless given; --only\n' +
    'chooses the files whose names contain it. --engine is reference unless given; where it is given several times, a file\n' +
    'passes if it does on each, after as many instructions and with the same trace hash.',
  argument: {
    name: 'DIRECTORY',
    what: 'the directory with the ELF files that riscv-tests built in its isa/',
    kind: 'directory',
  },
  options: {
    isa: { type: 'string', default: 'max' },
    only: { type: 'string', default: '' },
    engine: { type: 'string', multiple: true, default: ['reference'] },
    json: { type: 'boolean' },
  },
});
const isaOf = (text: string): Isa => {
  try {
    return parseIsa(text);
  } catch (error) {
    return refuse(`--isa ${text}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
const isa = isaOf(values.isa);
const engines = values.engine.map(
  (name) =>
    engineKinds[name as EngineName] ?? refuse(`--engine ${name} is none of ${Object.keys(engineKinds).join(', ')}`),
);
/** What a file did on all engines. */
const runAll = (name: string, elf: Uint8Array): RiscvTest => {
  const [first, ...others] = engines.map((engine) => runRiscvTest(name, elf, isa, engine));
  const index = others.findIndex((other) => JSON.stringify(other) !== JSON.stringify(first));
  if (index < 0) return first!;
  return { ...first!, passed: false, reason: `${values.engine[index + 1]} does otherwise: ${others[index]!.reason}` };
};
const isElf = (file: Uint8Array) =>
  file.length > 4 && new TextDecoder('latin1').decode(file.subarray(0, 4)) === '\x7fELF';

const results: RiscvTest[] = [];
const names = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isFile() && /-[pv]-/.test(entry.name) && entry.name.includes(values.only))
  .map(({ name }) => name)
  .toSorted();
for (const [done, name] of names.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done}/${names.length} ${name}`);
  const elf = readFileSync(join(directory, name));
  if (isElf(elf)) results.push(runAll(name, elf));
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (results.length === 0) refuse(`${directory} has no ELF file of riscv-tests, such as rv64ui-p-add`);

const groups = [...new Set(results.map(({ name }) => groupOf(name)))].map((group) => {
  const tests = results.filter(({ name }) => groupOf(name) === group);
  return { group, tests: tests.length, passed: tests.filter(({ passed }) => passed).length };
});
if (values.json) console.log(JSON.stringify({ isa: isa.name, groups, results }, undefined, 2));
else {
  for (const { name, passed, reason } of results) if (!passed) console.log(`FAIL ${name}: ${reason}`);
  for (const { group, tests, passed } of groups) console.log(`${group.padEnd(20)} ${passed} of ${tests}`);
  console.log(`${results.filter(({ passed }) => passed).length} of ${results.length} pass on ${isa.name}`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
