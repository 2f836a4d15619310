import { countedEvents, programmableCounters } from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import { standardEvents } from '@hartlab/see';
import { cells64, type FdtNode } from './fdt.ts';

/** A bit for each counter, by the number of its CSR. */
const programmable = programmableCounters.reduce((mask, n) => mask | (1 << n), 0);
/** mcycle and minstret, by the event that is theirs. */
const fixed: Readonly<Record<number, number>> = {
  [countedEvents.cycles]: 1 << 0,
  [countedEvents.instructions]: 1 << 2,
};

/**
 * What firmware has to know of the counters (Linux's binding perf/riscv,pmu.yaml): which counter can count which event, and
 * what `mhpmevent` has to hold for it. Nothing where no counter can be programmed.
 *
 * @param firmware whether firmware hands it on, without what only firmware needs, as OpenSBI does (lib/utils/fdt/fdt_pmu.c)
 */
export const pmuNode = (isa: Isa, firmware: boolean): readonly FdtNode[] =>
  isa.has('Zihpm')
    ? [
        {
          name: 'pmu',
          properties: {
            compatible: 'riscv,pmu',
            ...(!firmware && countersOf(isa)),
          },
        },
      ]
    : [];

const countersOf = (isa: Isa): FdtNode['properties'] => ({
  'riscv,event-to-mhpmcounters': standardEvents.flatMap((event) => [
    event,
    event,
    programmable | (isa.has('Zicntr') ? (fixed[event] ?? 0) : 0),
  ]),
  'riscv,event-to-mhpmevent': standardEvents.flatMap((event) => [event, ...cells64(event)]),
  // Every selector is one of a raw event too, all of whose bits count.
  'riscv,raw-event-to-mhpmcounters': Object.values(countedEvents).flatMap((selector) => [
    ...cells64(selector),
    0xffff_ffff,
    0xffff_ffff,
    programmable,
  ]),
});
