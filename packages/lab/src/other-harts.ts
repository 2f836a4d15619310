import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { ComparedState } from './compared-state.ts';
import { differs, hartDifferences, type Difference } from './hart-difference.ts';
import { stateField } from './state-field.ts';

/** What a hart holds that is the firmware's own as long as it is in M-mode, stopped or suspended there: what it computes with. */
const ofMachineMode = /^(?:x\d+|f\d+|pc|waiting|reservation|breakpoint.*)$/;

const privilege = stateField('privilege');
const M = 3;

/** The harts of the payload but the swept one: an event is none of their business. */
export class OtherHarts {
  readonly #harts: readonly Hart[];
  readonly #before: readonly ComparedState[];
  readonly #now = ComparedState.blank();

  /** @param hart the swept one */
  constructor({ harts, hand }: Machine, hart: Hart) {
    this.#harts = harts.filter((other) => other !== hart && other !== hand);
    this.#before = this.#harts.map(() => ComparedState.blank());
  }

  /** Remembers what they are. */
  look(): void {
    for (const [n, hart] of this.#harts.entries()) this.#before[n]!.take(hart);
  }

  /** What is not as it was: `hart 1 sepc`. */
  differences(): Difference[] {
    return this.#harts.flatMap((hart, n) => {
      const before = this.#before[n]!;
      if (!differs(before, hart)) return [];
      this.#now.take(hart);
      const isInside = [before, this.#now].every((state) => state.get(privilege) === M);
      return hartDifferences(before, this.#now)
        .filter(({ field }) => !isInside || (!ofMachineMode.test(field) && !stateField(field).onlyM))
        .map((difference) => ({ ...difference, field: fieldOfHart(hart.index, difference.field) }));
    });
  }
}

/** What a field of another hart is called in reports. */
const fieldOfHart = (hart: number, field: string): string => `hart ${hart} ${field}`;

/** The index of the hart and the field that such a name says, if it is one. */
export function placeInHart(name: string): { readonly hart: number; readonly field: string } | undefined {
  const [, hart, field] = /^hart (\d+) (.+)$/.exec(name) ?? [];
  return hart === undefined || field === undefined ? undefined : { hart: Number(hart), field };
}
