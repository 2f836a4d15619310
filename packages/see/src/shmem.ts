import { err, physicalAddress, type Caller, type Err } from '@hartlab/sbi';

/** Either word of a shared memory that is disabled. */
export const allOnes: bigint = (1n << 64n) - 1n;

/** What a supervisor asks for with `shmem_phys_lo` and `shmem_phys_hi`. */
interface ShmemRequest {
  readonly shmem_phys_lo: bigint;
  readonly shmem_phys_hi: bigint;
}

/** What an extension needs of the memory that it shares with a hart, in bytes. */
interface ShmemNeeds {
  readonly size: number;
  readonly alignment: number;
}

/**
 * The memory that a set_shmem function names, where the supervisor may read and write all of it; none where both words are
 * all ones, which disables it.
 */
export function shmemAt(
  { memory }: Pick<Caller, 'memory'>,
  { shmem_phys_lo, shmem_phys_hi }: ShmemRequest,
  { size, alignment }: ShmemNeeds,
): { readonly address?: bigint } | Err<'INVALID_PARAM' | 'INVALID_ADDRESS'> {
  if (shmem_phys_lo === allOnes && shmem_phys_hi === allOnes) return {};
  if (shmem_phys_lo % BigInt(alignment) !== 0n) return err('INVALID_PARAM');
  const address = physicalAddress(shmem_phys_lo, shmem_phys_hi);
  const isAccessible = (['read', 'write'] as const).every((access) => memory.accessible(access, address, BigInt(size)));
  return isAccessible ? { address } : err('INVALID_ADDRESS');
}
