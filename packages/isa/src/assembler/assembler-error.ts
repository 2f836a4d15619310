/** What is wrong with a piece of a statement, and how to mend it; the statement's line is added where it is known. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

/** A statement that cannot be assembled. The message is one line: where, what stands there, what is wrong, the mend. */
export class AssemblerError extends Error {
  override readonly name = 'AssemblerError';
  /** Line of the source, counted from 1; inside a macro, the line of its body. */
  readonly line: number;
  /** The statement, without comments and with macro arguments in their places. */
  readonly text: string;
  readonly mend: string;

  constructor(statement: Statement, { message, mend }: Problem) {
    const { line, text, from } = statement;
    const where = from === undefined ? `line ${line}` : `line ${line} (in the macro used on line ${from})`;
    super(`${where}: '${text}': ${message}; ${mend}`);
    this.line = line;
    this.text = text;
    this.mend = mend;
  }
}

/** One statement of the source. */
export interface Statement {
  readonly line: number;
  readonly text: string;
  /** The line that uses the macro, when the statement comes from the macro's body. */
  readonly from?: number;
}
