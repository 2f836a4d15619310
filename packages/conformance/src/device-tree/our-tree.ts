import { BufferConsole, Machine, type MachineOptions } from '@hartlab/machine';

/** `j .` */
const FOR_EVER = Uint8Array.of(0x6f, 0, 0, 0);
const A1 = 11;
/** Instructions after which a hart is out of the reset vector. */
const OUT_OF_RESET = 20;

/** The device tree blob that a machine gives to whoever it starts, with or without the built-in firmware. */
export function ourTree(
  options: Omit<MachineOptions, 'console' | 'bios' | 'kernel'>,
  bios: 'none' | 'built-in' = 'none',
) {
  const machine = new Machine({ ...options, bios, kernel: FOR_EVER, console: new BufferConsole() });
  machine.run({ maxInstructions: OUT_OF_RESET * (options.harts ?? 1) });
  const at = Number(machine.harts[0]!.x(A1));
  const size = Number(machine.memory.readBytes(at + 4, 4).reduce((sum, byte) => sum * 256 + byte, 0));
  return machine.memory.readBytes(at, size);
}
