import type { Machine } from '@hartlab/machine';
import { Hand } from './hand.ts';
import { MachineMode } from './machine-mode.ts';

/** The hand of a machine that runs by itself, to be saved and swept later. */
export interface AttendedHand {
  /** Whether the firmware waits for it, as it does in a remote fence of all harts. */
  readonly isCalled: () => boolean;
  /** It does what it is called for. It takes no time. */
  readonly attend: () => void;
}

/**
 * The hand of this machine, which has one (`MachineOptions`). In a machine that has not run yet the firmware starts, up to
 * its payload's first instruction, and the hand with it.
 *
 * @throws SweepError when the firmware does not come to its payload, or does not start it
 */
export function attendedHand(machine: Machine): AttendedHand {
  const { loaded, hand } = machine;
  if (!hand) throw new RangeError('the machine has no hand');
  const machineMode = new MachineMode(machine);
  if (machine.position === 0) {
    const [first] = machine.harts as [Machine['harts'][0]];
    machineMode.boot(first, { image: { entry: loaded.next || loaded.start } });
    Hand.startedBy(first, machineMode);
  }
  return { isCalled: () => machineMode.isCalled(hand), attend: () => machineMode.attend(hand) };
}
