import type { Io } from './io.ts';
import type { Output } from './output.ts';

/** When text is coloured: `auto` asks the environment and the terminal. */
export const colourChoices = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof colourChoices)[number];

/** SGR parameters, all of the 16 colours that every terminal theme makes readable. */
const styles = {
  bold: '1',
  dim: '2',
  good: '32',
  weak: '33',
  bad: '1;31',
  stuck: '1;35',
  command: '36',
} as const;
export type Style = keyof typeof styles;

/** Adds a style to a part of a line. */
export type Paint = (style: Style, text: string) => string;

/** How text for people looks: how wide its lines may be, and whether it has colours. */
export interface Appearance {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
}

/** The width where nobody says another. */
const COLUMNS = 80;
/** Below this nothing is legible, and lines are left to the terminal. */
const LEAST_COLUMNS = 40;

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

/**
 * Whether to colour, by the usual conventions: the flag, then FORCE_COLOR (0 and false turn colours off), then NO_COLOR,
 * and otherwise on a terminal that can.
 */
const isColoured = (choice: ColourChoice, { isTerminal }: Output, environment: Io['environment']): boolean => {
  if (choice !== 'auto') return choice === 'always';
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (isSet(FORCE_COLOR)) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !isSet(NO_COLOR) && isTerminal && TERM !== 'dumb';
};

const widthOf = ({ columns }: Output, { COLUMNS: asked }: Io['environment']): number => {
  const wish = /^[1-9]\d{0,3}$/.test(asked ?? '') ? Number(asked) : columns;
  return Math.max(LEAST_COLUMNS, wish ?? COLUMNS);
};

/** The appearance of what a command writes to stdout. COLUMNS, if set, is its width, also in a pipe. */
export const appearanceOf = ({ stdout, environment }: Io, choice: ColourChoice = 'auto'): Appearance => {
  const coloured = isColoured(choice, stdout, environment);
  return {
    width: widthOf(stdout, environment),
    paint: (style, text) => (coloured && text !== '' ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
  };
};
