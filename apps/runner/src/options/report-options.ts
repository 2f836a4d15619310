import { colourChoices } from '../appearance.ts';
import { oneOf, path, text } from '../quantity.ts';
import type { OptionRows } from './option-row.ts';

/** What an answer looks like, and where it goes. */
export const reportOptions = {
  text: {
    flag: '--text',
    value: 'FINDING',
    help: 'this finding alone, as a plain text for a mailing list',
    read: text,
  },
  html: { flag: '--html', value: 'FILE', help: 'write the report as a page that needs nothing else', read: path },
  junit: {
    flag: '--junit',
    value: 'FILE',
    help: 'write a report for CI servers as well, in the XML of JUnit: a suite for each firmware, a test for each case',
    read: path,
  },
  tap: { flag: '--tap', help: 'the result in the Test Anything Protocol on stdout' },
  o: { flag: '-o', value: 'FILE', help: 'where the program is written to; stdout', read: path },
  verbose: { flag: '--verbose', help: 'all that was found, in full' },
  color: {
    flag: '--color',
    value: colourChoices.join('|'),
    help: 'colours in the text on stdout; auto asks NO_COLOR, FORCE_COLOR and whether it is a terminal',
    read: oneOf(colourChoices),
  },
  json: { flag: '--json', help: 'the result as JSON on stdout' },
} as const satisfies OptionRows;
