import { sweep, SweepRecord, type Defendant } from '@hartlab/lab';
import { appearanceOf } from '../appearance.ts';
import { command } from '../command.ts';
import { launcherOf } from '../launcher.ts';
import { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { flagsInWords } from '../sweep-command.ts';
import { settingFlags } from '../setting-flags.ts';
import { sweepSetting } from '../sweep-setting.ts';
import type { Spot } from '../strip.ts';
import { sweepInWords } from '../sweep-words.ts';
import { spotOf } from '../swept.ts';
import { warn } from '../warn.ts';
import { goThrough } from '../work.ts';

const fileOf = ({ file, sha256 }: { readonly file: string; readonly sha256: string }) => ({ file, sha256 });

export const sweepEvents = command({
  name: 'sweep',
  summary: 'make an event ready at every instruction of a payload, and compare the state before and after',
  details:
    'At each instruction boundary of a window of the run the machine forks, an SSE event is delivered exactly there, the handler ' +
    'runs until it completes, and every bit of the state is compared with the interrupted one. A shipped guest declares its window ' +
    'and has a handler; for a file, which need not know of SSE, the flags say the window and the lab handles the event.',
  argument: { name: '[payload]', help: 'a shipped guest, or a file; the same as -kernel' },
  options: [...settingFlags, 'boundary', 'color', 'json'],
  examples: [
    'hartlab sweep world-switch',
    'hartlab sweep world-switch --policy opensbi-1.9 --handler minimal',
    'hartlab sweep user-return --policy spec-3.0 --handler forgetful --json',
    'hartlab sweep suspend -smp 4',
    'hartlab sweep two-harts --hart 1',
    'hartlab sweep two-harts -bios fw_dynamic.bin --m-mode',
    'hartlab sweep world-switch -bios fw_dynamic.bin',
    'hartlab sweep u-boot.bin --policy spec-3.0 --boundaries 5000',
    'hartlab sweep -kernel Image -initrd initrd.gz -m 512M --symbols System.map --begin do_idle#3',
    'hartlab sweep --restore booted.snap --symbols kallsyms --functions __kvm_riscv_switch_to,VS,VU',
  ],
  async run(io, { boundary, color, json, ...flags }, argument) {
    const { kernel } = flags;
    if (kernel !== undefined && argument !== undefined)
      throw new Refusal(`two payloads are given, ${kernel} and ${argument}; give one`);
    const word = argument ?? kernel;
    io.signals.say(`loading ${flags.restore ?? word}`);
    const { payload, firmware, policy, options, warnings } = await sweepSetting(flags, word);
    const { name } = payload;
    warn(warnings, io);
    let record = new SweepRecord(payload, policy);
    const spots: Spot[] = [];
    const introduced = (defendant: Defendant) => {
      if (firmware) record = new SweepRecord(payload, { ...defendant, ...fileOf(firmware) });
    };
    io.signals.say(`sweeping ${name}`);
    const progress = new Progress(io.stderr);
    const coming = (boundaries: number) => progress.show(() => `${boundaries} instructions on the way to the window`);
    try {
      await goThrough(
        sweep(payload, { ...options, introduced, coming, ...(boundary !== undefined && { boundary }) }),
        io,
        (each) => {
          record.add(each);
          spots.push(spotOf(each));
        },
        () => `boundary ${record.report.boundaries} of ${name}, ${record.differing} differ so far`,
      );
    } finally {
      progress.clear();
    }
    const { report } = record;
    if (report.boundaries === 0)
      throw new Refusal(
        boundary === undefined
          ? `the window of ${name} has no boundary: nothing between its beginning and its end is to be swept`
          : `${name} has no boundary ${boundary}; leave out --boundary to count them`,
      );
    if (json) io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else {
      const options = { appearance: appearanceOf(io, color), program: launcherOf(io), flags: flagsInWords(flags) };
      io.stdout.write(`${sweepInWords(record, spots, options).join('\n')}\n`);
    }
    return report.violations.length > 0 ? 'violations' : 'passed';
  },
});
