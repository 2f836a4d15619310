import { type Contender, type Outcome, runGuest } from './contender.ts';
import type { Guest } from './guests.ts';

/** What all contenders came to with one guest. */
export interface Row {
  readonly guest: Guest;
  readonly instructions: number | undefined;
  /** The checksum of the first contender that has one, which the others must have as well. */
  readonly checksum: string | undefined;
  /** The median of each contender's seconds, by its name; absent for one that could not run the guest. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The same of the seconds by the clock on the wall. */
  readonly wall: Readonly<Record<string, number>>;
  /** What is wrong with contenders whose checksum is another, or that did not come to the end. */
  readonly wrong: readonly string[];
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Runs a guest so often on each contender, in turns: what disturbs one disturbs the others. */
export function measureGuest(
  guest: Guest,
  path: string,
  contenders: readonly Contender[],
  { runs, bios }: { readonly runs: number; readonly bios?: string | undefined },
): Row {
  const outcomes = new Map<Contender, Outcome[]>(contenders.map((contender) => [contender, []]));
  for (let run = 0; run < runs; run++)
    for (const [contender, all] of outcomes) {
      // What cannot do it needs no second try.
      if (all[0]?.checksum === 'absent') continue;
      all.push(runGuest(contender, guest, path, bios));
    }
  const [own = []] = outcomes.values();
  const checksums = [...outcomes.values()].map(([first]) => first?.checksum);
  const checksum = checksums.find((each) => each !== undefined && each !== 'absent');
  const isWrong = (outcome: Outcome) => outcome.checksum !== 'absent' && outcome.checksum !== checksum;
  const inWords = ({ checksum: other, said }: Outcome): string =>
    other === undefined ? `does not come to its end: ${said}` : `comes to ${other} instead of ${checksum}`;
  const all = [...outcomes].map(([{ name }, of]) => ({ name, of }));
  const able = all.filter(({ of }) =>
    of.every((outcome) => outcome.checksum !== undefined && outcome.checksum === checksum),
  );
  const mediansOf = (what: 'seconds' | 'wall') =>
    Object.fromEntries(able.map(({ name, of }) => [name, median(of.map((outcome) => outcome[what]))]));
  return {
    guest,
    instructions: own[0]?.instructions,
    checksum,
    seconds: mediansOf('seconds'),
    wall: mediansOf('wall'),
    wrong: all.flatMap(({ name, of }) => {
      const outcome = of.find((each) => each.checksum === undefined || isWrong(each));
      return outcome ? [`${name} ${inWords(outcome)}`] : [];
    }),
  };
}
