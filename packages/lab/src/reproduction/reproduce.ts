import { DEFAULT_CPU, parseCpu, type Extension, type Isa } from '@hartlab/isa';
import { policies } from '@hartlab/sse';
import type { ComparedState } from '../compared-state.ts';
import { changeInWords, type Finding } from '../finding.ts';
import type { HandlerName } from '../guests.ts';
import { modeOf } from '../mode.ts';
import { stateField } from '../state-field.ts';
import { minimise } from './minimise.ts';
import { instructionLines, lineOf, textOf, type Program } from './program.ts';
import { ProvingGround, type ProvingMachine } from './proving-ground.ts';
import { ownRegisters, sightOf } from './sight.ts';
import { handlerSource, type HandlerSource } from './source-parts.ts';
import { entersBySret, stateItems, type StateItem } from './state-item.ts';

/** What was found. */
export interface ReproducedFinding extends Pick<Finding, 'oracle' | 'field' | 'change'> {
  /** What the oracle expected. */
  readonly expected: bigint;
}

/** A finding, and what a program needs to know of where it was found. */
export interface FoundAt {
  readonly finding: ReproducedFinding;
  /** The interrupted hart. */
  readonly before: ComparedState;
  readonly handler: HandlerName;
}

/** A program that shows a finding. */
export interface Reproduction {
  /** The program, for GNU as. */
  readonly text: string;
  /** What it prints. */
  readonly prints: string;
  /** What it prints under the built-in firmware, by the name of the policy; null where it prints nothing. */
  readonly printsUnder: Readonly<Record<string, string | null>>;
  /** How many harts it needs: the second injects the event. */
  readonly harts: 1 | 2;
  /** What its harts need besides what every hart of this machine has. */
  readonly extensions: readonly Extension[];
  /** Lines of instructions. */
  readonly instructions: number;
}

const noHandler: HandlerSource = { lines: [], constants: [] };

/** The shortest handler that takes a nested trap and keeps this of what that writes, in registers that the program gives it. */
const nestedTrap = (...kept: readonly ('sstatus' | 'hstatus')[]): HandlerSource => ({
  lines: [
    'csrr s8, sepc',
    ...kept.map((csr, n) => `csrr s${n + 6}, ${csr}`),
    'la t0, nested',
    'csrrw s9, stvec, t0',
    'ebreak',
    'back:',
    'csrw stvec, s9',
    ...kept.map((csr, n) => `csrw ${csr}, s${n + 6}`),
    'csrw sepc, s8',
    'sbi SBI_SSE, SSE_COMPLETE',
    '.balign 4',
    'nested:',
    'la t0, back',
    'csrw sepc, t0',
    'sret',
  ],
  constants: [],
});

/** Handlers that do what those of guests do in fewer lines, the shortest first. */
const shorter: readonly HandlerSource[] = [nestedTrap(), nestedTrap('sstatus'), nestedTrap('sstatus', 'hstatus')];

const beyondDefault = (isa: Isa): Extension[] => {
  const usual = parseCpu(DEFAULT_CPU).isa;
  return isa.extensions.filter((extension) => !usual.has(extension));
};

/** The programs that may show it, the simplest first; or why there is none. */
function candidates({ finding, before, handler }: FoundAt, atEntry: ComparedState): Program[] | string {
  const { oracle, field } = finding;
  const mode = modeOf(before);
  const sight = sightOf(oracle, field, mode);
  if (typeof sight === 'string') return sight;
  const expectsLandingPad = before.value(stateField('ELP')) === 1n;
  const own = ownRegisters(field);
  const looks = oracle === 'O6' ? 'entered' : 'resumed';
  const program = (injector: Program['injector'], registers: readonly string[]): Program => ({
    about: oracle === 'completion' ? 'completion missing' : `${oracle} ${field}`,
    // A place is told by its distance from where the program was interrupted.
    expected: oracle === 'completion' || field === 'pc' ? 0n : finding.expected,
    sight,
    looks,
    mode,
    expectsLandingPad,
    injector,
    own,
    items: stateItems(before, atEntry, mode, field, registers),
    handler: looks === 'entered' ? noHandler : handlerSource(handler),
  });
  const others = Array.from({ length: 31 }, (_, n) => `x${n + 1}`).filter((name) => !Object.values(own).includes(name));
  const calls = !entersBySret(mode) && !expectsLandingPad && !/^x\d/.test(field);
  return [...(calls ? [program('self', [])] : []), program('other hart', []), program('other hart', others)];
}

