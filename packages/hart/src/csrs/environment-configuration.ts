import { csr, type Field, type FieldDeclaration } from '../csr.ts';

export const menvcfg = csr('menvcfg', {
  spec: 'priv "Machine Environment Configuration (menvcfg) Register"',
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    ADUE: { bits: 61, requires: 'Svadu' },
    STCE: { bits: 63, requires: 'Sstc' },
  },
});

export const senvcfg = csr('senvcfg', {
  spec: 'priv "Supervisor Environment Configuration (senvcfg) Register"',
  fields: { FIOM: { bits: 0 } },
});

/** A field that is read-only zero while M-mode does not grant it in menvcfg; the cell keeps its value meanwhile. */
const grantedBy =
  (field: Field): NonNullable<FieldDeclaration['legal']> =>
  (wanted, old, hart) =>
    hart.get(field) === 1n ? wanted : old;
const granted = menvcfg.ADUE.mask | menvcfg.STCE.mask;

export const henvcfg = csr('henvcfg', {
  spec: 'priv "Hypervisor Environment Configuration Register (henvcfg)"',
  requires: ['H'],
  affects: ['translation', 'interrupts'],
  fields: {
    FIOM: { bits: 0 },
    ADUE: { bits: 61, requires: 'Svadu', legal: grantedBy(menvcfg.ADUE) },
    STCE: { bits: 63, requires: 'Sstc', legal: grantedBy(menvcfg.STCE) },
  },
  reads: (cell, hart) => cell & (~granted | hart.cell(menvcfg.address)),
});
