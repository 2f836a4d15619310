import { rmSync, statSync } from 'node:fs';
import type { Machine, PlacedMark } from '@hartlab/machine';
import { buildMachine, machineFlags } from '../build-machine.ts';
import { command } from '../command.ts';
import { exitOf } from '../exit.ts';
import { openConsole } from '../guest-console.ts';
import type { Io } from '../io.ts';
import { Marks } from '../marks.ts';
import { Outputs, type NamedInput } from '../outputs.ts';
import type { Given } from '../options.ts';
import { loaderPaths } from '../loader-words.ts';
import { namingOf } from '../naming.ts';
import { Progress } from '../progress.ts';
import { Recorder, readRecording } from '../recording.ts';
import { Refusal } from '../refusal.ts';
import { stopPointsOf } from '../stop-points.ts';
import { diskPaths } from '../drive-words.ts';
import { warn } from '../warn.ts';
import { Replay } from '../replay.ts';
import { runMachine, type Ending } from '../run-machine.ts';

interface Result extends Ending {
  readonly payload: string | undefined;
  readonly instructions: number;
  readonly traps: number;
  readonly traceHash: string | undefined;
  readonly seed: number | undefined;
  readonly warnings: readonly string[];
  /** What the guest told of itself. */
  readonly marks: Marks['reported'];
  /** The file that the run was saved in. */
  readonly saved: string | undefined;
  /** Whether the run depends on when its input came. */
  readonly liveInput: boolean;
}

/** The files that these flags make a machine read, if they are files. */
const inputsOf = (
  payload: string | undefined,
  {
    bios,
    initrd,
    dtb,
    replay,
    restore,
    symbols = [],
  }: Given<'bios' | 'initrd' | 'dtb' | 'replay' | 'restore' | 'symbols'>,
  disks: readonly string[],
  loaded: readonly string[],
): NamedInput[] =>
  [
    { path: payload, what: 'the payload' },
    { path: bios, what: 'the firmware' },
    { path: initrd, what: 'the initrd' },
    { path: dtb, what: 'the device tree' },
    { path: replay, what: 'the recording' },
    { path: restore, what: 'the snapshot' },
    ...disks.map((path) => ({ path, what: 'the disk' })),
    ...loaded.map((path) => ({ path, what: 'what is loaded' })),
    ...symbols.map(({ path }) => ({ path, what: 'the symbols' })),
  ].filter((input): input is NamedInput => input.path !== undefined);

const asksForSnapshots = ({ save, at, restore }: Given<'save' | 'at' | 'restore'>): boolean =>
  [save, at, restore].some((given) => given !== undefined);

/** Ends that are no fault, and yet are told of. */
const shown: ReadonlySet<Ending['reason']> = new Set(['reset', 'left', 'saved']);

const sayForPeople = ({ reason, message, traceHash, instructions, seed, liveInput }: Result, io: Io): void => {
  const exit = exitOf[reason];
  const seeded = seed === undefined ? '' : `, seed ${seed}`;
  const bound = liveInput ? '; input came while it ran, and the hash is of when: --record FILE keeps that' : '';
  const lines = [
    ...(exit !== 'passed' || shown.has(reason) ? [`hartlab: ${message}\n`] : []),
    ...(traceHash === undefined
      ? []
      : [`hartlab: trace hash ${traceHash} after ${instructions} instructions${seeded}${bound}\n`]),
  ];
  try {
    if (lines.length > 0 && io.signals.hasLastWord('work')) io.stderr.write(lines.join(''));
  } catch (error) {
    // An exit code that already says that something is wrong still says what.
    if (exit === 'passed') throw error;
  }
};

