import type { Random } from '../random.ts';
import { hartOf, withHart, type Callers, type CallWorld } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { masks, namedHarts } from './hart-mask.ts';

const send: ErrorTable = {
  section: 'sbi "Function: Send IPI (FID #0)"',
  title: 'IPI Send Errors',
  rows: ['INVALID_PARAM', 'FAILED'],
};

const manifest = `${send.section}, "Interprocessor interrupts manifest at the receiving harts as the supervisor software interrupts"`;

/** IPIs have been sent to these harts: one that does not run is available to the supervisor all the same. */
function sentTo(world: CallWorld, harts: readonly number[]): CallWorld {
  return harts.reduce((old, hart) => {
    const { state } = hartOf(old, hart);
    if (state === 'STARTED') return withHart(old, hart, { SSIP: true });
    if (state === 'SUSPENDED') return withHart(old, hart, { SSIP: true, woken: true });
    return withHart(old, hart, { SSIP: undefined });
  }, world);
}

/** A call of IPI that this hart might make next. */
export function anyIpiCall(random: Random, world: Callers, hart: number) {
  const mask = BigInt(random.below(2 ** world.harts.length));
  const args = random.oneIn(4) ? random.of(masks(world)) : ([mask, 0n] as const);
  return { hart, extension: 'IPI', name: 'send_ipi', args } as const;
}

/** Inter-processor interrupts. */
export const ipiModel: ExtensionModel = {
  name: 'IPI',
  expect(world, { args: [mask = 0n, base = 0n] }) {
    const named = namedHarts(world, mask, base);
    // No text says whether those of a set that are valid get it all the same.
    const unsaid = {
      ...world,
      harts: world.harts.map((hart) => ({ ...hart, ...(hart.SSIP !== true && { SSIP: undefined }) })),
    };
    const isStopped = named?.some((hart) => hartOf(world, hart).state === 'STOPPED') ?? false;
    return expected(
      send,
      { INVALID_PARAM: named ? (isStopped ? 'may' : false) : true },
      named ? { world: sentTo(world, named) } : {},
      { failed: unsaid },
    );
  },
  observe: (world, hart) => {
    const { SSIP } = hartOf(world, hart);
    return SSIP === undefined ? [] : [{ hart, what: 'sip.SSIP', value: SSIP ? 1n : 0n, rule: manifest }];
  },
  started: () => ({ SSIP: undefined }),
  resumed: () => ({ SSIP: undefined }),
  any: anyIpiCall,
  corners: (world) => masks(world).map((args) => ({ name: 'send_ipi', args })),
};
