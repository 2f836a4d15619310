import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';
import { elfFile } from '../elf-file.ts';
import { root } from '../repository.ts';

/** A program in hart/src/peer, as an executable. */
export interface PeerProgram {
  readonly name: string;
  readonly isa: string;
  readonly elf: Uint8Array;
  /** Where it says that it is over. */
  readonly tohost: bigint;
}

const address = 0x8000_0000n;

const text = (name: string): string => readFileSync(join(root, 'packages/hart/src/peer', name), 'utf8');

/** What is in these of its files, one behind the other. */
export const peerSource = (names: readonly string[]): string => names.map((name) => text(`${name}.s`)).join('');

/** All of them. Those come first that only compute, and do not look at what is Spike's own. */
export function readPeerPrograms(): PeerProgram[] {
  const programs = JSON.parse(text('programs.json')) as { name: string; isa: string; with: string[] }[];
  return programs
    .toSorted((a, b) => Number(b.with.includes('hashes')) - Number(a.with.includes('hashes')))
    .map(({ name, isa, with: before }) => {
      const { bytes, symbols } = assemble(peerSource([...before, name]), { origin: address });
      const [tohost = 0n, fromhost = 0n] = ['tohost', 'fromhost'].map((symbol) => symbols.get(symbol));
      return { name, isa, tohost, elf: elfFile({ address, bytes, symbols: { tohost, fromhost } }) };
    });
}
