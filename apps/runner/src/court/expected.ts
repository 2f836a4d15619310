import { expectationOf, expectationText, type CourtReport, type Disagreement } from '@hartlab/lab';
import type { Appearance } from '../appearance.ts';
import type { Io } from '../io.ts';
import { openOutput } from '../output.ts';
import { inThousands, wrap } from '../prose.ts';
import { readFile } from '../read-file.ts';
import { Refusal } from '../refusal.ts';

/** What a file of `--expect` expects. @throws Refusal */
export const readExpectation = (path: string): ReturnType<typeof expectationOf> => {
  try {
    return expectationOf(new TextDecoder().decode(readFile(path, 'what is expected')));
  } catch (error) {
    throw error instanceof RangeError ? new Refusal(`${path}: ${error.message}`) : error;
  }
};

/** Writes a file for `--expect` that expects what was found. */
export const writeExpectation = (path: string, report: CourtReport, { signals }: Io): void =>
  openOutput(path, '--write-expect', signals).write(expectationText(report));

/** In what a campaign is not as the file says, for people. */
export const disagreementsInWords = (
  path: string,
  disagreements: readonly Disagreement[],
  { width, paint }: Appearance,
): string[] =>
  disagreements.length === 0
    ? [paint('good', `all is as ${path} expects`)]
    : [
        paint('bad', `not as ${path} expects:`),
        ...disagreements.flatMap(({ defendant, id, expected, found }) =>
          wrap(
            `${defendant}: ${id} expected at ${inThousands(expected)}, found at ${inThousands(found)}`,
            width,
            '  ',
            '    ',
          ),
        ),
      ];
