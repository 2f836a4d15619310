import { cpuModels, parseCpu } from '@hartlab/isa';
import { handlers, mutantPolicies, sourceNames, type HandlerName } from '@hartlab/lab';
import { MAXIMUM_HARTS, traceModes } from '@hartlab/machine';
import { policies, type PolicyName } from '@hartlab/sse';
import { colourChoices } from './appearance.ts';
import { judgedExtensions } from './court/judged-extensions.ts';
import { engineNames } from './engines.ts';
import { givenSymbols } from './given-symbols.ts';
import { logItems } from './log.ts';
import { watchedParts } from './watched-part.ts';
import { resumePolicies, type ResumePolicyName } from './resume-policies.ts';
import { whereOf } from './where.ts';
import { addressRangeOf, count, oneOf, QuantityError, size, someOf, someOrAllOf } from './quantity.ts';

/** One flag. `flag` is how the help writes it; every flag of more than one letter is accepted with one dash or two. */
interface OptionRow<Value> {
  readonly flag: `-${string}`;
  /** A second spelling, of one letter. */
  readonly short?: `-${string}`;
  /** The name of the flag's value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** The value of the flag alone: another one is given with `=`. */
  readonly alone?: string;
  readonly help: string;
  /** Whether it may be given more than once: its value is then the list of all. */
  readonly repeats?: true;
  /** Reads the value; the message of what it throws completes `… is invalid.`. A switch has none. */
  readonly read?: (text: string) => Value;
}

const handlerNames = Object.keys(handlers) as HandlerName[];
const policyNames = Object.keys(resumePolicies) as ResumePolicyName[];
const faults = Object.keys(mutantPolicies).join(', ');
const text = (given: string): string => given;
const memoryRange = (given: string): string => {
  if (given !== 'below' && !addressRangeOf(given))
    throw new QuantityError('give below, or two addresses such as 0x80040000-0x80080000');
  return given;
};
const namesIn = (given: string): readonly string[] => {
  const names = given.split(',').filter((name) => name !== '');
  if (names.length === 0) throw new QuantityError('give the names of functions, with commas between them');
  return names;
};
const path = (given: string): string => {
  if (given === '') throw new QuantityError('give the path of a file');
  return given;
};

/**
 * Every flag of every command, once: commander's options, the help and the types of the values are derived from it.
 * Where QEMU has a word for the thing, it is QEMU's word.
 */
