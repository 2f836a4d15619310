import { csrs, isView, type Hart } from '@hartlab/hart';
import type { RamPages } from './ram-pages.ts';
import type { TraceHash } from './trace-hash.ts';

/** Adds the state of the harts and of RAM to `hash`. */
export function hashState(hash: TraceHash, harts: readonly Hart[], ram: RamPages): void {
  for (const hart of harts) {
    for (const value of [hart.pc, ...Array.from({ length: 32 }, (_, n) => hart.x(n))]) hash.value(value);
    hash.word(modeWord(hart));
    for (const csr of csrs) if (!isView(csr)) hash.value(hart.read(csr));
  }
  for (const page of ram.touched()) {
    hash.word(page);
    hash.bytes(ram.page(page));
  }
}

const modes = { U: 0, S: 1, M: 3 } as const;

/** What of a hart is neither register nor CSR, in one word. */
const modeWord = ({ privilege, V, waiting, stopped, state }: Hart): number =>
  modes[privilege] | (V ? 4 : 0) | (waiting ? 8 : 0) | (stopped ? 16 : 0) | (state.ELP ? 32 : 0);
