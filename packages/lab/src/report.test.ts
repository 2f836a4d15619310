import { expect, test } from 'vitest';
import { writerInWords, type ReportedWriter } from './report.ts';

const at = { pc: '0x80200010', symbol: 'vector+0x10' };
const completion = (writer: ReportedWriter): ReportedWriter => ({
  agent: 'firmware at completion',
  pc: '0x80200000',
  source: { field: 'mstatus.SPP', writer },
});

test.each<[string, ReportedWriter]>([
  ['interrupted software', { agent: 'interrupted software' }],
  ['sret at vector+0x10', { agent: 'sret', ...at, instruction: 'sret' }],
  ['sret at 0x80200010', { agent: 'sret', pc: at.pc }],
  ['trap hardware at vector+0x10', { agent: 'trap hardware', ...at }],
  ['handler at vector+0x10 (csrw\tsepc,t0)', { agent: 'handler', ...at, instruction: 'csrw\tsepc,t0' }],
  ['firmware at injection', { agent: 'firmware at injection', ...at }],
  ['firmware at completion, from mstatus.SPP as sret at vector+0x10 left it', completion({ agent: 'sret', ...at })],
])('%s', (words, writer) => {
  expect(writerInWords(writer)).toBe(words);
});

test('where the line of source text is known, it stands beside the place', () => {
  const line = 'lib/sbi/sbi_sse.c:300';
  expect(writerInWords({ agent: 'handler', ...at, line, instruction: 'li\ta0,1' })).toBe(
    'handler at vector+0x10 (lib/sbi/sbi_sse.c:300) (li\ta0,1)',
  );
});
