import { describe, expect, test } from 'vitest';
import { hartStates } from './logged-state.ts';
import { elfOf, randomProgram } from './program.ts';
import { firstQemuDifference, qemuExplanations } from './qemu-differences.ts';
import { noQemu, qemuStates } from './qemu-states.ts';

const missing = noQemu();
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe(`random programs in lock step with QEMU${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  test.skipIf(missing !== undefined).each(seeds)('seed %d', { timeout: 120_000 }, (seed) => {
    const elf = elfOf(randomProgram(seed, { snippets: 8, peer: 'QEMU' }));
    const ours = hartStates(elf);
    expect(ours.length).toBeGreaterThan(500);
    expect(firstQemuDifference(ours, qemuStates(elf))).toBeUndefined();
  });
});

describe('differences', () => {
  const state = (values: Record<string, bigint>) => new Map(Object.entries({ pc: 0x8000_0000n, ...values }));

  test('are found', () => {
    expect(firstQemuDifference([state({ x7: 1n })], [state({ x7: 1n })])).toBeUndefined();
    expect(firstQemuDifference([state({ x7: 1n })], [state({ x7: 2n })])).toContain('x7 is 0x1, QEMU has 0x2');
    expect(firstQemuDifference([state({}), state({})], [state({})])).toContain('instruction 1');
  });

  test('are accepted where they are explained, and only there', () => {
    const breakpoint = state({ mcause: 3n, mtval: 0x8000_0000n });
    expect(firstQemuDifference([breakpoint], [state({ mcause: 3n, mtval: 0n })])).toBeUndefined();
    expect(firstQemuDifference([breakpoint], [state({ mcause: 3n, mtval: 4n })])).toBeDefined();
    expect(firstQemuDifference([state({ mcause: 5n, mtval: 8n })], [state({ mcause: 5n, mtval: 0n })])).toBeDefined();
    expect(firstQemuDifference([state({ medeleg: 0x100n })], [state({ medeleg: 0x101n })])).toBeUndefined();
    expect(firstQemuDifference([state({ medeleg: 0x100n })], [state({ medeleg: 0x102n })])).toBeDefined();
  });

  test('each explanation cites a specification', () => {
    for (const { spec } of qemuExplanations) expect(spec).toMatch(/^(?:priv|unpriv) "[^"]+": /);
  });
});
