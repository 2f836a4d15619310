import type { Row } from './measure.ts';

/** Seconds of the peer in those of hartlab: above 1 hartlab is faster. */
const ratio = (own: number | undefined, peer: number | undefined): string =>
  own === undefined || peer === undefined ? '' : `${(peer / own).toFixed(2)}x`;

const inSeconds = (seconds: number | undefined): string => (seconds === undefined ? '–' : `${seconds.toFixed(2)} s`);

/** The table as Markdown: a row for each guest, a column for each contender, the first of which is compared with the others. */
export function tableLines(rows: readonly Row[], names: readonly string[]): string[] {
  const [own = '', ...peers] = names;
  const cells = rows.map(({ guest: { name, shows, mode }, instructions, seconds }) => [
    name,
    `${shows} (${mode})`,
    instructions === undefined ? '' : `${(instructions / 1e9).toFixed(2)} G`,
    inSeconds(seconds[own]),
    ...peers.map((peer) => [inSeconds(seconds[peer]), ratio(seconds[own], seconds[peer])].join(' ').trimEnd()),
  ]);
  const head = ['guest', 'what it does', 'instructions', own, ...peers];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)];
}
