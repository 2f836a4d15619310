import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const pmu = 'packages/see/src/pmu/pmu.test.ts';
const lifetime = 'packages/see/src/pmu/lifetime.test.ts';
const shared = 'packages/see/src/pmu/shared-memory.test.ts';
const counted = 'packages/see/src/pmu/firmware-events.test.ts';
const events = 'packages/sbi/src/pmu-event.test.ts';

/** The nine functions, and what they check. */
const functions = mutantsOf(
  'packages/see/src/pmu/pmu.ts',
  [pmu],
  [
    {
      id: 'P01',
      title: 'a set with a counter that has nothing to count starts those that have',
      find: ' || !set.every(({ isConfigured }) => isConfigured)',
      replace: '',
    },
    {
      id: 'P02',
      title: 'a counter that is started already is given its initial value all the same',
      find: `        if (counter.started) {
          alreadyStarted = true;
          continue;
        }
        if (values) counter.value = values[n]!;`,
      replace: `        if (values) counter.value = values[n]!;
        if (counter.started) {
          alreadyStarted = true;
          continue;
        }`,
    },
    {
      id: 'P03',
      title: 'ALREADY_STOPPED stops none of the set',
      find: '      for (const counter of set) if (counter.started) counter.stop();',
      replace:
        "      if (alreadyStopped) return err('ALREADY_STOPPED');\n      for (const counter of set) counter.stop();",
    },
    {
      id: 'P04',
      title: 'both initial values may be asked for at once',
      find: ' || start_flags === known.start',
      replace: '',
    },
    {
      id: 'P05',
      title: 'a reserved flag of counter_stop is ignored',
      find: "if (stop_flags & ~known.stop) return err('INVALID_PARAM');",
      replace: '',
    },
    {
      id: 'P06',
      title: 'SKIP_MATCH takes a counter that cannot monitor the event',
      find: "if (!counter?.canMonitor(event)) return err('NOT_SUPPORTED');",
      replace: "if (!counter) return err('NOT_SUPPORTED');",
    },
    {
      id: 'P07',
      title: 'AUTO_START clears the value too',
      find: 'if (config_flags & configFlags.CLEAR_VALUE) counter',
      replace: 'if (config_flags & (configFlags.CLEAR_VALUE | configFlags.AUTO_START)) counter',
    },
    {
      id: 'P08',
      title: 'counter_stop resets before it takes the snapshot',
      find: `      if (takes && shmem !== undefined) takeSnapshot`,
      replace: `      if (stop_flags & stopFlags.RESET) for (const counter of set) counter.forget();
      if (takes && shmem !== undefined) takeSnapshot`,
      killedBy: [shared],
    },
    {
      id: 'P09',
      title: 'a snapshot without memory stops the counters before it is refused',
      find: "if (takes && shmem === undefined) return err('NO_SHMEM');",
      replace: `if (takes && shmem === undefined) {
        for (const counter of set) counter.stop();
        return err('NO_SHMEM');
      }`,
      killedBy: [shared],
    },
    {
      id: 'P10',
      title: 'the memory of snapshots need not lie on a page',
      find: 'alignment: snapshotLayout.size }',
      replace: 'alignment: 8 }',
      killedBy: [shared],
    },
    {
      id: 'P11',
      title: 'the upper word of the address of snapshots does not count',
      find: 'shmemAt(caller, request,',
      replace: 'shmemAt(caller, { ...request, shmem_phys_hi: 0n },',
      killedBy: [shared],
    },
    {
      id: 'P12',
      title: 'the memory of snapshots is taken away whatever the flags',
      find: `      if (flags !== 0n) return err('INVALID_PARAM');
      const shmem = `,
      replace: `      if (flags !== 0n && request.shmem_phys_lo + 1n !== 2n ** 64n) return err('INVALID_PARAM');
      const shmem = `,
      killedBy: [shared],
    },
    {
      id: 'P13',
      title: 'fw_read reads counters of the hart too',
      find: 'return counter?.isFirmware ? ok(counter.value)',
      replace: 'return counter ? ok(counter.value)',
      killedBy: [lifetime],
    },
    {
      id: 'P14',
      title: 'a hart that starts again has the events of its last life',
      find: `  hartStarts({ counters }: SupervisedHart): void {
    counters.memory.reset();
  }

  hartStops({ counters }: SupervisedHart): void {
    counters.memory.reset();
  }`,
      replace: '',
      killedBy: [lifetime],
    },
  ],
);

