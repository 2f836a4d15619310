import { callModels, extensions, type CallWorld } from '@hartlab/models';
import { expect, test } from 'vitest';
import { descriptions } from './descriptions.ts';

// The models have the numbers from sbi "Function Listing" by themselves; what is judged has them from there as well.
test('models and descriptions call the same functions by the same numbers', () => {
  for (const [name, { eid, functions }] of Object.entries(extensions)) {
    const described = descriptions[name];
    expect([name, described?.eid]).toEqual([name, eid]);
    for (const [called, fid] of Object.entries(functions))
      expect([name, called, described?.functions[called]?.id]).toEqual([name, called, fid]);
  }
});

/** Nothing is there, and no memory. */
const nowhere: CallWorld = {
  platform: {
    offered: [],
    executable: [],
    accessible: [],
    hypervisor: true,
    counters: [],
    triggers: 0,
    channels: [],
    messageBytes: 4096,
    features: [],
    identity: [0n, 0n, 0n],
  },
  harts: [
    {
      state: 'STARTED',
      woken: false,
      SSIP: undefined,
      timer: undefined,
      features: [],
      triggers: { shmem: undefined, entries: [] },
      counters: { all: [], seen: new Set(), shmem: undefined },
      messages: { shmem: undefined },
    },
  ],
  memory: { begin: 0n, bytes: new Uint8Array(0) },
  time: 0n,
};

// Both have the rows of the table in the section of the function.
test.each(callModels)('models and descriptions have the same errors of $name', ({ name: extension, expect: judge }) => {
  for (const [name, { errors, spec }] of Object.entries(descriptions[extension]!.functions)) {
    const { table } = judge(nowhere, { hart: 0, extension, name, args: [] });
    expect([name, table.section]).toEqual([name, spec]);
    expect([name, ...table.rows.toSorted()]).toEqual([name, ...errors.toSorted()]);
  }
});
