/** A place where the sources break a rule of ARCHITECTURE.md. */
export interface Breach {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** What is wrong there, and what to do instead. */
  readonly problem: string;
}

/** One line for people. */
export const breachInWords = ({ path, line, problem }: Breach): string => `${path}:${line}: ${problem}`;
