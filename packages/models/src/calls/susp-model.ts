import type { Random } from '../random.ts';
import { hartOf, isExecutable, uint32, withHart, type Callers } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { anyPlace, places } from './places.ts';
import { each } from './tried.ts';

const table: ErrorTable = {
  section: 'sbi "Function: System Suspend (FID #0)"',
  title: 'SUSP System Suspend Errors',
  rows: ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'DENIED', 'FAILED'],
};
const resumeRegisters = `${table.section}, SUSP System Resume Register State`;

const SUSPEND_TO_RAM = 0n;
/** From here on, of the table "SUSP System Sleep Types", types are a platform's. */
const PLATFORMS = 0x8000_0000n;

/** A call of SUSP that this hart might make next. */
export function anySuspCall(random: Random, world: Callers, hart: number) {
  const type = random.oneIn(6) ? random.of([1n, 0x7fff_ffffn]) : SUSPEND_TO_RAM;
  const junk = random.oneIn(6) ? BigInt(random.below(0xffff)) << 32n : 0n;
  const args = [type | junk, anyPlace(random, world), random.word()];
  return { hart, extension: 'SUSP', name: 'system_suspend', args } as const;
}

/** System suspend. */
export const suspModel: ExtensionModel = {
  name: 'SUSP',
  expect(world, { hart, args: [a0 = 0n, pc = 0n, opaque = 0n] }) {
    const type = uint32(a0);
    const isOther = world.harts.some((_, index) => index !== hart && hartOf(world, index).state !== 'STOPPED');
    const arrival = { pc, opaque, rule: resumeRegisters };
    return expected(
      table,
      {
        INVALID_PARAM: type === SUSPEND_TO_RAM ? false : type < PLATFORMS ? true : 'may',
        // The presence of this type "is implied by that of the extension".
        NOT_SUPPORTED: type === SUSPEND_TO_RAM ? false : 'ever',
        // A platform's types have entry criteria of their own.
        DENIED: isOther && type === SUSPEND_TO_RAM,
        INVALID_ADDRESS: !isExecutable(world, pc),
      },
      { world: withHart(world, hart, { state: 'SUSPENDED', woken: false, arrival }), leaves: true },
    );
  },
  any: anySuspCall,
  corners: (world) => each('system_suspend', [SUSPEND_TO_RAM, 1n, 0x7fff_ffffn, 1n << 32n], places(world), [0x77n]),
};
