import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import {
  henvcfg,
  htinst,
  htval,
  mcause,
  medeleg,
  menvcfg,
  mtval,
  pmpaddrs,
  pmpcfgs,
  scause,
  senvcfg,
  stval,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, bareHarts, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';

const operations = ['cbo.inval', 'cbo.clean', 'cbo.flush', 'cbo.zero'] as const;
type Operation = (typeof operations)[number];
const wordOf = (source: string) => new DataView(assemble(source).bytes.buffer).getUint32(0, true);
const words = Object.fromEntries(operations.map((name) => [name, wordOf(`${name} (a1)`)])) as Record<Operation, number>;
const start = BigInt(ramBase);

/** Lets every mode use every operation. */
function allowAll(hart: Hart): void {
  for (const register of [menvcfg, senvcfg, henvcfg])
    for (const field of [register.CBIE, register.CBCFE, register.CBZE])
      hart.set(field, field === register.CBIE ? 3 : 1);
}

/** Runs the operation on an address; undefined, or the cause of the trap. */
function run(hart: Hart, name: Operation, address: bigint): number | undefined {
  hart.setX(11, address);
  const step = hart.step();
  expect(step.word).toBe(words[name]);
  return step.kind === 'trap' ? Number(step.cause) : undefined;
}

const modes = {
  M: { privilege: 'M', V: false },
  S: { privilege: 'S', V: false },
  U: { privilege: 'U', V: false },
  VS: { privilege: 'S', V: true },
  VU: { privilege: 'U', V: true },
} as const;

/** unpriv "CSR controls for CMO instructions", of which this is the pseudocode for any of the fields. */
function expected(mode: keyof typeof modes, m: boolean, h: boolean, s: boolean): number | undefined {
  if ((mode !== 'M' && !m) || (mode === 'U' && !s)) return 2;
  if ((mode === 'VS' && !h) || (mode === 'VU' && !(h && s))) return 22;
  return undefined;
}

describe('the modes that may use an operation', () => {
  test.each(operations)('%s', (name) => {
    const field = { 'cbo.inval': 'CBIE', 'cbo.clean': 'CBCFE', 'cbo.flush': 'CBCFE', 'cbo.zero': 'CBZE' } as const;
    const values = name === 'cbo.inval' ? [0, 1, 3] : [0, 1];
    const { hart } = bareHart([words[name]]);
    for (const mode of Object.keys(modes) as (keyof typeof modes)[])
      for (const m of values)
        for (const h of values)
          for (const s of values) {
            allowAll(hart);
            hart.set(menvcfg[field[name]], m);
            hart.set(henvcfg[field[name]], h);
            hart.set(senvcfg[field[name]], s);
            hart.enter(modes[mode].privilege, modes[mode].V);
            hart.pc = start;
            const cause = expected(mode, m !== 0, h !== 0, s !== 0);
            expect([mode, m, h, s, run(hart, name, start + 0x1000n)]).toEqual([mode, m, h, s, cause]);
            if (cause !== undefined) expect(hart.read(mtval)).toBe(BigInt(words[name]));
          }
  });
});

describe('the fields', () => {
  test('CBIE takes 0, 1 and 3', () => {
    const { hart } = bareHart();
    for (const register of [menvcfg, henvcfg, senvcfg])
      for (const [written, read] of [
        [1n, 1n],
        [3n, 3n],
        [2n, 0n],
      ] as const) {
        hart.write(register, (written << 4n) | 0xc0n);
        expect(hart.read(register)).toBe((read << 4n) | 0xc0n);
      }
  });

  test.each([
    ['rv64imach', 0n],
    ['rv64imach_zicbom', 0x70n],
    ['rv64imach_zicboz', 0x80n],
  ])('of %s', (isa, fields) => {
    const { hart } = bareHart([], { isa });
    for (const register of [menvcfg, henvcfg, senvcfg]) {
      hart.write(register, 0xf0n);
      expect(hart.read(register)).toBe(fields);
    }
  });
});

test.each(operations)('%s is illegal without its extension', (name) => {
  const { hart } = bareHart([words[name]], { isa: name === 'cbo.zero' ? 'rv64ih_zicbom' : 'rv64ih_zicboz' });
  expect(run(hart, name, start + 0x1000n)).toBe(2);
});

describe('cbo.zero', () => {
  test('stores zeros to the 64 bytes around the address, and to no others', () => {
    const { hart, memory } = bareHart([words['cbo.zero']]);
    memory.writeBytes(ramBase + 0x1000, new Uint8Array(256).fill(0xff));
    memory.dirty.fill(0);
    expect(run(hart, 'cbo.zero', start + 0x1000n + 64n + 37n)).toBeUndefined();
    const bytes = [...memory.readBytes(ramBase + 0x1000, 256)];
    expect(bytes.map((byte) => byte === 0)).toEqual(bytes.map((_, index) => index >= 64 && index < 128));
    expect(memory.dirty[1]).toBe(1);
  });

  test('ends the reservation of another hart', () => {
    const { memory, harts } = bareHarts({ harts: 2 });
    const [zeroing, reserving] = harts as [Hart, Hart];
    const { bytes } = assemble('cbo.zero (a1)\nlr.d a0, (a1)\nsc.d a0, a2, (a1)');
    memory.writeBytes(ramBase, bytes);
    reserving.pc = start + 4n;
    reserving.setX(11, start + 0x1008n);
    reserving.step();
    run(zeroing, 'cbo.zero', start + 0x1030n);
    reserving.step();
    expect(reserving.x(10)).toBe(1n);
  });
});

describe('faults, which are those of stores', () => {
  const address = 0x40_0025n;
  const offset = 0x25n;
  /** A hart in S-mode that runs the operation in a page of its own, and may use every operation. */
  function translated(name: Operation) {
    const bench = supervisor();
    allowAll(bench.hart);
    bench.memory.write(Number(data), 4, BigInt(words[name]));
    bench.tables.map(3, root, 0x1000n, data, all);
    bench.hart.pc = 0x1000n;
    bench.hart.write(medeleg, (1n << 15n) | (1n << 7n));
    return bench;
  }
  const { V, R, W, X, A, D } = pte;
  const page = data + 0x1000n;

  test.each<[string, bigint, { managed: number | undefined; zeroed: number | undefined }]>([
    ['no page', 0n, { managed: 15, zeroed: 15 }],
    ['a page to read', V | R | A, { managed: undefined, zeroed: 15 }],
    ['a page to execute', V | X | A, { managed: 15, zeroed: 15 }],
    ['a page that was not accessed', V | R | W | D, { managed: 15, zeroed: 15 }],
    ['a clean page', V | R | W | A, { managed: undefined, zeroed: 15 }],
    ['a dirty page', V | R | W | A | D, { managed: undefined, zeroed: undefined }],
    ['a user page', V | R | W | A | D | pte.U, { managed: 15, zeroed: 15 }],
  ])('%s', (_, flags, outcomes) => {
    for (const name of operations) {
      const { hart, tables } = translated(name);
      tables.map(3, root, address - offset, page, flags);
      const cause = name === 'cbo.zero' ? outcomes.zeroed : outcomes.managed;
      expect([name, run(hart, name, address)]).toEqual([name, cause]);
      if (cause !== undefined) expect([hart.read(scause), hart.read(stval)]).toEqual([BigInt(cause), address]);
    }
  });

  test.each(operations)('%s updates the bits that its access needs, where hardware does that', (name) => {
    const { hart, tables, memory } = translated(name);
    hart.set(menvcfg.ADUE, 1);
    const entry = tables.map(3, root, address - offset, page, V | R | W);
    expect(run(hart, name, address)).toBeUndefined();
    const marks = name === 'cbo.zero' ? A | D : A;
    expect(memory.read(Number(entry), 8) & 0x3ffn).toBe(V | R | W | marks);
  });

  test.each(operations)('%s outside RAM is an access fault', (name) => {
    const { hart, tables } = translated(name);
    tables.map(3, root, address - offset, 0x1000_0000n, all);
    expect(run(hart, name, address)).toBe(7);
    expect(hart.read(stval)).toBe(address);
  });

  test.each(operations)('%s where PMP grants nothing is an access fault', (name) => {
    const { hart } = bareHart([words[name]]);
    allowAll(hart);
    // The first entry takes page 1 away, the second grants the rest.
    hart.write(pmpaddrs[1]!, (1n << 54n) - 1n);
    hart.write(pmpaddrs[0]!, (start + 0x1000n + 0x7ffn) >> 2n);
    hart.write(pmpcfgs[0]!, 0x1f18n);
    hart.enter('S', false);
    expect(run(hart, name, start + 0x1000n)).toBe(7);
    expect([hart.read(mcause), hart.read(mtval)]).toEqual([7n, start + 0x1000n]);
  });

  test.each(operations)('%s in a guest: a guest-page fault that tells the instruction', (name) => {
    const { hart, memory, tables } = guest();
    allowAll(hart);
    hart.write(medeleg, 1n << 23n);
    memory.write(Number(data), 4, BigInt(words[name]));
    tables.map(3, root, 0x1000n, data, all);
    tables.map(3, root, address - offset, 0x1_0000_0000n, all);
    hart.pc = 0x1000n;
    expect(run(hart, name, address)).toBe(23);
    expect([hart.read(stval), hart.read(htval)]).toEqual([address, (0x1_0000_0000n + offset) >> 2n]);
    // unpriv "Hypervisor Extension" of the CMOs: the instruction with rs1 cleared
    expect(hart.read(htinst)).toBe(BigInt(words[name] & 0xfff0_7fff));
    tables.map(3, guestRoot, 0x1_0000_0000n, data + 0x2000n, V | R | A | pte.U);
    hart.enter('S', true);
    hart.pc = 0x1000n;
    expect(run(hart, name, address)).toBe(name === 'cbo.zero' ? 23 : undefined);
  });
});

test.each(['prefetch.i', 'prefetch.r', 'prefetch.w'])('%s does nothing, wherever it points', (name) => {
  const { hart, memory } = bareHart([wordOf(`${name} 32(a1)`)]);
  hart.setX(11, 5n);
  const before = memory.readBytes(ramBase, 0x1000);
  hart.enter('U', false);
  expect(hart.step().kind).toBe('retired');
  expect(hart.pc).toBe(start + 4n);
  expect(memory.readBytes(ramBase, 0x1000)).toEqual(before);
  expect(hart.x(11)).toBe(5n);
});
