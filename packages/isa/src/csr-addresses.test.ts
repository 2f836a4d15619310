import { expect, test } from 'vitest';
import { csrAddresses, type CsrName } from './csr-addresses.ts';

test('no two CSRs share an address', () => {
  const addresses = Object.values(csrAddresses);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('every address fits twelve bits', () => {
  for (const address of Object.values(csrAddresses)) expect(address >>> 12).toBe(0);
});

test.each([
  // priv "CSR Listing"
  ['hpmcounter3', 0xc03],
  ['hpmcounter31', 0xc1f],
  ['hpmcounter31h', 0xc9f],
  ['mhpmevent31', 0x33f],
  ['pmpcfg15', 0x3af],
  ['pmpaddr63', 0x3ef],
  ['sstatus', 0x100],
  ['hstatus', 0x600],
  ['vsatp', 0x280],
  ['mtopi', 0xfb0],
] satisfies [CsrName, number][])('%s is at %i', (name, address) => {
  expect(csrAddresses[name]).toBe(address);
});

test('a name outside a numbered run is not a CSR', () => {
  // @ts-expect-error: counters start at 3, because 0 to 2 are cycle, time and instret
  expect(csrAddresses.hpmcounter2).toBeUndefined();
});
