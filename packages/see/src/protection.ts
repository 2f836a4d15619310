import { pmpaddrs, pmpcfgs, type Hart } from '@hartlab/hart';

/** Bytes `base` to `base + size` of physical memory: multiples of 8. */
export interface ProtectedRegion {
  readonly base: number;
  readonly size: number;
}

/** PMP configurations: a naturally aligned power-of-two region that denies all, and one that permits all. */
const NAPOT = 0b11n << 3n;
const deny = NAPOT;
const permit = NAPOT | 0b111n;

/** The region as naturally aligned powers of two, as large as can be. */
function* alignedParts({ base, size }: ProtectedRegion): Generator<ProtectedRegion> {
  for (let at = base; at < base + size;) {
    let part = 8;
    while (at % (2 * part) === 0 && at + 2 * part <= base + size) part *= 2;
    yield { base: at, size: part };
    at += part;
  }
}

/** The pmpaddr of such a part, and that of everything (priv "Address Matching"). */
const napot = ({ base, size }: ProtectedRegion): bigint => BigInt(base / 4 + size / 8 - 1);
const everything = 0xffff_ffff_ffff_ffffn;

/** pmpcfg holds eight entries of a byte each. */
const entriesPerRegister = 8;

/**
 * Denies the regions to S-mode and below by a PMP entry for each of their parts, and permits all else by one more: devices and holes answer
 * for themselves. M-mode may do what it likes, because no entry is locked.
 */
export function protect(hart: Hart, regions: readonly ProtectedRegion[]): void {
  const entries = [
    ...regions
      .flatMap((region) => [...alignedParts(region)])
      .map((part) => ({ address: napot(part), configuration: deny })),
    { address: everything, configuration: permit },
  ];
  entries.forEach(({ address }, entry) => hart.write(pmpaddrs[entry]!, address));
  pmpcfgs.forEach((pmpcfg, register) => {
    const bytes = entries.slice(register * entriesPerRegister, (register + 1) * entriesPerRegister);
    hart.write(
      pmpcfg,
      bytes.reduce((value, { configuration }, byte) => value | (configuration << BigInt(8 * byte)), 0n),
    );
  });
}
