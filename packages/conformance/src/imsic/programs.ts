import { assemble } from '@hartlab/isa';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile } from '../elf-file.ts';
import { peerSource } from '../lockstep/peer-program.ts';
import { root } from '../repository.ts';

const START = 0x8000_0000n;
const here = 'packages/conformance/src/imsic';

/** The programs that walk through the interrupt files; see their first lines. */
export const imsicPrograms = ['messages', 'modes'] as const;
export type ImsicProgram = (typeof imsicPrograms)[number];

/** Where what QEMU prints is kept. */
export const recordOf = (name: ImsicProgram): string => join(root, here, `${name}.qemu.txt`);

/** An executable for M-mode, in the frame of the programs that run on a hart alone. */
export function imsicProgram(name: ImsicProgram): Uint8Array {
  const source = peerSource(['log', 'enter', 'frame', 'rounds']) + readFileSync(join(root, here, `${name}.s`), 'utf8');
  return elfFile({ address: START, bytes: assemble(source, { origin: START }).bytes, symbols: {} });
}

/** What QEMU's virt with IMSICs and three guest interrupt files prints of it. */
export function printedByQemu(name: ImsicProgram, qemu: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-imsic-'));
  try {
    const program = join(directory, 'program');
    writeFileSync(program, imsicProgram(name));
    const machine = ['-M', 'virt,aia=aplic-imsic,aia-guests=3', '-cpu', 'rv64', '-bios', 'none', '-kernel', program];
    // To a pipe QEMU would not write all before it ends.
    const printed = join(directory, 'printed');
    const streams = ['-display', 'none', '-monitor', 'none', '-serial', `file:${printed}`];
    execFileSync(qemu, [...machine, ...streams], { timeout: 60_000 });
    return readFileSync(printed, 'latin1');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
