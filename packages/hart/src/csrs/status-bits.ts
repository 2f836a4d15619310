import type { Isa } from '@hartlab/isa';
import { bitsOf, fromHalves } from '../csr/csr.ts';
import { plansOf } from '../csr/csr-plan.ts';
import { exists } from '../csr/extensions.ts';
import { mstatus, sstatus } from './csrs.ts';

/** What an access to sstatus comes to that has to look at nothing but mstatus itself: bits of it, 64 each. */
export interface StatusBits {
  /** What software reads of the cell. SD is read besides, where FS is Dirty. */
  readonly visible: bigint;
  /** What a write may change. */
  readonly writable: bigint;
  /** Of these, those whose changes concern nobody, but for interrupts that may be pending. */
  readonly quiet: bigint;
  /** Of these, those that let interrupts be taken. */
  readonly enables: bigint;
  /** While one of these is 1, others may be hidden, or have to be 0. */
  readonly involved: bigint;
}

/** On harts of this ISA; undefined where they have no sstatus. */
export const statusBitsOf = (isa: Isa): StatusBits | undefined => isa.made(makeStatusBits);

function makeStatusBits(isa: Isa): StatusBits | undefined {
  if (!exists(sstatus, isa)) return undefined;
  const { free, ruled, granted } = plansOf(isa).of(mstatus);
  const unruled = fromHalves(...free);
  const named = bitsOf(sstatus.fields.filter(({ rule }) => rule.readOnly !== true));
  const writable = named & (unruled | bitsOf(ruled.flat().map(({ field }) => field)));
  const [enables, others] = [true, false].map((wanted) =>
    mstatus.effects
      .filter(({ affected }) => (affected === 'interrupt-enables') === wanted)
      .reduce((bits, { lowMask, highMask }) => bits | fromHalves(lowMask, highMask), 0n),
  ) as [bigint, bigint];
  return {
    visible: bitsOf(sstatus.fields),
    writable,
    // Whoever uses floating-point state looks at FS beforehand.
    quiet: writable & unruled & ~others & ~mstatus.FS.mask,
    enables: writable & enables,
    involved: bitsOf(granted) | mstatus.MDT.mask,
  };
}
