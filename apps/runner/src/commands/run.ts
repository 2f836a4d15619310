import type { Machine } from '@hartlab/machine';
import { CommitLog, symbolizer } from '@hartlab/machine';
import { buildMachine, machineFlags } from '../build-machine.ts';
import { command } from '../command.ts';
import { exitOf } from '../exit.ts';
import { openConsole } from '../guest-console.ts';
import type { Io } from '../io.ts';
import { observer, type Observer } from '../log.ts';
import { Lines, openOutput, type Output } from '../output.ts';
import { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { runMachine, type Ending } from '../run-machine.ts';

interface Result extends Ending {
  readonly payload: string | undefined;
  readonly instructions: number;
  readonly traceHash: string | undefined;
  readonly seed: number | undefined;
}

const sayForPeople = ({ reason, message, traceHash, instructions, seed }: Result, io: Io): void => {
  if (exitOf[reason] !== 'passed' || reason === 'reset' || reason === 'left') io.stderr.write(`hartlab: ${message}\n`);
  if (traceHash === undefined) return;
  const seeded = seed === undefined ? '' : `, seed ${seed}`;
  io.stderr.write(`hartlab: trace hash ${traceHash} after ${instructions} instructions${seeded}\n`);
};

const commitOutput = (path: string, io: Io): Output => (path === '-' ? io.stderr : openOutput(path, '--log-commits'));

/** Writes a line for each instruction that retires. */
const commitObserver = (machine: Machine, write?: (line: string) => void): Observer | undefined => {
  if (!write) return undefined;
  const log = new CommitLog(machine);
  return (hart, step) => {
    const line = log.line(hart, step);
    if (line !== undefined) write(line);
  };
};

const both = (first?: Observer, second?: Observer): Observer | undefined =>
  first && second
    ? (hart, step) => {
        first(hart, step);
        second(hart, step);
      }
    : (first ?? second);

export const runPayload = command({
  name: 'run',
  summary: 'boot a payload: an ELF file, a Linux Image, a raw binary or a shipped guest',
  details:
    'The built-in firmware starts the payload in S-mode; with -bios none it starts in M-mode. Its console is this terminal, where ' +
    'Ctrl-A X leaves and Ctrl-A H helps, or the pipes of this process. stdout carries the console and nothing else; with --json it ' +
    'carries the result, and the console goes to stderr.',
  argument: { name: '[payload]', help: 'the same as -kernel, or the name of a guest' },
  options: [...machineFlags, 'nographic', 'serial', 'd', 'D', 'logCommits', 'maxInstructions', 'json'],
  examples: [
    'hartlab run x.elf',
    'hartlab run -kernel x.elf -smp 2 -m 256M',
    'hartlab run hello --trace-hash',
    'hartlab run -bios none -kernel m.elf -d int --max-instructions 1000000',
  ],
  async run(io, flags, argument) {
    const { kernel, serial = 'stdio', maxInstructions = Infinity, json, d: items = [], seed } = flags;
    if (kernel !== undefined && argument !== undefined)
      throw new Refusal(`two payloads are given, ${kernel} and ${argument}; give one`);
    const payload = argument ?? kernel;
    const log = new Lines(flags.D === undefined ? io.stderr : openOutput(flags.D, '-D'));
    const consoleOutput = json ? io.stderr : io.stdout;
    const commits = flags.logCommits === undefined ? undefined : new Lines(commitOutput(flags.logCommits, io));
    const console = openConsole(serial, io, consoleOutput);
    const progress = new Progress(io.stderr);
    let machine: Machine;
    let ending: Ending;
    io.signals.listen();
    try {
      machine = buildMachine(flags, payload, console, items.includes('sbi') ? log.write : undefined);
      ending = await runMachine(machine, {
        console,
        io,
        maxInstructions,
        observe: both(observer(items, symbolizer(machine.symbols), log.write), commitObserver(machine, commits?.write)),
        progress() {
          log.flush();
          commits?.flush();
          // On a terminal that shows the guest's console the line would be in its way.
          if (!consoleOutput.isTerminal) progress.show(() => `${machine.instructions} instructions`);
        },
      });
    } finally {
      progress.clear();
      console.close();
      log.flush();
      commits?.flush();
      io.signals.ignore();
    }
    const { instructions } = machine;
    const result = { payload, ...ending, instructions, traceHash: machine.traceHash(), seed };
    if (json) io.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else sayForPeople(result, io);
    return exitOf[ending.reason];
  },
});
