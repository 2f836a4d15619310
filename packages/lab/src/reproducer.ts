import type { Finding } from './finding.ts';

/** A word for the shell, in quotes where it needs them. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The shortest command that shows one violation of this kind again; without a finding, the one that repeats the sweep.
 *
 * @param program what starts hartlab
 */
export const reproducer = (
  sweep: { payload: string; policy: string; handler: string },
  finding?: Pick<Finding, 'first'>,
  program = 'hartlab',
): string =>
  [program, 'sweep', shellWord(sweep.payload), '--policy', sweep.policy, '--handler', sweep.handler].join(' ') +
  (finding ? ` --boundary ${finding.first}` : '');
