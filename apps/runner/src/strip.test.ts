import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomes } from './harm.ts';
import { legend, ruler, rulerKey, strip, type Spot } from './strip.ts';

const plain = (_style: string, text: string): string => text;
const modes = ['M', 'HS', 'HS with SPV=1', 'S', 'U', 'VS', 'VU'] as const;
const spot = fc.record({ mode: fc.constantFrom(...modes), outcome: fc.constantFrom(...outcomes) });
const width = fc.integer({ min: 1, max: 120 });

/** What each character may mean, told apart without the code under test. */
const severity = (character: string): number => (/[A-Z]/.test(character) ? 5 : '.?~-!'.indexOf(character));

test('every character is the worst of its run of boundaries, and every boundary is in one', () => {
  fc.assert(
    fc.property(fc.array(spot, { maxLength: 400 }), width, (spots, columns) => {
      const text = strip(spots, columns, plain);
      expect(text).toHaveLength(Math.min(columns, spots.length));
      const seen = Array.from(text, () => -1);
      spots.forEach(({ outcome }, number) => {
        // The only character whose share of the window holds the boundary.
        const at = seen.findIndex((_, index) => ((index + 1) * spots.length) / text.length >= number + 1);
        seen[at] = Math.max(seen[at]!, outcomes.indexOf(outcome));
        expect(severity(text[at]!)).toBeGreaterThanOrEqual(outcomes.indexOf(outcome));
      });
      expect(Array.from(text, severity)).toEqual(seen);
    }),
  );
});

test('one bad boundary among a thousand shows, with its mode', () => {
  const spots: Spot[] = Array.from({ length: 1000 }, () => ({ mode: 'HS', outcome: 'intact' }));
  spots[537] = { mode: 'VU', outcome: 'changed' };
  expect(strip(spots, 10, plain)).toBe('.....P....');
  expect(ruler(spots, 10, plain)).toBe('hhhhhhhhhh');
  expect(rulerKey(spots)).toEqual(['h hypervisor (HS-mode)', 'p its program (VU)']);
});

test('every outcome has a mark of its own, which the legend explains if it occurs', () => {
  const spots = outcomes.map((outcome): Spot => ({ mode: 'S', outcome }));
  expect(strip(spots, 80, plain)).toBe('.?~-!K');
  const [intact, ...others] = legend(spots);
  expect(intact).toBe('. as before');
  expect(others.map((text) => text.split(' ')[0])).toEqual(['?', '~', '-', '!', 'CAPITAL']);
  expect(legend(spots.slice(0, 1))).toEqual(['. as before']);
});

test('modes have letters of their own', () => {
  const spots = modes.map((mode): Spot => ({ mode, outcome: 'changed' }));
  expect(new Set(strip(spots, 80, plain)).size).toBe(modes.length);
  expect(ruler(spots, 80, plain)).toBe(strip(spots, 80, plain).toLowerCase());
});

test('runs of a style are painted once, and colours add nothing else', () => {
  const paint = (style: string, text: string): string => `<${style} ${text}>`;
  const spots = (['intact', 'intact', 'lost', 'misled'] as const).map((outcome): Spot => ({ mode: 'S', outcome }));
  expect(strip(spots, 80, paint)).toBe('<good ..><weak -~>');
});

test('no boundaries, no strip', () => {
  expect([strip([], 80, plain), ruler([], 80, plain), rulerKey([]), legend([])]).toEqual(['', '', [], []]);
});
