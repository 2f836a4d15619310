import { courtOptions } from './options/court-options.ts';
import { imageOptions } from './options/image-options.ts';
import { machineOptions } from './options/machine-options.ts';
import type { OptionRows } from './options/option-row.ts';
import { reportOptions } from './options/report-options.ts';
import { runOptions } from './options/run-options.ts';
import { sweepOptions } from './options/sweep-options.ts';

/**
 * Every flag of every command, once: commander's options, the help and the types of the values are derived from it.
 * Where QEMU has a word for the thing, it is QEMU's word.
 */
export const options = {
  ...imageOptions,
  ...machineOptions,
  ...runOptions,
  ...sweepOptions,
  ...courtOptions,
  ...reportOptions,
} as const satisfies OptionRows;

export type OptionName = keyof typeof options;

/** What the command line said: a name is absent where its flag was not given. */
export type Given<Name extends OptionName = OptionName> = {
  readonly [Key in Name]?: (typeof options)[Key] extends { readonly read: (text: string) => infer Value }
    ? (typeof options)[Key] extends { readonly repeats: true }
      ? readonly Value[]
      : Value
    : true;
};
