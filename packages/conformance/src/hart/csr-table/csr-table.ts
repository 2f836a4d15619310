import { csrAddresses, type Isa } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { likeSpike } from '../like-spike.ts';
import { type CsrProgram, csrProgram, modesOf } from './program.ts';
import type { CsrSetting } from './settings.ts';
import { type CsrTable, readResults } from './table.ts';

/** Runs a program to its end and returns the bytes that it left as results. */
export type Simulator = (program: CsrProgram) => Uint8Array;

/** Our hart. @throws RangeError when the program does not end. */
export const hartlab =
  (isa: Isa): Simulator =>
  ({ elf, results: { address, size } }) => {
    const machine = new Machine({
      bios: 'none',
      kernel: elf,
      isa,
      ...likeSpike,
      ram: 16 * 1024 ** 2,
      console: new BufferConsole(),
    });
    const { reason, message } = machine.run({ maxInstructions: 20_000_000 });
    if (reason !== 'pass') throw new RangeError(message);
    return machine.memory.readBytes(Number(address), size);
  };

const { pmpcfg0, pmpcfg15, misa, mseccfg } = csrAddresses;
/** What is written to these is there to stay: a locked PMP entry, what an extension held that was off for a while. */
const isLasting = (address: number) => (address >= pmpcfg0 && address <= pmpcfg15) || address === misa;
const others = Array.from({ length: 4096 }, (_, address) => address).filter((address) => address !== mseccfg);
const order = [...others.filter((address) => !isLasting(address)), ...others.filter(isLasting)];

/** The whole CSR address space as `simulator` has it. */
export function csrTable(simulator: Simulator, isa: Isa, setting: CsrSetting): CsrTable {
  const read = (addresses: readonly number[], options?: { readonly locked: boolean }) =>
    readResults(simulator(csrProgram(isa, setting, addresses, options)), addresses, modesOf(isa));
  return new Map([...read(order), ...read([mseccfg], { locked: true })]);
}
