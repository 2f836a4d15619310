import { courtReport, disagreementsWith, type CourtReport } from '@hartlab/lab';
import { appearanceOf } from '../appearance.ts';
import { command } from '../command.ts';
import { bisectCampaign, bisectionInWords } from '../court/bisect-campaign.ts';
import { CampaignFolder } from '../court/campaign-folder.ts';
import { builtIn, campaignOf, firmwareFiles } from '../court/campaign.ts';
import { caseOfFinding } from '../court/case-of-finding.ts';
import { comparisonInWords } from '../court/comparison-words.ts';
import { courtInWords } from '../court/court-words.ts';
import { defendantOf } from '../court/defendant.ts';
import { accused } from '../court/judged.ts';
import { disagreementsInWords, readExpectation, writeExpectation } from '../court/expected.ts';
import { findingAsText } from '../court/finding-text.ts';
import { junitOf } from '../court/junit.ts';
import { makeTrials } from '../court/make-trials.ts';
import { pageOf } from '../court/page.ts';
import { tapOf } from '../court/tap.ts';
import { Trials } from '../court/trials.ts';
import type { Exit } from '../exit.ts';
import { launcherOf } from '../launcher.ts';
import { openOutput } from '../output.ts';
import { Refusal } from '../refusal.ts';
import { settingFlags } from '../setting-flags.ts';

/** Those of a sweep that say nothing of who is judged, or with what handler and source. */
const flagsOfTrials = settingFlags.filter(
  (name) => name !== 'bios' && name !== 'policy' && name !== 'handler' && name !== 'source',
) as Exclude<(typeof settingFlags)[number], 'bios' | 'policy' | 'handler' | 'source'>[];

/** What is wrong: what is not as expected, if anything is; or differences, if they were asked for; or else any finding. */
const exitOf = ({ trials, comparisons, disagreements }: CourtReport): Exit => {
  const isGood =
    trials.every(({ failure }) => failure === undefined) &&
    (disagreements?.length ?? 0) === 0 &&
    (comparisons ?? []).every(({ differences }) => differences.length === 0) &&
    (disagreements !== undefined || comparisons !== undefined || trials.every(({ findings }) => findings.length === 0));
  return isGood ? 'passed' : 'violations';
};

/** The campaign that shows a finding: its case alone. @throws Refusal */
const caseOfText = (finding: string) => {
  const { payload, handler, source, ...harts } = caseOfFinding(finding);
  return { payloads: [payload], handlers: [handler], sources: [source], ...harts };
};

