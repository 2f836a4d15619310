import { Hart, MachineMemory } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { type Board, board, RAM_BASE } from '../board.ts';
import { Clock } from '../clock.ts';
import { Devices, type Parts } from '../devices.ts';
import { PhysicalBus } from '../physical-bus.ts';

type Around = Pick<Parts, 'memory' | 'bus' | 'clock'>;

/** Two harts of this ISA. */
export const twoHarts =
  (isa = 'rv64i_zicsr') =>
  ({ memory, bus, clock }: Around): readonly Hart[] =>
    [0, 1].map(
      (index) => new Hart({ memory, index, hartid: BigInt(index), isa: parseIsa(isa), bus, time: () => clock.time() }),
    );

/** A hart that listens to nobody. */
export const deaf: Parts['harts'][number] = { setInterrupt() {}, receive() {} };

/** For tests: the devices of a board, a little RAM, and harts that execute nothing unless they are told to. */
export function bareBoard<H extends Parts['harts'][number]>(
  hartsIn: (around: Around) => readonly H[],
  { rows = board, clock = new Clock(2, 1), ...more }: { readonly rows?: Board } & Partial<Parts> = {},
) {
  const memory = new MachineMemory({ harts: 2, ramBase: RAM_BASE, ramSize: 8192 });
  const bus = new PhysicalBus();
  const harts = hartsIn({ memory, bus, clock });
  const devices = new Devices(rows, {
    bus,
    harts,
    memory,
    clock,
    console: { transmit() {}, receive: () => -1 },
    rom: Uint8Array.of(),
    end() {},
    ...more,
  });
  return { clock, memory, bus, harts, devices };
}
