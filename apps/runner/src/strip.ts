import type { Mode } from '@hartlab/lab';
import type { Paint, Style } from './appearance.ts';
import { outcomes, type Outcome } from './harm.ts';

/** Each mode's letter in a strip, and who runs in it. */
const modes: Readonly<Record<Mode, { readonly letter: string; readonly who: string }>> = {
  M: { letter: 'm', who: 'firmware (M-mode)' },
  HS: { letter: 'h', who: 'hypervisor (HS-mode)' },
  'HS with SPV=1': { letter: 'w', who: 'switching' },
  S: { letter: 'k', who: 'kernel (S-mode)' },
  U: { letter: 'u', who: 'user program (U-mode)' },
  VS: { letter: 'g', who: 'guest kernel (VS)' },
  VU: { letter: 'p', who: 'its program (VU)' },
};

/** The letter of a mode. */
export const letterOf = (mode: Mode): string => modes[mode].letter;

/** What a strip shows of one boundary. */
export interface Spot {
  readonly mode: Mode;
  readonly outcome: Outcome;
}

/** Each outcome's mark in a strip and what it means; a change is marked with the letter of the mode in which it happens. */
const marks: Readonly<Record<Outcome, { readonly mark: string; readonly style: Style; readonly means: string }>> = {
  intact: { mark: '.', style: 'good', means: 'as before' },
  skipped: { mark: '?', style: 'weak', means: 'no event possible' },
  misled: { mark: '~', style: 'weak', means: 'handler misinformed' },
  lost: { mark: '-', style: 'weak', means: 'only htval or htinst lost' },
  stuck: { mark: '!', style: 'stuck', means: 'handler never returns' },
  changed: { mark: 'CAPITAL', style: 'bad', means: 'changed; the letter says who ran' },
};

/** What an outcome means, in words. */
export const legendOf = (outcome: Outcome): string => marks[outcome].means;

/** How to read strips: the marks of the outcomes that occur in them. */
export const legend = (spots: Iterable<Spot>): string[] => {
  const occurring = new Set([...spots].map(({ outcome }) => outcome));
  return outcomes
    .filter((outcome) => occurring.has(outcome))
    .map((outcome) => `${marks[outcome].mark} ${marks[outcome].means}`);
};

/** The worst of some spots, of equals the first. */
const worst = ([first, ...others]: readonly [Spot, ...Spot[]]): Spot => {
  let found = first;
  for (const spot of others) if (outcomes.indexOf(spot.outcome) > outcomes.indexOf(found.outcome)) found = spot;
  return found;
};

/** Divides items into at most `width` runs of nearly the same length. */
const buckets = <Item>(items: readonly Item[], width: number): [Item, ...Item[]][] => {
  const count = Math.min(width, items.length);
  const edge = (index: number): number => Math.floor((index * items.length) / count);
  return Array.from({ length: count }, (_, at) => items.slice(edge(at), edge(at + 1)) as [Item, ...Item[]]);
};

/** Joins characters of the same style, so that there are few changes of colour. */
const painted = (characters: readonly (readonly [style: Style, character: string])[], paint: Paint): string => {
  let text = '';
  for (let at = 0; at < characters.length;) {
    const [style] = characters[at]!;
    let run = '';
    for (; characters[at]?.[0] === style; at++) run += characters[at]![1];
    text += paint(style, run);
  }
  return text;
};

/**
 * A window of boundaries in at most `width` characters. Each character stands for a run of boundaries and shows the worst
 * of them, so that none that is bad is hidden among good ones.
 */
export const strip = (spots: readonly Spot[], width: number, paint: Paint): string =>
  painted(
    buckets(spots, width).map((bucket) => {
      const { mode, outcome } = worst(bucket);
      const { mark, style } = marks[outcome];
      return [style, outcome === 'changed' ? modes[mode].letter.toUpperCase() : mark];
    }),
    paint,
  );

/** Who runs, for the same window in the same width: in each run of boundaries the mode that most of them have. */
export const ruler = (spots: readonly Spot[], width: number, paint: Paint): string =>
  painted(
    buckets(spots, width).map((bucket) => {
      const counts = new Map<Mode, number>();
      for (const { mode } of bucket) counts.set(mode, (counts.get(mode) ?? 0) + 1);
      const [[mode]] = [...counts].toSorted(([, a], [, b]) => b - a) as [[Mode, number]];
      return ['dim', modes[mode].letter];
    }),
    paint,
  );

/** The letters of the modes that occur, and who runs in them, in the order in which they first occur. */
export const rulerKey = (spots: readonly Spot[]): string[] =>
  [...new Set(spots.map(({ mode }) => mode))].map((mode) => `${modes[mode].letter} ${modes[mode].who}`);
