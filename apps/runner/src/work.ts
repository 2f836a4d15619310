import { exitOf } from './exit.ts';
import { breathe, type Io } from './io.ts';
import { Progress } from './progress.ts';
import { Refusal } from './refusal.ts';
import { endedInWords } from './signals.ts';

/** So long does work go on before signals are looked at again. */
const SLICE_MILLISECONDS = 50;

/**
 * Goes through long work step by step. When a signal asks to end, throws the refusal that says what had been done by
 * then.
 *
 * @param status what to show meanwhile, and to say at the end if it comes early
 */
export const goThrough = async <Item>(
  items: Iterable<Item>,
  io: Io,
  use: (item: Item) => void,
  status: () => string,
): Promise<void> => {
  const progress = new Progress(io.stderr);
  try {
    let looked = performance.now();
    for (const item of items) {
      use(item);
      if (performance.now() - looked < SLICE_MILLISECONDS) continue;
      progress.show(status);
      await breathe();
      const { received } = io.signals;
      if (received !== undefined) {
        progress.clear();
        throw new Refusal(`${endedInWords(received)} at ${status()}`, exitOf[received]);
      }
      looked = performance.now();
    }
  } finally {
    progress.clear();
  }
};
