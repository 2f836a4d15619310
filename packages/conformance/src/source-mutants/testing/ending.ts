import { expect, test } from 'vitest';

test('fails', () => {
  expect(1).toBe(2);
});

test('is not run any more', () => {
  expect(1).toBe(2);
});
