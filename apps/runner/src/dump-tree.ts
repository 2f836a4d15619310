import { PAYLOAD_BASE, type Image } from '@hartlab/machine';
import { buildMachine, type MachineFlags } from './build-machine.ts';
import type { Exit } from './exit.ts';
import { GuestConsole } from './guest-console.ts';
import type { Io } from './io.ts';
import { openOutput } from './output.ts';
import { Outputs, type NamedInput } from './outputs.ts';

/** In place of a kernel that is not given: the tree does not depend on it. */
const nothing: Image = {
  kind: 'raw binary',
  entry: PAYLOAD_BASE,
  segments: [{ address: PAYLOAD_BASE, bytes: new Uint8Array(4), size: 4 }],
  symbols: [],
};

/** Writes the device tree that a guest of this machine is given to a file, which none of its inputs is, as a blob, and runs nothing. */
export const dumpTree = async (
  io: Io,
  flags: MachineFlags,
  payload: string | undefined,
  path: string,
  inputs: readonly NamedInput[],
): Promise<Exit> => {
  const flag = '-machine dumpdtb';
  new Outputs(io, inputs).checkUnused(path, flag);
  const { machine } = await buildMachine(
    flags,
    payload,
    new GuestConsole(undefined, undefined),
    {},
    {
      keepsDisks: false,
      without: nothing,
    },
  );
  const { memory, loaded } = machine;
  const length = new DataView(memory.readBytes(loaded.fdt + 4, 4).buffer).getUint32(0);
  openOutput(path, flag, io.signals).write(memory.readBytes(loaded.fdt, length));
  return 'passed';
};
