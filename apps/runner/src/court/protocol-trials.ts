import { parseIsa } from '@hartlab/isa';
import { Stage, SweepError, ProtocolTrial, type ProtocolReport } from '@hartlab/lab';
import { callProtocol, sseProtocol, type ExtensionName } from '@hartlab/models';
import type { Io } from '../io.ts';
import { judgedFirmware } from '../judged-firmware.ts';
import type { Given } from '../options.ts';
import { Refusal } from '../refusal.ts';
import { resumePolicies } from '../resume-policies.ts';
import { goThrough } from '../work.ts';
import type { Judged } from './campaign.ts';
import type { JudgedExtension } from './judged-extensions.ts';

/** Two harts that may run, and one that never does. */
const usualHarts = 3;

/** What the calls of all extensions but SSE can be about. */
const fullIsa = 'rv64imafdch_sdtrig_smnpm_sscofpmf_ssdbltrp_svade_svadu_zicfilp_zicfiss_zicntr_zifencei_zihpm';

/** What a firmware was judged for, and what was found. */
export interface JudgedProtocol extends ProtocolReport {
  readonly label: string;
  /** Of a firmware file. */
  readonly sha256?: string;
}

/** Plays sequences of calls of these extensions on each firmware. @throws Refusal when one cannot be judged */
export async function protocolTrials(
  extensions: readonly JudgedExtension[],
  judged: readonly Judged[],
  { smp: harts = usualHarts, seed, sequences }: Given<'smp' | 'seed' | 'sequences'>,
  io: Io,
): Promise<readonly JudgedProtocol[]> {
  const others = extensions.filter((name): name is Exclude<JudgedExtension, 'SSE'> => name !== 'SSE');
  const options = { ...(seed !== undefined && { seed }), ...(sequences !== undefined && { random: sequences }) };
  const reports: JudgedProtocol[] = [];
  for (const { label, flags } of judged) {
    const firmware = judgedFirmware(flags);
    const of = {
      harts,
      ...(firmware && { firmware: firmware.bytes }),
      ...(flags.policy && { policy: resumePolicies[flags.policy] }),
    };
    const run = async <State>(trial: ProtocolTrial<State>, name: string): Promise<void> => {
      const status = () => {
        const { sequences: made, steps, findings } = trial.report;
        return `${name} of ${label}: ${made} sequences, ${steps} steps, ${findings.length} kinds of difference`;
      };
      await goThrough(trial.run(), io, () => undefined, status);
      reports.push({ label, ...(firmware && { sha256: firmware.sha256 }), ...trial.report });
    };
    try {
      if (extensions.includes('SSE')) await run(new ProtocolTrial(sseProtocol, new Stage(of), options), 'SSE');
      if (others.length > 0) {
        const protocol = callProtocol(others satisfies readonly ExtensionName[]);
        await run(
          new ProtocolTrial(protocol, new Stage({ ...of, isa: parseIsa(fullIsa) }), options),
          'other extensions',
        );
      }
    } catch (error) {
      throw error instanceof SweepError ? new Refusal(`${label}: ${error.message}`) : error;
    }
  }
  return reports;
}
