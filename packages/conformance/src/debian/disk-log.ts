import type { Random } from '@hartlab/models';

/** A request to the disk that `-d disk` has told of. */
interface LoggedRequest {
  /** As it is in the line: `write of 4096 bytes at 0x20000`. */
  readonly request: string;
  /** Instructions that had retired before. */
  readonly instructions: number;
}

/** A stretch of a run in which nothing reaches the disk, after something that did. */
export interface Pause {
  /** The first and the last number of instructions at which a run that ends has just this on its disk. */
  readonly from: number;
  readonly to: number;
  /** How many requests have written to the disk since it was last flushed. */
  readonly unflushed: number;
}

const LINE = /^virtio-mmio-bus\.\d+: (.*), after (\d+) instructions$/gm;

/** What of a log changes the disk, or keeps what has changed. */
const changesIn = (log: string): LoggedRequest[] =>
  [...log.matchAll(LINE)]
    .map(([, request, instructions]) => ({ request: request!, instructions: Number(instructions) }))
    .filter(({ request }) => !request.startsWith('read '));

/**
 * The stretches between one request that changes the disk, or flushes it, and the next. Those that come at once are one: a run does not
 * end between them. What comes after the last is not known, and left out.
 */
export const pausesIn = (log: string): Pause[] => {
  const changes = changesIn(log);
  let unflushed = 0;
  return changes.slice(0, -1).flatMap(({ request, instructions }, n) => {
    unflushed = request === 'flush' ? 0 : unflushed + 1;
    // The instruction by which the driver asks for it has not retired while it is served.
    const [from, to] = [instructions + 1, changes[n + 1]!.instructions];
    return from <= to ? [{ from, to, unflushed }] : [];
  });
};

/** How many requests have written to the disk since it was last flushed, when the log ends. */
export const unflushedIn = (log: string): number => {
  const changes = changesIn(log);
  return changes.length - 1 - changes.findLastIndex(({ request }) => request === 'flush');
};

/** A moment to end a run at, and what is on its disk then. */
export interface Moment {
  readonly instructions: number;
  readonly pause: Pause;
}

/** Moments within these pauses, of which there is one: each pause comes once before any comes again. */
export function* momentsIn(pauses: readonly Pause[], random: Random): Generator<Moment, never> {
  const left: Pause[] = [];
  for (;;) {
    if (left.length === 0) left.push(...pauses);
    const [pause] = left.splice(random.below(left.length), 1) as [Pause];
    yield { pause, instructions: pause.from + random.below(pause.to - pause.from + 1) };
  }
}
