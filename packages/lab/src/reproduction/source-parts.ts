import { guestStart, handlerFiles } from '../guest-files.ts';
import type { HandlerName } from '../guests.ts';

/** `lpad 0` for assemblers that do not know it: the encoding is that of this AUIPC (unpriv "Landing Pad Instruction"). */
export const landingPad = 'auipc zero, 0               # lpad 0';

/** The lines of a source, without comments, indentation and empty ones. */
export const linesOf = (source: string): string[] =>
  source
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');

/** Lines as a source has them: all but labels and comments are indented, each label has a line of its own. */
export const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (/^\w*:/.test(line) ? line : `    ${line}`));

/** What guests begin with defines: the text of each constant and macro, by their names. */
const definitions: ReadonlyMap<string, string> = new Map(
  [...guestStart.matchAll(/^\.equ (\w+),.*$|^\.macro (\w+)[^]*?^\.endm$/gm)].map(([text, constant, macro]) => [
    (constant ?? macro)!,
    text.replace(/\s*#.*$/gm, ''),
  ]),
);

/** The definitions, of those that guests have, that such lines use. */
export function definitionsFor(source: string): string[] {
  const words = new Set(linesOf(source).join('\n').match(/\w+/g));
  return [...definitions].filter(([name]) => words.has(name)).map(([, text]) => text);
}

const complete = /^li a7, SBI_SSE\nli a6, SSE_COMPLETE\necall$/m;

/** A handler as a program has it. */
export interface HandlerSource {
  /** From its entry on, with the call that completes in one line. */
  readonly lines: readonly string[];
  /** What it defines of its own. */
  readonly constants: readonly string[];
}

/** The source of the handler of this name. */
export function handlerSource(name: HandlerName): HandlerSource {
  const all = handlerFiles[name].files.flatMap(linesOf);
  const lines = all.slice(all.indexOf('sse_handler:') + 1, all.indexOf('sse_handler_end:'));
  const text = lines
    .map((line) => (line === 'lpad 0' ? landingPad : line))
    .join('\n')
    .replace(complete, 'sbi SBI_SSE, SSE_COMPLETE');
  return { lines: text.split('\n'), constants: all.filter((line) => line.startsWith('.equ')) };
}
