import { shellWord } from '@hartlab/lab';
import { options, type Given, type OptionName } from './options.ts';
import { canonicalFlag } from './options/option-row.ts';
import { machineFlags } from './build-machine.ts';
import { textOf } from './saved-words.ts';
import type { SweepFlags } from './sweep-payload.ts';
import { windowFlags } from './window-flags.ts';

/** What a reproducer says by itself, and what no sweep depends on. */
const unsaid: ReadonlySet<OptionName> = new Set([
  'kernel',
  'bios',
  'policy',
  'handler',
  'engine',
  'traceHash',
  'nodefaults',
  'nographic',
]);

/** The flags that make a sweep what it is. */
const said = [
  'restore',
  'symbols',
  ...windowFlags,
  ...machineFlags,
  'hart',
  'mMode',
  'source',
  'clock',
  'firmwareMemory',
  'maxInstructions',
] as const satisfies readonly OptionName[];

type Said = SweepFlags & Given<(typeof said)[number]>;

/** A value as the command line would say it, once for each time that its flag is given. */
const textsOf = (name: (typeof said)[number], flags: Said): readonly string[] => {
  switch (name) {
    case 'symbols':
      return (flags.symbols ?? []).map(({ word }) => word);
    case 'begin':
    case 'end':
      return [flags[name]!.text];
    case 'functions':
      return [flags.functions!.join(',')];
    default:
      return [textOf(name, flags[name])].flat();
  }
};

/** The part of a command line that says the same as these flags, but for the firmware and the handler, for a reproducer. */
export const flagsInWords = (flags: Said): string =>
  said
    .filter((name) => flags[name] !== undefined && !unsaid.has(name))
    .flatMap((name) => {
      const flag = canonicalFlag(options[name].flag);
      return textsOf(name, flags).map((text) => ('read' in options[name] ? ` ${flag} ${shellWord(text)}` : ` ${flag}`));
    })
    .join('');
