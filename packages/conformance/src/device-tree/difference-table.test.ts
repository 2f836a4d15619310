import { describe, expect, test } from 'vitest';
import { differenceTable, explain } from './difference-table.ts';
import { treeDifferences } from './tree-differences.ts';
import { factsOf } from './tree-facts.ts';
import { flatten } from '@hartlab/machine';

const facts = (properties: Parameters<typeof flatten>[0]['properties'], nodes: readonly string[] = []) =>
  factsOf(flatten({ name: '', properties, children: nodes.map((name) => ({ name, properties: { reg: 1 } })) }));

describe('two trees differ', () => {
  test.each([
    [{ model: 'a' }, { model: 'b' }, { place: '/ model', there: '"a"', here: '"b"' }],
    [{ model: 'a' }, {}, { place: '/ model', there: '"a"', here: '–' }],
    [{}, { ranges: true }, { place: '/ ranges', there: '–', here: 'there' }],
    [{ reg: [0, 1] }, { reg: 1 }, { place: '/ reg', there: '<0x0 0x1>', here: '<0x1>' }],
    [{ names: ['a', 'b'] }, { names: 'a' }, { place: '/ names', there: '"a" "b"', here: '"a"' }],
    [{ seed: Uint8Array.of(1, 2, 3) }, { seed: true }, { place: '/ seed', there: '010203', here: 'there' }],
  ] as const)('%j %j', (there, here, difference) => {
    expect(treeDifferences(facts(there), facts(here))).toEqual([difference]);
  });

  test('not in a random number, but in how long it is', () => {
    expect(treeDifferences(facts({ 'rng-seed': [1, 2] }), facts({ 'rng-seed': [3, 4] }))).toEqual([]);
    expect(treeDifferences(facts({ 'rng-seed': [1, 2] }), facts({ 'rng-seed': 1 }))).toHaveLength(1);
  });

  test('in a node that only one has, and not again in what is in it', () => {
    expect(treeDifferences(facts({}, ['cpus', 'pci']), facts({}, ['cpus', 'rtc']))).toEqual([
      { place: '/ (nodes) pci', there: 'listed', here: '–' },
      { place: '/ (nodes) rtc', there: '–', here: 'listed' },
    ]);
  });

  test('in the order of their nodes', () => {
    expect(treeDifferences(facts({}, ['a', 'b']), facts({}, ['b', 'c', 'a']))).toEqual([
      { place: '/ (nodes) c', there: '–', here: 'listed' },
      { place: '/ (nodes) (order)', there: 'a b', here: 'b a' },
    ]);
  });

  test('in extensions, one by one, and in whether riscv,isa has them all', () => {
    const isa = (text: string, names: string[]) => facts({ 'riscv,isa': text, 'riscv,isa-extensions': names });
    expect(treeDifferences(isa('rv64i_zba', ['i', 'zba']), isa('rv64im', ['i', 'm', 'zbb']))).toEqual([
      { place: '/ riscv,isa', there: 'all', here: 'the letters' },
      { place: '/ riscv,isa-extensions zba', there: 'listed', here: '–' },
      { place: '/ riscv,isa-extensions m', there: '–', here: 'listed' },
      { place: '/ riscv,isa-extensions zbb', there: '–', here: 'listed' },
    ]);
    expect(isa('rv64i_zbb', ['i', 'zba'])['/ riscv,isa']).toBe('"rv64i_zbb"');
  });
});

describe('the table', () => {
  const page = [
    'text',
    '| where | QEMU | here | why |',
    '|-|-|-|-|',
    '| `/cpus/cpu@* isa` `zba` `zbb` | – | listed | reason |',
    '| `/ model` | "…qemu" | "here" | reason |',
    '',
    '| other | table |',
  ].join('\n');
  const rows = differenceTable(page);
  const zba = { place: '/cpus/cpu@1 isa zba', there: '–', here: 'listed' };
  const zbb = { ...zba, place: '/cpus/cpu@0 isa zbb' };
  const model = { place: '/ model', there: '"riscv,qemu"', here: '"here"' };

  test('tells of a difference where place and values fit', () => {
    expect(explain([zba, zbb, model], rows)).toEqual({ unexplained: [], unneeded: [] });
  });

  test.each([
    { ...zba, here: '–' },
    { ...zba, place: '/cpus/cpu@1 isa zb' },
    { ...model, here: 'there' },
    { ...model, there: '"qemu2"' },
    { ...model, place: '/ models' },
  ])('and not of %j', (difference) => {
    expect(explain([difference], rows).unexplained).toEqual([difference]);
  });

  test('has no place too many, and tells of no difference twice', () => {
    expect(explain([zba, model], rows).unneeded).toEqual(['/cpus/cpu@* isa zbb']);
    expect(explain([zba, model], rows.concat(rows)).unexplained).toEqual([zba, model]);
  });
});
