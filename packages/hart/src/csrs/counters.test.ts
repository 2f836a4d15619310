import { csrAddresses } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { hcounteren, mcounteren, mhpmevents, mideleg, mie, mip, scountovf, sie, sip } from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

/** priv "Supervisor Count Overflow (`scountovf`) Register". */
describe('scountovf', () => {
  const overflowed = (hart: PlainHart) => {
    for (const n of [3, 7, 18]) hart.write(mhpmevents[n - 3]!, 1n << 63n);
    return hart;
  };
  const bits = (...ns: number[]) => ns.reduce((value, n) => value | (1n << BigInt(n)), 0n);

  test('shows OF of each counter in M-mode, whatever mcounteren says', () => {
    expect(overflowed(new PlainHart()).read(scountovf)).toBe(bits(3, 7, 18));
  });

  test('shows in HS-mode what mcounteren lets be read, in VS-mode what hcounteren does as well', () => {
    const hart = overflowed(new PlainHart());
    hart.write(mcounteren, bits(3, 7));
    hart.write(hcounteren, bits(7, 18));
    expect(hart.enter('HS').read(scountovf)).toBe(bits(3, 7));
    expect(hart.enter('VS').read(scountovf)).toBe(bits(7));
  });

  test('can be read from S-mode up, never written, and exists with Sscofpmf', () => {
    const attempts = (isa: string, write: boolean) =>
      (['M', 'HS', 'U', 'VS', 'VU'] as const).map((mode) =>
        new PlainHart(isa).enter(mode).attempt(csrAddresses.scountovf, write),
      );
    const illegal = 'illegal-instruction';
    expect(attempts('max', false)).toEqual(['ok', 'ok', illegal, 'ok', 'virtual-instruction']);
    expect(attempts('max', true)).toEqual(Array.from({ length: 5 }, () => illegal));
    expect(attempts('rv64imach_zihpm', false)).toEqual(Array.from({ length: 5 }, () => illegal));
  });
});

/** priv "Machine Interrupt (mip and mie) Registers", "Supervisor Interrupt (sip and sie) Registers". */
describe('the local counter-overflow interrupt', () => {
  const LCOFI = 1n << 13n;

  test('is read-write in mip, and in sip when it is delegated', () => {
    const hart = new PlainHart();
    hart.write(mip, LCOFI);
    expect([hart.read(mip), hart.read(sip)]).toEqual([LCOFI, 0n]);
    hart.write(sip, 0n);
    expect(hart.read(mip)).toBe(LCOFI);
    hart.write(mideleg, LCOFI);
    expect(hart.read(sip)).toBe(LCOFI);
    hart.write(sip, 0n);
    expect(hart.read(mip)).toBe(0n);
    hart.write(sie, LCOFI);
    expect(hart.read(mie)).toBe(LCOFI);
  });

  test('does not exist without Sscofpmf', () => {
    const hart = new PlainHart('rv64imac_zihpm');
    for (const csr of [mip, mie, mideleg]) {
      hart.write(csr, LCOFI);
      expect(hart.read(csr)).toBe(0n);
    }
  });
});
