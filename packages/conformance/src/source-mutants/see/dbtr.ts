import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const dbtr = 'packages/see/src/dbtr/dbtr.test.ts';
const installation = 'packages/see/src/dbtr/trigger-installation.test.ts';

/** What the SBI's debug triggers make of a hart's. */
export const dbtrMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/see/src/dbtr/dbtr.ts',
    [dbtr],
    [
      {
        id: 'T01',
        title: 'a stopped hart keeps its triggers',
        find: 'if (state !== 0) clear(hart, index);',
        replace: '',
      },
      {
        id: 'T02',
        title: 'a stopped hart goes on sharing its memory',
        find: '    this.#put(hart, unused);',
        replace: '    this.#put(hart, { ...this.#of(hart), states: unused.states });',
      },
      {
        id: 'T03',
        title: 'the last trigger can be read with those before it',
        find: 'trig_idx_base + trig_count >= trigMax',
        replace: 'trig_idx_base + trig_count > trigMax',
      },
      {
        id: 'T04',
        title: 'as many triggers as there are can be installed at once',
        find: "if (trig_count >= trigMax) return err('BAD_RANGE');\n    const { hart } = caller;\n    const its",
        replace: "if (trig_count > trigMax) return err('BAD_RANGE');\n    const { hart } = caller;\n    const its",
        killedBy: [installation],
      },
      {
        id: 'T05',
        title: 'a chain may end with the last configuration still chained',
        find: 'i === configurations.length - 1 && isChained(tdata1)',
        replace: 'false && isChained(tdata1)',
        killedBy: [installation],
      },
      {
        id: 'T06',
        title: 'an update may take a trigger out of its chain, or make another type of it',
        find: ' && isAlike(wanted.tdata1, configurationOf(hart, index).tdata1)',
        replace: '',
        killedBy: [installation],
      },
      {
        id: 'T07',
        title: 'triggers past trig_max in a set are left out in silence',
        find: "if (mask >> BigInt(trigMax) !== 0n) return err('INVALID_PARAM');",
        replace: '',
      },
      {
        id: 'T08',
        title: 'an uninstalled trigger stays mapped',
        find: '(indices.includes(index) ? 0 : state)',
        replace: 'state',
      },
      {
        id: 'T09',
        title: 'disabling forgets in which modes the trigger was',
        find: 'for (const index of indices) enable(hart, index, trigState.mapped);',
        replace:
          'for (const index of indices) enable(hart, index, trigState.mapped);\n    this.#put(hart, { ...this.#of(hart), states: this.#of(hart).states.map((state) => state & 1) });',
      },
      {
        id: 'T10',
        title: 'flags of set_shmem do not count',
        find: "if (flags !== 0n) return err('INVALID_PARAM');",
        replace: '',
      },
      {
        id: 'T11',
        title: 'the harts share one memory',
        find: 'this.#harts = this.#harts.with(index, its);',
        replace: 'this.#harts = this.#harts.map((old, one) => (one === index ? its : { ...old, shmem: its.shmem! }));',
      },
      {
        id: 'T12',
        title: 'the index of a trigger is written before its registers are known to hold',
        find: '    const refused = this.#program(hart, settings);\n    if (refused) return refused;\n',
        replace:
          '    for (const [i, index] of indices.entries()) memory.writeIndex(i, index);\n    const refused = this.#program(hart, settings);\n    if (refused) return refused;\n',
        killedBy: [installation],
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/dbtr/hart-triggers.ts',
    [installation],
    [
      {
        id: 'T13',
        title: 'triggers programmed before the one that fails stay programmed',
        find: 'for (let back = place; back >= 0; back--) program(hart, settings[back]!.index, were[back]!);',
        replace: 'program(hart, index, were[place]!);',
      },
      {
        id: 'T20',
        title: 'a trigger gets its tdata2 while it is still what it was',
        find: '  hart.write(trigger.tdata1, 0n);\n',
        replace: '',
      },
      {
        id: 'T14',
        title: 'what tdata3 does not hold is let pass',
        find: ' && tdata3 === wanted.tdata3',
        replace: ' && tdata3 !== undefined',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/dbtr/trigger-configuration.ts',
    [installation],
    [
      {
        id: 'T15',
        title: 'a supervisor can have triggers for M-mode',
        find: "valueOf(tdata1, 'm') === 0n && ",
        replace: '',
      },
      {
        id: 'T16',
        title: 'trig_state has the modes of guests the other way round',
        find: 'vu: 1 << 3, vs: 1 << 4',
        replace: 'vu: 1 << 4, vs: 1 << 3',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/dbtr/placement.ts',
    ['packages/see/src/dbtr/placement.test.ts'],
    [
      {
        id: 'T17',
        title: 'a chain is put where only its first finds a free trigger',
        find: '.every(Boolean)',
        replace: '[0] === true',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/shmem.ts',
    [dbtr],
    [
      {
        id: 'T18',
        title: 'the upper word of an address does not count',
        find: 'physicalAddress(shmem_phys_lo, shmem_phys_hi)',
        replace: 'physicalAddress(shmem_phys_lo, 0n * shmem_phys_hi)',
      },
      {
        id: 'T19',
        title: 'only the first byte of shared memory is judged',
        find: 'BigInt(size)',
        replace: 'BigInt(size > 0 ? 1 : 0)',
      },
    ],
  ),
];
