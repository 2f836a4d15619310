import type { PlacedMark } from '@hartlab/machine';
import type { Writer } from './writer.ts';

/** A mark as JSON has it. */
interface ReportedMark {
  readonly hart: number;
  readonly kind: PlacedMark['kind'];
  readonly name: string;
  readonly instructions: number;
}

/** So many are kept for the report: a guest can make any number. */
const MOST = 1000;

/** A name that a guest gave, in quotes; what a terminal might take for more than a letter is written in hexadecimal. */
export const quoted = (name: string): string =>
  `"${name.replaceAll(/[^ -~]|["\\]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;

const inWords = ({ kind, name }: PlacedMark): string => {
  switch (kind) {
    case 'phase':
      return `the phase ${quoted(name)} begins`;
    case 'window begins':
      return `the window ${quoted(name)} begins`;
    case 'window ends':
      return `the window ${quoted(name)} ends`;
  }
};

/** What the guest tells of itself over the lab channel of MPXY: a line each, and the first of them for the report. */
export class Marks {
  readonly #log: Writer;
  readonly reported: ReportedMark[] = [];

  constructor(log: Writer) {
    this.#log = log;
  }

  readonly add = (mark: PlacedMark): void => {
    const { hartid, kind, name, instructions } = mark;
    this.#log.line(`hartlab: hart ${hartid}: ${inWords(mark)} after ${instructions} instructions`);
    if (this.reported.length < MOST) this.reported.push({ hart: Number(hartid), kind, name, instructions });
  };
}
