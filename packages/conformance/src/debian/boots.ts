import { Dialogue } from './dialogue.ts';
import { HostProblem } from './host-program.ts';
import { type DiskSystem, diskWords, type System } from './system.ts';

/** How long a machine may take for a step, in seconds: the reference interpreter on a busy host is slow. */
const PATIENCE = 2 * 3600;
const LOGIN = 'login: ';
const PROMPT = ':~# ';
/** What bash writes before a command runs: that nothing is pasted now. */
const UNPASTED = '\u001B[?2004l';

/** How to boot: harts, and what is on the kernel's command line besides. */
export interface BootOptions {
  readonly harts: number;
  readonly append: string;
}

const appendOf = (append: string): string => `root=/dev/vda rw console=ttyS0 ${append}`.trimEnd();

/** What a boot to the prompt of login takes. */
export interface BootCost {
  readonly system: string;
  /** CPU time of the whole program, in seconds. */
  readonly seconds: number;
  /** Of all harts together; undefined where the program does not tell. */
  readonly instructions: number | undefined;
}

/** Boots to the prompt of login and ends there. What is written to the disk is forgotten. @throws HostProblem */
export const costOfBoot = async (
  system: System,
  files: DiskSystem,
  { harts, append }: BootOptions,
): Promise<BootCost> => {
  const dialogue = new Dialogue(system.command([...diskWords(files, harts, appendOf(append)), '-snapshot']));
  await dialogue.hear(LOGIN, PATIENCE);
  const { seconds } = dialogue;
  dialogue.signal('SIGINT');
  await dialogue.end;
  const instructions = /interrupted after (\d+) instructions/.exec(dialogue.complaints)?.[1];
  return { system: system.name, seconds, instructions: instructions === undefined ? undefined : Number(instructions) };
};

/** What somebody did at the console, and what came of it. */
export interface Answer {
  readonly command: string;
  readonly code: number;
  /** What it wrote. */
  readonly output: string;
}

/** Gives a command to the shell, and waits for what it comes to. */
const ask = async (dialogue: Dialogue, command: string): Promise<Answer> => {
  // What is typed is seen on the console as well, and must not be taken for the answer.
  dialogue.say(`${command}; echo "ended"" with $?,"\n`);
  await dialogue.hear('\n', PATIENCE);
  const output = await dialogue.hear('ended with ', PATIENCE);
  const code = Number(await dialogue.hear(',', PATIENCE));
  await dialogue.hear(PROMPT, PATIENCE);
  return { command, code, output: output.replaceAll('\r', '').replaceAll(UNPASTED, '').trim() };
};

const logIn = async (dialogue: Dialogue): Promise<void> => {
  await dialogue.hear(LOGIN, PATIENCE);
  dialogue.say('root\n');
  await dialogue.hear(PROMPT, PATIENCE);
};

/** What is asked of a system that somebody uses. */
const questions = [
  'uname -srm',
  'nproc',
  'findmnt -no SOURCE,FSTYPE /',
  'dpkg -l | grep -c ^ii',
  'dpkg -l | grep linux-image',
  'apt-get --version',
];

/**
 * A session: log in, look around, reboot, log in again, power off.
 *
 * @throws HostProblem where it does not go on, or does not end as it should
 */
export const session = async (
  system: System,
  files: DiskSystem,
  { harts, append }: BootOptions,
  heard: (answer: Answer) => void,
): Promise<void> => {
  const dialogue = new Dialogue(system.command(diskWords(files, harts, appendOf(append))));
  await logIn(dialogue);
  for (const question of questions) heard(await ask(dialogue, question));
  heard(await ask(dialogue, 'echo kept >/var/tmp/kept'));
  dialogue.say('reboot\n');
  await logIn(dialogue);
  heard(await ask(dialogue, 'cat /var/tmp/kept; rm /var/tmp/kept'));
  dialogue.say('poweroff\n');
  const { code, signal } = await dialogue.end;
  if (code !== 0) throw new HostProblem(`it powered off with ${code ?? signal}: ${dialogue.complaints.trim()}`);
};
