import { assemble, csrAddresses } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as all from '../csrs/csrs.ts';
import type { Register } from '../csr/csr.ts';
import type { Hart } from '../hart.ts';
import { PlainHart } from '../testing/plain-hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all as everything, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';

/**
 * The extensions that add nothing but say something of the hart. It has these properties whatever its ISA string names;
 * here is the evidence, one extension after another.
 */
const allOnes = (1n << 64n) - 1n;
const base = BigInt(ramBase);
const nowhere = 0x1000n;

/** The modes that MODE of an address translation register can be given. */
const modes = (register: Register & { readonly MODE: (typeof all.satp)['MODE'] }) =>
  Array.from({ length: 16 }, (_, mode) => mode).filter((mode) => {
    const hart = new PlainHart();
    hart.write(register, mode === 0 ? 8n << 60n : 0n);
    hart.write(register, BigInt(mode) << 60n);
    return hart.get(register.MODE) === mode;
  });

describe('Svbare, Sv39, Sv48, Sv57: satp can hold their modes (priv "Supervisor Address Translation and Protection (satp) Register")', () => {
  test('and no others', () => expect(modes(all.satp)).toEqual([0, 8, 9, 10]));
});
describe('Shvsatpa: vsatp has all modes of satp (priv "Shvsatpa Extension for Translation Mode Support, Version 1.0")', () => {
  test('it does', () => expect(modes(all.vsatp)).toEqual(modes(all.satp)));
});
describe('Shgatpa: hgatp has the same, each with x4 (priv "Shgatpa Extension for Translation Mode Support, Version 1.0")', () => {
  test('it does', () => expect(modes(all.hgatp)).toEqual(modes(all.satp)));
});

describe.each([
  ['Sstvecd', all.stvec],
  ['Shvstvecd', all.vstvec],
] as const)(
  '%s: Direct mode, at any address aligned to four (priv "Sstvecd Extension for Direct Trap Vectoring, Version 1.0")',
  (_, vector) => {
    test('can be held', () => {
      fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: allOnes >> 2n }), (words) => {
          const hart = new PlainHart();
          hart.write(vector, words << 2n);
          expect(hart.read(vector)).toBe(words << 2n);
        }),
      );
    });
  },
);

describe.each([
  ['Sscounterenw', all.scounteren],
  ['Shcounterenw', all.hcounteren],
] as const)(
  '%s: a bit for each counter that is not read-only zero (priv "Sscounterenw Extension for Counter-Enable Writability, Version 1.0")',
  (_, enable) => {
    test('can be set and cleared', () => {
      const hart = new PlainHart();
      for (const counter of all.mhpmcounters) hart.write(counter, 1n);
      const numbers = all.mhpmcounters.map((counter, index) => (hart.read(counter) === 0n ? -1 : index + 3));
      for (const n of [0, 1, 2, ...numbers.filter((number) => number >= 0)]) {
        hart.write(enable, 1n << BigInt(n));
        expect(hart.read(enable)).toBe(1n << BigInt(n));
      }
      expect(numbers.filter((number) => number >= 0)).toHaveLength(16);
    });
  },
);

describe.each([
  ['Supm', all.senvcfg, 2],
  ['Sspm', all.menvcfg, 3],
] as const)(
  '%s: pointer masking that the mode above can turn on (priv "Pointer Masking Extensions")',
  (name, register, setting) => {
    test('in its environment configuration', () => {
      const hart = new PlainHart(`rv64i_${name}`);
      hart.write(register, BigInt(setting) << 32n);
      expect(hart.get(register.PMM)).toBe(setting);
    });
  },
);

describe('Ssu64xl: UXL holds 2 (priv "Ssu64xl Extension for UXLEN=64 Support, Version 1.0")', () => {
  test('and nothing else', () => {
    const hart = new PlainHart();
    hart.write(all.sstatus, 0n);
    expect(hart.read(all.sstatus) & all.sstatus.UXL.mask).toBe(2n << 32n);
  });
});

