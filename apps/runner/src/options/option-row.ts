/** One flag. `flag` is how the help writes it; every flag of more than one letter is accepted with one dash or two. */
export interface OptionRow<Value> {
  readonly flag: `-${string}`;
  /** A second spelling, of one letter. */
  readonly short?: `-${string}`;
  /** The name of the flag's value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** The value of the flag alone: another one is given with `=`. */
  readonly alone?: string;
  readonly help: string;
  /** Whether it may be given more than once: its value is then the list of all. */
  readonly repeats?: true;
  /** Whether it may be given more than once, and says one thing in parts: `read` is given all. */
  readonly merges?: true;
  /** What `help` or `?` asks for in place of a value, or behind the name of what there is more to tell of, as with QEMU. */
  readonly listing?: (name?: string) => string | undefined;
  /** Reads the value; the message of what it throws completes `… is invalid.`. A switch has none. */
  readonly read?: (text: string, ...more: readonly string[]) => Value;
}

/** Rows by the names under which commander stores the values. */
export type OptionRows = Readonly<Record<string, OptionRow<unknown>>>;

/** A flag as the help writes it, with its value. */
export const term = ({ flag, value, alone }: OptionRow<unknown>): string => {
  if (value === undefined) return flag;
  return alone === undefined ? `${flag} ${value}` : `${flag}[=${value}]`;
};

/** Every spelling of a flag, as commander knows them. */
export const spellings = (row: OptionRow<unknown>): string[] =>
  [row.short, row.flag].filter((flag) => flag !== undefined).map(canonicalFlag);

/** A flag as commander must see it: long names with two dashes, one letter with one. */
export const canonicalFlag = (flag: string): string => {
  const name = flag.replace(/^--?/, '');
  return name.length === 1 ? `-${name}` : `--${name}`;
};
