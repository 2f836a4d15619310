import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseIsa } from '@hartlab/isa';
import { groupOf, runRiscvTest, type RiscvTest } from './riscv-tests.ts';

/**
 * `pnpm riscv-tests [--isa ISA] [--only TEXT] [--json] DIRECTORY`: runs every riscv-tests ELF file in a directory and
 * says which pass.
 */
const { values, positionals } = parseArgs({
  options: {
    isa: { type: 'string', default: 'max' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean' },
  },
  allowPositionals: true,
});
const [directory] = positionals;
if (directory === undefined) {
  console.error('riscv-tests: give the directory with the ELF files that riscv-tests built in its isa/');
  process.exit(2);
}
const isa = parseIsa(values.isa);
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
  if (isElf(elf)) results.push(runRiscvTest(name, elf, isa));
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

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
process.exitCode = results.length > 0 && results.every(({ passed }) => passed) ? 0 : 1;