describe('Ssccptr: all of main memory can hold page tables (priv "Ssccptr Extension for Main Memory Page-Table Reads, Version 1.0")', () => {
  test('wherever the root lies', () => {
    const { hart, memory } = bareHart();
    hart.enter('S', false);
    for (let page = 1; page < 256; page++) {
      const table = ramBase + page * 0x1000;
      hart.write(all.satp, (8n << 60n) | BigInt(table / 4096));
      memory.write(table + 8 * 2, 8, ((base >> 12n) << 10n) | everything);
      expect(hart.translate(base + 5n, 'load')).toEqual({ physical: ramBase + 5 });
      memory.write(table + 8 * 2, 8, 0n);
    }
  });
});

describe('Svvptc: an entry that becomes valid is seen without a fence (priv "Svvptc Extension for Obviating Memory-Management Instructions after Marking PTEs Valid")', () => {
  test('by the next access', () => {
    const { hart, memory, tables } = supervisor();
    const leaf = Number(tables.map(3, root, 0x5000n, data, everything & ~pte.V));
    const pointer = Number(root);
    const held = memory.read(pointer, 8);
    memory.write(pointer, 8, 0n);
    expect(hart.translate(0x5000n, 'load')).toMatchObject({ trap: { cause: 13n } });
    memory.write(pointer, 8, held);
    expect(hart.translate(0x5000n, 'load')).toMatchObject({ trap: { cause: 13n } });
    memory.write(leaf, 8, memory.read(leaf, 8) | pte.V);
    expect(hart.translate(0x5000n, 'load')).toEqual({ physical: Number(data) });
  });
});

/** Runs instructions at the start of RAM, with a1, and says what the trap wrote. */
function trapOf(hart: Hart, write: (bytes: Uint8Array) => void, source: string, a1: bigint) {
  write(assemble(source, { origin: base }).bytes);
  hart.pc = base;
  hart.setX(11, a1);
  for (let steps = 0; steps < 3; steps++) {
    const { kind, cause } = hart.step();
    if (kind === 'trap') return cause;
  }
  return undefined;
}

/** What stval and vstval must tell: the faulting address, or the faulting instruction. */
const trapValues: readonly [source: string, a1: bigint, cause: bigint, tval: bigint][] = [
  ['ld a0, 0(a1)', 0x1234_5678n, 13n, 0x1234_5678n],
  ['sd a0, 8(a1)', 0x1234_5678n, 15n, 0x1234_5680n],
  ['jr a1', 0x1234_5678n, 12n, 0x1234_5678n],
  ['lw a0, 0(a1)', 0x4000_0004n, 5n, 0x4000_0004n],
  ['amoadd.d a0, a0, (a1)', 0x4000_0008n, 7n, 0x4000_0008n],
  ['jr a1', 0x4000_0010n, 1n, 0x4000_0010n],
  ['lr.w a0, (a1)', base + 0x3001n, 4n, base + 0x3001n],
  ['amoadd.w a0, a0, (a1)', base + 0x3002n, 6n, base + 0x3002n],
  ['.4byte 0xffffffff', 0n, 2n, 0xffff_ffffn],
  ['.2byte 0', 0n, 2n, 0n],
  ['csrr a0, mstatus', 0n, 2n, 0x3000_2573n],
];

describe('Sstvala: stval has the address or the instruction (priv "Sstvala Extension for Trap Value Reporting, Version 1.0")', () => {
  test.each(trapValues)('%s', (source, a1, cause, tval) => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, base, base, everything, 2);
    tables.map(3, root, 0x4000_0000n, nowhere, everything);
    hart.write(all.medeleg, allOnes);
    expect(trapOf(hart, (bytes) => memory.writeBytes(ramBase, bytes), source, a1)).toBe(cause);
    expect([hart.privilege, hart.read(all.scause), hart.read(all.stval)]).toEqual(['S', cause, tval]);
  });

  test('of a virtual instruction', () => {
    const { hart, memory, tables } = guest();
    tables.map(3, root, base, base, everything, 1);
    hart.write(all.medeleg, allOnes);
    expect(trapOf(hart, (bytes) => memory.writeBytes(ramBase, bytes), 'csrr a0, hstatus', 0n)).toBe(22n);
    expect([hart.V, hart.read(all.stval)]).toEqual([false, 0x6000_2573n]);
  });
});

