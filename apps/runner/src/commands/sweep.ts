import { sweep, SweepRecord, type Defendant } from '@hartlab/lab';
import { DEFAULT_RAM } from '@hartlab/machine';
import { appearanceOf } from '../appearance.ts';
import { command } from '../command.ts';
import { sweepEngine } from '../engines.ts';
import { judgedFirmware } from '../judged-firmware.ts';
import { launcherOf } from '../launcher.ts';
import { Refusal } from '../refusal.ts';
import { resumePolicies } from '../resume-policies.ts';
import { sweepFlags, sweepPayload, windowInWords } from '../sweep-payload.ts';
import type { Spot } from '../strip.ts';
import { sweepInWords } from '../sweep-words.ts';
import { spotOf } from '../swept.ts';
import { warn } from '../warn.ts';
import { goThrough } from '../work.ts';

export const sweepEvents = command({
  name: 'sweep',
  summary: 'make an event ready at every instruction of a payload, and compare the state before and after',
  details:
    'At each instruction boundary of a window of the run the machine forks, an SSE event is delivered exactly there, the handler ' +
    'runs until it completes, and every bit of the state is compared with the interrupted one. A shipped guest declares its window ' +
    'and has a handler; for a file, which need not know of SSE, the flags say the window and the lab handles the event.',
  argument: { name: '<payload>', help: 'a shipped guest, or a file' },
  options: ['policy', 'bios', ...sweepFlags, 'boundary', 'source', 'smp', 'hart', 'engine', 'color', 'json'],
  examples: [
    'hartlab sweep world-switch',
    'hartlab sweep world-switch --policy opensbi-1.9 --handler minimal',
    'hartlab sweep user-return --policy spec-3.0 --handler forgetful --json',
    'hartlab sweep suspend -smp 4',
    'hartlab sweep two-harts --hart 1',
    'hartlab sweep world-switch -bios fw_dynamic.bin',
    'hartlab sweep u-boot.bin --policy spec-3.0 --boundaries 5000',
  ],
  async run(io, flags, name = '') {
    const { policy = 'private', boundary, smp, hart, color, json, source } = flags;
    io.signals.say(`loading ${name}`);
    const firmware = judgedFirmware(flags);
    const payload = await sweepPayload(name, flags, firmware);
    warn([...(firmware?.image.warnings ?? []), ...(payload.image.warnings ?? [])], io);
    let record = new SweepRecord(payload, policy);
    const spots: Spot[] = [];
    const engine = sweepEngine(flags.engine);
    const options = {
      policy,
      resumePolicy: resumePolicies[policy],
      ...(engine && { engine }),
      ...(smp !== undefined && { harts: smp }),
      ...(hart !== undefined && { hart }),
      ...(flags.window !== undefined && { window: flags.window }),
      ...(boundary !== undefined && { boundary }),
      ...(payload.adopted && { ram: DEFAULT_RAM }),
      ...(source && { source }),
      ...(firmware && {
        firmware: firmware.bytes,
        introduced: (defendant: Defendant) => {
          const { file, sha256 } = firmware;
          record = new SweepRecord(payload, { ...defendant, file, sha256 });
        },
      }),
    };
    io.signals.say(`sweeping ${name}`);
    await goThrough(
      sweep(payload, options),
      io,
      (each) => {
        record.add(each);
        spots.push(spotOf(each));
      },
      () => `boundary ${record.report.boundaries} of ${name}, ${record.differing} differ so far`,
    );
    const { report } = record;
    if (report.boundaries === 0)
      throw new Refusal(`${name} has no boundary ${boundary}; leave out --boundary to count them`);
    if (json) io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else {
      const options = { appearance: appearanceOf(io, color), program: launcherOf(io), flags: windowInWords(flags) };
      io.stdout.write(`${sweepInWords(record, spots, options).join('\n')}\n`);
    }
    return report.violations.length > 0 ? 'violations' : 'passed';
  },
});
