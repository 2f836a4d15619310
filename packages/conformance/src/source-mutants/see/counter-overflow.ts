import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const overflow = ['packages/see/src/counter-overflow.test.ts'];
const sequences = ['packages/see/src/overflow-sequences.test.ts'];
const following = ['packages/sse/src/following.test.ts'];

/** The interrupt of counters that overflow, and the event for it. */
export const counterOverflowMutants: readonly SourceMutant[] = [
  ...mutantsOf('packages/see/src/counter-overflow.ts', overflow, [
    {
      id: 'Q01',
      title: 'the interrupt of overflows stays delegated when its event is registered',
      find: "hart.set(mideleg.LCOFI, state === 'UNUSED' ? 1 : 0);",
      replace: '',
    },
    {
      id: 'Q02',
      title: 'the interrupt of overflows is not given back when its event is unregistered',
      find: "hart.set(mideleg.LCOFI, state === 'UNUSED' ? 1 : 0);",
      replace: 'hart.set(mideleg.LCOFI, 0);',
    },
    {
      id: 'Q03',
      title: 'overflows interrupt from registration on',
      find: "state === 'ENABLED' && !pending ? 1 : 0",
      replace: "state !== 'UNUSED' && state !== 'RUNNING' && !pending ? 1 : 0",
    },
    {
      id: 'Q04',
      title: 'overflows interrupt while their event is pending already',
      find: "state === 'ENABLED' && !pending ? 1 : 0",
      replace: "state === 'ENABLED' ? 1 : 0",
    },
    {
      id: 'Q05',
      title: 'overflows interrupt the handler of their event',
      find: "state === 'ENABLED' && !pending ? 1 : 0",
      replace: "(state === 'ENABLED' || state === 'RUNNING') && !pending ? 1 : 0",
    },
    {
      id: 'Q06',
      title: 'as on OpenSBI, overflows interrupt after a one-shot event has completed',
      find: "state === 'ENABLED' && !pending ? 1 : 0",
      replace: "(state === 'ENABLED' || was.state === 'RUNNING') && !pending ? 1 : 0",
    },
    {
      id: 'Q07',
      title: 'overflows do not interrupt again after the handler has completed',
      find: "hart.set(mie.LCOFIE, state === 'ENABLED' && !pending ? 1 : 0);",
      replace: "hart.set(mie.LCOFIE, state === 'ENABLED' && was.state === 'REGISTERED' && !pending ? 1 : 0);",
    },
    {
      id: 'Q08',
      title: 'the interrupt of overflows is withdrawn when the handler completes',
      find: "if (was.state === 'ENABLED' && state === 'REGISTERED')",
      replace: "if ((was.state === 'ENABLED' && state === 'REGISTERED') || was.state === 'RUNNING')",
    },
    {
      id: 'Q09',
      title: 'an event of overflows that is disabled leaves the interrupt standing',
      find: "if (was.state === 'ENABLED' && state === 'REGISTERED') hart.set(mip.LCOFIP, 0);",
      replace: '',
    },
    {
      id: 'Q10',
      title: 'counters that stop withdraw an interrupt that is the supervisor’s',
      find: 'if (hart.get(mideleg.LCOFI) === 0) hart.set(mip.LCOFIP, 0);',
      replace: 'hart.set(mip.LCOFIP, 0);',
    },
    {
      id: 'Q11',
      title: 'counters that stop leave the interrupt of what they counted',
      find: 'if (hart.get(mideleg.LCOFI) === 0) hart.set(mip.LCOFIP, 0);',
      replace: '',
    },
    {
      id: 'Q12',
      title: 'the interrupt of overflows is withdrawn when its event is enabled',
      find: "was.state === 'ENABLED' && state === 'REGISTERED'",
      replace: "was.state === 'REGISTERED' && state === 'ENABLED'",
    },
  ]),
  ...mutantsOf('packages/see/src/firmware.ts', overflow, [
    {
      id: 'Q13',
      title: 'the event of overflows is there without overflows that interrupt',
      find: "...(has('Sscofpmf') && { localPmuOverflow",
      replace: '...({ localPmuOverflow',
    },
    {
      id: 'Q14',
      title: 'the firmware takes the interrupt of overflows and signals nothing',
      find: 'return this.sse.signal(overflowEvent, supervised.hartid, supervised.hartid);',
      replace: 'return true;',
    },
  ]),
  ...mutantsOf('packages/see/src/pmu/pmu.ts', sequences, [
    {
      id: 'Q18',
      title: 'counter_stop does not withdraw the interrupt that is for the event',
      find: '      withdrawOverflow(hart);\n',
      replace: '',
    },
  ]),
  ...mutantsOf('packages/see/src/pmu/hardware-counter.ts', sequences, [
    {
      id: 'Q19',
      title: 'a counter that starts forgets that it has overflowed before its event was handled',
      find: 'if (this.hart.get(mip.LCOFIP) === 0) this.hart.set(this.#event.OF, 0);',
      replace: 'this.hart.set(this.#event.OF, 0);',
    },
  ]),
  ...mutantsOf('packages/sse/src/event-table.ts', following, [
    {
      id: 'Q15',
      title: 'the source of an event does not hear that its hart stops',
      find: 'reset.local.forEach((event, n) => this.#tell(event, local[n]!));',
      replace: '',
      killedBy: [...following, ...overflow],
    },
    {
      id: 'Q16',
      title: 'the source of an event does not hear that it is pending',
      find: 'if (now.at.state === was.at.state && now.pending === was.pending) return;',
      replace: 'if (now.at.state === was.at.state) return;',
    },
    {
      id: 'Q17',
      title: 'the source of an event hears of every attribute',
      find: 'if (now.at.state === was.at.state && now.pending === was.pending) return;',
      replace: '',
    },
  ]),
  ...mutantsOf(
    'packages/hart/src/debug/performance-counters.ts',
    ['packages/hart/src/debug/performance-counters.test.ts'],
    [
      {
        id: 'Q20',
        title: 'a counter whose OF is set interrupts again when it wraps',
        find: ' || this.#hart.get(OF) === 1) return;',
        replace: ') return;',
      },
      {
        id: 'Q21',
        title: 'a counter that wraps sets OF and does not interrupt',
        find: 'this.#hart.set(mip.LCOFIP, 1);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/lab/src/expected-endings.ts',
    ['packages/lab/src/expected-endings.test.ts'],
    [
      {
        id: 'Q22',
        title: 'the profiled kernel may end wherever its last sample was',
        find: 'if (sampled < address(begin) || sampled >= address(end))',
        replace: 'if (begin === end)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/lab/src/mutant-policies.ts',
    ['packages/lab/src/expected-endings.test.ts'],
    [
      {
        id: 'Q23',
        title: 'the planted fault is none: SPP comes back',
        find: ', SPP: live.SPP }',
        replace: ' }',
      },
    ],
  ),
];
