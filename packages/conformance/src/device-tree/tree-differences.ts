import type { TreeFacts } from './tree-facts.ts';

/** What is said in one place by another machine's tree and by ours; `–` by one that says nothing there. */
export interface TreeDifference {
  readonly place: string;
  readonly there: string;
  readonly here: string;
}

const NOTHING = '–';
const LISTED = 'listed';
const pathOf = (place: string): string => place.slice(0, place.indexOf(' '));

/** In what two trees differ. A node that only one of them has is one difference, with all that is in it. */
export function treeDifferences(there: TreeFacts, here: TreeFacts): TreeDifference[] {
  const differences: TreeDifference[] = [];
  const paths = (facts: TreeFacts) => new Set(Object.keys(facts).map(pathOf));
  const [theirPaths, ourPaths] = [paths(there), paths(here)];
  const isAlone = (path: string) => theirPaths.has(path) !== ourPaths.has(path);
  for (const place of new Set([...Object.keys(there), ...Object.keys(here)])) {
    if (isAlone(pathOf(place))) continue;
    const [theirs, ours] = [there[place], here[place]];
    if (Array.isArray(theirs) || Array.isArray(ours)) differences.push(...listDifferences(place, theirs, ours));
    else if (theirs !== ours) differences.push({ place, there: textOf(theirs), here: textOf(ours) });
  }
  return differences;
}

const textOf = (value: TreeFacts[string] | undefined): string =>
  value === undefined ? NOTHING : typeof value === 'string' ? value : LISTED;
const wordsOf = (value: TreeFacts[string] | undefined): readonly string[] => (typeof value === 'object' ? value : []);

function listDifferences(
  place: string,
  theirs: TreeFacts[string] | undefined,
  ours: TreeFacts[string] | undefined,
): TreeDifference[] {
  const [theirWords, ourWords] = [wordsOf(theirs), wordsOf(ours)];
  const alone = [...new Set([...theirWords, ...ourWords])].flatMap((word): TreeDifference[] => {
    const [isThere, isHere] = [theirWords.includes(word), ourWords.includes(word)];
    return isThere === isHere
      ? []
      : [{ place: `${place} ${word}`, there: isThere ? LISTED : NOTHING, here: isHere ? LISTED : NOTHING }];
  });
  const [theirOrder, ourOrder] = [
    theirWords.filter((word) => ourWords.includes(word)),
    ourWords.filter((word) => theirWords.includes(word)),
  ];
  return theirOrder.join() === ourOrder.join()
    ? alone
    : [...alone, { place: `${place} (order)`, there: theirOrder.join(' '), here: ourOrder.join(' ') }];
}
