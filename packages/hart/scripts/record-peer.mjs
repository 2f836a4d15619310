// Records what Spike (riscv-isa-sim) prints for the programs in src/peer; src/peer/peer.test.ts compares our hart with that.
//     node packages/hart/scripts/record-peer.mjs SPIKE [PROGRAM…]
// Needs GNU binutils for riscv64, of 2.47 or later (BINUTILS_PREFIX says which), and Spike; recorded with its git of June 2026.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [spike, ...chosen] = process.argv.slice(2);
const peer = fileURLToPath(new URL('../src/peer/', import.meta.url));
const programs = JSON.parse(readFileSync(join(peer, 'programs.json'), 'utf8'));
const unknown = chosen.find((name) => !programs.some((program) => program.name === name));
if (spike === undefined || unknown !== undefined) {
  const names = programs.map(({ name }) => name).join(', ');
  console.error(
    `record-peer: ${spike === undefined ? 'give the path of spike' : `there is no ${unknown}`}; the programs are ${names}`,
  );
  process.exit(2);
}

function run(program, argv) {
  try {
    return execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  } catch ({ code, status, stderr }) {
    console.error(`record-peer: ${program} ${argv.join(' ')}: ${code ?? `exit code ${status}`}`);
    console.error(
      String(stderr ?? '')
        .split('\n')
        .slice(0, 3)
        .join('\n'),
    );
    process.exit(1);
  }
}

/** Spike has triggers always and no name for them, and not always Zicsr, nor loads and stores of any alignment, as we do. */
const isaOfSpike = (isa) => `${isa.replace('_sdtrig', '')}_zicsr_zicclsm`;
const binutils = process.env.BINUTILS_PREFIX ?? 'riscv64-linux-gnu-';
const work = mkdtempSync(join(tmpdir(), 'record-peer-'));
process.on('exit', () => rmSync(work, { recursive: true }));
for (const { name, isa, with: before } of programs) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const path = join(work, name);
  const sources = [...before, name].map((part) => readFileSync(join(peer, `${part}.s`)));
  writeFileSync(`${path}.s`, Buffer.concat(sources));
  run(`${binutils}as`, [`-march=${isa}_zicsr`, '-mno-relax', '-o', `${path}.o`, `${path}.s`]);
  run(`${binutils}ld`, ['--no-warn-rwx-segments', '-N', '-Ttext=0x80000000', '-o', path, `${path}.o`]);
  const log = run(spike, [`--isa=${isaOfSpike(isa)}`, '-m0x80000000:0x1000000', path]);
  writeFileSync(join(peer, `${name}.spike.txt`), log.replaceAll('\r', ''));
  console.log(`${name}: ${log.split('\n').length - 1} lines`);
}
