import { assemble } from '@hartlab/isa';
import { elfFile } from '../elf-file.ts';
import { Random } from '@hartlab/models';
import { randomStatement } from './instructions.ts';
import { everything, randomIsa } from './isas.ts';
import { CODE, DATA, DATA_PAGES, END, TABLES } from './memory-map.ts';
import { ACCESSED_AND_DIRTY, isLeaf, writePageTables } from './page-tables.ts';
import { announce, runtimeFor, userAddress } from './runtime.ts';
import { initialSetup, randomSetup, TIMEOUT_WAIT } from './setup.ts';
import type { Mode, Peer, Target } from './peer.ts';

/** What M-mode sets up, and what then runs in another mode. The statements are pieces of assembly that stand alone. */
export interface Snippet {
  readonly mode: Mode;
  readonly setup: readonly string[];
  readonly body: readonly string[];
}

/** A random program, in pieces that can be left out. */
export interface Program extends Target {
  readonly seed: number;
  readonly initial: string;
  readonly snippets: readonly Snippet[];
}

export interface ProgramOptions {
  readonly snippets?: number;
  readonly peer?: Peer;
}

const modes: readonly Mode[] = ['M', 'HS', 'U', 'VS', 'VU'];

/** The program of a seed: always the same one. */
export function randomProgram(seed: number, { snippets = 20, peer = 'Spike' }: ProgramOptions = {}): Program {
  const random = new Random(seed);
  const isa = randomIsa(random, peer);
  const target = { peer, isa, overflows: isa.has('Sscofpmf') && random.oneIn(2) };
  return {
    seed,
    ...target,
    initial: initialSetup(random, target),
    snippets: Array.from({ length: snippets }, () => randomSnippet(random, target)),
  };
}

function randomSnippet(random: Random, target: Target): Snippet {
  const mode = random.of(modes);
  const setup = randomSetup(random, target);
  const body = Array.from({ length: 4 + random.below(12) }, () => randomStatement(random, mode, target));
  return target.peer !== 'QEMU' && mode !== 'M' && random.oneIn(6)
    ? { mode, setup: [...setup, TIMEOUT_WAIT], body: [...body, ' wfi\n'] }
    : { mode, setup, body };
}

/** The whole program in assembly. */
export function sourceOf({ initial, snippets, ...target }: Program): string {
  const parts = snippets.map((snippet, index) => {
    const next = index + 1 === snippets.length ? 'finish' : `snippet_${index + 1}`;
    return `snippet_${index}:\n${announce(next)}${index === 0 ? initial : ''}${snippetSource(snippet, `body_${index}`)}`;
  });
  return `${runtimeFor(target)}\n${parts.join('')}${snippets.length === 0 ? 'snippet_0: j finish\n' : ''}`;
}

/** What a snippet does after the one before it has ended; `body` is the name of its part in its own mode. */
export const snippetSource = ({ mode, setup, body }: Snippet, label = 'body'): string =>
  `${setup.join('')}${mode === 'M' ? '' : enterMode(mode, label)}${label}:\n nop\n${body.join('')} .balign 4\n1: ecall\n j 1b\n`;

const S = 0x800;
/** MPP and MPV for each mode, as mret finds them. */
const previous: Readonly<Record<Exclude<Mode, 'M'>, readonly [MPP: number, MPV: number]>> = {
  HS: [S, 0],
  U: [0, 0],
  VS: [S, 1],
  VU: [0, 1],
};

function enterMode(mode: Exclude<Mode, 'M'>, body: string): string {
  const [MPP, MPV] = previous[mode];
  const where =
    mode === 'U' || mode === 'VU' ? userAddress(body, mode === 'U' ? 'satp' : 'vsatp') : ` la t0, ${body}\n`;
  return ` li t0, 0x1800 | 1 << 39\n csrc mstatus, t0\n li t0, ${MPP} | ${MPV} << 39\n csrs mstatus, t0
${where} csrw mepc, t0\n mret\n`;
}

/** The program as an executable that starts in M-mode and ends by writing 1 to `tohost`. */
export function elfOf(program: Program): Uint8Array {
  const { bytes, symbols } = assemble(sourceOf(program), { isa: everything, origin: BigInt(CODE) });
  if (bytes.length > TABLES - CODE) throw new RangeError(`seed ${program.seed}: the code has no room`);
  const memory = new Uint8Array(END - CODE);
  memory.set(bytes);
  const view = new DataView(memory.buffer);
  const random = new Random(~program.seed);
  // QEMU 7.2 sets A and D, and cannot be told otherwise.
  const always = program.peer === 'QEMU' ? ACCESSED_AND_DIRTY : 0n;
  writePageTables(random, program, (address, entry) =>
    view.setBigUint64(address - CODE, BigInt.asUintN(64, isLeaf(entry) ? entry | always : entry), true),
  );
  for (let address = DATA; address < DATA + 4096 * DATA_PAGES; address += 8)
    view.setBigUint64(address - CODE, dataWord(random), true);
  const symbol = (name: string) => symbols.get(name) ?? 0n;
  return elfFile({
    address: BigInt(CODE),
    bytes: memory,
    symbols: { tohost: symbol('tohost'), fromhost: symbol('fromhost') },
  });
}

/** Code that does little wherever a jump into it begins: calls, breaks, 32-bit and 16-bit no-operations. */
const words = [0x73, 0x73, 0x10_0073, 0x13, 0x1_0001, 0x9002_9002];
const dataWord = (random: Random): bigint => (BigInt(random.of(words)) << 32n) | BigInt(random.of(words));
