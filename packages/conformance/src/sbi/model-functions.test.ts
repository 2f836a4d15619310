import { extensions } from '@hartlab/models';
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
