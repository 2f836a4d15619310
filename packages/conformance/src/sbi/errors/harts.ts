import type { FWFT, HSM, RFENCE, SUSP } from '@hartlab/sbi';
import type { CallSystem } from '../call-system.ts';
import { noOtherReason, ones, place, plainIsa, type Condition, type ExtensionErrors } from './conditions.ts';

const notHere: readonly Condition[] = [
  { when: 'no hart has the id', args: [2n, place, 0n] },
  { when: 'the id is that of a hart in its lower half', args: [1n << 32n, place, 0n] },
];

/** The bad addresses themselves are those of every entry. */
const notExecutable = (...args: readonly bigint[]): readonly Condition[] => [
  { when: 'the address is not the supervisor’s', args },
];

export const hsmErrors: ExtensionErrors<typeof HSM> = {
  hart_start: {
    sample: { args: [1n, place, 7n] },
    entry: 1,
    errors: {
      INVALID_ADDRESS: notExecutable(1n, 0x8000_0000n, 0n),
      INVALID_PARAM: notHere,
      ALREADY_AVAILABLE: [
        { when: 'the hart is the caller', args: [0n, place, 0n] },
        {
          when: 'the hart is about to start',
          args: [1n, place, 0n],
          before: (system) => system.call('HSM.hart_start', [1n, place, 0n]),
        },
        {
          when: 'the hart is suspended',
          args: [1n, place, 0n],
          before: (system) => {
            system.call('HSM.hart_start', [1n, place, 0n]);
            system.interrupt(1);
            system.call('HSM.hart_suspend', [0n, 0n, 0n], 1);
          },
        },
      ],
      FAILED: noOtherReason,
    },
  },
  hart_stop: { sample: { args: [] }, errors: { FAILED: noOtherReason } },
  hart_get_status: { sample: { args: [1n] }, errors: { INVALID_PARAM: notHere } },
  hart_suspend: {
    sample: { args: [0x8000_0000n, place, 7n] },
    entry: 1,
    errors: {
      INVALID_PARAM: [1n, 0x0fff_ffffn, 0x1000_0000n, 0x7fff_ffffn, 0x8000_0001n, 0x9000_0000n, 0xffff_ffffn].map(
        (type) => ({
          when: `the type is 0x${type.toString(16)}, reserved or a platform’s own`,
          args: [type, place, 0n],
        }),
      ),
      NOT_SUPPORTED: 'both types that are neither reserved nor a platform’s own are supported',
      INVALID_ADDRESS: notExecutable(0x8000_0000n, 0x8000_0000n, 0n),
      FAILED: noOtherReason,
    },
  },
};

const otherStarts = (system: CallSystem): void => {
  system.call('HSM.hart_start', [1n, place, 0n]);
};

export const suspErrors: ExtensionErrors<typeof SUSP> = {
  system_suspend: {
    sample: { args: [0n, place, 7n] },
    entry: 1,
    errors: {
      INVALID_PARAM: [1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn].map((type) => ({
        when: `the type is 0x${type.toString(16)}, reserved or a platform’s own`,
        args: [type, place, 0n],
      })),
      NOT_SUPPORTED: 'the one type that is neither reserved nor a platform’s own is supported',
      INVALID_ADDRESS: notExecutable(0n, 0x8000_0000n, 0n),
      DENIED: [
        { when: 'another hart is about to start', args: [0n, place, 0n], before: otherStarts },
        {
          when: 'another hart runs',
          args: [0n, place, 0n],
          before: (system) => {
            otherStarts(system);
            system.interrupt(1);
          },
        },
      ],
      FAILED: noOtherReason,
    },
  },
};

const hartNotThere: readonly Condition[] = [
  { when: 'a hart of the mask is not there', args: [0b100n, 0n, 0n, 0n, 0n] },
];
const passesTheEnd: readonly Condition[] = [
  { when: 'the range passes the last address', args: [1n, 0n, ones - 0xfffn, 0x1001n, 0n] },
  {
    when: 'the range does so by one byte, though its size is not that of everything',
    args: [1n, 0n, 3n, ones - 1n, 0n],
  },
];
const noHypervisor: readonly Condition[] = [
  { when: 'the harts have no hypervisor extension', args: [1n, 0n, 0n, 0n, 0n], isa: plainIsa },
  { when: 'the harts have none, whatever else is wrong', args: [0b100n, 0n, 3n, ones - 1n, ones], isa: plainIsa },
];
const fence = { sample: { args: [0b11n, 0n, 0x1000n, 0x2000n, 1n] } };
const identifier = (when: string, value: bigint): readonly Condition[] => [{ when, args: [1n, 0n, 0n, 0n, value] }];

const fences = { INVALID_ADDRESS: passesTheEnd, INVALID_PARAM: hartNotThere, FAILED: noOtherReason };
const guestFences = { ...fences, NOT_SUPPORTED: noHypervisor };
const wideAsid = [...hartNotThere, ...identifier('the ASID has more than 16 bits', 0x1_0000n)];
const wideVmid = [...hartNotThere, ...identifier('the VMID has more than 14 bits', 0x4000n)];

export const rfenceErrors: ExtensionErrors<typeof RFENCE> = {
  remote_fence_i: { ...fence, errors: { INVALID_PARAM: hartNotThere, FAILED: noOtherReason } },
  remote_sfence_vma: { ...fence, errors: fences },
  remote_sfence_vma_asid: { ...fence, errors: { ...fences, INVALID_PARAM: wideAsid } },
  remote_hfence_gvma_vmid: { ...fence, errors: { ...guestFences, INVALID_PARAM: wideVmid } },
  remote_hfence_gvma: { ...fence, errors: guestFences },
  remote_hfence_vvma_asid: { ...fence, errors: { ...guestFences, INVALID_PARAM: wideAsid } },
  remote_hfence_vvma: { ...fence, errors: guestFences },
};

const reserved: readonly Condition[] = [6n, 0x3fff_ffffn, 0x4000_0000n, 0x8000_0000n, 0xc000_0000n, 0xffff_ffffn].map(
  (feature) => ({ when: `feature 0x${feature.toString(16)} is reserved or a platform’s own`, args: [feature, 0n, 0n] }),
);
const absent: readonly Condition[] = [1n, 2n, 3n, 4n, 5n].map((feature) => ({
  when: `the harts have not what feature ${feature} is about`,
  args: [feature, 0n, 0n],
  isa: plainIsa,
}));

export const fwftErrors: ExtensionErrors<typeof FWFT> = {
  set: {
    sample: { args: [3n, 1n, 1n] },
    errors: {
      NOT_SUPPORTED: absent,
      INVALID_PARAM: [
        { when: 'the feature has no such value', args: [3n, 2n, 0n] },
        { when: 'the value is one in its lower half', args: [3n, (1n << 32n) + 1n, 0n] },
        { when: 'a reserved flag is set', args: [3n, 1n, 2n] },
        { when: 'a reserved flag is set in the upper half', args: [3n, 1n, 1n << 63n] },
        { when: 'there is no such length of pointer masking', args: [5n, 8n, 0n] },
      ],
      DENIED: reserved,
      DENIED_LOCKED: [
        {
          when: 'the feature is locked, whatever the value',
          args: [3n, 1n, 0n],
          before: (system) => system.call('FWFT.set', [3n, 1n, 1n]),
        },
      ],
      FAILED: noOtherReason,
    },
  },
  get: { sample: { args: [3n] }, errors: { NOT_SUPPORTED: absent, DENIED: reserved, FAILED: noOtherReason } },
};
