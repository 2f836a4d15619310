import { readFileSync } from 'node:fs';
import { assemble } from '@hartlab/isa';
import type { Bus } from '../memory/bus.ts';
import type { Hart } from '../hart.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { bareHart, ramBase } from './bare-hart.ts';

const file = (name: string) => readFileSync(new URL(`../peer/${name}`, import.meta.url), 'utf8');
const uart = 0x1000_0000;
const finisher = 0x10_0000;
const most = 2_000_000;

/** A program in `peer`, and the ISA of the harts that run it, here and on Spike. */
export interface PeerProgram {
  readonly name: string;
  readonly isa: string;
  /** The files that stand before it, in this order: what it has in common with others. */
  readonly with: readonly string[];
}

/**
 * The programs walk through all five modes and log what every trap wrote, or log what instructions compute; see their
 * first lines. The expected logs are Spike's, recorded by scripts/record-peer.mjs.
 */
export const peerPrograms = JSON.parse(file('programs.json')) as readonly PeerProgram[];

/** What Spike logs of the program. */
export const peerLog = ({ name }: PeerProgram): string => file(`${name}.spike.txt`);

/** Runs a program to its end on a bare hart, which `step` lets pass a boundary each time; what it logs. */
export function runPeerProgram(program: PeerProgram, step: (hart: Hart, memory: MachineMemory) => void) {
  let log = '';
  let finished = false;
  const bus: Bus = {
    read: () => undefined,
    write: (address, _width, value) => {
      if (address === uart) log += String.fromCharCode(Number(value & 0xffn));
      else if (address === finisher) finished = true;
      else return false;
      return true;
    },
  };
  const { hart, memory } = bareHart([], { isa: program.isa, bus, reentrantTriggers: false });
  const source = [...program.with, program.name].map((name) => file(`${name}.s`)).join('');
  memory.writeBytes(ramBase, assemble(source, { origin: BigInt(ramBase) }).bytes);
  for (let steps = 0; !finished && steps < most; steps++) step(hart, memory);
  return { log, finished };
}
