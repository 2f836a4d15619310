import type { StopReason } from '@hartlab/machine';

/**
 * Every way in which `hartlab` ends, with its exit code. The help text, the README and the commands all read this one
 * table. Codes above 128 follow the shell's convention of 128 plus the signal's number.
 */
export const exits = {
  passed: {
    code: 0,
    meaning: 'the guest powered off, asked for a reset under -no-reboot, passed, was saved by --save, or you left it',
  },
  failed: { code: 1, meaning: 'the guest reported a failure; its own code is in the message' },
  'bad input': {
    code: 2,
    meaning: 'a flag, a file or an image was not usable; or a run ended before it was where --save was to save it',
  },
  limit: { code: 3, meaning: 'it stopped where --max-instructions, --break or --watch says' },
  stuck: { code: 4, meaning: 'the guest can go no further: nothing will wake it, or it only traps' },
  violations: {
    code: 5,
    meaning: 'a sweep or the court found violations, or not what was expected; the demo did not find what it must',
  },
  defect: { code: 70, meaning: 'hartlab itself failed; HARTLAB_DEBUG=1 shows the stack' },
  'host error': { code: 74, meaning: 'the host could not write or read: a full disk, a failing device' },
  interrupted: { code: 130, meaning: 'Ctrl-C' },
  'output closed': { code: 141, meaning: 'whoever read the output has gone' },
  terminated: { code: 143, meaning: 'SIGTERM' },
} as const satisfies Record<string, { code: number; meaning: string }>;

export type Exit = keyof typeof exits;

/** The exit for every end of a run: the machine's own ones, and those that the user brings about. */
export const exitOf = {
  poweroff: 'passed',
  reset: 'passed',
  pass: 'passed',
  left: 'passed',
  saved: 'passed',
  fail: 'failed',
  limit: 'limit',
  breakpoint: 'limit',
  watchpoint: 'limit',
  halted: 'stuck',
  stuck: 'stuck',
  'critical-error': 'stuck',
  interrupted: 'interrupted',
  terminated: 'terminated',
} as const satisfies Readonly<
  Record<Exclude<StopReason, 'idle' | 'paused'> | 'left' | 'saved', Exit> & Record<string, Exit>
>;

/** The table as lines of text, for `--help`. */
export const exitLines = (): string[] =>
  Object.values(exits).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
