import { sweep, TrialRecord, type Boundary, type RecordedTrial } from '@hartlab/lab';
import { DEFAULT_RAM } from '@hartlab/machine';
import { sweepEngine } from '../engines.ts';
import { judgedFirmware } from '../judged-firmware.ts';
import { resumePolicies } from '../resume-policies.ts';
import { sweepPayload } from '../sweep-payload.ts';
import type { PlannedTrial } from './campaign.ts';

/** How trials are made and what is kept of them. */
export interface TrialOptions {
  /** Each violation, to be compared. */
  readonly everything: boolean;
  /** A trial ends at its first finding. */
  readonly stopAtFirst: boolean;
}

/** A trial that is being made. */
export interface Trying {
  /** Each boundary as it is judged. */
  readonly boundaries: Iterable<Boundary>;
  /** What came of those that were gone through. */
  readonly recorded: () => RecordedTrial;
}

/** Makes a trial. @throws Refusal or ImageError when what it needs cannot be read */
export const tryCase = async (
  { of, judged, flags, command }: PlannedTrial,
  { everything, stopAtFirst }: TrialOptions,
): Promise<Trying> => {
  const { policy = 'private', smp, source, window } = flags;
  const firmware = judgedFirmware(flags);
  const payload = await sweepPayload(of.payload, flags, firmware);
  const engine = sweepEngine(flags.engine);
  const record = new TrialRecord(of, payload, everything);
  let stopped = false;
  const boundaries = sweep(payload, {
    policy,
    resumePolicy: resumePolicies[policy],
    ...(engine && { engine }),
    ...(smp !== undefined && { harts: smp }),
    ...(window !== undefined && { window }),
    ...(payload.adopted && { ram: DEFAULT_RAM }),
    ...(source && { source }),
    ...(firmware && { firmware: firmware.bytes }),
  });
  const recorded = function* () {
    for (const boundary of boundaries) {
      record.add(boundary);
      yield boundary;
      if (!stopAtFirst || record.differing === 0) continue;
      stopped = true;
      return;
    }
  };
  return {
    boundaries: recorded(),
    recorded: () => record.recorded({ defendant: judged.label, command, ...(stopped && { stopped }) }),
  };
};
