import { expect, test } from 'vitest';
import { caseName, changeWithoutAddress, fieldWithoutAddress, findingId } from './finding-id.ts';

const payload = { symbol: (address: bigint) => (address < 0x1000n ? undefined : `place+0x${address.toString(16)}`) };

test('a case is named by its payload, handler and source, and by its harts where there are more than one', () => {
  expect(caseName('world-switch', 'minimal', 'software', { harts: 1 })).toBe('world-switch/minimal/software');
  expect(caseName('/some/where/u-boot.bin', 'minimal', 'counter', { harts: 4 })).toBe(
    'u-boot.bin/minimal/counter-4-harts',
  );
  expect(caseName('two-harts', 'minimal', 'software', { hart: 1, inMMode: true })).toBe(
    'two-harts/minimal/software-hart-1-M-mode',
  );
});

test('the id of a finding is one word for a shell, and tells modes apart', () => {
  const id = (mode: 'HS' | 'HS with SPV=1') =>
    findingId({ name: 'world-switch/minimal/software' }, { oracle: 'O1', field: 'privilege', change: 'S→U', mode });
  expect(id('HS with SPV=1')).toBe('world-switch/minimal/software/O1/privilege/S-U/HS-with-SPV=1');
  expect(id('HS')).toBe('world-switch/minimal/software/O1/privilege/S-U/HS');
});

test('nothing in it is an address, which another build may have elsewhere', () => {
  expect(fieldWithoutAddress('hstatus.SPV', payload)).toBe('hstatus.SPV');
  expect(fieldWithoutAddress('memory 0x80201008', payload)).toBe('memory place');
  expect(fieldWithoutAddress('memory 0x8', payload)).toBe('memory');
  const derailed = (got: bigint) => {
    const writer = { agent: 'handler' } as const;
    return changeWithoutAddress({ oracle: 'completion', field: 'pc', expected: 0n, got, writer }, payload);
  };
  expect(derailed(0x8020_1008n)).toBe('derailed to place');
  expect(derailed(0x8n)).toBe('derailed to code without a name');
});
