import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedState } from './logged-state.ts';

const qemu = 'qemu-system-riscv64';
const CPU = 'rv64,h=true,f=false,d=false';
const START = 0x8000_0000n;

/** Why there is no QEMU to compare with, or undefined when there is one. */
export function noQemu(): string | undefined {
  try {
    const version = execFileSync(qemu, ['--version'], { encoding: 'utf8' });
    return version.includes('version 7.2') ? undefined : `${qemu} is not of version 7.2, whose log is read here`;
  } catch {
    return `${qemu} is not installed (Debian: qemu-system-misc)`;
  }
}

/** Runs an executable on QEMU's virt until it ends: the state before every instruction, from the program's first on. */
export function qemuStates(elf: Uint8Array): LoggedState[] {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-qemu-'));
  try {
    const program = join(directory, 'program');
    const log = join(directory, 'log');
    writeFileSync(program, elf);
    const machine = ['-M', 'virt', '-cpu', CPU, '-m', '64', '-bios', 'none', '-kernel', program, '-display', 'none'];
    const { error } = spawnSync(qemu, [...machine, '-singlestep', '-d', 'cpu,nochain', '-D', log], { timeout: 60_000 });
    if (error) throw error;
    const states = readFileSync(log, 'latin1').split(' V      =   ').slice(1).map(stateOf);
    return states.slice(states.findIndex((state) => state.get('pc') === START));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** With V = 1, QEMU shows VS-mode's CSRs under the names of those that they substitute, and these not at all. */
const substituted = ['stvec', 'sepc', 'scause', 'stval', 'sscratch', 'satp'];

/** Reads V, then names with values; a register is called `x5/t0`. */
function stateOf(text: string): LoggedState {
  const V = text.startsWith('1');
  const state = new Map([['V', V ? 1n : 0n]]);
  for (const [, name = '', value = ''] of text.matchAll(/([a-z]\w*)(?:\/\w+)? +([0-9a-f]{16})/g)) {
    if (V && /^vs|^mstatus$/.test(name)) continue;
    state.set(V && substituted.includes(name) ? `v${name}` : name, BigInt(`0x${value}`));
  }
  return state;
}
