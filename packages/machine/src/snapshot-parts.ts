import { pageBytes } from '@hartlab/hart';
import { bytesOf, dataOf } from './plain-bytes.ts';
import type { MachineState, Snapshot } from './snapshot.ts';

/** Pages in a part: 1 MiB. */
const pagesPerPart = 256;

/** Pages of RAM as a part has them: their numbers, ascending, and what they hold, one after the other. */
interface PagesPart {
  readonly numbers: Uint32Array;
  readonly bytes: Uint8Array;
}

/** A snapshot as byte sequences, to be stored one by one: first everything but RAM, then RAM, some pages in each. */
export function* partsOf({ state, pages }: Snapshot): Generator<Uint8Array, void, void> {
  yield bytesOf(state);
  const all = [...pages];
  for (let first = 0; first < all.length; first += pagesPerPart) {
    const some = all.slice(first, first + pagesPerPart);
    const bytes = new Uint8Array(some.length * pageBytes);
    for (const [index, [, page]] of some.entries()) bytes.set(page, index * pageBytes);
    yield bytesOf({ numbers: Uint32Array.from(some, ([number]) => number), bytes } satisfies PagesPart);
  }
}

/**
 * The snapshot that these parts are of: of a machine with that much RAM, so that no more memory is needed than it has.
 * `Machine.restore` says whether it fits.
 *
 * @throws RangeError with one line, when `partsOf` did not make them.
 */
export function snapshotOf([first, ...others]: readonly Uint8Array[], ramSize: number): Snapshot {
  if (!first) throw new RangeError('it has no state');
  const state = dataOf(first) as MachineState;
  const pages = new Map<number, Uint8Array>();
  let next = 0;
  for (const part of others) {
    const { numbers, bytes } = pagesIn(dataOf(part));
    for (const [index, number] of numbers.entries()) {
      if (number < next || number >= ramSize / pageBytes) throw new RangeError(`it has no place for page ${number}`);
      next = number + 1;
      pages.set(number, bytes.subarray(index * pageBytes, (index + 1) * pageBytes));
    }
  }
  return { state, pages };
}

function pagesIn(data: unknown): PagesPart {
  const { numbers, bytes } = (data ?? {}) as Partial<PagesPart>;
  const isGood =
    numbers instanceof Uint32Array && bytes instanceof Uint8Array && bytes.length === numbers.length * pageBytes;
  if (!isGood) throw new RangeError('a part of it holds no pages');
  return { numbers, bytes };
}
