import { cppcRegisters, type CPPC } from '@hartlab/sbi';
import { noOtherReason, type Condition, type ExtensionErrors } from './conditions.ts';

const desired = BigInt(cppcRegisters.DesiredPerformance);

/** The borders of both reserved ranges (sbi "CPPC Extension", table "CPPC Registers"). */
const reserved: readonly Condition[] = [0x15n, 0x7fff_ffffn, 0x8000_0001n, 0xffff_ffffn].map((id) => ({
  when: `the register 0x${id.toString(16)} is reserved`,
  args: [id, 1n],
}));

const absent: readonly Condition[] = (['TimeWindow', 'GuaranteedPerformance', 'NominalFrequency'] as const).map(
  (name) => ({ when: `the platform has no ${name}`, args: [BigInt(cppcRegisters[name]), 1n] }),
);

const readOnly: readonly Condition[] = (
  ['HighestPerformance', 'DeliveredPerformanceCounter', 'ReferencePerformance', 'TransitionLatency'] as const
).map((name) => ({ when: `${name} is read-only`, args: [BigInt(cppcRegisters[name]), 1n] }));

const noWriteOnly = 'no register of the table is write-only';

export const cppcErrors: ExtensionErrors<typeof CPPC> = {
  probe: { sample: { args: [desired] }, errors: { INVALID_PARAM: reserved, FAILED: noOtherReason } },
  read: {
    sample: { args: [desired] },
    errors: { INVALID_PARAM: reserved, NOT_SUPPORTED: absent, DENIED: noWriteOnly, FAILED: noOtherReason },
  },
  read_hi: {
    sample: { args: [desired] },
    errors: { INVALID_PARAM: reserved, NOT_SUPPORTED: absent, DENIED: noWriteOnly, FAILED: noOtherReason },
  },
  write: {
    sample: { args: [desired, 50n] },
    errors: { INVALID_PARAM: reserved, NOT_SUPPORTED: absent, DENIED: readOnly, FAILED: noOtherReason },
  },
};
