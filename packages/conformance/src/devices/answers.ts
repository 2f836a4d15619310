import { type BoardOptions, BufferConsole, Machine } from '@hartlab/machine';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from './access-loop.ts';
import { accessProgram, parseAnswers, type Answer } from './access-program.ts';

const MEBIBYTE = 1024 ** 2;

/** What our board answers. */
export function ourAnswers(accesses: readonly Access[], board: BoardOptions = {}): Answer[] {
  const console = new BufferConsole();
  const machine = new Machine({ bios: 'none', kernel: accessProgram(accesses), ram: 64 * MEBIBYTE, board, console });
  machine.run({ maxInstructions: 10_000_000 });
  return parseAnswers(console.text);
}

/** What QEMU's virt answers. Its time goes with the instructions, as ours does. */
export function qemuAnswers(accesses: readonly Access[], qemu = 'qemu-system-riscv64', board = 'virt'): Answer[] {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-devices-'));
  try {
    const program = join(directory, 'program');
    const printed = join(directory, 'printed');
    writeFileSync(program, accessProgram(accesses));
    const machine = ['-M', board, '-m', '64', '-icount', 'shift=0', '-rtc', 'clock=vm', '-bios', 'none'];
    // To a pipe QEMU would not write all before it ends.
    const streams = ['-display', 'none', '-monitor', 'none', '-serial', `file:${printed}`];
    execFileSync(qemu, [...machine, ...streams, '-kernel', program], { timeout: 60_000 });
    return parseAnswers(readFileSync(printed, 'latin1'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
