import { expect, test } from 'vitest';
import { sampleReport as report } from '../testing/court-report.ts';
import { pageOf } from './page.ts';
import { trialSpots } from './trial-spots.ts';

/** The names of the elements that are open at some point, checked to be closed in their order; text has no markup left. */
function elements(xml: string, empty: readonly string[] = []): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const markup = /<(?:\?[^?]*\?|!DOCTYPE [a-z]+|(\/?)([a-z0-9]+)((?: [a-z-]+="[^"<]*")*)(\/?))>/g;
  for (const [, end, element = '', , isEmpty] of xml.matchAll(markup)) {
    if (element === '') continue;
    if (end) expect(open.pop()).toBe(element);
    else {
      seen.push(element);
      if (!isEmpty && !empty.includes(element)) open.push(element);
    }
  }
  expect(open).toEqual([]);
  expect(xml.replaceAll(markup, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/);
  return seen;
}

test('the window of a trial is what its report says of each boundary', () => {
  expect(trialSpots(report.trials[0]!).map(({ mode, outcome }) => `${mode}: ${outcome}`)).toEqual([
    'HS: skipped',
    'HS with SPV=1: changed',
    'HS with SPV=1: changed',
    'HS with SPV=1: intact',
    'HS with SPV=1: changed',
    'VS: intact',
  ]);
});

test('the page needs nothing else, and shows each run of boundaries as wide as it is', () => {
  const page = pageOf(report);
  const seen = elements(page.replace(/<style>[^]*<\/style>/, ''), ['meta', 'br']);
  // The finding, and its event step by step.
  expect(seen.filter((element) => element === 'details')).toHaveLength(2);
  expect(page).toContain('<code>privilege 0x3 → 0x1, V 0x0 → 0x1</code>');
  expect(page).not.toMatch(/\b(?:src|href)=|@import|url\(|<script/);
  expect(page).toContain('<i class="changed" style="flex-grow:2" title="boundaries 1 to 2: HS with SPV=1, changed">');
  expect(page).toContain('<i class="w" style="flex-grow:4" title="boundaries 1 to 4: HS with SPV=1">');
  // Who wrote first comes first.
  expect(page.indexOf('firmware at injection')).toBeLessThan(page.indexOf('firmware at completion'));
  expect(page).toContain('run&lt;&quot;&amp;#1 &gt;+0x10');
});
