import { expect, test } from 'vitest';
import { sampleReport as report } from '../testing/court-report.ts';
import { findingAsText } from './finding-text.ts';

const [{ case: name }] = report.trials as [(typeof report.trials)[0]];
const id = `${name}/O1/V/0-1/HS-with-SPV=1`;
test('a finding as a text for mail says who, what, where, and how to see it again, in narrow lines', () => {
  const text = findingAsText(report, id, 'hartlab');
  const prose = text.filter((line) => !line.startsWith('    '));
  expect(prose.every((line) => line.length <= 72 && !line.includes('→'))).toBe(true);
  expect(text[0]).toBe('SSE: the hypervisor goes on as its own guest');
  const all = text.join(' ').replaceAll(/\s+/g, ' ');
  expect(all).toContain('OpenSBI 1.9 (old.bin, SBI 3.0, sha256 abababababababab...): O1 V 0->1 in HS with SPV=1.');
  expect(all).toContain('at 3 of 6 boundaries (1-2, 4)');
  expect(all).toContain('OpenSBI 1.9 (new.bin, SBI 3.0, sha256 abababababababab...) does not show it.');
  expect(text).toContain('    V  expected 0x0  got 0x1');
  expect(text.at(-1)).toBe(`    hartlab reproduce ${id} -bios old.bin -o repro.S`);
  expect(() => findingAsText(report, 'V', 'hartlab')).toThrow('nobody shows V');
});