export const runPayload = command({
  name: 'run',
  summary: 'boot a payload: an ELF file, a Linux Image, either compressed, a raw binary or a shipped guest',
  details:
    'The built-in firmware starts the payload in S-mode; with -bios none it starts in M-mode. Its console is this terminal, where ' +
    'Ctrl-A X leaves and Ctrl-A H helps, or the pipes of this process; the machine does not wait for them. stdout carries the ' +
    'console and nothing else; with --json it carries the result, and the console goes to stderr.',
  argument: { name: '[payload]', help: 'the same as -kernel, or the name of a guest' },
  options: [
    ...machineFlags,
    'nodefaults',
    'nographic',
    'serial',
    'record',
    'replay',
    'd',
    'D',
    'logCommits',
    'maxInstructions',
    'noReboot',
    'noShutdown',
    'action',
    'pidfile',
    'break',
    'watch',
    'symbols',
    'save',
    'at',
    'restore',
    'json',
  ],
  examples: [
    'hartlab run x.elf',
    'hartlab run -kernel x.elf -smp 2 -m 256M',
    'hartlab run hello --trace-hash',
    'hartlab run x.elf --break main',
    'hartlab run -bios fw_jump.bin --symbols fw_jump.elf -kernel Image --symbols System.map -d int',
    'hartlab run u-boot.bin --record session.txt',
    'hartlab run u-boot.bin --replay session.txt --trace-hash',
    'hartlab run -kernel Image -m 512M --save booted.snap --at phase:booted',
    'hartlab run --restore booted.snap',
    'hartlab run -bios none -kernel m.elf -d int --max-instructions 1000000',
  ],
  async run(io, flags, argument) {
    const { kernel, maxInstructions = Infinity, json, d: items = [] } = flags;
    if (kernel !== undefined && argument !== undefined)
      throw new Refusal(`two payloads are given, ${kernel} and ${argument}; give one`);
    const named = argument ?? kernel;
    if (flags.machine?.dumpdtb !== undefined)
      return (await import('../dump-tree.ts')).dumpTree(
        io,
        flags,
        named,
        flags.machine.dumpdtb,
        inputsOf(named, flags, diskPaths(flags), loaderPaths(flags.device)),
      );
    io.signals.say(`loading ${flags.restore ?? named ?? 'the firmware'}`);
    const snapshots = asksForSnapshots(flags)
      ? await (await import('../saver.ts')).snapshotsOf(flags, named)
      : undefined;
    const { saver, restored, payload, words } = snapshots ?? { payload: named, words: flags };
    const outputs = new Outputs(
      io,
      inputsOf(restored ? undefined : payload, flags, diskPaths(words), loaderPaths(flags.device)),
    );
    const log = flags.D === undefined ? outputs.stderr : outputs.open(flags.D, '-D');
    const commits = flags.logCommits === undefined ? undefined : outputs.open(flags.logCommits, '--log-commits');
    const consoleOutput = json ? outputs.stderr : outputs.stdout;
    const replay = flags.replay === undefined ? undefined : new Replay(readRecording(flags.replay));
    const { console, serial } = openConsole(
      flags.serial ?? (flags.nodefaults ? ['null'] : []),
      words,
      io,
      outputs,
      consoleOutput,
      replay,
    );
    const progress = new Progress(io.stderr);
    const marks = new Marks(outputs.stderr);
    const reboots = !flags.noReboot && flags.action?.reboot !== 'shutdown';
    const logs = items.length > 0 || commits !== undefined;
    let machine: Machine;
    let ending: Ending;
    let namingWarnings: readonly string[];
    const pidfile = flags.pidfile === undefined ? undefined : outputs.open(flags.pidfile, '-pidfile');
    pidfile?.line(String(process.pid));
    pidfile?.flush();
    try {
      const semihosted = (stream: 'out' | 'err', byte: number) => {
        if (stream === 'out') consoleOutput.byte(byte);
        else outputs.stderr.byte(byte);
      };
      const marked = (mark: PlacedMark) => {
        marks.add(mark);
        if (saver?.marked(mark)) machine.pause();
      };
      const built = await buildMachine(
        { ...(saver && { traceHash: saver.traceHash }), ...words },
        payload,
        console,
        {
          marked,
          reboots,
          serial,
          semihosted,
          ...(items.includes('sbi') && { traceSbi: log.line }),
          ...(items.includes('disk') && {
            traceDisks: (line) => log.line(`${line}, after ${machine.instructions} instructions`),
          }),
          ...(items.some((item) => item === 'guest_errors' || item === 'invalid_mem') && { guestErrors: log.line }),
        },
        {
          loaded: restored?.loaded,
          // What the first part of the run has written stays.
          open: (path, flag) => outputs.open(path, flag, restored ? 'a' : 'w'),
          ...(saver && { read: saver.files.read }),
        },
      );
      machine = built.machine;
      restored?.restore(machine, console);
      const hand = machine.hand && (await import('@hartlab/lab')).attendedHand(machine);
      saver?.begin(machine, console);
      const images = restored ? restored.imagesIn(machine) : built.images;
      const naming = namingOf(flags, images, payload ?? 'the firmware');
      namingWarnings = naming.warnings;
      warn([...machine.warnings, ...namingWarnings], io);
      replay?.check(machine.fingerprint(), restored);
      if (flags.record !== undefined)
        console.record(new Recorder(outputs.open(flags.record, '--record'), machine.fingerprint()));
      const observe = logs
        ? (await import('../observers.ts')).observerOf(items, naming, log.line, commits?.line)
        : undefined;
      io.signals.say('running the guest');
      ending = await runMachine(machine, {
        console,
        io,
        maxInstructions,
        pausesAtEnd: flags.noShutdown || flags.action?.shutdown === 'pause',
        observe,
        stopPoints: stopPointsOf(flags, naming),
        naming,
        hand,
        save: saver?.at(machine, console, { payload, words, naming, outputs, signals: io.signals }),
        progress() {
          outputs.flush();
          // On a terminal that shows the guest's console or a log the line would be in its way.
          if (!consoleOutput.isTerminal && !(logs && log.isTerminal))
            progress.show(() => `${machine.instructions} instructions`);
        },
      });
    } finally {
      progress.clear();
      // As on QEMU it is there as long as the process is.
      if (pidfile && statSync(flags.pidfile!, { throwIfNoEntry: false })?.isFile()) rmSync(flags.pidfile!);
      try {
        console.close();
      } finally {
        outputs.flush();
      }
    }
    const { instructions, traps } = machine;
    const result = {
      payload,
      ...ending,
      instructions,
      traps,
      traceHash: words.traceHash && machine.traceHash(),
      seed: words.seed,
      // The machine's may have grown while it ran.
      warnings: [...machine.warnings, ...namingWarnings],
      marks: marks.reported,
      saved: ending.reason === 'saved' ? flags.save : undefined,
      liveInput: console.live,
    };
    if (json) io.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else sayForPeople(result, io);
    const exit = exitOf[ending.reason];
    if (!saver || ending.reason === 'saved') return exit;
    io.stderr.write(`hartlab: ${flags.save} is not saved: the run ended before it came to ${flags.at?.text}\n`);
    return exit === 'passed' ? 'bad input' : exit;
  },
});
