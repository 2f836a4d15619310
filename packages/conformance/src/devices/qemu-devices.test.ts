import { describe, expect, test } from 'vitest';
import { noQemu } from '../lockstep/qemu-states.ts';
import { Random } from '@hartlab/models';
import type { Access } from './access-loop.ts';
import { firstDifference, type Answer } from './access-program.ts';
import { ourAnswers, qemuAnswers } from './answers.ts';
import { randomAccesses, sharedDevices } from './random-accesses.ts';

const missing = noQemu();
const COUNT = 600;

describe(`the board's registers, by a program that runs on QEMU too${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  test.skipIf(missing !== undefined).each(sharedDevices)('%s', { timeout: 120_000 }, (device) => {
    for (const seed of [1, 2, 3]) {
      const accesses = randomAccesses(device, new Random(seed), COUNT);
      expect(firstDifference(accesses, ourAnswers(accesses), qemuAnswers(accesses)), `seed ${seed}`).toBeUndefined();
    }
  });
});

test('a difference is found, in values, in causes, in interrupts, and in what was not answered', () => {
  const accesses: Access[] = [{ address: 0x1000, width: 4, compared: 0xffn }];
  const answer = { cause: 0n, value: 0x12n, mip: 0n };
  const compare = (theirs: Partial<Answer>) => firstDifference(accesses, [answer], [{ ...answer, ...theirs }]);
  expect(compare({ value: 0x312n })).toBeUndefined();
  expect(compare({ value: 0x13n })).toBe(
    'access 0, 4 bytes from 0x1000: value 0x12, mip 0x0 here, value 0x13, mip 0x0 there',
  );
  expect(compare({ cause: 5n })).toContain('cause 5');
  expect(compare({ mip: 0x80n })).toContain('mip 0x80 there');
  expect(firstDifference(accesses, [], [])).toContain('0 answers here');
});
