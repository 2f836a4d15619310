import type { Io } from './io.ts';

/** The words that start hartlab for this user, for commands to copy: a checkout's launcher says its own. */
export const launcherOf = ({ environment }: Io): string => environment['HARTLAB_LAUNCHER'] ?? 'hartlab';
