import { extension, fn } from './extension.ts';

const register = { cppc_reg_id: 'uint32_t' } as const;

/** Collaborative Processor Performance Control. */
export const CPPC = extension(
  'CPPC',
  {
    probe: fn(0, register, ['INVALID_PARAM', 'FAILED'], 'sbi "Function: Probe CPPC register (FID #0)"'),
    read: fn(
      1,
      register,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
      'sbi "Function: Read CPPC register (FID #1)"',
    ),
    read_hi: fn(
      2,
      register,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
      'sbi "Function: Read CPPC register high bits (FID #2)"',
    ),
    write: fn(
      3,
      { ...register, val: 'uint64_t' },
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
      'sbi "Function: Write to CPPC register (FID #3)"',
    ),
  },
  'sbi "CPPC Extension"',
);

/**
 * The register IDs (sbi "CPPC Extension", table "CPPC Registers"); all others are reserved. The names are the table's,
 * without the "Register" at the end of some.
 */
export const cppcRegisters = {
  HighestPerformance: 0x0,
  NominalPerformance: 0x1,
  LowestNonlinearPerformance: 0x2,
  LowestPerformance: 0x3,
  GuaranteedPerformance: 0x4,
  DesiredPerformance: 0x5,
  MinimumPerformance: 0x6,
  MaximumPerformance: 0x7,
  PerformanceReductionTolerance: 0x8,
  TimeWindow: 0x9,
  CounterWraparoundTime: 0xa,
  ReferencePerformanceCounter: 0xb,
  DeliveredPerformanceCounter: 0xc,
  PerformanceLimited: 0xd,
  CPPCEnable: 0xe,
  AutonomousSelectionEnable: 0xf,
  AutonomousActivityWindow: 0x10,
  EnergyPerformancePreference: 0x11,
  ReferencePerformance: 0x12,
  LowestFrequency: 0x13,
  NominalFrequency: 0x14,
  TransitionLatency: 0x8000_0000,
} as const;
