import { PAYLOAD_BASE, type Image } from '@hartlab/machine';
import { buildMachine, type MachineFlags } from './build-machine.ts';
import type { Exit } from './exit.ts';
import { GuestConsole } from './guest-console.ts';
import type { Io } from './io.ts';
import { openOutput } from './output.ts';

/** In place of a kernel that is not given: the tree does not depend on it. */
const nothing: Image = {
  kind: 'raw binary',
  entry: PAYLOAD_BASE,
  segments: [{ address: PAYLOAD_BASE, bytes: new Uint8Array(4), size: 4 }],
  symbols: [],
};

/** Writes the device tree that a guest of this machine is given to a file, as a blob, and runs nothing. */
export const dumpTree = async (
  io: Io,
  flags: MachineFlags,
  payload: string | undefined,
  path: string,
): Promise<Exit> => {
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
  openOutput(path, '-machine dumpdtb', io.signals).write(memory.readBytes(loaded.fdt, length));
  return 'passed';
};
