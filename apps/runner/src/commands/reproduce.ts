import { type Boundary, reproduce, reproducerFile, sweep, TrialRecord, type ReproducedFinding } from '@hartlab/lab';
import { command } from '../command.ts';
import { builtIn, campaignOf, firmwareFiles } from '../court/campaign.ts';
import { caseOfFinding } from '../court/case-of-finding.ts';
import { defendantOf } from '../court/defendant.ts';
import { trialEngine } from '../court/trial.ts';
import { engineNames, engines } from '../engines.ts';
import { judgedFirmware } from '../judged-firmware.ts';
import { launcherOf } from '../launcher.ts';
import { openOutput } from '../output.ts';
import { Refusal } from '../refusal.ts';
import { resumePolicies } from '../resume-policies.ts';
import { sweepSetting } from '../sweep-setting.ts';
import { goThrough } from '../work.ts';

export const reproduceFinding = command({
  name: 'reproduce',
  summary: 'write the smallest program that shows a finding of the court, for Spike, QEMU and hartlab',
  details:
    'The program is one file for GNU as, needs nothing else, prints what it finds and powers off. What of the interrupted state and of the ' +
    'handler is not needed for the finding is left out: each program on the way is assembled and run here, under the same firmware.',
  argument: { name: '<finding>', help: 'its id, as hartlab court --json has it' },
  options: ['bios', 'policy', 'o', 'kernel', 'window', 'begin', 'end', 'boundaries', 'symbols', 'engine'],
  examples: [
    'hartlab reproduce world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1 -bios fw_jump.bin -o k1.S',
    'hartlab reproduce user-return/forgetful/signal/O1/privilege/S-U/S --policy spec-3.0',
  ],
  async run(io, { bios, policy = 'private', o: output, kernel, ...flags }, id = '') {
    const { payload: named, handler, source, ...harts } = caseOfFinding(id);
    if (harts.hart !== undefined || harts.mMode)
      throw new Refusal(
        `${id} is of another hart than the first, or in M-mode; the program shows findings of hart 0 below it`,
      );
    const judges = bios === undefined ? [builtIn(policy)] : firmwareFiles([bios]);
    const asked = { ...flags, ...harts, payloads: [kernel ?? named], handlers: [handler], sources: [source] };
    const { of, judged, flags: all, command: swept } = campaignOf({ ...asked, judged: judges }).trials[0]!;
    if (!id.startsWith(`${of.name}/`)) throw new Refusal(`${id} is in a case of ${named}, and -kernel is ${kernel}`);
    const defendant = defendantOf(judged);
    const firmware = judgedFirmware(all);
    const { payload, options } = await sweepSetting(all, of.payload, trialEngine);
    const boundaries = sweep(payload, options);
    let found: { readonly finding: ReproducedFinding; readonly boundary: Boundary; readonly title: string } | undefined;
    const others = new Set<string>();
    let gone = 0;
    const search = function* () {
      for (const boundary of boundaries) {
        yield boundary;
        if (boundary.violations.length === 0) continue;
        const record = new TrialRecord(of, payload);
        record.add(boundary);
        const { findings } = record.recorded({ defendant: judged.label, command: swept }).trial;
        const sought = findings.find((finding) => finding.id === id);
        for (const finding of findings) others.add(finding.id);
        if (!sought) continue;
        const { oracle, field, change, mode, first } = sought;
        found = {
          finding: { oracle, field: first.field, change, expected: BigInt(first.expected) },
          boundary,
          title: `${oracle} ${field} ${change} in ${mode}`,
        };
        return;
      }
    };
    await goThrough(
      search(),
      io,
      () => gone++,
      () => `boundary ${gone} of ${of.name}`,
    );
    if (!found)
      throw new Refusal(
        others.size === 0
          ? `${of.name} shows nothing under ${judged.label}`
          : `${of.name} under ${judged.label} does not show ${id}; it shows ${[...others].join(', ')}`,
      );
    const { finding, boundary, title } = found;
    const engine = engines[flags.engine ?? engineNames[0]!];
    const made = reproduce(
      { finding, before: boundary.before, handler },
      {
        firmware: firmware?.bytes ?? resumePolicies[policy],
        ...(payload.isa && { isa: payload.isa }),
        ...(engine && { engine }),
      },
    );
    if (typeof made === 'string') throw new Refusal(`no program shows ${id}: ${made}`);
    const base =
      output === undefined
        ? 'repro'
        : output
            .split('/')
            .at(-1)!
            .replace(/\.[sS]$/, '');
    const text = reproducerFile(
      made,
      {
        title,
        under: defendant.firmware
          ? `${defendant.firmware.name} (${judged.label}, sha256 ${defendant.firmware.sha256})`
          : `the built-in firmware with the policy ${policy}`,
        firmware: firmware ?? { policy },
        command: `${launcherOf(io)} ${swept} --boundary ${boundary.number}`,
        place: boundary.symbol ?? `0x${boundary.pc.toString(16)}`,
        field: finding.field,
      },
      base,
    );
    if (output === undefined) io.stdout.write(text);
    else {
      openOutput(output, '-o', io.signals).write(text);
      io.stderr.write(`hartlab: ${made.instructions} lines of instructions, which print: ${made.prints}\n`);
    }
    return 'passed';
  },
});
