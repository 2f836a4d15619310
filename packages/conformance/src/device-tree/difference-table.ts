import { readFileSync } from 'node:fs';
import { root } from '../repository.ts';
import type { TreeDifference } from './tree-differences.ts';

/** A row of docs/device-tree.md: differences that have one reason. */
export interface DifferenceRow {
  /** Where: each a place, in which `*` stands for anything. */
  readonly places: readonly string[];
  readonly there: string;
  readonly here: string;
}

/** The table of differences in a page, which begins with the line `| where | …`. In its cells `…` stands for anything. */
export function differenceTable(page = readFileSync(`${root}docs/device-tree.md`, 'utf8')): readonly DifferenceRow[] {
  const [, table = ''] = page.split(/^\| where \|.*\n\|[-|]+\n/m);
  const lines = /^(?:\|.*\n)*/.exec(table)?.[0].split('\n').filter(Boolean) ?? [];
  return lines.map((line) => {
    const [where = '', there = '', here = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const [first = '', ...words] = [...where.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    const places = words.length === 0 ? [first] : words.map((word) => `${first} ${word}`);
    return { places, there: there.replaceAll('`', ''), here: here.replaceAll('`', '') };
  });
}

const matches = (pattern: string, any: string, text: string): boolean => {
  const parts = pattern.split(any).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
};

/** The places of a row, as it writes them, that a difference is in, where it is what the row says. */
const placesFor = ({ places, there, here }: DifferenceRow, difference: TreeDifference): readonly string[] =>
  matches(there, '…', difference.there) && matches(here, '…', difference.here)
    ? places.filter((place) => matches(place, '*', difference.place))
    : [];

/** How differences and rows belong together. */
export interface Explained {
  /** Differences that no row tells of, or more than one. */
  readonly unexplained: readonly TreeDifference[];
  /** Places of rows where there is no difference. */
  readonly unneeded: readonly string[];
}

/** Puts differences and rows together. */
export function explain(differences: readonly TreeDifference[], rows: readonly DifferenceRow[]): Explained {
  const used = new Set<string>();
  const unexplained = differences.filter((difference) => {
    const found = rows.flatMap((row) => placesFor(row, difference).map((place) => `${rows.indexOf(row)} ${place}`));
    for (const place of found) used.add(place);
    return found.length !== 1;
  });
  const unneeded = rows.flatMap((row, index) => row.places.filter((place) => !used.has(`${index} ${place}`)));
  return { unexplained, unneeded };
}
