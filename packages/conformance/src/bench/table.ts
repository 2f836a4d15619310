import type { Guest } from './guests.ts';
import type { Row } from './measure.ts';

/** Seconds of the peer in those of hartlab: above 1 hartlab is faster. */
const ratio = (own: number | undefined, peer: number | undefined): string =>
  own === undefined || peer === undefined ? '' : ` ${(peer / own).toFixed(2)}x`;

const inSeconds = (seconds: number | undefined): string => (seconds === undefined ? '–' : `${seconds.toFixed(2)} s`);

const what = ({ shows, counts, rounds, mode }: Guest): string =>
  `${counts === undefined ? '' : `${rounds.toLocaleString('en')} ${counts}: `}${shows} (${mode})`;

const inWords = (instructions: number | undefined): string => {
  if (instructions === undefined) return '';
  if (instructions < 1e6) return instructions.toLocaleString('en');
  return instructions < 1e9 ? `${(instructions / 1e6).toFixed(0)} M` : `${(instructions / 1e9).toFixed(2)} G`;
};

/**
 * A table in Markdown, line by line: a row for each guest, and a column for each contender, the first of which is compared
 * with the others.
 */
export class Table {
  readonly #names: readonly string[];
  readonly #titles: readonly string[];
  readonly #widths: readonly number[];

  constructor(guests: readonly Guest[], names: readonly string[]) {
    this.#names = names;
    const longest = (words: readonly string[]): number => Math.max(...words.map(({ length }) => length));
    const firsts = [guests.map(({ name }) => name), guests.map(what), ['000.00 G'], ['00.00 s']];
    this.#titles = ['guest', 'what it does', 'instructions', ...names];
    this.#widths = this.#titles.map((title, column) => longest([title, ...(firsts[column] ?? ['00.00 s 0.00x'])]));
  }

  head(): string[] {
    return [this.#line(this.#titles), `|${this.#widths.map((width) => '-'.repeat(width + 2)).join('|')}|`];
  }

  row({ guest, instructions, seconds }: Row): string {
    const [own = '', ...peers] = this.#names;
    return this.#line([
      guest.name,
      what(guest),
      inWords(instructions),
      inSeconds(seconds[own]),
      ...peers.map((peer) => inSeconds(seconds[peer]) + ratio(seconds[own], seconds[peer])),
    ]);
  }

  #line(cells: readonly string[]): string {
    return `| ${cells.map((cell, column) => cell.padEnd(this.#widths[column]!)).join(' | ')} |`;
  }
}
