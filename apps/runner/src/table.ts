/** A row of a table; the last cell may have several lines, or none. */
export type Row = readonly [...cells: string[], last: readonly string[]];

const isNumber = (cell: string): boolean => /^\d+$/.test(cell);

/** Text in columns, two spaces apart: numbers to the right, text to the left. */
export const table = (headings: readonly string[], rows: readonly Row[]): string => {
  const lines = rows.flatMap((row) => {
    const cells = row.slice(0, -1) as string[];
    const [first = '', ...more] = row.at(-1) as readonly string[];
    return [[...cells, first], ...more.map((line) => [...cells.map(() => ''), line])];
  });
  const all = [[...headings], ...lines];
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const aligned = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [aligned(headings), rule, ...lines.map(aligned)].map((line) => `${line}\n`).join('');
};
