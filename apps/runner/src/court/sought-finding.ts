import { handlers, sourceNames, type HandlerName, type SourceName } from '@hartlab/lab';
import { Refusal } from '../refusal.ts';

/** The case that the id of a finding names. */
export interface SoughtCase {
  /** A shipped guest, or a file. */
  readonly payload: string;
  readonly handler: HandlerName;
  readonly source: SourceName;
  readonly harts: number;
}

const isHandler = (word: string): word is HandlerName => Object.hasOwn(handlers, word);

const isSource = (word: string): word is SourceName => (sourceNames as readonly string[]).includes(word);

/** Reads the id of a finding. @param file that the payload is, if it is none of the shipped guests @throws Refusal */
export function soughtFinding(id: string, file?: string): SoughtCase {
  const parts = id.split('/');
  const [payload = '', handler = '', how = ''] = parts;
  const [, source = '', harts = '1'] = /^(.*?)(?:-(\d+)-harts)?$/.exec(how)!;
  if (parts.length !== 7 || !isHandler(handler) || !isSource(source))
    throw new Refusal(
      `${id === '' ? 'an empty word' : id} is not the id of a finding; hartlab court --json has them: world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1`,
    );
  if (file !== undefined && file.split('/').at(-1) !== payload)
    throw new Refusal(`the finding is one of ${payload}, and -kernel is ${file}`);
  return { payload: file ?? payload, handler, source, harts: Number(harts) };
}
