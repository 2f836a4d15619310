import { expect, test } from 'vitest';
import { all, data, root, supervisor } from '../testing/page-tables.ts';

test('a last table that is filled is one no longer: its entries count at once, and stores to it concern nobody', () => {
  const { hart, memory, tables } = supervisor();
  const first = 0x12_3460_0000n;
  const [near, far, elsewhere] = [first, first + 511n * 4096n, first + 512n * 4096n];
  const entries = [near, far, elsewhere].map((address) => Number(tables.map(3, root, address, data, all)));
  const place = (address: bigint) => hart.translate(address, 'load');
  for (const address of [near, far, elsewhere]) expect(place(address)).toEqual({ physical: Number(data) });
  const pageOfTable = (entries[0]! - memory.ramBase) >>> 12;
  const moved = memory.read(entries[0]!, 8) + (2n << 10n);
  for (let time = 0; time < 128; time++) {
    expect(memory.tables.has(pageOfTable)).toBe(true);
    memory.write(entries[0]!, 8, time % 2 === 0 ? moved : moved + (1n << 10n));
  }
  expect(memory.tables.has(pageOfTable)).toBe(false);
  memory.write(entries[1]!, 8, moved);
  expect(place(far)).toEqual({ physical: Number(data) + 0x2000 });
  expect(place(near)).toEqual({ physical: Number(data) + 0x3000 });
  // It has become a table again, and what hangs on others has stayed.
  expect(memory.tables.has(pageOfTable)).toBe(true);
  memory.write(entries[1]!, 8, moved + (1n << 10n));
  expect(place(far)).toEqual({ physical: Number(data) + 0x3000 });
  expect(place(elsewhere)).toEqual({ physical: Number(data) });
});
