import { noReservation, type StateField } from '@hartlab/hart';
import { stateFields } from './state-field.ts';

const registers = (...names: readonly string[]): string[] =>
  stateFields
    .map(({ name }) => name)
    .filter((field) => names.some((name) => field === name || field.startsWith(`${name}.`)));

/** Something that an event may change without being seen by the software it interrupted. */
export interface Exemption {
  readonly fields: readonly string[];
  /** Which changes are allowed; every change, if absent. */
  readonly only?: (now: bigint) => boolean;
  readonly reason: string;
}

/**
 * All that may differ after an event, and nothing else may. Memory has its own two exemptions, see `memory-difference.ts`:
 * the firmware's memory and the handler's stack. `time` needs none, as the clock stands still during an event, and
 * mhpmcounter3 and up need none while they count nothing.
 */
export const exemptions: readonly Exemption[] = [
  {
    fields: registers('mcycle', 'minstret'),
    reason: 'counters count the handler too',
  },
  {
    fields: registers('mepc', 'mcause', 'mtval', 'mtval2', 'mtinst', 'mscratch'),
    reason: 'belongs to the M-level firmware, which took the traps',
  },
  {
    fields: registers(...['MPP', 'MPIE', 'MPV', 'GVA', 'MPELP', 'MDT'].map((name) => `mstatus.${name}`)),
    reason: 'the M-level trap stack, of which mret leaves its own mark',
  },
  {
    fields: ['reservation'],
    only: (now) => now === noReservation,
    reason: 'a trap may lose the reservation of LR, never make one',
  },
  {
    fields: ['waiting'],
    only: (now) => now === 0n,
    reason: 'WFI may end at any time, and software finds pc behind it in either case',
  },
];

/** All that may differ besides where the event is that of a counter's overflow, and nowhere else. */
export const overflowExemptions: readonly Exemption[] = [
  {
    fields: ['mie.LCOFIE', 'mip.LCOFIP'],
    reason:
      'the interrupt, which the firmware holds back while the event is handled; S-mode reads 0 in sie and sip while it is not delegated (priv "Supervisor Interrupt (sip and sie) Registers")',
  },
  {
    fields: stateFields.map(({ name }) => name).filter((name) => /^mhpmevent\d+\.OF$/.test(name)),
    reason: 'what a counter that has overflowed leaves, and its restart takes away (priv "Count Overflow Control")',
  },
];

/** The fields of these. */
export const overflowFields: ReadonlySet<string> = new Set(overflowExemptions.flatMap(({ fields }) => fields));

const exemptOf = new Map(exemptions.flatMap((exemption) => exemption.fields.map((name) => [name, exemption])));

/** Whether a field may change in every way. */
export const isExempt = (field: StateField): boolean => {
  const exemption = exemptOf.get(field.name);
  return exemption !== undefined && exemption.only === undefined;
};

/** Whether a field may have changed to this value. */
export const mayBecome = (field: StateField, value: bigint): boolean =>
  exemptOf.get(field.name)?.only?.(value) ?? false;
