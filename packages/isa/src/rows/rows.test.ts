import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Effect } from '../expr.ts';
import type { OperandName } from '../fields.ts';
import { accepts } from '../insn.ts';
import { compressedTables, isaTables } from '../isa-tables.ts';
const insns = isaTables.flatMap((table) => table.rows);
const C = compressedTables.flatMap((table) => table.rows);
const rows = [...insns, ...C];

test('every declared row is in exactly one table', async () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => !name.endsWith('.test.ts'));
  const modules = await Promise.all(files.map((file): Promise<Record<string, unknown>> => import(`./${file}`)));
  const declared = modules
    .flatMap((module) => Object.values(module).flat())
    .filter((value) => typeof value === 'object' && value !== null && 'match' in value && 'name' in value);
  const listed = new Set<unknown>(rows);
  expect(declared.filter((row) => !listed.has(row)).map(({ name }) => name)).toEqual([]);
  expect(new Set(declared).size).toBe(rows.length);
  expect(new Set(rows).size).toBe(rows.length);
});

test('where two 32-bit rows share an encoding, the earlier is a special case of the later', () => {
  const overlaps = insns.flatMap((one, index) =>
    insns
      .slice(index + 1)
      .filter((other) => ((one.match ^ other.match) & one.mask & other.mask) === 0)
      .map((other) => ({ one, other })),
  );
  expect(overlaps.filter(({ one, other }) => (one.mask & other.mask) >>> 0 !== other.mask)).toEqual([]);
});

test('no halfword is two compressed rows, but for the may-be-operations that shadow stacks redefine', () => {
  const overlaps: string[] = [];
  for (let bits = 0; bits < 0x1_0000; bits++) {
    const found = C.filter((row) => (bits & row.mask) === row.match && accepts(row, bits));
    if (found.length > 1) overlaps.push(`${bits.toString(16)}: ${found.map(({ name }) => name).join(' ')}`);
  }
  expect(overlaps).toEqual(['6081: c.sspush.x1 c.mop.1', '6281: c.sspopchk.x5 c.mop.5']);
});

test('no two rows share a name', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

/** The operands that an effect names. A builder that takes one as a place only, as set does rd, leaves it to the effect's kind. */
function named(effect: Effect): string[] {
  const places: Partial<Record<Effect['k'], string[]>> = {
    set: ['rd'],
    setFloat: ['frd'],
    csr: ['csr'],
    'compare-and-swap-pair': ['rd', 'rs2'],
  };
  const inside = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return value === 'rm' ? ['rm'] : [];
    const { k, of } = value as { k?: unknown; of?: unknown };
    return k === 'imm' ? ['imm'] : typeof of === 'string' ? [of] : Object.values(value).flatMap(inside);
  };
  return [...(places[effect.k] ?? []), ...inside(effect)];
}

// unpriv "Memory Ordering Instructions", unpriv "Zifencei Extension for Instruction-Fetch Fence": reserved fields are ignored, and
// a hart here has nothing to order, nor caches to fill. unpriv "Zimop Extension for May-Be-Operations": zero, whatever is read.
test('every operand of a row is named by its effects, but for those that mean nothing here', () => {
  const ignores = /^(?:fence|fence\.i|prefetch\.\w|mop\.\w+\.\d+)$/;
  const unnamed = insns.flatMap(({ name, does, operands }) => {
    const names = new Set<string>(does.flatMap(named));
    const ordering: readonly OperandName[] = ['aq', 'rl'];
    const left = [...operands.keys()].filter((operand) => !names.has(operand) && !ordering.includes(operand));
    return ignores.test(name) || left.length === 0 ? [] : [`${name}: ${left.join(' ')}`];
  });
  expect(unnamed).toEqual([]);
});

describe.each(rows.map((row) => ({ row, name: row.name })))('$name', ({ row }) => {
  test('names its place in the specification', () => {
    expect(row.spec).toMatch(/^(unpriv|priv) "[A-Z][^"]+"$/);
  });

  test('has each bit of its encoding either fixed or in one operand', () => {
    const size = row.match % 4 === 3 ? 32 : 16;
    const covered = new Set<number>();
    for (let bit = 0; bit < size; bit++) if ((row.mask >>> bit) & 1) covered.add(bit);
    const fields = new Set([...row.operands.values()].flat());
    let free = 0;
    for (const { pieces } of fields)
      for (const { low, width } of pieces)
        for (let bit = low; bit < low + width; bit++) {
          covered.add(bit);
          free++;
        }
    expect(covered.size).toBe(size);
    expect(free + row.mask.toString(2).replaceAll('0', '').length).toBe(size);
  });
});
