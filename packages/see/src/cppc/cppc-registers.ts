import { cppcRegisters } from '@hartlab/sbi';
import { asking, deliveredCounter, performance, type Performance } from './performance.ts';

/** A register that is there. */
interface CppcRegister {
  readonly width: 32 | 64;
  /** @param now the tick of mtime */
  readonly read: (its: Performance, now: bigint) => bigint;
  /** What a write of so many bits makes of it; absent where it is read-only. */
  readonly write?: (its: Performance, now: bigint, value: bigint) => Performance;
}

type RegisterName = keyof typeof cppcRegisters;

/** Ticks of mtime in a second. */
const frequency = 10_000_000n;

const constant = (value: number): CppcRegister => ({ width: 32, read: () => BigInt(value) });

const request = (name: 'desired' | 'minimum' | 'maximum'): CppcRegister => ({
  width: 32,
  read: (its) => BigInt(its[name]),
  write: (its, now, value) => asking(its, now, { [name]: Number(value) }),
});

/** The registers that are there (sbi "CPPC Extension", table "CPPC Registers"; what they mean, ACPI 6.5, 8.4.6.1). */
const there: Partial<Record<RegisterName, CppcRegister>> = {
  HighestPerformance: constant(performance.highest),
  NominalPerformance: constant(performance.nominal),
  LowestNonlinearPerformance: constant(performance.lowestNonlinear),
  LowestPerformance: constant(performance.lowest),
  DesiredPerformance: request('desired'),
  MinimumPerformance: request('minimum'),
  MaximumPerformance: request('maximum'),
  // In seconds.
  CounterWraparoundTime: { width: 64, read: () => 2n ** 64n / frequency },
  ReferencePerformanceCounter: { width: 64, read: (_, now) => now },
  DeliveredPerformanceCounter: { width: 64, read: deliveredCounter },
  // Nothing but what is asked for limits a hart, and software can only clear what says so.
  PerformanceLimited: { width: 32, read: () => 0n, write: (its) => its },
  CPPCEnable: {
    width: 32,
    read: ({ enabled }) => BigInt(enabled),
    write: (its, now, value) => asking(its, now, { enabled: (value & 1n) === 1n }),
  },
  ReferencePerformance: constant(performance.reference),
  // What is asked for is granted at once.
  TransitionLatency: constant(0),
};

const names = new Map(Object.entries(cppcRegisters).map(([name, id]) => [id as number, name as RegisterName]));

/** The register with this ID; `absent` for one that the platform does not have, `reserved` for an ID that is none. */
export function cppcRegister(id: number): CppcRegister | 'absent' | 'reserved' {
  const name = names.get(id);
  return name === undefined ? 'reserved' : (there[name] ?? 'absent');
}
