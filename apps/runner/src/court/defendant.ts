import { inspectFirmware, SweepError, type CourtDefendant } from '@hartlab/lab';
import { judgedFirmware } from '../judged-firmware.ts';
import { Refusal } from '../refusal.ts';
import type { Judged } from './campaign.ts';
import { trialEngine } from './trial.ts';

/**
 * Who is judged: a firmware file is started, and asked for what a trial needs of it.
 *
 * @throws Refusal when it cannot be judged
 */
export const defendantOf = ({ label, flags }: Judged): CourtDefendant => {
  const firmware = judgedFirmware(flags);
  if (!firmware) return { label, ...(flags.policy !== undefined && { policy: flags.policy }) };
  const { file, sha256, bytes } = firmware;
  try {
    return { label, firmware: { ...inspectFirmware(bytes, trialEngine(undefined, true)), file, sha256 } };
  } catch (error) {
    throw error instanceof SweepError ? new Refusal(`${file}: ${error.message}`) : error;
  }
};
