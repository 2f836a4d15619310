import { traceModes } from '@hartlab/machine';
import { actionsOf } from '../action-words.ts';
import { logItems, type LogItem } from '../log.ts';
import { count, oneOf, path, someOf, text } from '../quantity.ts';
import { watchedParts } from '../watched-part.ts';
import { whereOf } from '../where.ts';
import type { OptionRows } from './option-row.ts';

/** How a run is looked at and talked to, and where it stops. */
export const runOptions = {
  nodefaults: { flag: '-nodefaults', help: 'nothing that is not asked for: the console goes nowhere without -serial' },
  nographic: { flag: '-nographic', help: 'the console is this terminal (it always is)' },
  serial: {
    flag: '-serial',
    value: 'stdio|null|none|file:PATH|chardev:ID',
    help: "where the guest's console goes; there is one line, so that others behind it change nothing",
    read: text,
    repeats: true,
  },
  record: {
    flag: '--record',
    value: 'FILE',
    help: 'write down what console input arrives and when, for --replay',
    read: text,
  },
  replay: {
    flag: '--replay',
    value: 'FILE',
    help: "run with the input that --record wrote down, at the same moments, instead of stdin's",
    read: text,
  },
  d: {
    flag: '-d',
    value: 'ITEM,…',
    help: `log to stderr; items: ${Object.keys(logItems).join(', ')}`,
    listing: () =>
      `Log items (comma separated):\n${Object.entries(logItems)
        .map(([item, what]) => `${item.padEnd(15)} ${what}\n`)
        .join('')}`,
    read: someOf(Object.keys(logItems) as LogItem[]),
  },
  D: { flag: '-D', value: 'FILE', help: 'write the log of -d to a file instead', read: path },
  logCommits: {
    flag: '--log-commits',
    value: 'FILE',
    help: "write the commit log of riscv-isa-sim (Spike): what every instruction wrote; '-' is stderr",
    read: path,
  },
  traceHash: {
    flag: '--trace-hash',
    value: traceModes.join('|'),
    alone: 'sampled',
    help: 'print a hash over the run: equal for equal runs; full is over every instruction, and slow',
    read: oneOf(traceModes),
  },
  maxInstructions: {
    flag: '--max-instructions',
    value: 'N',
    help: 'stop after N instructions of all harts together, or after N traps; a sweep gives up if its window takes longer',
    read: count(1),
  },
  noReboot: { flag: '-no-reboot', help: 'a reset ends the run; without it the guest starts again' },
  noShutdown: { flag: '-no-shutdown', help: 'when the guest ends, the machine stands still until you leave it' },
  action: {
    flag: '-action',
    value: 'EVENT=ACTION,…',
    help: 'reboot=reset|shutdown, shutdown=poweroff|pause: the same in other words',
    merges: true,
    read: actionsOf,
  },
  pidfile: {
    flag: '-pidfile',
    value: 'FILE',
    help: 'a file that has the number of this process while it runs',
    read: path,
  },
  break: {
    flag: '--break',
    value: 'PLACE,…',
    help: 'stop before the instruction at a symbol or 0x…',
    read: (places) => places.split(','),
  },
  watch: {
    flag: '--watch',
    value: 'PLACE[:BYTES][:load|:store],…',
    help: 'stop after an access to the bytes at a symbol or 0x…',
    read: watchedParts,
  },
  save: {
    flag: '--save',
    value: 'FILE',
    help: 'save the run in a file where --at says, and end',
    read: path,
  },
  at: {
    flag: '--at',
    value: 'WHERE',
    help: 'where to save: a symbol or 0x…, #N behind it for the N-th time; N instructions; phase:NAME or window:NAME',
    read: whereOf,
  },
  restore: {
    flag: '--restore',
    value: 'FILE',
    help: 'go on with the run that --save has saved, which says what the machine is',
    read: path,
  },
} as const satisfies OptionRows;
