import type { Finding } from './finding.ts';
import type { SweepReport } from './report.ts';

/** A word for the shell, in quotes where it needs them. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The shortest command that shows one violation of this kind again; without a finding, the one that repeats the sweep.
 *
 * @param program what starts hartlab
 */
export const reproducer = (
  { payload, policy, firmware, handler }: Pick<SweepReport, 'payload' | 'policy' | 'firmware' | 'handler'>,
  finding?: Pick<Finding, 'first'>,
  program = 'hartlab',
): string =>
  [
    program,
    'sweep',
    shellWord(payload),
    ...(firmware ? ['-bios', shellWord(firmware.file)] : ['--policy', policy]),
    '--handler',
    handler,
  ].join(' ') + (finding ? ` --boundary ${finding.first}` : '');
