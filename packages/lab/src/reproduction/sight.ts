import { memoryAddress } from '../memory-difference.ts';
import type { Mode } from '../mode.ts';
import { stateField, stateFields } from '../state-field.ts';
import type { Oracle } from '../violation.ts';
import { csrOfField, widthOf } from './field-csr.ts';

/** How a program sees a field of its own hart: by lines of assembly that leave the value in s2, `bits` of it from bit `low` on. */
export interface Sight {
  /** Whether it looks at the very place, or in HS-mode after the trap of an ebreak there. */
  readonly when: 'there' | 'trapped';
  readonly lines: readonly string[];
  readonly low: number;
  readonly bits: number;
}

/** Registers that a program has for itself. */
export interface OwnRegisters {
  /** Is 0 until its handler is about to complete, and then where the interrupted software is to go on. */
  readonly completing: string;
  /** Leads to the word by which one hart tells the other that it is there. */
  readonly telling: string;
}

/** Those of a program that shows a finding in this field. */
export const ownRegisters = (field: string): OwnRegisters =>
  field === 'x26' || field === 'x27' ? { completing: 'x22', telling: 'x23' } : { completing: 'x26', telling: 'x27' };

/** Where a trap into HS-mode leaves what was before (priv "Trap Entry", priv "Preserving Expected Landing Pad State on Traps"). */
const leftByTrap: ReadonlyMap<string, string> = new Map([
  ['privilege', 'mstatus.SPP'],
  ['V', 'hstatus.SPV'],
  ['mstatus.SIE', 'mstatus.SPIE'],
  ['ELP', 'mstatus.SPELP'],
]);

/** What that trap writes: only who runs in HS-mode reads it before. */
const writtenByTrap: ReadonlySet<string> = new Set([
  ...leftByTrap.values(),
  'hstatus.SPVP',
  'hstatus.GVA',
  'mstatus.SDT',
  'sepc',
  'scause.ExceptionCode',
  'scause.Interrupt',
  'stval',
  'htval',
  'htinst',
]);

/** Its own, or else the program does not come to where it looks. */
const neededByTrap: ReadonlySet<string> = new Set(['stvec.BASE', 'stvec.MODE']);

/** What a hart holds: else a finding is about the event, another hart or a device. */
const ofHart: ReadonlySet<string> = new Set(stateFields.map(({ name }) => name));

const supervisors: readonly Mode[] = ['S', 'HS', 'HS with SPV=1'];

/** FS of sstatus, 3 there. */
const switchOnFloat: readonly string[] = [`li t0, ${stateField('mstatus.FS').mask}`, 'csrs sstatus, t0'];

/** `resumed` is where the interrupted software goes on. */
const pastResumption: readonly string[] = ['csrr s2, sepc', 'la t0, resumed', 'sub s2, s2, t0'];

const trapped = (lines: readonly string[], bits: number, low = 0): Sight => ({ when: 'trapped', lines, bits, low });

/** How a program sees this field where it is judged by this oracle, interrupted in this mode; or why it cannot. */
export function sightOf(oracle: Oracle, field: string, mode: Mode): Sight | string {
  if (oracle === 'completion')
    return field === 'pc'
      ? trapped([`seqz s2, ${ownRegisters(field).completing}`], 1)
      : 'the firmware does not come back, so nothing is printed';
  if (memoryAddress(field) !== undefined) return 'it is in memory of the payload, which the program does not have';
  if (!ofHart.has(field)) return 'it is not of the interrupted hart itself, which is all that the program makes alike';
  if (field === 'pc') return trapped(pastResumption, 64);
  const [, file, number] = /^([xf])(\d+)$/.exec(field) ?? [];
  if (file === 'x') return trapped([`mv s2, x${number}`], 64);
  if (file === 'f') return trapped([...switchOnFloat, `fmv.x.d s2, f${number}`], 64);
  const left = leftByTrap.get(field);
  const csr = csrOfField(left ?? field);
  if (csr === undefined) return 'software below M-mode has no instruction that reads it';
  const { low } = stateField(left ?? field);
  const bits = widthOf(left ?? field);
  const lines = [...(csr === 'fcsr' ? switchOnFloat : []), `csrr s2, ${csr}`];
  if (left !== undefined || !(writtenByTrap.has(field) || neededByTrap.has(field))) return trapped(lines, bits, low);
  if (oracle === 'O1' && !supervisors.includes(mode))
    return `software in ${mode}-mode cannot read it, and the trap that leads to who can writes it`;
  return { when: 'there', lines, bits, low };
}
