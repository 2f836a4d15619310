import { Pmp, type Access, type Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import type { Span } from '@hartlab/models';

const page = 4096;

/** The RAM to which the PMP of a hart lets S-mode have this access, as it is now. */
function allowed({ memory: { ramBase, ramSize } }: Machine, hart: Hart, accesses: readonly Access[]): readonly Span[] {
  const pmp = new Pmp(hart.state);
  const spans: { begin: bigint; end: bigint }[] = [];
  for (let at = ramBase; at < ramBase + ramSize; at += page) {
    if (!accesses.every((access) => pmp.allows(at, page, access, 'S'))) continue;
    const last = spans.at(-1);
    if (last?.end === BigInt(at)) last.end += BigInt(page);
    else spans.push({ begin: BigInt(at), end: BigInt(at + page) });
  }
  return spans;
}

/** What S-mode may execute, and what it may load from and store to. */
export const allowedMemory = (
  machine: Machine,
  hart: Hart,
): { readonly executable: readonly Span[]; readonly accessible: readonly Span[] } => ({
  executable: allowed(machine, hart, ['fetch']),
  accessible: allowed(machine, hart, ['load', 'store']),
});
