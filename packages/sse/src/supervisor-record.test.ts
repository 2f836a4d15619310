import { expect, test } from 'vitest';
import type { SupervisorState } from './supervisor.ts';
import { SupervisorRecord } from './supervisor-record.ts';

const everythingSet: SupervisorState = {
  pc: 4n,
  privilege: 1,
  virtualization: 1,
  ELP: 1,
  SIE: 1,
  SPIE: 1,
  SPP: 1,
  SPELP: 1,
  SDT: 1,
  sepc: 8n,
  SPV: 1,
  SPVP: 1,
  hstatus: 0x40n,
  a6: 6n,
  a7: 7n,
};

test('keeps what it is given, but SDT clears SIE', () => {
  const record = new SupervisorRecord(3n, { H: true, Zicfilp: true, Ssdbltrp: true }, everythingSet);
  expect(record.hartid).toBe(3n);
  expect(record.read()).toEqual({ ...everythingSet, SIE: 0 });
  record.write({ ...everythingSet, SDT: 0 });
  expect(record.read()).toEqual({ ...everythingSet, SDT: 0 });
});

test.each([
  ['H', { virtualization: 0, SPV: 0, SPVP: 0, hstatus: 0n, SIE: 0 }],
  ['Zicfilp', { ELP: 0, SPELP: 0, SIE: 0 }],
  ['Ssdbltrp', { SDT: 0 }],
])('without %s its fields stay 0', (absent, zero) => {
  const has = { H: true, Zicfilp: true, Ssdbltrp: true, [absent]: false };
  expect(new SupervisorRecord(0n, has, everythingSet).read()).toEqual({ ...everythingSet, ...zero });
});
