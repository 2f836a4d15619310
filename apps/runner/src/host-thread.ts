import { write } from 'node:fs';
import { isatty } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { exits } from './exit.ts';
import { unblockStandardInput, type KeyboardWish } from './input.ts';
import { Keyboard } from './keyboard.ts';
import { eraseLine } from './progress.ts';
import { endedInWords, Signals, standardError, type Ended, writingTo } from './signals.ts';
import { systemCode } from './system-error.ts';

const meanings = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'terminated' } as const;
type SignalName = keyof typeof meanings;
const signalNames = Object.keys(meanings) as SignalName[];

/** So long has the work to end by itself, with its summary. With what follows that stays well below a second. */
const GRACE_MILLISECONDS = 500;
/** A signal that comes so soon after the first is that one again: timeout(1) sends it to the process and to its group. */
const ECHO_MILLISECONDS = 100;
/** So long may the last line take, in case nobody reads stderr. */
const LAST_LINE_MILLISECONDS = 100;

/** A line on stderr that does not block: it may be the very thing that the work waits for. */
const say = (line: string): Promise<void> =>
  new Promise((said) => {
    write(2, `${isatty(2) ? eraseLine : ''}hartlab: ${line}\n`, () => said());
    setTimeout(said, LAST_LINE_MILLISECONDS);
  });

const failure = (error: Error): string =>
  systemCode(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'the memory that Node gives a program is used up; NODE_OPTIONS=--max-old-space-size=8192 gives it 8 GiB'
    : `unexpected error: ${error.message} (this is a defect of hartlab)`;

/**
 * Runs the command line in a thread of its own and, in this one, does nothing but hear: signals, and the keyboard. Node
 * delivers neither to a thread that computes or waits for a file or a pipe; so a thread that never does is the only one
 * that certainly hears. It asks the work to end, and ends the process if the work does not.
 */
export const hostThread = (argv: readonly string[]): void => {
  unblockStandardInput();
  const signals = new Signals();
  const work = new Worker(new URL('./work-thread.js', import.meta.url), {
    argv: [...argv],
    workerData: signals.shared,
  });
  const keyboard = new Keyboard({
    press: (typed) => work.postMessage(typed),
    leave: () => end('left', 'SIGTERM'),
  });
  work.on('message', (wish: KeyboardWish) => keyboard[wish]());

  const kill = (name: SignalName): void => {
    keyboard.close();
    process.removeAllListeners(name);
    process.kill(process.pid, name);
  };
  let asked = -Infinity;
  const end = (ended: Ended, name: SignalName): void => {
    const now = performance.now();
    if (now - asked < ECHO_MILLISECONDS) return;
    if (signals.received !== undefined) return kill(name);
    asked = now;
    signals.receive(ended);
    setTimeout(async () => {
      const { activity } = signals;
      // The work may just have said it, and be about to end. If it cannot go on writing to stderr, nobody reads this line either.
      if (activity !== writingTo(standardError) && signals.hasLastWord('host'))
        await say(`${endedInWords(ended)}${activity === '' ? '' : ` while ${activity}`}`);
      // An orderly exit would wait for the work, which may wait for a pipe for ever.
      kill(name);
    }, GRACE_MILLISECONDS);
  };
  for (const name of signalNames) process.on(name, () => end(meanings[name], name));

  let failed: Promise<void> | undefined;
  work.on('error', (error) => (failed = say(failure(error))));
  work.on('exit', async (code) => {
    keyboard.close();
    await failed;
    process.exit(failed ? exits.defect.code : code);
  });
};
