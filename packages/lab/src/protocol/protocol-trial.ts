import { fewest, Random, type Difference, type Protocol, type Question, type Step } from '@hartlab/models';
import type { Defendant } from '../defendant.ts';
import { kindOf, Play, type Played } from './play.ts';
import type { Stage } from './stage.ts';
import { stepInWords } from './step-words.ts';

/** One kind of difference. */
export interface ProtocolFinding extends Difference {
  /** In how many sequences it was seen. */
  readonly sequences: number;
  /** The sequence in which it was seen first. */
  readonly first: string;
  /** The fewest steps from a system that has just started that show it. */
  readonly steps: readonly string[];
}

/** What the specification leaves open, and what a firmware does: how often each way was taken. */
export interface ChoicesTaken extends Question {
  readonly taken: Readonly<Record<string, number>>;
}

/** What a trial of a protocol has found. */
export interface ProtocolReport {
  readonly protocol: string;
  readonly defendant: Defendant;
  readonly harts: number;
  /** Of the random sequences. */
  readonly seed: number;
  readonly sequences: number;
  readonly steps: number;
  readonly findings: readonly ProtocolFinding[];
  readonly choices: readonly ChoicesTaken[];
}

/** How far a trial goes. */
export interface TrialOptions {
  /** Of the first random sequence; each one after it has the next. 1 if absent. */
  readonly seed?: number;
  /** How many random sequences there are after the systematic ones; 200 if absent. */
  readonly random?: number;
  /** Of the systematic sequences, only those whose names have this in them. */
  readonly only?: string;
}

/** Steps of a random sequence. */
const randomLength = 60;

/** The steps with one change of code less, for each that can be left out. */
function* simplerThan(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'code' || Object.keys(step.change).length === 1) continue;
    for (const name of Object.keys(step.change)) {
      const change = Object.fromEntries(Object.entries(step.change).filter(([other]) => other !== name));
      yield steps.with(at, { ...step, change });
    }
  }
}

/** Plays the sequences of a protocol on a firmware: the systematic ones, and then random ones. */
export class ProtocolTrial<State> {
  readonly #play: Play<State>;
  readonly #options: Required<Omit<TrialOptions, 'only'>> & TrialOptions;
  readonly #findings = new Map<string, ProtocolFinding>();
  readonly #choices = new Map<string, ChoicesTaken>();
  #sequences = 0;
  #steps = 0;

  constructor(protocol: Protocol<State>, stage: Stage, options: TrialOptions = {}) {
    this.#play = new Play(protocol, stage);
    this.#options = { seed: 1, random: 200, ...options };
  }

  get report(): ProtocolReport {
    const { stage, protocol } = this.#play;
    return {
      protocol: protocol.name,
      defendant: stage.defendant,
      harts: stage.ground.harts,
      seed: this.#options.seed,
      sequences: this.#sequences,
      steps: this.#steps,
      findings: [...this.#findings.values()],
      choices: [...this.#choices.values()],
    };
  }

  /** Each step is one sequence; what has been found is in `report` then. Answers the name of the sequence. */
  *run(): Generator<string, void, void> {
    const { protocol, begun } = this.#play;
    const { seed, random: times, only = '' } = this.#options;
    for (const { name, steps } of protocol.systematic(begun)) {
      if (!name.includes(only)) continue;
      this.#judge(name, this.#play.all(steps));
      yield name;
    }
    for (let n = 0; n < times; n++) {
      const random = new Random(seed + n);
      const name = `random sequence of seed ${seed + n}`;
      let left = randomLength;
      this.#judge(
        name,
        this.#play.some((state) => (left-- > 0 ? this.#anyPossible(random, state) : undefined)),
      );
      yield name;
    }
  }

  #anyPossible(random: Random, state: State): Step {
    const { protocol } = this.#play;
    for (;;) {
      const step = protocol.anyStep(random, state);
      if (protocol.isPossible(state, step)) return step;
    }
  }

  #judge(name: string, { steps, differences, choices }: Played): void {
    this.#sequences++;
    this.#steps += steps.length;
    for (const { spec, text, taken } of choices) {
      const { taken: before } = this.#choices.get(text) ?? { taken: {} as Readonly<Record<string, number>> };
      this.#choices.set(text, { spec, text, taken: { ...before, [taken]: (before[taken] ?? 0) + 1 } });
    }
    for (const [kind, difference] of new Map(differences.map((each) => [kindOf(each), each]))) {
      const known = this.#findings.get(kind);
      const found = known
        ? { ...known, sequences: known.sequences + 1 }
        : { ...this.#shrunk(kind, difference, steps), sequences: 1, first: name };
      this.#findings.set(kind, found);
    }
  }

  /** The difference as the fewest steps show it. */
  #shrunk(kind: string, difference: Difference, steps: readonly Step[]): Difference & Pick<ProtocolFinding, 'steps'> {
    const shown = (some: readonly Step[]) => this.#play.all(some).differences.find((each) => kindOf(each) === kind);
    let few = steps;
    // What was left out last may have been all that an earlier step was for.
    for (let length = Infinity; few.length < length;) {
      length = few.length;
      few = fewest(few, (some) => shown(some) !== undefined);
    }
    const simpler = () => [...simplerThan(few)].find((some) => shown(some) !== undefined);
    for (let next = simpler(); next; next = simpler()) few = next;
    return { ...(shown(few) ?? difference), steps: few.map(stepInWords) };
  }
}
