import { courtReport, type CourtDefendant, type RecordedTrial } from '@hartlab/lab';
import { appearanceOf } from '../appearance.ts';
import { command } from '../command.ts';
import { campaignOf } from '../court/campaign.ts';
import { courtInWords } from '../court/court-words.ts';
import { defendantOf } from '../court/defendant.ts';
import { tryCase } from '../court/trial.ts';
import { sweepFlags } from '../sweep-payload.ts';
import { goThrough } from '../work.ts';

export const judge = command({
  name: 'court',
  summary: 'judge firmware: sweep guests with handlers and event sources under each, in one table',
  details:
    'Each case, a payload with a handler and a source of its event, is swept under each firmware: files, and the built-in one under ' +
    'its policies. The table has the findings of all side by side; cases with the same findings are told of together.',
  argument: { name: '[payload...]', help: 'shipped guests, or files; world-switch and user-return, if absent' },
  options: [
    'policies',
    'handlers',
    'sources',
    ...sweepFlags.filter((name) => name !== 'handler'),
    'smp',
    'engine',
    'color',
    'json',
  ],
  repeated: ['bios'],
  examples: [
    'hartlab court -bios fw_dynamic.bin',
    'hartlab court world-switch -bios fw_dynamic.bin --policies opensbi-1.9 --handlers all',
    'hartlab court user-return --policies all --handlers minimal,forgetful --json',
  ],
  async run(io, { color, json, handlers, sources, policies = [], bios = [], ...flags }, ...payloads) {
    const campaign = campaignOf({
      ...flags,
      payloads: payloads.filter((word) => word !== undefined),
      bios,
      policies,
      handlers,
      sources,
    });
    const defendants: CourtDefendant[] = [];
    for (const one of campaign.judged) defendants.push(await defendantOf(one));
    const recorded: RecordedTrial[] = [];
    for (const [n, planned] of campaign.trials.entries()) {
      const trying = await tryCase(planned, { everything: false, stopAtFirst: false });
      let gone = 0;
      await goThrough(
        trying.boundaries,
        io,
        () => gone++,
        () =>
          `boundary ${gone} of ${planned.of.name} under ${planned.judged.label} (trial ${n + 1} of ${campaign.trials.length})`,
      );
      recorded.push(trying.recorded());
    }
    const report = courtReport(defendants, campaign.cases, recorded);
    io.stdout.write(
      json
        ? `${JSON.stringify(report, undefined, 2)}\n`
        : `${courtInWords(report, appearanceOf(io, color)).join('\n')}\n`,
    );
    return report.trials.some(({ findings }) => findings.length > 0) ? 'violations' : 'passed';
  },
});
