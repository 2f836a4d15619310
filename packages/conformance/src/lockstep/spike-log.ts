import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromTheStart, RAM_MEBIBYTES } from './hart-log.ts';

/**
 * Spike counts a trap as 5,000 instructions. A program that ends does so long before this; one that does not must not
 * fill the disk.
 */
const MAXIMUM_INSTRUCTIONS = { ending: 50_000_000, endless: 500_000 } as const;

/** Runs an executable on Spike, the program `spike`, with the ISA as Spike names it, and answers its commit log. */
export function spikeLog(
  spike: string,
  elf: Uint8Array,
  isa: string,
  end: keyof typeof MAXIMUM_INSTRUCTIONS,
): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-lockstep-'));
  try {
    const program = join(directory, 'program');
    const log = join(directory, 'log');
    writeFileSync(program, elf);
    const limit = `--instructions=${MAXIMUM_INSTRUCTIONS[end]}`;
    const flags = [`--isa=${isa}`, `-m${RAM_MEBIBYTES}`, limit, '--log-commits', `--log=${log}`];
    const { error, stderr } = spawnSync(spike, [...flags, program], { timeout: 60_000, encoding: 'utf8', input: '' });
    if (error) throw error;
    const lines = fromTheStart(readFileSync(log, 'latin1').trimEnd().split('\n'));
    if (lines.length === 0) throw new Error(`${spike} has run nothing: ${stderr.trim()}`);
    return lines;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