/** The counters of a hart: which there are, which is chosen, and what is done to the CSRs. */
const counters = [
  ...mutantsOf(
    'packages/see/src/pmu/hart-counters.ts',
    [pmu],
    [
      {
        id: 'P20',
        title: 'a set is as good as its last counter',
        find: '      if (!counter) return undefined;',
        replace:
          '      if (!counter && counter_idx_mask >> bit === 1n) return undefined;\n      if (!counter) continue;',
      },
      {
        id: 'P21',
        title: 'a set may go on at 0 after the highest number',
        find: 'this.find(counter_idx_base + bit)',
        replace: 'this.find(BigInt.asUintN(64, counter_idx_base + bit))',
      },
      {
        id: 'P22',
        title: 'a fixed counter is taken where one that can overflow is free',
        find: 'candidates.find(({ overflows }) => overflows) ?? ',
        replace: '',
      },
      {
        id: 'P23',
        title: 'a counter that counts in all modes is taken for one that is to count in some',
        find: 'countsAll || filters',
        replace: 'countsAll || !filters || filters',
      },
      {
        id: 'P24',
        title: 'only the first of several counters of a firmware event counts it',
        find: 'for (const counter of this.#firmware) if (counter.counts(code)) counter.value += 1n;',
        replace:
          'const first = this.#firmware.find((counter) => counter.counts(code));\n    if (first) first.value += 1n;',
        killedBy: [counted],
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/pmu/hardware-counter.ts',
    [pmu],
    [
      {
        id: 'P25',
        title: 'OF is cleared while the interrupt it asked for is pending',
        find: 'if (this.hart.get(mip.LCOFIP) === 0) ',
        replace: '',
        killedBy: [lifetime],
      },
      {
        id: 'P26',
        title: 'a counter starts again without a new chance to overflow',
        find: '    this.#clearOverflow();\n    super.start();',
        replace: '    super.start();',
        killedBy: [lifetime],
      },
      {
        id: 'P27',
        title: 'M-mode is counted unless the supervisor says otherwise',
        find: '    mcyclecfg.MINH.mask,\n',
        replace: '    config_flags & configFlags.SET_MINH ? mcyclecfg.MINH.mask : 0n,\n',
      },
      {
        id: 'P28',
        title: 'a counter that is stopped for a while may be taken by another event',
        find: 'return !this.started && this.memory.at(this.index).event === undefined;',
        replace: 'return !this.started;',
      },
      {
        id: 'P29',
        title: 'a fixed counter keeps its filter when it is reset',
        find: 'if (this.filters) this.hart.write(this.#fixed.configuration, 0n);',
        replace: '',
      },
      {
        id: 'P30',
        title: 'a fixed counter takes a raw event',
        find: "return event.kind === 'hardware' && event.event_idx === this.#fixed.event_idx;",
        replace:
          "return Number(event.kind === 'raw' ? event.selector : event.kind === 'hardware' && event.event_idx) === this.#fixed.event_idx;",
      },
      {
        id: 'P31',
        title: 'SINH and UINH change places',
        find: "[configFlags.SET_UINH, 'UINH'],\n  [configFlags.SET_SINH, 'SINH'],",
        replace: "[configFlags.SET_UINH, 'SINH'],\n  [configFlags.SET_SINH, 'UINH'],",
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/pmu/counter-memory.ts',
    [counted],
    [
      {
        id: 'P32',
        title: 'the firmware stops counting as soon as one of its counters stops',
        find: 'running: running + change',
        replace: 'running: change < 0 ? 0 : running + change',
        killedBy: [counted],
      },
    ],
  ),
];

/** Shared memory: snapshots, and what counters can monitor. */
const sharedMemory = [
  ...mutantsOf(
    'packages/see/src/pmu/snapshot.ts',
    [shared],
    [
      {
        id: 'P40',
        title: 'values lie at the numbers of their counters, whatever the base',
        find: '8n * (BigInt(index) - base)',
        replace: '8n * BigInt(index)',
      },
      {
        id: 'P41',
        title: 'the bitmap has the bits of scountovf, whatever the base',
        find: '1n << BigInt(counter.index - first)',
        replace: '1n << BigInt(counter.index)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/pmu/event-info.ts',
    [shared],
    [
      {
        id: 'P42',
        title: 'entries are written up to the one that is malformed',
        find: '(entries) => !hasReservedBits(entries));',
        replace:
          '(entries, at) => {\n    fillIn(entries, counters);\n    memory.write(at, new Uint8Array(entries.buffer));\n    return !hasReservedBits(entries);\n  });',
      },
      {
        id: 'P43',
        title: 'the data of a general event counts',
        find: 'hasEventData(event_idx) ? entries.getBigUint64(entry + EVENT_DATA, true) : 0n',
        replace: 'hasEventData(event_idx + 0x2_0000n) ? entries.getBigUint64(entry + EVENT_DATA, true) : 0n',
      },
      {
        id: 'P44',
        title: 'only the first block of entries is looked at',
        find: 'entry < num_entries; entry += TOGETHER',
        replace: 'entry < num_entries && entry < TOGETHER; entry += TOGETHER',
      },
      {
        id: 'P45',
        title: 'an event that cannot be monitored keeps the output that the supervisor wrote',
        find: '    entries.setUint32(entry + OUTPUT, event && counters.canMonitor(event) ? 1 : 0, true);',
        replace: '    if (event && counters.canMonitor(event)) entries.setUint32(entry + OUTPUT, 1, true);',
      },
    ],
  ),
];

/** What events there are, and where the firmware counts its own. */
const eventMutants = [
  ...mutantsOf(
    'packages/sbi/src/pmu-event.ts',
    [events],
    [
      {
        id: 'P50',
        title: 'code 0 is a general event',
        find: 'code >= 1n && code <= lastGeneralEvent',
        replace: 'code <= lastGeneralEvent',
      },
      {
        id: 'P51',
        title: 'an event_idx has as many bits as its register',
        find: 'switch (event_idx >> 16n) {\n    case types.general',
        replace: 'switch ((event_idx >> 16n) & 15n) {\n    case types.general',
      },
      {
        id: 'P52',
        title: 'raw events of the first type have 56 bits as well',
        find: 'fits(event_data, 48)',
        replace: 'fits(event_data, 56)',
      },
      {
        id: 'P53',
        title: 'there is a fourth operation on a cache',
        find: 'const cacheOperations = 3n;',
        replace: 'const cacheOperations = 4n;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/handlers/ipi.ts',
    [counted],
    [
      {
        id: 'P54',
        title: 'an IPI is received as it is sent',
        find: "      caller.counters.happened('IPI_SENT');",
        replace: "      caller.counters.happened('IPI_SENT');\n      target.counters.happened('IPI_RECEIVED');",
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/handlers/rfence.ts',
    [counted],
    [
      {
        id: 'P55',
        title: 'a fence of its own counts as one sent to another hart',
        find: 'if (target === caller || !target.interruptible) continue;',
        replace: 'if (!target.interruptible) continue;',
      },
      {
        id: 'P56',
        title: 'a stopped hart receives fences',
        find: 'if (target === caller || !target.interruptible) continue;',
        replace: 'if (target === caller) continue;',
      },
      {
        id: 'P57',
        title: 'a fence of a guest’s ASIDs counts as one of its whole address space',
        find: 'hypervisorFence(caller, fences.HFENCE_VVMA_ASID',
        replace: 'hypervisorFence(caller, fences.HFENCE_VVMA',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/firmware.ts',
    [counted],
    [
      {
        id: 'P58',
        title: 'misaligned loads and stores change places',
        find: `  [Number(exception.loadAddressMisaligned)]: 'MISALIGNED_LOAD',
  [Number(exception.storeAddressMisaligned)]: 'MISALIGNED_STORE',`,
        replace: `  [Number(exception.loadAddressMisaligned)]: 'MISALIGNED_STORE',
  [Number(exception.storeAddressMisaligned)]: 'MISALIGNED_LOAD',`,
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/pmu-node.ts',
    ['packages/machine/src/pmu-node.test.ts'],
    [
      {
        id: 'P59',
        title: 'the device tree has no fixed counter for instructions',
        find: '[countedEvents.instructions]: 1 << 2',
        replace: '[countedEvents.instructions]: 0',
      },
    ],
  ),
];

/** The PMU extension. */
export const pmuMutants: readonly SourceMutant[] = [...functions, ...counters, ...sharedMemory, ...eventMutants];
