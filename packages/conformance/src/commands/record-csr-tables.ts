import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIsa } from '@hartlab/isa';
import { type Configuration, configurations, goldenFile, printGolden, settingsOf } from '../hart/csr-table/golden.ts';
import { csrTable, type Simulator } from '../hart/csr-table/csr-table.ts';
import { root } from '../repository.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument: spikePath } = contributorCommand({
  name: 'record:csr-tables',
  help: 'Records what Spike does at every CSR address, for each ISA configuration. --source names the version of Spike.',
  argument: { name: 'SPIKE', what: 'the path of spike, the program of riscv-isa-sim', kind: 'program' },
  options: { source: { type: 'string', default: 'Spike' } },
});

/** With Svade, ADUE is 0 at reset, as it is on Spike whatever the ISA. */
const isas: Record<Configuration, string> = {
  minimal: 'rv64ima',
  default: 'rv64imafdch_zicntr_zicsr_zifencei_zihintpause_zihpm_sstc_svade_svinval',
  max: 'max_svade',
};
const goldenDirectory = join(root, 'packages/conformance/src/hart/csr-table');

/** The ISA string without what Spike calls unsupported. */
function spikeIsa(name: string): string {
  try {
    execFileSync(spikePath, [`--isa=${name}`, '--dump-dts', '/dev/null'], { stdio: 'pipe' });
    return name;
  } catch (error) {
    const { stderr } = error as { readonly stderr: Buffer };
    const unsupported = /unsupported extension: (\w+)/.exec(stderr.toString())?.[1];
    if (unsupported === undefined) throw error;
    return spikeIsa(name.replace(`_${unsupported}`, ''));
  }
}

const spike =
  (isa: string): Simulator =>
  ({ elf, results }) => {
    const directory = mkdtempSync(join(tmpdir(), 'hartlab-csr-'));
    try {
      const program = join(directory, 'program');
      const signature = join(directory, 'signature');
      writeFileSync(program, elf);
      const host = [`--isa=${isa}`, '-m0x80000000:0x1000000'];
      const target = [`+signature=${signature}`, '+signature-granularity=8'];
      execFileSync(spikePath, [...host, ...target, program], { stdio: 'inherit', timeout: 60_000 });
      const doublewords = readFileSync(signature, 'utf8').split('\n').filter(Boolean);
      const bytes = new BigUint64Array(doublewords.map((digits) => BigInt(`0x${digits}`)));
      return new Uint8Array(bytes.buffer, 0, results.size);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };

for (const configuration of configurations) {
  const isa = parseIsa(isas[configuration]);
  const theirs = spikeIsa(isa.name);
  const tables = new Map(
    settingsOf(configuration).map((setting) => [setting.name, csrTable(spike(theirs), isa, setting)]),
  );
  writeFileSync(
    join(goldenDirectory, goldenFile(configuration)),
    printGolden(configuration, { isa: isa.name, tables }, `${values.source}, --isa=${theirs}`),
  );
  console.log(`${configuration}: ${isa.name}; Spike's ${theirs}`);
}
