import type { Arrival } from './input.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';
import type { Writer } from './writer.ts';

/*
 * A recording of a run's console input is text, a line for each event, in the order in which they happened:
 *
 *     hartlab-input 1 4f0c2a9be17d3386     the format's version; the fingerprint of the machine before its first step
 *     1204410 "version\n"                  at this position of the run these bytes arrived: a JSON string, a
 *                                          character (U+0000 to U+00FF) for each byte
 *     1877000 end                          the input ended
 *     1901234 stop                         the run was cut short here
 */
const HEADER = /^hartlab-input 1 ([0-9a-f]{16})$/;
const EVENT = /^(\d{1,16}) (?:(".*")|end|stop)$/;
const MOST_BYTE = 0xff;
const LINE_FEED = 0x0a;

/** What happened at a position of the run. */
export interface RecordedEvent {
  readonly position: number;
  readonly what: Arrival | 'stop';
}

export interface Recording {
  /** Where it was read from. */
  readonly path: string;
  /** Of the machine that was recorded, before its first step. */
  readonly fingerprint: string;
  /** In the order of their positions. */
  readonly events: readonly RecordedEvent[];
}

/** Writes a recording event by event, so that a run that is killed is recorded as far as it came. */
export class Recorder {
  readonly #writer: Writer;

  constructor(writer: Writer, fingerprint: string) {
    this.#writer = writer;
    this.#line(`hartlab-input 1 ${fingerprint}`);
  }

  /** Something arrived at `position`. */
  arrival(position: number, arrival: Arrival): void {
    this.#line(`${position} ${arrival === 'end' ? 'end' : quoted(arrival)}`);
  }

  /** The run was cut short at `position`. */
  stop(position: number): void {
    this.#line(`${position} stop`);
  }

  #line(line: string): void {
    this.#writer.line(line);
    this.#writer.flush();
  }
}

const quoted = (bytes: Uint8Array): string =>
  JSON.stringify(Buffer.from(bytes).toString('latin1')).replaceAll(
    /[\u007f-\u00ff]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );

const unquoted = (text: string): Uint8Array | undefined => {
  let string: unknown;
  try {
    string = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof string !== 'string' || string === '') return undefined;
  const codes = Array.from({ length: string.length }, (_, n) => string.charCodeAt(n));
  return codes.some((code) => code > MOST_BYTE) ? undefined : Uint8Array.from(codes);
};

const eventOf = (line: string): RecordedEvent | undefined => {
  const [, digits, string] = EVENT.exec(line) ?? [];
  const position = Number(digits);
  if (!Number.isSafeInteger(position)) return undefined;
  if (string === undefined) return { position, what: line.endsWith('end') ? 'end' : 'stop' };
  const bytes = unquoted(string);
  return bytes && { position, what: bytes };
};

function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed < 0 ? bytes.length : feed;
    yield decoder.decode(bytes.subarray(at, end));
    at = end + 1;
  }
}

/** The recording in this file. @throws Refusal. */
export const readRecording = (path: string): Recording => parseRecording(readFile(path, 'the recording'), path);

/** Reads the recording that `bytes` are. `path` is for messages. @throws Refusal that names the line. */
export const parseRecording = (bytes: Uint8Array, path: string): Recording => {
  const lines = linesOf(bytes);
  const [, fingerprint] = HEADER.exec(lines.next().value ?? '') ?? [];
  if (fingerprint === undefined)
    throw new Refusal(`${path} is no recording: its first line is not hartlab-input 1 FINGERPRINT; --record makes one`);
  const events: RecordedEvent[] = [];
  const refuse = (why: string): never => {
    throw new Refusal(`line ${events.length + 2} of ${path} ${why}`);
  };
  for (const line of lines) {
    const event = eventOf(line) ?? refuse('is no event; write POSITION and then a JSON string of bytes, end or stop');
    const last = events.at(-1);
    if (last && event.position < last.position) refuse('goes back; positions must not decrease');
    if (last?.what === 'stop') refuse('comes after the stop; nothing can');
    if (last?.what === 'end' && event.what !== 'stop') refuse('comes after the end of the input; only a stop can');
    events.push(event);
  }
  return { path, fingerprint, events };
};
