/** Where the text leaves open what happens. */
export interface Question {
  /** The section that could have said it. */
  readonly spec: string;
  /** What is open: completes "the text does not say …". */
  readonly text: string;
}

/** What was chosen there. */
export interface Choice extends Question {
  readonly taken: string;
}

/** Is asked by a model where the text leaves a choice: answers one of `answers`. */
export type Choose = <Answer extends string>(question: Question, answers: readonly Answer[]) => Answer;

/** How many ways through the questions of one step are tried. */
const mostWays = 512;

/** What it costs to choose what others do not, where nothing fits: so much of what is wrong is rather taken as it is. */
const OF_CHOICE = 50;

/** What came of a step for which one way of choosing was taken. */
export interface Way<Outcome> {
  readonly outcome: Outcome;
  readonly choices: readonly Choice[];
}

/**
 * Runs a step of a model in every way that the text allows, until one fits.
 *
 * @param wrong how much is wrong with an outcome: 0 if it fits, 100 for what is plainly so
 * @returns the first that fits, or else the first of those with the least that is wrong
 */
export function anyWay<Outcome>(run: (choose: Choose) => Outcome, wrong: (outcome: Outcome) => number): Way<Outcome> {
  let best: (Way<Outcome> & { readonly wrong: number }) | undefined;
  let path: { taken: number; readonly of: number }[] = [];
  for (let ways = 0; ways < mostWays; ways++) {
    const choices: Choice[] = [];
    let asked = 0;
    const outcome = run((question, answers) => {
      const taken = path[asked]?.taken ?? 0;
      path[asked] = { taken, of: answers.length };
      asked++;
      const answer = answers[taken]!;
      if (answers.length > 1) choices.push({ ...question, taken: answer });
      return answer;
    });
    const measured = wrong(outcome);
    const unusual = path.slice(0, asked).filter(({ taken }) => taken > 0).length;
    const amount = measured === 0 ? 0 : measured + OF_CHOICE * unusual;
    if (!best || amount < best.wrong) best = { outcome, choices, wrong: amount };
    if (amount === 0) break;
    path = path.slice(0, asked);
    while (path.length > 0 && path.at(-1)!.taken + 1 === path.at(-1)!.of) path.pop();
    const last = path.at(-1);
    if (!last) break;
    last.taken++;
  }
  return best!;
}