export const options = {
  kernel: {
    flag: '-kernel',
    value: 'FILE',
    help: 'the payload: an ELF file, a Linux Image or a raw binary',
    read: path,
  },
  bios: {
    flag: '-bios',
    value: 'default|none|FILE',
    help: 'the firmware: built in, none (the payload starts in M-mode) or an image of your own',
    read: path,
  },
  source: {
    flag: '--source',
    value: sourceNames.join('|'),
    help: 'what makes the event ready: the built-in firmware is told (the fast way), another hart injects the local or the global event, or a counter overflows',
    read: oneOf(sourceNames),
  },
  clock: {
    flag: '--clock',
    value: 'stopped|running',
    help: "whether time passes for a firmware while it delivers and completes an event; the payload's stands still in any case",
    read: oneOf(['stopped', 'running']),
  },
  firmwareMemory: {
    flag: '--firmware-memory',
    value: 'below|BEGIN-END',
    help: 'do not compare this memory, which the firmware has left readable: what is below the payload, or from one address up to another',
    read: memoryRange,
  },
  hand: {
    flag: '--hand',
    help: 'a hart more, of which the payload is not told: a sweep of the run that is saved makes events ready through it',
  },
  initrd: { flag: '-initrd', value: 'FILE', help: 'an initial RAM disk, announced in the device tree', read: path },
  append: { flag: '-append', value: 'TEXT', help: "the kernel's command line", read: text },
  smp: { flag: '-smp', value: 'N', help: `how many harts, 1 to ${MAXIMUM_HARTS}`, read: count(1, MAXIMUM_HARTS) },
  hart: { flag: '--hart', value: 'N', help: 'the hart that is swept, by its ID; 0', read: count(0, MAXIMUM_HARTS - 1) },
  mMode: {
    flag: '--m-mode',
    help: "make the event ready at the steps of M-mode instead, while the firmware handles the hart's traps, and compare with the same trap without one",
  },
  m: { flag: '-m', value: 'SIZE', help: 'RAM: 128 (MiB), 128M, 1G', read: size },
  poison: {
    flag: '--poison',
    value: 'ADDRESS',
    help: 'corrupt the 64 bytes of RAM around a physical address: who uses them takes a hardware error; can be repeated',
    read: count(0),
    repeats: true,
  },
  drive: {
    flag: '-drive',
    value: 'file=PATH,…',
    help: 'a disk: format=raw, if=none, id=NAME, readonly=on, snapshot=on, which forgets what is written; can be repeated',
    read: text,
    repeats: true,
  },
  device: {
    flag: '-device',
    value: 'NAME,…',
    help: 'a device in a slot of virtio: virtio-blk-device,drive=NAME or virtio-rng-device, and bus=virtio-mmio-bus.N; can be repeated',
    read: text,
    repeats: true,
  },
  global: {
    flag: '-global',
    value: 'NAME=VALUE',
    help: 'virtio-mmio.force-legacy=false: the slots have the registers of virtio 1',
    read: text,
    repeats: true,
  },
  snapshot: { flag: '-snapshot', help: 'no file keeps what is written to its disk' },
  cpu: {
    flag: '-cpu',
    value: 'MODEL[,EXT=BOOL…]',
    help: `${cpuModels.join(', ')} or an ISA string; then h=true, sstc=false and so on`,
    read: parseCpu,
  },
  machine: {
    flag: '-machine',
    short: '-M',
    value: 'virt',
    help: "the board; there is one, with the map of QEMU's virt",
    read: oneOf(['virt']),
  },
  nographic: { flag: '-nographic', help: 'the console is this terminal (it always is)' },
  serial: { flag: '-serial', value: 'stdio|null|file:PATH', help: "where the guest's console goes", read: text },
  record: {
    flag: '--record',
    value: 'FILE',
    help: 'write down what console input arrives and when, for --replay',
    read: text,
  },
  replay: {
    flag: '--replay',
    value: 'FILE',
    help: "run with the input that --record wrote down, at the same moments, instead of stdin's",
    read: text,
  },
  d: { flag: '-d', value: 'ITEM,…', help: `log to stderr; items: ${logItems.join(', ')}`, read: someOf(logItems) },
  D: { flag: '-D', value: 'FILE', help: 'write the log of -d to a file instead', read: path },
  logCommits: {
    flag: '--log-commits',
    value: 'FILE',
    help: "write the commit log of riscv-isa-sim (Spike): what every instruction wrote; '-' is stderr",
    read: path,
  },
  symbols: {
    flag: '--symbols',
    value: 'FILE[@SHIFT]',
    help: 'names of addresses: an ELF file, a System.map or a saved /proc/kallsyms; can be repeated',
    read: givenSymbols,
    repeats: true,
  },
  policy: {
    flag: '--policy',
    value: 'NAME',
    help: `how SSE resumes: ${policyNames.join(', ')}; the first is the default, ${faults} a planted fault`,
    read: oneOf(policyNames),
  },
  pmuSnapshots: {
    flag: '--pmu-snapshots',
    value: 'on|off',
    help: 'whether the SBI offers snapshots of counters, with which Linux 7.2 loses samples; on by default',
    read: oneOf(['on', 'off']),
  },
  handler: {
    flag: '--handler',
    value: 'NAME',
    help: `the SSE handler of a shipped guest: ${handlerNames.join(', ')}`,
    read: oneOf(handlerNames),
  },
  handlers: {
    flag: '--handlers',
    value: 'NAME,…|all',
    help: 'the SSE handlers that each guest is judged with; minimal, preserving, forgetful and linux-2026, if absent',
    read: someOrAllOf(handlerNames),
  },
  policies: {
    flag: '--policies',
    value: 'NAME,…|all',
    help: 'the built-in firmware under these resume policies; under every one, if nothing else is judged',
    read: someOrAllOf(policyNames, Object.keys(policies) as PolicyName[]),
  },
  sources: {
    flag: '--sources',
    value: 'NAME,…|all',
    help: `how events are made ready: ${sourceNames.join(', ')}; software, if absent, or signal where only the built-in firmware is judged`,
    read: someOrAllOf(sourceNames),
  },
  compare: {
    flag: '--compare',
    value: 'built-in:POLICY|FILE',
    help: 'what each firmware is compared with, violation by violation: the built-in one under a policy, or another file',
    read: path,
  },
  bisect: {
    flag: '--bisect',
    value: 'FINDING',
    help: 'say where a finding, given by its id, begins or ends among the files of -bios, which are in the order of their history',
    read: text,
  },
  expect: {
    flag: '--expect',
    value: 'FILE',
    help: 'pass if this is found, and nothing else, at as many boundaries: a line COUNT ID for each case and finding',
    read: path,
  },
  writeExpect: {
    flag: '--write-expect',
    value: 'FILE',
    help: 'write what was found, for --expect',
    read: path,
  },
  text: {
    flag: '--text',
    value: 'FINDING',
    help: 'this finding alone, as a plain text for a mailing list',
    read: text,
  },
  html: { flag: '--html', value: 'FILE', help: 'write the report as a page that needs nothing else', read: path },
  junit: {
    flag: '--junit',
    value: 'FILE',
    help: 'write a report for CI servers as well, in the XML of JUnit: a suite for each firmware, a test for each case',
    read: path,
  },
  tap: { flag: '--tap', help: 'the result in the Test Anything Protocol on stdout' },
  stopAtFirst: { flag: '--stop-at-first', help: 'end at the first finding' },
  jobs: {
    flag: '--jobs',
    value: 'N',
    help: 'trials that go on at once, each in a thread; the report is the same',
    read: count(1, 256),
  },
  resume: {
    flag: '--resume',
    value: 'DIRECTORY',
    help: 'keep each trial there when it is made, and go on with a campaign that was cut short',
    read: path,
  },
  window: {
    flag: '--window',
    value: 'NAME',
    help: "sweep the window of this name, which the payload marks itself, over the SBI's MPXY",
    read: text,
  },
  begin: {
    flag: '--begin',
    value: 'WHERE',
    help: "where a file's sweep begins: a symbol or 0x…, #N behind it for the N-th time; N boundaries; phase:NAME or window:NAME; its entry",
    read: whereOf,
  },
  end: {
    flag: '--end',
    value: 'WHERE',
    help: "where a file's sweep ends, counted from its beginning: a symbol or 0x…, #N behind it, phase:NAME or window:NAME",
    read: whereOf,
  },
  functions: {
    flag: '--functions',
    value: 'NAME,…',
    help: 'sweep only what is in these functions; VS and VU are all code of a guest',
    read: namesIn,
  },
  boundaries: {
    flag: '--boundaries',
    value: 'N',
    help: "the length of a file's sweep, without --end 1000",
    read: count(1),
  },
  boundary: { flag: '--boundary', value: 'N', help: 'only this instruction boundary', read: count(0) },
  maxInstructions: {
    flag: '--max-instructions',
    value: 'N',
    help: 'stop after N instructions of all harts together, or after N traps; a sweep gives up if its window takes longer',
    read: count(1),
  },
  break: {
    flag: '--break',
    value: 'PLACE,…',
    help: 'stop before the instruction at a symbol or 0x…',
    read: (places) => places.split(','),
  },
  watch: {
    flag: '--watch',
    value: 'PLACE[:BYTES][:load|:store],…',
    help: 'stop after an access to the bytes at a symbol or 0x…',
    read: watchedParts,
  },
  save: {
    flag: '--save',
    value: 'FILE',
    help: 'save the run in a file where --at says, and end',
    read: path,
  },
  at: {
    flag: '--at',
    value: 'WHERE',
    help: 'where to save: a symbol or 0x…, #N behind it for the N-th time; N instructions; phase:NAME or window:NAME',
    read: whereOf,
  },
  restore: {
    flag: '--restore',
    value: 'FILE',
    help: 'go on with the run that --save has saved, which says what the machine is',
    read: path,
  },
  instructionsPerTick: {
    flag: '--instructions-per-tick',
    value: 'N',
    help: 'instructions of one hart in one tick of the 10 MHz clock',
    read: count(1),
  },
  quantum: {
    flag: '--quantum',
    value: 'N',
    help: "instructions of one hart before the next one's turn; by default 1000, 100000 for one that is alone",
    read: count(1),
  },
  engine: {
    flag: '--engine',
    value: engineNames.join('|'),
    help: 'what executes instructions, with the same result: jit and interpreter are WebAssembly, reference checks them',
    read: oneOf(engineNames),
  },
  sequences: {
    flag: '--sequences',
    value: 'N',
    help: 'how many random sequences of calls are played after the systematic ones; 200 if absent',
    read: count(0),
  },
  seed: { flag: '--seed', value: 'N', help: 'the seed of everything that is chosen at random', read: count(0) },
  traceHash: {
    flag: '--trace-hash',
    value: traceModes.join('|'),
    alone: 'sampled',
    help: 'print a hash over the run: equal for equal runs; full is over every instruction, and slow',
    read: oneOf(traceModes),
  },
  o: { flag: '-o', value: 'FILE', help: 'where the program is written to; stdout', read: path },
  verbose: { flag: '--verbose', help: 'all that was found, in full' },
  color: {
    flag: '--color',
    value: colourChoices.join('|'),
    help: 'colours in the text on stdout; auto asks NO_COLOR, FORCE_COLOR and whether it is a terminal',
    read: oneOf(colourChoices),
  },
  protocol: {
    flag: '--protocol',
    value: 'EXTENSION,…',
    alone: 'all',
    help: `play calls on the firmware and compare what it answers and does with the specification: ${judgedExtensions.join(', ')}; all of them, if none is named`,
    read: someOrAllOf(judgedExtensions),
  },
  json: { flag: '--json', help: 'the result as JSON on stdout' },
} as const satisfies Record<string, OptionRow<unknown>>;

export type OptionName = keyof typeof options;

/** What the command line said: a name is absent where its flag was not given. */
export type Given<Name extends OptionName = OptionName> = {
  readonly [Key in Name]?: (typeof options)[Key] extends { readonly read: (text: string) => infer Value }
    ? (typeof options)[Key] extends { readonly repeats: true }
      ? readonly Value[]
      : Value
    : true;
};

/** A flag as the help writes it, with its value. */
export const term = ({ flag, value, alone }: OptionRow<unknown>): string => {
  if (value === undefined) return flag;
  return alone === undefined ? `${flag} ${value}` : `${flag}[=${value}]`;
};

/** Every spelling of a flag, as commander knows them. */
export const spellings = (row: OptionRow<unknown>): string[] =>
  [row.short, row.flag].filter((flag) => flag !== undefined).map(canonicalFlag);

/** A flag as commander must see it: long names with two dashes, one letter with one. */
export const canonicalFlag = (flag: string): string => {
  const name = flag.replace(/^--?/, '');
  return name.length === 1 ? `-${name}` : `--${name}`;
};