export const judge = command({
  name: 'court',
  summary: 'judge firmware: sweep guests with handlers and event sources under each, in one table',
  details:
    'Each case, a payload with a handler and a source of its event, is swept under each firmware: files, and the built-in one under ' +
    'its policies. The table has the findings of all side by side; cases with the same findings are told of together. ' +
    'With --compare it tells instead in what violations firmware differs from what it is compared with.',
  argument: { name: '[payload...]', help: 'shipped guests, or files; world-switch and user-return, if absent' },
  options: [
    'policies',
    'handlers',
    'sources',
    ...flagsOfTrials,
    'compare',
    'protocol',
    'sequences',
    'bisect',
    'expect',
    'writeExpect',
    'text',
    'html',
    'junit',
    'tap',
    'stopAtFirst',
    'jobs',
    'resume',
    'color',
    'json',
  ],
  repeated: ['bios'],
  examples: [
    'hartlab court -bios fw_dynamic.bin',
    'hartlab court world-switch -bios fw_dynamic.bin --policies opensbi-1.9 --handlers all --jobs 4',
    'hartlab court user-return --policies all --handlers minimal,forgetful --json',
    'hartlab court --compare built-in:opensbi-1.9 -bios fw_dynamic.bin',
    'hartlab court -bios fw_dynamic.bin --write-expect known.txt',
    'hartlab court -bios fw_dynamic.bin --expect known.txt',
    'hartlab court world-switch -bios fw_dynamic.bin --html court.html --junit court.xml',
    'hartlab court -bios fw_dynamic.bin --text world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1',
    'hartlab court --protocol -bios fw_dynamic.bin',
    'hartlab court --bisect world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1 -bios a.bin -bios b.bin -bios c.bin',
  ],
  async run(io, flags, ...words) {
    const {
      color,
      json = false,
      policies = [],
      bios = [],
      compare,
      protocol,
      expect,
      writeExpect,
      text,
      html,
      junit,
      tap = false,
      resume,
      jobs = 1,
      ...asked
    } = flags;
    const { bisect: finding, stopAtFirst = false, sequences: _, ...ofTrials } = asked;
    if ([json, tap, text !== undefined].filter(Boolean).length > 1)
      throw new Refusal('--json, --tap and --text are forms of the result; give one');
    const ways = { '--text': text, '--html': html, '--junit': junit, '--tap': tap || undefined };
    const [way] = Object.entries(ways).find(([, given]) => given !== undefined) ?? [];
    if (way !== undefined && (protocol !== undefined || finding !== undefined))
      throw new Refusal(
        `${way} shows a campaign, and ${protocol === undefined ? '--bisect' : '--protocol'} makes none`,
      );
    const appearance = appearanceOf(io, color);
    const print = (data: object, inWords: () => readonly string[]): void =>
      io.stdout.write(json ? `${JSON.stringify(data, undefined, 2)}\n` : `${inWords().join('\n')}\n`);
    if (protocol !== undefined) {
      const all = [...policies.map(builtIn), ...firmwareFiles(bios)];
      const { protocolTrials } = await import('../court/protocol-trials.ts');
      const { protocolInWords } = await import('../court/protocol-words.ts');
      const reports = await protocolTrials(protocol, all.length > 0 ? all : [builtIn('private')], asked, io);
      print(reports, () => reports.flatMap((report) => protocolInWords(report, appearance)));
      return reports.some(({ findings }) => findings.length > 0) ? 'violations' : 'passed';
    }
    const { kernel, restore } = ofTrials;
    const payloads = [...words, kernel, restore].filter((word) => word !== undefined);
    if (restore !== undefined && payloads.length > 1)
      throw new Refusal(`${restore} has its own payload; leave out ${payloads[0]}`);
    const { judged, model } = await accused({ policies, bios, compare, restore });
    const all = { ...ofTrials, payloads, judged, ...(text !== undefined && payloads.length === 0 && caseOfText(text)) };
    if (finding !== undefined) {
      const found = await bisectCampaign(finding, all, io);
      print(found, () => [bisectionInWords(found)]);
      return 'passed';
    }
    const expectation = expect === undefined ? undefined : readExpectation(expect);
    const campaign = campaignOf(all);
    const options = { everything: model !== undefined, stopAtFirst, tells: html !== undefined };
    const folder = resume === undefined ? undefined : CampaignFolder.of(resume, campaign, options);
    io.signals.say('starting the firmware');
    const defendants = judged.map(defendantOf);
    io.signals.say('judging');
    const trials = new Trials(campaign.trials, options, folder?.made ?? new Map(), (n, trial) =>
      folder?.keep(n, trial),
    );
    await makeTrials(trials, jobs, io);
    const judgement = courtReport(defendants, campaign.cases, trials.all, model?.label);
    const [failure, ...others] = new Set(judgement.trials.map((trial) => trial.failure));
    // With the built-in firmware it is the payload that fails, or where it is swept.
    if (failure !== undefined && others.length === 0 && bios.length === 0) throw new Refusal(failure);
    const report = expectation ? { ...judgement, disagreements: disagreementsWith(expectation, judgement) } : judgement;
    if (writeExpect !== undefined) writeExpectation(writeExpect, report, io);
    if (junit !== undefined) openOutput(junit, '--junit', io.signals).write(junitOf(report));
    if (html !== undefined) openOutput(html, '--html', io.signals).write(pageOf(report));
    if (tap || text !== undefined) {
      io.stdout.write(
        text === undefined ? tapOf(report) : `${findingAsText(report, text, launcherOf(io)).join('\n')}\n`,
      );
      return exitOf(report);
    }
    print(report, () => [
      ...(report.comparisons?.flatMap((each) => comparisonInWords(each, appearance)) ??
        courtInWords(report, appearance)),
      ...(expect !== undefined ? ['', ...disagreementsInWords(expect, report.disagreements ?? [], appearance)] : []),
    ]);
    return exitOf(report);
  },
});
