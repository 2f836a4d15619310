/** Arguments of a function that are worth trying. */
export interface Tried {
  readonly name: string;
  readonly args: readonly bigint[];
}

/** A function with each combination of these arguments. */
export const each = (name: string, ...choices: readonly (readonly bigint[])[]): readonly Tried[] =>
  choices
    .reduce<readonly (readonly bigint[])[]>(
      (all, more) => all.flatMap((args) => more.map((arg) => [...args, arg])),
      [[]],
    )
    .map((args) => ({ name, args }));
