import { describe, expect, test } from 'vitest';
import { mseccfg, pmpaddrs, pmpcfgs } from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const everyByte = (byte: bigint) => byte * 0x0101_0101_0101_0101n;
const cfg = (n: number) => pmpcfgs[n]!;
const addr = (n: number) => pmpaddrs[n]!;

/** priv "Physical Memory Protection CSRs". */
describe('without locks', () => {
  test('an entry holds A and the legal combinations of R, W and X', () => {
    const hart = new PlainHart();
    for (let byte = 0n; byte < 0x80n; byte++) {
      hart.write(cfg(0), byte << 16n);
      const isReserved = (byte & 3n) === 2n;
      expect(hart.read(cfg(0))).toBe((byte & (isReserved ? 0x1dn : 0x1fn)) << 16n);
    }
  });

  test('addresses are 56 bits wide, in words; 16 entries are there, the others are zero', () => {
    const hart = new PlainHart();
    pmpaddrs.forEach((register, entry) => {
      hart.write(register, allOnes);
      expect(hart.read(register)).toBe(entry < 16 ? (1n << 54n) - 1n : 0n);
    });
    pmpcfgs.forEach((register, index) => {
      hart.write(register, everyByte(0x1fn));
      expect(hart.read(register)).toBe(index < 2 ? everyByte(0x1fn) : 0n);
    });
  });
});

/** priv "Locking and Privilege Mode". */
describe('locks', () => {
  test('a locked entry keeps its configuration and its address until reset; its neighbours do not', () => {
    const hart = new PlainHart();
    hart.write(addr(3), 0x1234n);
    hart.write(cfg(0), 0x9bn << 24n);
    hart.write(cfg(0), 0x0101_0101_0101_0101n);
    expect(hart.read(cfg(0))).toBe(0x0101_0101_9b01_0101n);
    for (const entry of [2, 3, 4]) hart.write(addr(entry), 0x5678n);
    expect([2, 3, 4].map((entry) => hart.read(addr(entry)))).toEqual([0x5678n, 0x1234n, 0x5678n]);
  });

  test('L locks an entry that is OFF', () => {
    const hart = new PlainHart();
    hart.write(cfg(1), 0x80n);
    hart.write(cfg(1), 0n);
    hart.write(addr(8), 1n);
    expect([hart.read(cfg(1)), hart.read(addr(8))]).toEqual([0x80n, 0n]);
  });

  test('a locked TOR entry locks the address before it, across registers too', () => {
    const hart = new PlainHart();
    hart.write(cfg(1), 0x89n);
    for (const entry of [6, 7, 8]) hart.write(addr(entry), 1n);
    expect([6, 7, 8].map((entry) => hart.read(addr(entry)))).toEqual([1n, 0n, 0n]);
  });

  test('a TOR entry that is not locked does not', () => {
    const hart = new PlainHart();
    hart.write(cfg(1), 0x09n);
    hart.write(addr(7), 1n);
    expect(hart.read(addr(7))).toBe(1n);
  });
});

/** priv "Machine Security Configuration (mseccfg) Register". */
describe('Smepmp', () => {
  const [MML, MMWP, RLB] = [1n, 2n, 4n];

  test('MML and MMWP stay set', () => {
    const hart = new PlainHart();
    hart.write(mseccfg, MML | MMWP);
    hart.write(mseccfg, 0n);
    expect(hart.read(mseccfg)).toBe(MML | MMWP);
  });

  test('RLB cannot be set while an entry is locked, one that is OFF included, but can be cleared', () => {
    for (const entry of [0n, 7n, 15n]) {
      const hart = new PlainHart();
      hart.write(mseccfg, RLB);
      hart.write(cfg(entry < 8n ? 0 : 1), 0x80n << (8n * (entry % 8n)));
      expect(hart.read(mseccfg)).toBe(RLB);
      hart.write(mseccfg, 0n);
      hart.write(mseccfg, RLB);
      expect(hart.read(mseccfg)).toBe(0n);
    }
  });

  test('with RLB locked entries can change', () => {
    const hart = new PlainHart();
    hart.write(mseccfg, RLB);
    hart.write(cfg(0), 0x8f8fn);
    hart.write(addr(0), 5n);
    hart.write(addr(1), 6n);
    hart.write(cfg(0), 0x1fn);
    expect([hart.read(addr(0)), hart.read(addr(1)), hart.read(cfg(0))]).toEqual([5n, 6n, 0x1fn]);
  });

  test('with MML every S/U-mode rule can be held, W without R too', () => {
    const hart = new PlainHart();
    hart.write(mseccfg, MML);
    for (let permissions = 0n; permissions < 8n; permissions++) {
      hart.write(cfg(0), 0x18n | permissions);
      expect(hart.read(cfg(0))).toBe(0x18n | permissions);
    }
  });

  test.each([
    [0n, true],
    [1n, true],
    [2n, false],
    [3n, true],
    [4n, false],
    [5n, false],
    [6n, false],
    [7n, true],
  ])('with MML a locked rule with XWR = %i can be added: %s; with RLB always', (permissions, added) => {
    const rule = 0x98n | permissions;
    const hart = new PlainHart();
    hart.write(mseccfg, MML);
    hart.write(cfg(0), 0x19n | (rule << 8n));
    expect(hart.read(cfg(0))).toBe(0x19n | (added ? rule << 8n : 0n));
    const bypassing = new PlainHart();
    bypassing.write(mseccfg, MML | RLB);
    bypassing.write(cfg(0), rule);
    expect(bypassing.read(cfg(0))).toBe(rule);
  });

  test('without Smepmp its fields are read-only zero', () => {
    const hart = new PlainHart('rv64i_smmpm');
    hart.write(mseccfg, 7n);
    expect(hart.read(mseccfg)).toBe(0n);
  });
});
