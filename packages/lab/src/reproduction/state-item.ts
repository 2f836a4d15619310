import { firmwareFeatures, type FirmwareFeature } from '@hartlab/sbi';
import type { ComparedState } from '../compared-state.ts';
import type { Mode } from '../mode.ts';
import { stateField, stateFields } from '../state-field.ts';
import { csrOfField } from './field-csr.ts';

/** Gives one field of a hart the value that it had when it was interrupted. */
export interface StateItem {
  readonly field: string;
  readonly value: bigint;
  /** Lines of assembly for HS-mode, which may use t0. */
  readonly lines: readonly string[];
}

/**
 * CSRs of which a program has its own, or has no part: where its page tables and vectors are, where traps of a guest go, which
 * interrupts are taken, and time.
 */
const ownOfPrograms: ReadonlySet<string> = new Set(
  'satp vsatp hgatp stvec vstvec hedeleg hideleg mie mip hvien hvictl time htimedelta stimecmp vstimecmp'.split(' '),
);

/** Features that firmware switches on for the supervisor, by the bit that they are (sbi "SBI Firmware Features Extension"). */
const features: ReadonlyMap<string, FirmwareFeature> = new Map([
  ['menvcfg.LPE', 'LANDING_PAD'],
  ['menvcfg.SSE', 'SHADOW_STACK'],
  ['menvcfg.DTE', 'DOUBLE_TRAP'],
  ['menvcfg.ADUE', 'PTE_AD_HW_UPDATING'],
]);

/** Where SRET takes it from, on the way to a mode below HS (priv "Trap Return"). */
const bySret: ReadonlyMap<string, string> = new Map([['mstatus.SIE', 'mstatus.SPIE']]);

/** What the way into such a mode leaves as it must be. */
const leftBySret: ReadonlySet<string> = new Set([
  'mstatus.SPP',
  'mstatus.SPIE',
  'mstatus.SPELP',
  'hstatus.SPV',
  'sepc',
]);

/** Lines that write the bits of a field in its CSR. */
function csrLines(csr: string, mask: bigint, value: bigint): string[] {
  if (mask === 2n ** 64n - 1n) return [`li t0, ${hexadecimal(value)}`, `csrw ${csr}, t0`];
  const zeros = mask & ~value;
  return [
    ...(zeros === 0n ? [] : [`li t0, ${hexadecimal(zeros)}`, `csrc ${csr}, t0`]),
    ...(value === 0n ? [] : [`li t0, ${hexadecimal(value)}`, `csrs ${csr}, t0`]),
  ];
}

/** A number as a program has it. */
export const hexadecimal = (value: bigint): string => (value < 10n ? `${value}` : `0x${value.toString(16)}`);

/** Lines that give a field this value; undefined where a program cannot, or has its own. */
export function linesFor(name: string, value: bigint, entersBySret: boolean): readonly string[] | undefined {
  const feature = features.get(name);
  if (feature !== undefined)
    return [`li a0, ${firmwareFeatures[feature]}`, `li a1, ${value}`, 'li a2, 0', 'sbi SBI_FWFT, FWFT_SET'];
  const [, file, number] = /^([xf])(\d+)$/.exec(name) ?? [];
  if (file === 'x') return [`li x${number}, ${hexadecimal(value)}`];
  const float = csrLines('sstatus', stateField('mstatus.FS').mask, stateField('mstatus.FS').mask);
  if (file === 'f') return [...float, `li t0, ${hexadecimal(value)}`, `fmv.d.x f${number}, t0`];
  if (entersBySret && leftBySret.has(name)) return undefined;
  const written = (entersBySret && bySret.get(name)) || name;
  const csr = csrOfField(written);
  if (csr === undefined) return undefined;
  const { mask, low } = stateField(written);
  return [...(csr === 'fcsr' ? float : []), ...csrLines(csr, mask, value << BigInt(low))];
}

/** Whether a hart in this mode has come there by an SRET of the program. */
export const entersBySret = (mode: Mode): boolean => !['S', 'HS', 'HS with SPV=1'].includes(mode);

/** In this order: f registers before FS, which may be off; what calls the firmware, and x registers, which calls change, at the ends. */
const rank = (field: string): number => {
  if (features.has(field)) return 0;
  if (/^f(?:\d|csr)/.test(field)) return 1;
  if (field === 'mstatus.FS') return 3;
  return field.startsWith('x') ? 4 : 2;
};

/**
 * What makes a hart that is as `now` like the interrupted one, `before`, as far as a program can.
 *
 * @param always its own item is there in any case
 * @param registers which of the x registers are made the same as well
 */
export function stateItems(
  before: ComparedState,
  now: ComparedState,
  mode: Mode,
  always: string,
  registers: readonly string[],
): StateItem[] {
  const differs = stateFields.filter((field) => field.name === always || before.value(field) !== now.value(field));
  return differs
    .filter(
      ({ name }) =>
        name === always || (/^x\d/.test(name) ? registers.includes(name) : !ownOfPrograms.has(name.split('.')[0]!)),
    )
    .flatMap((field) => {
      const value = before.value(field);
      const lines = linesFor(field.name, value, entersBySret(mode));
      return lines ? [{ field: field.name, value, lines }] : [];
    })
    .toSorted((a, b) => rank(a.field) - rank(b.field));
}
