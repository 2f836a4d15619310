import { mutantPolicies } from '@hartlab/lab';
import { interruptedFlags } from '@hartlab/sse';
import { atResume, withAttributes, type Mutant } from './mutant.ts';

/** Faults of completion in the outer trap state and in what the attributes may do to it. */
export const outerStateMutants: readonly Mutant[] = [
  {
    id: 'M06',
    title: 'SPP does not come back',
    expected: ['O1'],
    mutate: () => mutantPolicies.M06,
  },
  {
    id: 'M07',
    title: 'SPIE does not come back',
    expected: ['O1'],
    mutate: atResume(({ live }) => ({ SPIE: live.SPIE })),
  },
  {
    id: 'M14',
    title: 'sepc does not come back',
    expected: ['O1'],
    mutate: atResume(({ live }) => ({ sepc: live.sepc })),
  },
  {
    id: 'M17',
    title: 'a6 and a7 do not come back',
    expected: ['O1'],
    mutate: atResume(({ live }) => ({ a6: live.a6, a7: live.a7 })),
  },
  {
    id: 'M18',
    title: 'a6 and a7 come back swapped',
    expected: ['O1'],
    mutate: atResume(({ resumed }) => ({ a6: resumed.a7, a7: resumed.a6 })),
  },
  {
    id: 'M20',
    title: 'writes to INTERRUPTED_FLAGS are ignored',
    expected: ['O5'],
    alone: true,
    mutate: withAttributes((was) => ({ INTERRUPTED_FLAGS: interruptedFlags(was) })),
  },
  {
    id: 'M21',
    title: 'writes to INTERRUPTED_SEPC, INTERRUPTED_A6 and INTERRUPTED_A7 are ignored',
    expected: ['O5'],
    alone: true,
    mutate: withAttributes(({ sepc, a6, a7 }) => ({
      INTERRUPTED_SEPC: sepc,
      INTERRUPTED_A6: a6,
      INTERRUPTED_A7: a7,
    })),
  },
  {
    id: 'M22',
    title: 'a write to INTERRUPTED_FLAGS[2] moves V',
    expected: ['O5', 'O7'],
    alone: true,
    mutate: atResume(({ resumed, was, attributes }) => {
      const changed = (interruptedFlags(was) ^ attributes.INTERRUPTED_FLAGS) & 4;
      return { virtualization: changed ? (attributes.INTERRUPTED_FLAGS >> 2) & 1 : resumed.virtualization };
    }),
  },
  {
    id: 'M24',
    title: 'SDT does not come back',
    expected: ['O1'],
    mutate: atResume(({ live }) => ({ SDT: live.SDT })),
  },
  {
    id: 'M27',
    title: 'SPELP does not come back',
    expected: ['O1'],
    mutate: atResume(({ live }) => ({ SPELP: live.SPELP })),
  },
];
