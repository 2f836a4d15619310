import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { Refusal } from './refusal.ts';
import { systemCode, systemErrorInWords } from './system-error.ts';

/*
 * A snapshot file begins with two lines of text, which `head -2` shows:
 *
 *     hartlab-snapshot 2 0a1b…       the format's version; SHA-256 of all that follows this line
 *     {"hartlab":"0.1.0",…}          what the file is of, as JSON
 *
 * Behind them are the parts, each as two 32-bit little-endian numbers, how many bytes it has here and how many it is, and the
 * part in DEFLATE (RFC 1951). What the parts are is said in saved-run.ts.
 */
/** Raised whenever a file of the version before would be read otherwise: snapshot-version.test.ts tells. */
export const VERSION = '2';
const HEADER = /^hartlab-snapshot ([1-9]\d{0,8}) ([0-9a-f]{64})$/;
const FIRST_LINE = 128;
const LONGEST_LINE = 1 << 20;
const LINE_FEED = 0x0a;
const PART_HEADER = 8;
/** Bytes of a part at most: the symbols of a large program, say. */
export const LONGEST_PART = 256 * 1024 ** 2;
/** The fastest level: the others take several times as long for some percent. */
const LEVEL = 1;
/** Parts that zlib's threads work on at the same time. */
const AT_ONCE = 8;

const compressed: (bytes: Uint8Array, options: { level: number }) => Promise<Uint8Array> = promisify(deflateRaw);
const uncompressed: (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array> =
  promisify(inflateRaw);

/** What is in a snapshot file. */
export interface SnapshotFile {
  /** Of the second line: JSON. */
  readonly description: unknown;
  readonly parts: readonly Uint8Array[];
}

/** The promises of what `make` makes of these, in order, with some of them under way. */
async function* inTurn<Item, Made>(items: Iterable<Item>, make: (item: Item) => Promise<Made>): AsyncGenerator<Made> {
  const underWay: Promise<Made>[] = [];
  for (const item of items) {
    const made = make(item);
    // Somebody asks for it in its turn, or an earlier one has failed.
    made.catch(() => undefined);
    underWay.push(made);
    if (underWay.length === AT_ONCE) yield await underWay.shift()!;
  }
  for (const each of underWay) yield await each;
}

/** The bytes of a snapshot file, in pieces. */
export const encodeSnapshotFile = async (description: unknown, parts: Iterable<Uint8Array>): Promise<Uint8Array[]> => {
  const pieces: Uint8Array[] = [Buffer.from(`${JSON.stringify(description)}\n`)];
  const made = inTurn(parts, async (part) => ({
    length: part.length,
    bytes: await compressed(part, { level: LEVEL }),
  }));
  for await (const { length, bytes } of made) {
    const header = Buffer.alloc(PART_HEADER);
    header.writeUInt32LE(bytes.length, 0);
    header.writeUInt32LE(length, 4);
    pieces.push(header, bytes);
  }
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return [Buffer.from(`hartlab-snapshot ${VERSION} ${hash.digest('hex')}\n`), ...pieces];
};

/** One line of text and what is behind it; undefined where no line of that length ends. */
const lineOf = (bytes: Uint8Array, longest: number): [line: string, rest: Uint8Array] | undefined => {
  const end = bytes.subarray(0, longest).indexOf(LINE_FEED);
  return end < 0 ? undefined : [Buffer.from(bytes.subarray(0, end)).toString('utf8'), bytes.subarray(end + 1)];
};

/**
 * What these bytes, the whole of a snapshot file, hold. `path` is for messages; `most` is how many bytes the parts of a file
 * of that description have together.
 *
 * @throws Refusal
 */
export const decodeSnapshotFile = async (
  bytes: Uint8Array,
  path: string,
  most: (description: unknown) => number,
): Promise<SnapshotFile> => {
  const damaged = (why: string): Refusal => new Refusal(`${path} is damaged: ${why}; save it again`);
  const [first = '', rest = bytes] = lineOf(bytes, FIRST_LINE) ?? [];
  const [, version, digest] = HEADER.exec(first) ?? [];
  if (version === undefined)
    throw new Refusal(
      `${path} is no snapshot: its first line is not hartlab-snapshot VERSION SHA256; --save makes one`,
    );
  if (version !== VERSION)
    throw new Refusal(
      `${path} is a snapshot of version ${version}; this hartlab reads version ${VERSION}: save it again with this one`,
    );
  if (createHash('sha256').update(rest).digest('hex') !== digest) throw damaged('its SHA-256 is another one');
  const [second, body] = lineOf(rest, LONGEST_LINE) ?? [];
  if (second === undefined || body === undefined) throw damaged('its second line does not end');
  try {
    const description: unknown = JSON.parse(second);
    const stored = [...partsIn(body)];
    if (stored.reduce((total, { length }) => total + length, 0) > most(description))
      throw new RangeError('there is more in it than its machine has');
    const parts: Uint8Array[] = [];
    for await (const part of inTurn(stored, inflated)) parts.push(part);
    return { description, parts };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
};

/** A part as the file has it. */
interface StoredPart {
  readonly bytes: Uint8Array;
  readonly length: number;
}

function* partsIn(body: Uint8Array): Generator<StoredPart> {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let at = 0; at < body.length;) {
    const rest = body.length - at - PART_HEADER;
    const stored = rest < 0 ? 0 : view.getUint32(at, true);
    if (rest < stored) throw new RangeError('its last part is not whole');
    const length = view.getUint32(at + 4, true);
    if (length === 0 || length > LONGEST_PART)
      throw new RangeError(`one of its parts says that it has ${length} bytes`);
    at += PART_HEADER + stored;
    yield { bytes: body.subarray(at - stored, at), length };
  }
}

const inflated = async ({ bytes, length }: StoredPart): Promise<Uint8Array> => {
  const part = await uncompressed(bytes, { maxOutputLength: length });
  if (part.length !== length) throw new RangeError(`a part of ${length} bytes has ${part.length}`);
  return new Uint8Array(part.buffer, part.byteOffset, part.length);
};

/** Where a snapshot that is to be at `path` will be: where a symbolic link leads. @throws Refusal where none can be. */
export const snapshotPlace = (path: string): string => {
  const refuse = (why: string) => new Refusal(`cannot write ${path} for --save: ${why}`);
  if (path === '-') throw new Refusal('--save writes a file; give the path of one');
  try {
    const isThere = lstatSync(path, { throwIfNoEntry: false });
    const place = isThere ? realpathSync(path) : path;
    if (isThere && !lstatSync(place).isFile()) throw refuse('it is no file; give the path of one');
    rmSync(temporary(place), { force: true });
    closeSync(openSync(temporary(place), 'wx'));
    rmSync(temporary(place));
    return place;
  } catch (error) {
    throw error instanceof Refusal ? error : refuse(systemErrorInWords(error));
  }
};

/** Where a file is until it is whole. */
const temporary = (place: string): string => `${place}.${process.pid}.tmp`;

/** Writes a file, which is either there as a whole or as it was before. Answers its length in bytes. @throws Refusal */
export const writeSnapshotFile = (place: string, pieces: readonly Uint8Array[]): number => {
  const unfinished = temporary(place);
  let total = 0;
  try {
    const descriptor = openSync(unfinished, 'wx');
    try {
      for (const piece of pieces)
        for (let written = 0; written < piece.length;) {
          const more = writeSync(descriptor, piece, written);
          written += more;
          total += more;
        }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, place);
    return total;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') rmSync(unfinished, { force: true });
    throw new Refusal(`cannot write ${place} for --save: ${systemErrorInWords(error)}`, 'host error');
  }
};
