import { type FieldDeclaration, type Gate, type HartView, isWide, type Register } from '../csr/csr.ts';
import { csr, hidden, window } from '../csr/csr-declaration.ts';
import type { HiddenName } from '../state/cells.ts';
import { type InterruptFile, machineFile, registerIn, selectedGuestFile, supervisorFile } from './interrupt-files.ts';
import { enabledBy, hasImsic } from './state-enable.ts';

/** The first value of miselect and siselect that selects a register of an iprio array. */
const first = 0x30;

/** An indirect register select holds nine bits, at every level the same (aia "Hypervisor and VS CSRs"). */
const select = { value: { bits: [8, 0] } } as const;

/** Interrupts whose numbers are in one register, and where a number is. */
const perRegister = 8;
const positionOf = (interrupt: number) => (interrupt % perRegister) * 8;

/**
 * An iprio array: iprio0, iprio2 … iprio14, each with a byte for eight interrupts. Only these interrupts' bytes can be
 * written; IPRIOLEN is 8. The odd-numbered registers do not exist on RV64.
 */
const priorities = (
  level: string,
  cells: HiddenName,
  spec: string,
  interrupts: readonly number[],
  gate: Gate = {},
): readonly Register[] =>
  Array.from({ length: 8 }, (_, index) => {
    const own = interrupts.filter((interrupt) => Math.floor(interrupt / perRegister) === index);
    const fields = own.map((interrupt): [string, FieldDeclaration] => {
      const low = positionOf(interrupt);
      return [`interrupt${interrupt}`, { bits: [low + 7, low] }];
    });
    return hidden(`${level}iprio${2 * index}`, cells, index, {
      spec,
      requires: ['Ssaia'],
      affects: ['interrupts'],
      gate,
      fields: Object.fromEntries(fields),
    });
  });

/** The register that the value of a register select means: of an array, of those that have an even number, or of an interrupt file. */
const selected = (array: readonly Register[], file: InterruptFile, value: number, hart: HartView) =>
  value >= first && value < first + 2 * array.length
    ? value % 2 === 0
      ? array[(value - first) / 2]
      : undefined
    : hasImsic(hart)
      ? registerIn(file, value)
      : undefined;

/** An interrupt's priority number in an array: 0, which means the default order, where it has none. */
export const priorityIn = (array: readonly Register[], interrupt: number, hart: HartView): number => {
  const register = array[Math.floor(interrupt / perRegister)];
  const low = positionOf(interrupt);
  const field = register?.fields.find((one) => one.low === low);
  return field && !isWide(field) ? hart.get(field) : 0;
};

/** Not the machine external interrupt, and not what is always delegated. */
export const machinePriorities = priorities(
  'm',
  'machinePriorities',
  'aia "Configuring priorities of major interrupts at machine level"',
  [1, 3, 5, 7, 9, 35, 43],
);

/** Not the supervisor external interrupt, but those of the VS level, should they trap to HS-mode. */
export const supervisorPriorities = priorities(
  's',
  'supervisorPriorities',
  'aia "Configuring priorities of major interrupts at supervisor level"',
  [1, 2, 5, 6, 10, 12, 13, 35, 43],
  enabledBy('AIA'),
);

const machine = 'aia "Machine-level CSRs"';
/** The register behind mireg: a number (aia "Machine-level CSRs"). */
export const miselect = csr('miselect', { spec: machine, requires: ['Smaia'], fields: select });
/** The register that miselect names: of interrupt priorities, or of the interrupt file. */
export const mireg = window('mireg', {
  spec: machine,
  requires: ['Smaia'],
  selects: (hart) => selected(machinePriorities, machineFile, hart.get(miselect.value), hart),
});

const supervisor = 'aia "Supervisor-level CSRs"';
const indirect = enabledBy('CSRIND');
export const siselect = csr('siselect', { spec: supervisor, requires: ['Ssaia'], gate: indirect, fields: select });
export const sireg = window('sireg', {
  spec: supervisor,
  requires: ['Ssaia'],
  gate: indirect,
  selects: (hart) => selected(supervisorPriorities, supervisorFile, hart.get(siselect.value), hart),
});

const virtual = { spec: 'aia "Hypervisor and VS CSRs"', requires: ['Ssaia', 'H'] } as const;
export const vsiselect = csr('vsiselect', { ...virtual, gate: indirect, substitutes: siselect, fields: select });

/** A guest's interrupt file is accessible, and nothing else. */
export const vsireg = window('vsireg', {
  ...virtual,
  gate: indirect,
  substitutes: sireg,
  selects(hart) {
    const file = selectedGuestFile(hart);
    return file && registerIn(file, hart.get(vsiselect.value));
  },
});

const atVS = {
  spec: 'aia "Configuring priorities of major interrupts at VS level"',
  requires: ['Ssaia', 'H'],
  gate: enabledBy('AIA'),
  affects: ['interrupts'],
} as const;

/** The priority numbers of interrupts without a meaning are read-only zero. */
export const hviprio1 = csr('hviprio1', {
  ...atVS,
  fields: { interrupt1: { bits: [15, 8] }, interrupt5: { bits: [31, 24] }, interrupt13: { bits: [47, 40] } },
});
export const hviprio2 = csr('hviprio2', { ...atVS, fields: {} });
