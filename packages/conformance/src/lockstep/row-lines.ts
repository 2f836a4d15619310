import { createHash } from 'node:crypto';
import { pmpaddrs, pmpcfgs } from '@hartlab/hart';
import { type Decoder, decoder, parseIsa } from '@hartlab/isa';
import { BufferConsole, commitLine, Machine } from '@hartlab/machine';
import { likeSpike } from '../hart/like-spike.ts';
import type { PeerProgram } from './peer-program.ts';

/*
 * What riscv-isa-sim's commit log says of each row of the instruction table, in a few bytes: a hash of the first lines
 * about it in the logs of the programs in hart/src/peer, which go through all rows.
 */

const LINES_PER_ROW = 8;
const HASH_DIGITS = 8;
/** Spike's timer interrupt is pending, ours is not; and Spike tells that mip and mvip share a bit. */
const OWN = / c836_mip /;

/** The first lines about each row, in the order in which they come. */
export class RowLines {
  readonly #lines = new Map<string, string[]>();
  #decode: Decoder | undefined;
  /** How the line ends at which the present program is over; Spike goes on for a few instructions. */
  #end = '';
  #over = false;

  /** What follows is the log of this program. */
  begin({ isa, tohost }: PeerProgram): void {
    this.#decode = decoder(parseIsa(isa));
    this.#end = ` mem 0x${tohost.toString(16).padStart(16, '0')} 0x0000000000000001`;
    this.#over = false;
  }

  /** Whether more lines about this row are wanted. */
  wants(row: string): boolean {
    return !this.#over && (this.#lines.get(row)?.length ?? 0) < LINES_PER_ROW;
  }

  add(row: string, line: string): void {
    if (this.wants(row) && !OWN.test(line)) this.#lines.set(row, [...(this.#lines.get(row) ?? []), line]);
    this.#over ||= line.endsWith(this.#end);
  }

  /** A line that tells itself which row it is about. */
  addLine(line: string): void {
    const [, bits] = /^core.*?\((0x[\da-f]+)\)/.exec(line) ?? [];
    const row = bits === undefined ? undefined : this.#decode?.(Number(bits))?.insn.name;
    if (row !== undefined) this.add(row, line);
  }

  /** A line for each row: its name, and the hash of its lines. */
  toString(): string {
    const hash = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');
    return [...this.#lines]
      .map(([row, lines]) => `${row} ${hash(lines).slice(0, HASH_DIGITS)}\n`)
      .toSorted()
      .join('');
  }
}

/** The lines of our hart. Those that nobody wants are not made. */
export function ourRowLines(programs: readonly PeerProgram[]): RowLines {
  const rows = new RowLines();
  for (const program of programs) {
    rows.begin(program);
    const machine = new Machine({
      bios: 'none',
      kernel: program.elf,
      isa: parseIsa(program.isa),
      ...likeSpike,
      ram: 16 * 1024 ** 2,
      console: new BufferConsole(''),
    });
    const [hart] = machine.harts;
    // As on Spike after a reset, all modes may use all memory.
    hart?.write(pmpaddrs[0]!, (1n << 54n) - 1n);
    hart?.write(pmpcfgs[0]!, 0x1fn);
    let started = false;
    machine.run({
      maxInstructions: 2_000_000,
      observe: (observed, commit) => {
        started ||= commit.pc === 0x8000_0000n;
        const row = commit.decoded?.insn.name;
        if (!started || row === undefined || !rows.wants(row)) return;
        const line = commitLine(observed, commit);
        if (line !== undefined) rows.add(row, line);
      },
    });
  }
  return rows;
}
