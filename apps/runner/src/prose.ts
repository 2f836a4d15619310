/** Prose is not wider than this, however wide the terminal is: longer lines are hard to read. */
const WIDEST = 100;

/** Puts items into lines of at most `width` columns, two spaces apart; one that is wider has a line to itself. */
export const inLines = (items: readonly string[], width: number, indent = ''): string[] =>
  filled(items, width, { between: '  ', first: indent, rest: indent });

/**
 * Breaks text between words into lines of at most `width` columns. A word that is wider has a line to itself.
 *
 * @param first what the first line begins with, and `rest` the others; both count
 */
export const wrap = (text: string, width: number, first = '', rest = first): string[] =>
  filled(text.split(' '), Math.min(width, WIDEST), { between: ' ', first, rest });

const filled = (
  items: readonly string[],
  width: number,
  { between, first, rest }: { readonly between: string; readonly first: string; readonly rest: string },
): string[] => {
  const lines: string[] = [];
  let line: string | undefined;
  for (const item of items) {
    if (line !== undefined && line.length + between.length + item.length > width) {
      lines.push(line);
      line = undefined;
    }
    line = line === undefined ? (lines.length === 0 ? first : rest) + item : line + between + item;
  }
  return line === undefined ? lines : [...lines, line];
};

/** `a`, `a and b`, `a, b and c`. */
export const enumeration = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** `1,084`. */
export const inThousands = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** `1 boundary`, `1,084 boundaries`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${inThousands(count)} ${count === 1 ? one : many}`;

/** The text with its first letter a capital, to begin a sentence. */
export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A command to copy, in lines that a shell joins again where it is wider than `width`. */
export const commandLines = (command: string, width: number, indent: string): string[] => {
  const [program = '', ...flags] = command.split(/ (?=--)/);
  const lines: string[] = [];
  let line = indent + program;
  for (const flag of flags) {
    if (line.length + 1 + flag.length + ' \\'.length <= width) {
      line += ` ${flag}`;
      continue;
    }
    lines.push(`${line} \\`);
    line = `${indent}  ${flag}`;
  }
  return [...lines, line];
};
