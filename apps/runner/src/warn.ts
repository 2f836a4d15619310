import type { Io } from './io.ts';

/** Says what is odd about the files, a line each. */
export const warn = (warnings: readonly string[] | undefined, { stderr }: Pick<Io, 'stderr'>): void => {
  for (const warning of warnings ?? []) stderr.write(`hartlab: warning: ${warning}\n`);
};
