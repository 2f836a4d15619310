import { parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { differences, explains } from './comparison.ts';
import { explanations } from './explanations.ts';
import { configurations, readGolden, settingsOf } from './golden.ts';
import { modesOf } from './program.ts';
import { csrTable, hartlab } from './csr-table.ts';

/** Every cell of every configuration and setting in which our hart differs from Spike, and why. */
const compare = () =>
  configurations.flatMap((configuration) => {
    const golden = readGolden(configuration);
    const isa = parseIsa(golden.isa);
    return settingsOf(configuration).flatMap((setting) => {
      const ours = csrTable(hartlab(isa), isa, setting);
      return differences(ours, golden.tables.get(setting.name)!, modesOf(isa)).map((difference) => ({
        where: `${configuration}, ${setting.name}`,
        ...difference,
        explanations: explanations.filter((one) => explains(one, difference, isa)),
      }));
    });
  });

test('accesses to every CSR address end as on Spike or as explained, and every explanation is needed', () => {
  const found = compare();
  expect(found.filter((difference) => difference.explanations.length === 0)).toEqual([]);
  expect(explanations.filter((one) => !found.some((difference) => difference.explanations.includes(one)))).toEqual([]);
}, 300_000);