/** The line that such a program prints on this ground, if it does. */
function printedOn(ground: ProvingGround, program: Program, text: string): string | undefined {
  const begins = lineOf(program);
  return ground
    .run(text)
    ?.split('\n')
    .find((line) => line.startsWith(begins));
}

/** Whether this line of the program is the finding. */
function isFinding(line: string, program: Program, { oracle, field, change }: ReproducedFinding): boolean {
  const { expected } = program;
  const got = BigInt(line.slice(lineOf(program).length));
  if (oracle === 'completion') return got === 1n;
  return got !== expected && changeInWords({ oracle, field, expected, got }) === change;
}

/** What can be left out of a program: an item of its state, or a line of its handler. */
type Part = StateItem | number;

/** Whether a line of a handler may go: one that does not complete shows nothing. */
const mayGo = (line: string): boolean => !/^\.|:$|SSE_COMPLETE/.test(line);

/** The program without these of its parts, and without labels that nothing leads to. */
function without(program: Program, parts: ReadonlySet<Part>): Program {
  const { lines, constants } = program.handler;
  const left = lines.filter((_, n) => !parts.has(n));
  const text = left.join('\n');
  const isUsed = (label: string) => new RegExp(`\\b${label}\\b(?!:)`).test(text);
  return {
    ...program,
    items: program.items.filter((item) => !parts.has(item)),
    handler: { lines: left.filter((line) => !line.endsWith(':') || isUsed(line.slice(0, -1))), constants },
  };
}

/**
 * The smallest program that shows the finding, or why there is none. Every one on the way is run, from its text: under the firmware that is
 * judged, where it must show the finding, and under the built-in one, where it must show it under the same policies as the first
 * did. So a finding that is the firmware's fault does not become one of the handler's by what is left out of that.
 *
 * @throws SweepError when the firmware does not come to a program
 */
export function reproduce(found: FoundAt, machine: ProvingMachine): Reproduction | string {
  const { finding } = found;
  const judged = new ProvingGround(machine);
  const programs = candidates(found, judged.atEntry);
  if (typeof programs === 'string') return programs;
  const { isa, ...usual } = machine;
  const grounds = (on: Omit<ProvingMachine, 'firmware'>, its: ProvingGround) => ({
    judged: its,
    others: Object.entries(policies).map(([name, firmware]) => [name, new ProvingGround({ ...on, firmware })] as const),
  });
  const onIts = grounds(machine, judged);
  /** What the program prints, if that is the finding; and under which policies it is. */
  const trial = (program: Program, on = onIts) => {
    const text = textOf(program);
    const line = printedOn(on.judged, program, text);
    if (line === undefined || !isFinding(line, program, finding)) return undefined;
    const prints = on.others.map(([name, other]) => [name, printedOn(other, program, text) ?? null] as const);
    const signature = prints.map(([, each]) => each !== null && isFinding(each, program, finding)).join();
    return { text, line, printsUnder: Object.fromEntries(prints), signature };
  };
  const shown = programs
    .map((program) => ({ program, tried: trial(program) }))
    .find(({ tried }) => tried !== undefined);
  if (!shown) return 'it does not show without what only the payload has: its memory, its page tables, its other harts';
  const shows = (program: Program, on = onIts) => trial(program, on)?.signature === shown.tried?.signature;
  const simpler = shorter.map((handler) => ({ ...shown.program, handler }));
  const program = (finding.oracle !== 'O6' && simpler.find((each) => shows(each))) || shown.program;
  const parts: readonly Part[] = [
    ...program.items.filter(({ field }) => field !== finding.field),
    ...program.handler.lines.flatMap((line, n) => (mayGo(line) ? [n] : [])),
  ];
  const leaving = (kept: readonly Part[]) => without(program, new Set(parts.filter((part) => !kept.includes(part))));
  const least = leaving(minimise(parts, (kept) => shows(leaving(kept))));
  const { text, line, printsUnder } = trial(least)!;
  return {
    text,
    prints: line,
    printsUnder,
    harts: least.injector === 'self' ? 1 : 2,
    extensions: !isa || shows(least, grounds(usual, new ProvingGround(usual))) ? [] : beyondDefault(isa),
    instructions: instructionLines(text),
  };
}
