import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const cells = 'packages/hart/src/state/cells.test.ts';
const fields = 'packages/hart/src/csrs/state-fields.test.ts';
const hash = 'packages/machine/src/trace-hash.test.ts';

/** The table of a hart's state, and what is derived from it. */
export const stateMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/state/cells.ts',
    [cells],
    [
      {
        id: 'H501',
        title: 'reset takes the levels of the interrupt lines from the devices',
        find: "interruptLines: { is: 'line' }",
        replace: "interruptLines: { is: 'condition' }",
      },
      {
        id: 'H502',
        title: 'the reservation is that of address 0 after reset',
        find: "{ is: 'condition', reset: noReservation }",
        replace: "{ is: 'condition' }",
      },
      {
        id: 'H503',
        title: 'a row begins before the end of the one before it',
        find: 'first += placed.cells;',
        replace: 'first += placed.cells - Number(placed.cells === 44);',
      },
      {
        id: 'H504',
        title: 'the conditions of a hart are not compared',
        find: 'condition: { compared: true,',
        replace: 'condition: { compared: false,',
        killedBy: [fields],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/cell-values.ts',
    [cells],
    [
      {
        id: 'H505',
        title: 'flags are in the high half of their cells',
        find: 'number => 2 * cellOf(name);',
        replace: 'number => 2 * cellOf(name) + 1;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csr/csr-declaration.ts',
    [cells],
    [
      {
        id: 'H506',
        title: 'a hidden register more than there is room for takes the next cell, whosever it is',
        find: 'index >= cells',
        replace: 'index > cells',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/state-fields.ts',
    [fields],
    [
      {
        id: 'H507',
        title: 'fields of M-level CSRs are M-mode’s, whatever supervisor CSRs show of them',
        find: 'isOfM && !shownBelowM.has(field)',
        replace: 'isOfM',
      },
      {
        id: 'H508',
        title: 'hidden registers are seen below M-mode, whatever leads to them',
        find: 'isForM(row.through === undefined ? register.address : csrAddresses[row.through])',
        replace: 'isForM(register.address)',
      },
      {
        id: 'H509',
        title: 'only the low byte of an unnumbered cell is named',
        find: 'mask: allBits,\n    ...lookedAt(row.is)',
        replace: 'mask: 0xffn,\n    ...lookedAt(row.is)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/machine-parts.ts',
    [hash],
    [
      {
        id: 'H510',
        title: 'snapshots and the trace hash end before the registers that have no address',
        find: 'memory.hartBlock(index).slice());',
        replace: 'memory.hartBlock(index).slice().fill(0, -512));',
      },
    ],
  ),
];
