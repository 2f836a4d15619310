import type { EngineKind } from '@hartlab/hart';
import { DEFAULT_CPU, parseCpu, parseIsa } from '@hartlab/isa';
import { BufferConsole, DEFAULT_RAM, Machine } from '@hartlab/machine';
import { errors, SSE } from '@hartlab/sbi';
import { events } from '@hartlab/sse';
import { interrogate } from '../defendant.ts';
import { readEvent } from '../event-attributes.ts';
import { forgedCall } from '../forged-call.ts';
import { MachineMode } from '../machine-mode.ts';
import { guestPayload } from '../payload.ts';
import type { CourtFirmware } from './report.ts';

/** Any memory of S-mode: the machine is not used for anything else. */
const room = (machine: Machine): number => machine.memory.ramBase + DEFAULT_RAM / 2;

/**
 * Starts a firmware with a small payload, and asks it what a trial needs to know.
 *
 * @param engine what runs it; the reference interpreter if absent
 * @throws SweepError when it does not boot, or offers no SSE or no HSM; ImageError when it is not for such a machine
 */
export function inspectFirmware(firmware: Uint8Array, engine?: EngineKind): Omit<CourtFirmware, 'file' | 'sha256'> {
  const payload = guestPayload('hello', 'minimal');
  const machine = new Machine({
    bios: { image: firmware },
    kernel: payload.image,
    ram: DEFAULT_RAM,
    isa: parseIsa(`${parseCpu(DEFAULT_CPU).isa.name}_sscofpmf`),
    console: new BufferConsole(),
    ...(engine && { engine }),
  });
  const hart = machine.harts[0]!;
  const machineMode = new MachineMode(machine);
  machineMode.boot(hart, payload);
  const defendant = interrogate(machineMode, hart);
  const asked = Object.values(events).map(({ event_id, name }) => ({
    name,
    answer: readEvent(machineMode, hart, { room: room(machine) }, event_id),
  }));
  const { error } = forgedCall(machineMode, hart, SSE, 'hart_unmask');
  return {
    ...defendant,
    events: asked.filter(({ answer }) => !('error' in answer)).map(({ name }) => name),
    masks: error !== BigInt(errors.NOT_SUPPORTED),
  };
}