describe('Shvstvala: vstval has the same (priv "Shvstvala Extension for Trap Value Reporting, Version 1.0")', () => {
  test.each(trapValues)('%s', (source, a1, cause, tval) => {
    const { hart, memory, tables } = guest();
    tables.map(3, root, base, base, everything, 1);
    tables.map(3, root, 0x4000_0000n, nowhere, everything);
    tables.map(3, guestRoot, nowhere, nowhere, everything | pte.U);
    hart.write(all.medeleg, allOnes);
    hart.write(all.hedeleg, allOnes);
    expect(trapOf(hart, (bytes) => memory.writeBytes(ramBase, bytes), source, a1)).toBe(cause);
    expect([hart.V, hart.read(all.vscause), hart.read(all.vstval)]).toEqual([true, cause, tval]);
  });
});

describe('Shtvala: htval has the guest physical address (priv "Shtvala Extension for Trap Value Reporting, Version 1.0")', () => {
  test.each([
    ['ld a0, 0(a1)', 0x4000_0004n, 21n, nowhere + 4n],
    ['sd a0, 8(a1)', 0x4000_0004n, 23n, nowhere + 0xcn],
    ['jr a1', 0x4000_0010n, 20n, nowhere + 0x10n],
    // The VS-stage table of this address lies where the G-stage maps nothing: implicit accesses fail there.
    ['ld a0, 0(a1)', 0xc000_0000n, 21n, 0x7_0000n],
    ['sd a0, 0(a1)', 0xc020_0000n, 23n, 0x7_0008n],
    ['jr a1', 0xc040_0000n, 20n, 0x7_0010n],
  ])('%s at %i', (source, a1, cause, guestPhysical) => {
    const { hart, memory, tables } = guest();
    tables.map(3, root, base, base, everything, 1);
    tables.map(3, root, 0x4000_0000n, nowhere, everything);
    memory.write(Number(root) + 8 * 3, 8, ((0x7_0000n >> 12n) << 10n) | pte.V);
    hart.write(all.medeleg, allOnes);
    expect(trapOf(hart, (bytes) => memory.writeBytes(ramBase, bytes), source, a1)).toBe(cause);
    expect([hart.V, hart.read(all.htval)]).toEqual([false, guestPhysical >> 2n]);
  });
});

describe('Ssstrict: what is not there is an illegal instruction in S-mode (priv "Ssstrict Extension for Extension Conformance, Version 1.0")', () => {
  const { hart, memory } = bareHart();
  const illegal = (word: number) => {
    memory.write(ramBase, 4, BigInt(word));
    hart.pc = base;
    hart.enter('S', false);
    const { kind, cause } = hart.step();
    return kind === 'trap' && cause === 2n;
  };

  test('every CSR address without a CSR that S-mode may access', () => {
    const known = new Set<number>(all.csrs.map(({ address }) => address));
    const unknown = Array.from({ length: 4096 }, (_, address) => address).filter((address) => !known.has(address));
    expect(unknown.length).toBeGreaterThan(3000);
    for (const address of unknown) expect(illegal(((address << 20) | 0x2573) >>> 0)).toBe(true);
    expect(known.has(csrAddresses.sscratch)).toBe(true);
  });

  test.each([
    ['custom-0', 0x0000_000b],
    ['custom-1', 0x0000_002b],
    ['custom-2', 0x0000_005b],
    ['custom-3', 0x0000_007b],
    ['a reserved major opcode', 0x0000_006b],
    ['the shortest reserved long encoding', 0x0000_001f],
    ['all zeros', 0],
    ['all ones', 0xffff_ffff],
  ])('%s', (_, word) => {
    expect(illegal(word)).toBe(true);
  });
});
