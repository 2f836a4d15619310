import { allOnes, hartOf, type CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { ErrorName } from '../error-codes.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, type Expectation } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { masks, namedHarts } from './hart-mask.ts';

const rangeErrors: readonly ErrorName[] = ['INVALID_ADDRESS', 'INVALID_PARAM', 'FAILED'];

const table = (section: string, title: string, rows: readonly ErrorName[]): ErrorTable => ({
  section,
  title: `RFENCE ${title} Errors`,
  rows,
});

/** A fence: its table, and the most that the number of an address space can be. */
interface Fence {
  readonly table: ErrorTable;
  readonly spaces?: bigint;
}

/** The widest ASID and VMID of RV64 (priv "Supervisor Address Translation and Protection (satp) Register"). */
const ASIDS = 2n ** 16n;
const VMIDS = 2n ** 14n;

const hypervisorErrors: readonly ErrorName[] = ['NOT_SUPPORTED', ...rangeErrors];
const fences: Readonly<Record<string, Fence>> = {
  remote_fence_i: {
    table: table('sbi "Function: Remote FENCE.I (FID #0)"', 'Remote FENCE.I', ['INVALID_PARAM', 'FAILED']),
  },
  remote_sfence_vma: { table: table('sbi "Function: Remote SFENCE.VMA (FID #1)"', 'Remote SFENCE.VMA', rangeErrors) },
  remote_sfence_vma_asid: {
    table: table('sbi "Function: Remote SFENCE.VMA with ASID (FID #2)"', 'Remote SFENCE.VMA with ASID', rangeErrors),
    spaces: ASIDS,
  },
  remote_hfence_gvma_vmid: {
    table: table(
      'sbi "Function: Remote HFENCE.GVMA with VMID (FID #3)"',
      'Remote HFENCE.GVMA with VMID',
      hypervisorErrors,
    ),
    spaces: VMIDS,
  },
  remote_hfence_gvma: {
    table: table('sbi "Function: Remote HFENCE.GVMA (FID #4)"', 'Remote HFENCE.GVMA', hypervisorErrors),
  },
  remote_hfence_vvma_asid: {
    table: table(
      'sbi "Function: Remote HFENCE.VVMA with ASID (FID #5)"',
      'Remote HFENCE.VVMA with ASID',
      hypervisorErrors,
    ),
    spaces: ASIDS,
  },
  remote_hfence_vvma: {
    table: table('sbi "Function: Remote HFENCE.VVMA (FID #6)"', 'Remote HFENCE.VVMA', hypervisorErrors),
  },
};

function expectFence(world: CallWorld, { name, args }: Call): Expectation<CallWorld> {
  const [mask = 0n, base = 0n, start = 0n, size = 0n, space = 0n] = args;
  const { table: errors, spaces } = fences[name]!;
  const named = namedHarts(world, mask, base);
  const isStopped = named?.some((hart) => hartOf(world, hart).state === 'STOPPED') ?? false;
  const isHypervisors = errors.rows.includes('NOT_SUPPORTED');
  // "If start_addr and size are both 0, or size is equal to 2^XLEN-1", it is everything; which others are invalid, no text says.
  const isWhole = size === allOnes;
  return expected<CallWorld>(errors, {
    INVALID_PARAM: named ? (isStopped || (spaces !== undefined && space >= spaces) ? 'may' : false) : true,
    INVALID_ADDRESS: !isWhole && start + size > 2n ** 64n ? 'may' : false,
    NOT_SUPPORTED: isHypervisors && (world.platform.hypervisor ? 'ever' : true),
  });
}

const ranges = [
  [0n, 0n],
  [0n, allOnes],
  [0x1000n, allOnes],
  [0x1000n, 0x1000n],
  [allOnes, 0x1000n],
  [1n << 63n, 1n << 63n],
] as const;

/** Remote fences. */
export const rfenceModel: ExtensionModel = {
  name: 'RFENCE',
  expect: expectFence,
  any(random, world, hart) {
    const mask = BigInt(random.below(2 ** world.harts.length));
    const [name] = random.of(Object.entries(fences));
    const of = random.oneIn(4) ? random.of(masks(world)) : ([mask, 0n] as const);
    const space = random.of([0n, 1n, VMIDS - 1n]);
    return { hart, extension: 'RFENCE', name, args: [...of, ...random.of(ranges), space] };
  },
  corners: (world) =>
    Object.keys(fences).flatMap((name) => [
      ...masks(world).map((mask) => ({ name, args: [...mask, 0n, 0n, 0n] })),
      ...ranges.map((range) => ({ name, args: [1n, 0n, ...range, 0n] })),
    ]),
};
