import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const match = 'packages/hart/src/debug/trigger-match.test.ts';
const values = 'packages/hart/src/csrs/triggers.test.ts';
const modes = 'packages/hart/src/debug/trigger-modes.test.ts';
const fires = 'packages/hart/src/debug/triggers.test.ts';

/** What tdata1, tdata2 and tdata3 hold, and what triggers make of it. */
export const triggerMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/csrs/trigger-types.ts',
    [values],
    [
      {
        id: 'H049',
        title: 'a value of tdata1 without a type is an address trigger',
        find: 'byNumber.get(valueIn(typeField, high)) ?? disabled',
        replace: 'byNumber.get(valueIn(typeField, high)) ?? mcontrol6',
      },
      {
        id: 'H050',
        title: 'mcontrol6.match has an opposite of less',
        find: 'mode === match.greaterOrEqual || mode === match.less ?',
        replace: 'mode === match.greaterOrEqual ?',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/triggers.ts',
    [values],
    [
      {
        id: 'H051',
        title: 'mhselect holds the reserved 3',
        find: "hart.isa.has('H') && contexts.includes(valueIn(hypervisorSelect.context, wanted))",
        replace: "hart.isa.has('H')",
      },
      {
        id: 'H052',
        title: 'a NAPOT range as large as all addresses can be named',
        find: 'return whole ? insert(mcontrol6.match, BigInt(match.equal), value) : value;',
        replace: 'return value;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/debug/trigger-match.ts',
    [match],
    [
      {
        id: 'H053',
        title: 'the opposite of a comparison is the comparison',
        find: 'return any !== ((mode & notMatch) !== 0);',
        replace: 'return any;',
      },
      {
        id: 'H054',
        title: 'mhselect 4 compares more of hcontext than mhvalue holds',
        find: 'withinMhvalue(tdata3, hart.get(mcontext.hcontext))',
        replace: 'hart.get(mcontext.hcontext)',
        killedBy: [modes],
      },
      {
        id: 'H055',
        title: 'the VMID is compared without its lowest bit',
        find: 'return hart.get(hgatp.VMID) === whole;',
        replace: 'return hart.get(hgatp.VMID) >> 1 === mhvalue;',
        killedBy: [modes],
      },
      {
        id: 'H056',
        title: 'a mask for the data of a narrow access is cut to its size',
        find: '(mode & ~notMatch) === match.maskLow || (mode & ~notMatch) === match.maskHigh',
        replace: 'mode < 0',
        killedBy: [fires],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/debug/triggers.ts',
    [fires],
    [
      {
        id: 'H057',
        title: 'a trigger after a load says that it fired before it',
        find: 'immediatelyAfter: { hit1: 1, hit0: 1 }',
        replace: 'immediatelyAfter: { hit1: 0, hit0: 1 }',
      },
    ],
  ),
];
