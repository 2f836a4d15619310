import { jit } from '@hartlab/engine';
import { BufferConsole, Machine, type MachineOptions } from '@hartlab/machine';

/** `j .` */
const FOR_EVER = Uint8Array.of(0x6f, 0, 0, 0);
const A1 = 11;
/** Instructions after which a hart is out of the reset vector. */
const OUT_OF_RESET = 20;
/** Instructions between two looks at how far a firmware is, and how many there are at most. */
const LOOK = 2_000_000;
const LOOKS = 60;

/** The device tree blob that a machine gives to whoever it starts: to M-mode without a firmware, or to S-mode above one. */
export function ourTree(
  options: Omit<MachineOptions, 'console' | 'bios' | 'kernel' | 'engine'>,
  bios: MachineOptions['bios'] = 'none',
): Uint8Array {
  const isFile = typeof bios === 'object';
  const machine = new Machine({
    ...options,
    bios,
    kernel: FOR_EVER,
    console: new BufferConsole(),
    ...(isFile && { engine: jit }),
  });
  const { harts } = machine;
  if (isFile)
    for (let look = 1; look <= LOOKS && harts.every(({ privilege }) => privilege === 'M'); look++)
      machine.run({ maxInstructions: look * LOOK });
  else machine.run({ maxInstructions: OUT_OF_RESET * harts.length });
  const reader = harts.find(({ privilege }) => privilege !== 'M') ?? harts[0]!;
  const at = Number(reader.x(A1));
  const size = machine.memory.readBytes(at + 4, 4).reduce((sum, byte) => sum * 256 + byte, 0);
  return machine.memory.readBytes(at, size);
}
