import type { AnyField, FieldDeclaration, Half, HartView, Register } from '../csr/csr.ts';
import { csr, hidden } from '../csr/csr-declaration.ts';
import { enabledBy } from './state-enable.ts';

/** The local interrupts that the Advanced Interrupt Architecture adds (aia "Defined major interrupts and default priorities"). */
export const reliabilityInterrupts = {
  LowPriorityRAS: { bits: 35, requires: 'Ssaia' },
  HighPriorityRAS: { bits: 43, requires: 'Ssaia' },
} as const satisfies Record<string, FieldDeclaration>;

/** The interrupts from 13 upward that one level can assert for the next: all that have a meaning. */
const virtualInterrupts = { LCOFI: { bits: 13, requires: 'Ssaia' }, ...reliabilityInterrupts } as const;

const affects = ['interrupts'] as const;
const forS = 'aia "Interrupt filtering and virtual interrupts for supervisor level"';
const forVS = 'aia "Virtual interrupts for VS level"';

export const mvien = csr('mvien', {
  spec: forS,
  requires: ['Smaia'],
  affects,
  fields: { SSI: { bits: 1 }, SEI: { bits: 9 }, ...virtualInterrupts },
});

export const hvien = csr('hvien', {
  spec: forVS,
  requires: ['Ssaia', 'H'],
  gate: enabledBy('AIA'),
  affects,
  fields: virtualInterrupts,
});

export const hvictl = csr('hvictl', {
  spec: forVS,
  requires: ['Ssaia', 'H'],
  gate: enabledBy('AIA'),
  affects,
  fields: {
    IPRIO: { bits: [7, 0] },
    IPRIOM: { bits: 8 },
    DPR: { bits: 9 },
    IID: { bits: [27, 16] },
    VTI: { bits: 30 },
  },
});

/** What mvip holds besides the bits of mip. */
export const mvipHeld = hidden('mvipHeld', 'mvipHeld', 0, {
  spec: forS,
  requires: ['Smaia'],
  affects,
  fields: { SSIP: { bits: 1 }, ...virtualInterrupts },
});

/** What sie holds besides the bits of mie. */
export const sieHeld = hidden('sieHeld', 'sieHeld', 0, {
  spec: forS,
  requires: ['Smaia'],
  affects,
  fields: { SSIE: { bits: 1 }, SEIE: { bits: 9 }, ...virtualInterrupts },
});

/** What hvip holds besides the bits of mip. */
export const hvipHeld = hidden('hvipHeld', 'hvipHeld', 0, {
  spec: forVS,
  requires: ['Ssaia', 'H'],
  affects,
  fields: virtualInterrupts,
});

/** What vsie holds besides the bits of mie and sie. */
export const vsieHeld = hidden('vsieHeld', 'vsieHeld', 0, {
  spec: forVS,
  requires: ['Ssaia', 'H'],
  affects,
  fields: virtualInterrupts,
});

/** The interrupts that M-mode asserts for S-mode in mvip, as mvien says, instead of delegating them. */
export const filtered = (hart: HartView, half: Half, mideleg: number): number =>
  hart.half(mvien.address, half) & ~mideleg;

/** The register's fields for interrupts from this one upward: 13 is the first that is neither external, software nor timer. */
export const interruptsFrom = (first: number, { fields }: Register): Readonly<Record<string, AnyField>> =>
  Object.fromEntries(fields.filter(({ low }) => low >= first).map((field) => [field.name, field]));
