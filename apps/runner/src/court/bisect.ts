import type { RecordedTrial } from '@hartlab/lab';

/** Where among firmware in the order of its history a finding begins, or ends. */
export interface Bisection {
  readonly finding: string;
  /** Whether the later ones have it. */
  readonly begins: boolean;
  /** The labels of the last one as the first is, and of the first one as the last is. */
  readonly before: string;
  readonly after: string;
}

/** How many of a history were judged, and what came of it; or why nothing can. */
export type Bisected = Bisection | { readonly everywhere: boolean };

/**
 * Looks for the place where a finding begins or ends, by halves.
 *
 * @param count how many there are, in the order of their history
 * @param judge makes the trial of one of them
 */
export const bisect = async (
  finding: string,
  count: number,
  judge: (n: number) => Promise<RecordedTrial>,
): Promise<Bisected> => {
  const labels = new Map<number, string>();
  const has = async (n: number): Promise<boolean> => {
    const { trial } = await judge(n);
    labels.set(n, trial.defendant);
    return trial.findings.some(({ id }) => id === finding);
  };
  let [first, last] = [0, count - 1];
  const before = await has(first);
  if ((await has(last)) === before) return { everywhere: before };
  while (last - first > 1) {
    const middle = (first + last) >> 1;
    if ((await has(middle)) === before) first = middle;
    else last = middle;
  }
  return { finding, begins: !before, before: labels.get(first)!, after: labels.get(last)! };
};
