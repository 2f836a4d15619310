import { test } from 'vitest';

test('never ends, and never gives control back', () => {
  for (;;);
});
