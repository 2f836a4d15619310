import { csrs, type Hart } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { BASE_ISA } from './isas.ts';

/** A hart before an instruction: pc, V, CSRs and integer registers by name. */
export type LoggedState = ReadonlyMap<string, bigint>;

const logged = [
  'mstatus hstatus vsstatus mie mideleg hideleg medeleg hedeleg mtvec stvec vstvec mepc sepc vsepc mcause scause',
  'vscause mtval stval vstval htval mtval2 mscratch sscratch vsscratch satp vsatp',
].flatMap((names) => names.split(' '));
const loggedCsrs = csrs.filter(({ name }) => logged.includes(name));
const ILLEGAL_INSTRUCTION = 2n;
const MEBIBYTE = 1024 ** 2;

/** Runs an executable on our hart: its state before every instruction that is fetched, from the program's first on. */
export function hartStates(elf: Uint8Array): LoggedState[] {
  const machine = new Machine({
    bios: 'none',
    kernel: elf,
    isa: parseIsa(BASE_ISA),
    ram: 64 * MEBIBYTE,
    console: new BufferConsole(''),
  });
  const [hart] = machine.harts;
  const states: LoggedState[] = [];
  let before = hart ? stateOf(hart) : undefined;
  machine.run({
    maxInstructions: 100_000,
    observe: (ran, { word, cause }) => {
      if (before && (word !== 0 || cause === ILLEGAL_INSTRUCTION)) states.push(before);
      before = stateOf(ran);
    },
  });
  return states.slice(states.findIndex((state) => state.get('pc') === 0x8000_0000n));
}

function stateOf(hart: Hart): LoggedState {
  const state = new Map([
    ['pc', hart.pc],
    ['V', hart.V ? 1n : 0n],
  ]);
  for (const csr of loggedCsrs) state.set(csr.name, hart.read(csr));
  for (let n = 1; n < 32; n++) state.set(`x${n}`, hart.x(n));
  return state;
}
