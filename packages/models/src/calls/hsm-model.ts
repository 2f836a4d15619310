import {
  allOnes,
  hartOf,
  isExecutable,
  uint32,
  withHart,
  type Arrival,
  type Callers,
  type CallState,
  type CallWorld,
} from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { Random } from '../random.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, type Expectation } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { anyPlace, places } from './places.ts';
import { each } from './tried.ts';

const start: ErrorTable = {
  section: 'sbi "Function: Hart start (FID #0)"',
  title: 'HSM Hart Start Errors',
  rows: ['INVALID_ADDRESS', 'INVALID_PARAM', 'ALREADY_AVAILABLE', 'FAILED'],
};
const stop: ErrorTable = {
  section: 'sbi "Function: Hart stop (FID #1)"',
  title: 'HSM Hart Stop Errors',
  rows: ['FAILED'],
};
const status: ErrorTable = {
  section: 'sbi "Function: Hart get status (FID #2)"',
  title: 'HSM Hart Get Status Errors',
  rows: ['INVALID_PARAM'],
};
const suspend: ErrorTable = {
  section: 'sbi "Function: Hart suspend (FID #3)"',
  title: 'HSM Hart Suspend Errors',
  rows: ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'FAILED'],
};

const startRegisters = `${start.section}, HSM Hart Start Register State`;
const resumeRegisters = `${suspend.section}, HSM Hart Resume Register State`;
const states = 'sbi "Hart State Management Extension", HSM Hart States';

/** What hart_get_status answers. */
export const stateIds: Readonly<Record<CallState, bigint>> = {
  STARTED: 0n,
  STOPPED: 1n,
  START_PENDING: 2n,
  SUSPENDED: 4n,
  LOST: 0n,
};

/** The default types of hart_suspend. */
export const RETENTIVE = 0x0000_0000n;
export const NON_RETENTIVE = 0x8000_0000n;

/** Of the table "HSM Hart Suspend Types": neither default nor reserved, so a platform may have one there. */
const isPlatforms = (type: bigint): boolean => {
  const low = type & 0x7fff_ffffn;
  return low >= 0x1000_0000n;
};

function expectStart(world: CallWorld, [hartid = 0n, pc = 0n, opaque = 0n]: readonly bigint[]): Expectation<CallWorld> {
  const target = hartid < BigInt(world.harts.length) ? Number(hartid) : undefined;
  const arrival: Arrival = { pc, opaque, rule: startRegisters };
  return expected(
    start,
    {
      INVALID_PARAM: target === undefined,
      INVALID_ADDRESS: !isExecutable(world, pc),
      ALREADY_AVAILABLE: target !== undefined && hartOf(world, target).state !== 'STOPPED',
    },
    target === undefined || hartOf(world, target).state !== 'STOPPED'
      ? {}
      : { world: withHart(world, target, { state: 'START_PENDING', arrival }) },
  );
}

function expectSuspend(
  world: CallWorld,
  { hart, args: [a0 = 0n, pc = 0n, opaque = 0n] }: Call,
): Expectation<CallWorld> {
  const type = uint32(a0);
  const isRetentive = type < NON_RETENTIVE;
  const suspended = { state: 'SUSPENDED', woken: false } as const;
  const arrival = isRetentive ? undefined : { pc, opaque, rule: resumeRegisters };
  return expected(
    suspend,
    {
      INVALID_PARAM: type === RETENTIVE || type === NON_RETENTIVE ? false : isPlatforms(type) ? 'ever' : true,
      NOT_SUPPORTED: 'ever',
      INVALID_ADDRESS: !isRetentive && !isExecutable(world, pc),
    },
    { world: withHart(world, hart, { ...suspended, arrival }), leaves: isRetentive ? 'either' : true },
  );
}

/** A call of HSM that this hart might make next. */
export function anyHsmCall(random: Random, world: Callers, hart: number) {
  const base = { hart, extension: 'HSM' } as const;
  const count = world.harts.length;
  const id = BigInt(random.oneIn(8) ? random.below(count + 2) : random.below(count));
  const name = random.of(['hart_start', 'hart_start', 'hart_stop', 'hart_get_status', 'hart_suspend'] as const);
  const hartid = random.oneIn(10) ? id | (1n << 32n) : id;
  switch (name) {
    case 'hart_start': {
      const stopped = world.harts.findIndex(({ state }) => state === 'STOPPED');
      const target = stopped >= 0 && !random.oneIn(4) ? BigInt(stopped) : hartid;
      return { ...base, name, args: [target, anyPlace(random, world), random.word()] };
    }
    case 'hart_stop':
      return { ...base, name, args: [random.word(), random.word(), random.word()] };
    case 'hart_get_status':
      return { ...base, name, args: [hartid] };
    case 'hart_suspend': {
      const type = random.of([RETENTIVE, NON_RETENTIVE, NON_RETENTIVE, 1n, 0x8000_0001n, 0xfff_ffffn, 0x8fff_ffffn]);
      const junk = random.oneIn(6) ? BigInt(random.below(0xffff)) << 32n : 0n;
      return { ...base, name, args: [type | junk, anyPlace(random, world), random.word()] };
    }
  }
}

/** Hart State Management. */
export const hsmModel: ExtensionModel = {
  name: 'HSM',
  expect(world, call) {
    const { hart, name, args } = call;
    switch (name) {
      case 'hart_start':
        return expectStart(world, args);
      case 'hart_stop':
        return expected(stop, {}, { world: withHart(world, hart, { state: 'STOPPED' }), leaves: true });
      case 'hart_get_status': {
        const [hartid = 0n] = args;
        const isValid = hartid < BigInt(world.harts.length);
        return expected(
          status,
          { INVALID_PARAM: !isValid },
          isValid ? { value: stateIds[hartOf(world, Number(hartid)).state], valueRule: states } : {},
        );
      }
      default:
        return expectSuspend(world, call);
    }
  },
  questions: ({ harts }, hart) =>
    harts.map((_, target) => ({ hart, extension: 'HSM', name: 'hart_get_status', args: [BigInt(target)] })),
  any: anyHsmCall,
  corners: (world) => {
    const count = BigInt(world.harts.length);
    const ids = [0n, count - 1n, count, 1n << 32n, allOnes];
    const types = [RETENTIVE, NON_RETENTIVE, 1n, 0xfff_ffffn, 0x8000_0001n, 0x8fff_ffffn, 1n << 32n];
    return [
      ...each('hart_start', ids, places(world), [0x77n]),
      ...each('hart_get_status', ids),
      ...each('hart_suspend', types, places(world), [0x77n]),
    ];
  },
};
