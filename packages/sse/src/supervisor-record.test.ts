import { expect, test } from 'vitest';
import type { SupervisorState } from './supervisor.ts';
import { SupervisorRecord } from './supervisor-record.ts';

const everythingSet: SupervisorState = {
  pc: 4n,
  privilege: 1n,
  virtualization: 1n,
  ELP: 1n,
  SIE: 1n,
  SPIE: 1n,
  SPP: 1n,
  SPELP: 1n,
  SDT: 1n,
  sepc: 8n,
  hstatus: 0x1c0n,
  a6: 6n,
  a7: 7n,
};

test('keeps what it is given, but SDT clears SIE', () => {
  const record = new SupervisorRecord(3n, { H: true, Zicfilp: true, Ssdbltrp: true }, everythingSet);
  expect(record.hartid).toBe(3n);
  expect(record.read()).toEqual({ ...everythingSet, SIE: 0n });
  record.write({ ...everythingSet, SDT: 0n });
  expect(record.read()).toEqual({ ...everythingSet, SDT: 0n });
});

test.each([
  ['H', { virtualization: 0n, hstatus: 0n, SIE: 0n }],
  ['Zicfilp', { ELP: 0n, SPELP: 0n, SIE: 0n }],
  ['Ssdbltrp', { SDT: 0n }],
])('without %s its fields stay 0', (absent, zero) => {
  const has = { H: true, Zicfilp: true, Ssdbltrp: true, [absent]: false };
  expect(new SupervisorRecord(0n, has, everythingSet).read()).toEqual({ ...everythingSet, ...zero });
});
