import { fcsr, mstatus, mtvec, pageBytes } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { interpreter, jitThat } from '../engine.ts';
import { ramBase } from '../testing/bare-engine.ts';
import { agree, base, both as bothOf, data, type Prepare } from '../testing/turns.ts';

/* Loops that have gone round often enough to be regions, when something is not as it was so far. */

/** What is landed at eight times is compiled: loops, and not what comes before and behind them. */
const kind = jitThat({ landings: 4, regions: 16 });
const both = (source: string, prepare?: Prepare) => bothOf(kind, source, prepare);

/** Loops go round some dozens of times, then are looked at more closely, and go on. */
const budgets = [1000, 1, 2, 3, 4, 5, 6, 7, 100, 2000];

describe.each([interpreter, kind])('code goes on in the next page', (each) => {
  /** The loop goes from its page into the next, whose entry is now one, now the other: each 32nd time it is changed. */
  const benchesOf = (entries: readonly [bigint, bigint]) => {
    const root = ramBase + 0x6000;
    const loop = `addi a2, a2, 1\n andi a3, a2, 31\n bnez a3, 1f\n xor a4, a4, a5\n sd a4, 0(a6)\n 1: `;
    const prepare: Prepare = (hart, memory) => {
      const place = (at: number, source: string) =>
        memory.writeBytes(at, assemble(source, { origin: BigInt(at) }).bytes);
      place(ramBase + pageBytes - 40, `${loop} ${'nop\n'.repeat(5)}`);
      place(ramBase + pageBytes, 'addi a1, a1, 1\n j .-44');
      place(ramBase + 2 * pageBytes, 'addi a1, a1, 64\n j .-44');
      // The handler makes the entry the first one again.
      place(ramBase + 3 * pageBytes, 'addi s2, s2, 1\n sd s4, 0(s3)\n mret');
      hart.write(mtvec, base + 3n * BigInt(pageBytes));
      memory.write(root, 8, entry(7, 1n));
      memory.write(ramBase + 0x7000, 8, entry(5, 1n));
      for (let page = 0; page < 8; page++) memory.write(ramBase + 0x5000 + 8 * page, 8, entry(page, 0xcfn));
      hart.setX(14, entries[0]);
      hart.setX(15, entries[0] ^ entries[1]);
      hart.setX(16, 0x5008n);
      hart.setX(17, (8n << 60n) | BigInt(root / pageBytes));
      hart.setX(19, base + 0x5008n);
      hart.setX(20, entries[0]);
    };
    const source = 'csrw satp, a7\n li t0, 0x800\n csrs mstatus, t0\n li t1, 0xfd8\n csrw mepc, t1\n mret';
    return bothOf(each, source, prepare);
  };
  const entry = (page: number, bits: bigint) => (BigInt(ramBase / pageBytes + page) << 10n) | bits;

  test('which is another one', () => {
    const benches = benchesOf([entry(1, 0xcfn), entry(2, 0xcfn)]);
    agree(benches, budgets);
    expect(benches[0].hart.x(11)).toBeGreaterThan(64n * 32n);
  });

  test('from which it may not be fetched', () => {
    const benches = benchesOf([entry(1, 0xcfn), entry(1, 0xc7n)]);
    agree(benches, [...budgets, 1000, 1000]);
    expect(benches[0].hart.x(18)).toBeGreaterThan(3n);
  });
});

test('a function returns to where it was not called from', () => {
  const f = 'f: addi a2, a2, 1\n andi a3, a2, 31\n bnez a3, 1f\n addi ra, ra, 4\n 1: ret';
  agree(both(`loop: jal ra, f\n addi a1, a1, 1\n addi a1, a1, 2\n j loop\n ${f}`), budgets);
});

test('an indirect jump leads to where no instruction can be', () => {
  // Each 32nd time it is two bytes behind `next`, and the handler goes on there.
  const source = `loop: addi a2, a2, 1\n andi a3, a2, 31\n sltiu a3, a3, 1\n slli a3, a3, 1\n add a4, a5, a3\n jr 0(a4)
    next: addi a1, a1, 1\n j loop\n handler: addi s2, s2, 1\n csrw mepc, a5\n mret`;
  const prepare: Prepare = (hart) => {
    hart.setX(15, base + 24n);
    hart.write(mtvec, base + 32n);
  };
  const benches = bothOf(kind, source, prepare, { isa: 'rv64im_zicsr' });
  agree(benches, budgets);
  expect(benches[0].hart.x(18)).toBeGreaterThan(3n);
});

test('a compressed call links to what is behind it', () => {
  const source = 'la a5, f\n j loop\n .balign 4\n loop: c.jalr a5\n addi a1, a1, 1\n j loop\n f: add a1, a1, ra\n ret';
  const benches = both(source);
  agree(benches, budgets);
  expect(benches[0].hart.x(1) % 4n).toBe(2n);
});

test('frm says another rounding mode', () => {
  // fa0 / fa1 is 1 / 3: in each mode but that to the nearest its bits are added up, or not.
  const source = `loop: addi a2, a2, 1\n srli t0, a2, 5\n andi t0, t0, 3\n fsrm t0
    fdiv.d fa2, fa0, fa1\n fmv.x.d a3, fa2\n add a4, a4, a3\n j loop`;
  const prepare: Prepare = (hart) => {
    hart.set(mstatus.FS, 3);
    hart.write(fcsr, 1n);
    hart.setF(10, 0x3ff0_0000_0000_0000n);
    hart.setF(11, 0x4008_0000_0000_0000n);
  };
  agree(both(source, prepare), budgets);
});

test('flags are accrued that were clear', () => {
  // The first time, and each 32nd time after that, they are cleared, and 1 + 2^-60 raises NX again.
  const source = `loop: andi t0, a2, 31\n addi a2, a2, 1\n bnez t0, 1f\n fsflags zero\n 1: fadd.d fa2, fa0, fa1\n j loop`;
  const benches = both(source, (hart) => {
    hart.set(mstatus.FS, 3);
    hart.write(fcsr, 1n);
    hart.setF(10, 0x3ff0_0000_0000_0000n);
    hart.setF(11, 0x3c30_0000_0000_0000n);
  });
  agree(benches, budgets);
  expect(benches[0].hart.read(fcsr) & 1n).toBe(1n);
});

test('a page may be loaded from and not stored to', () => {
  // Each 32nd time the same memory is reached by a page of the table that is for loads only, and the handler passes by the store.
  const entry = (page: number, bits: bigint) => (BigInt(ramBase / pageBytes + page) << 10n) | bits;
  const root = ramBase + 0x6000;
  const prepare: Prepare = (hart, memory) => {
    const loop = `loop: addi a2, a2, 1\n andi a3, a2, 31\n sltiu a3, a3, 1\n slli a3, a3, 12\n add a4, a5, a3
      ld t2, 0(a4)\n sd a2, 0(a4)\n add a1, a1, t2\n j loop`;
    const handler = 'addi s2, s2, 1\n csrr t3, mepc\n addi t3, t3, 4\n csrw mepc, t3\n mret';
    memory.writeBytes(ramBase + pageBytes, assemble(loop, { origin: base + BigInt(pageBytes) }).bytes);
    memory.writeBytes(ramBase + 3 * pageBytes, assemble(handler, { origin: base + 3n * BigInt(pageBytes) }).bytes);
    hart.write(mtvec, base + 3n * BigInt(pageBytes));
    memory.write(root, 8, entry(7, 1n));
    memory.write(ramBase + 0x7000, 8, entry(5, 1n));
    memory.write(ramBase + 0x5008, 8, entry(1, 0xcfn));
    memory.write(ramBase + 0x5040, 8, entry(4, 0xc7n));
    memory.write(ramBase + 0x5048, 8, entry(4, 0xc3n));
    hart.setX(15, 0x8000n);
    hart.setX(17, (8n << 60n) | BigInt(root / pageBytes));
  };
  const source = 'csrw satp, a7\n li t0, 0x800\n csrs mstatus, t0\n li t1, 0x1000\n csrw mepc, t1\n mret';
  const benches = both(source, prepare);
  agree(benches, budgets);
  expect(benches[0].hart.x(18)).toBeGreaterThan(3n);
});

test('a store goes on in the next page, by a register that has found its page', () => {
  // Every 32nd time the second store is to three bytes of the page, and to five of the next, which no other is to.
  const stores = 'sd a2, 0(a4)\n sd a2, 13(a4)\n';
  const source = `loop: addi a2, a2, 16\n andi a3, a2, 0x1f0\n add a4, a0, a3\n ${stores} j loop`;
  const benches = both(source, (hart) => hart.setX(10, data + 0xe00n));
  agree(benches, budgets);
  expect(benches[0].memory.dirty[5]).toBe(1);
});

describe('code is rewritten', () => {
  test('of which the last halfword of a block is part', () => {
    // The loop ends where t0 is x0, or where it is a5, which is 16: the upper half of the branch says which.
    const loop = 'loop: addi a1, a1, 1\n addi a4, a4, 1\n andi t0, a4, 31\n branch: bne t0, zero, loop\n';
    const half = (source: string) =>
      assemble(`loop: nop\n nop\n nop\n ${source}`, { origin: base }).bytes.slice(14, 16);
    const [zero, other] = ['bne t0, zero, loop', 'bne t0, a5, loop'].map((branch) =>
      new DataView(half(branch).buffer).getUint16(0, true),
    ) as [number, number];
    const source = `${loop} sh a2, 14(a6)\n xor a2, a2, a3\n j loop`;
    agree(
      both(source, (hart) => {
        hart.setX(15, 16n);
        hart.setX(16, base);
        hart.setX(12, BigInt(other));
        hart.setX(13, BigInt(zero ^ other));
      }),
      budgets,
    );
  });

  test('in another page than that in which the loop begins', () => {
    const before = `j loop\n .space ${pageBytes - 12}\n loop: addi a1, a1, 1\n andi t0, a1, 31\n`;
    const word = (add: number) => 0x0007_0713 | (add << 20);
    agree(
      both(`${before} addi a4, a4, 1\n bnez t0, loop\n sw a2, 0(a6)\n xor a2, a2, a3\n j loop`, (hart) => {
        hart.setX(16, base + BigInt(pageBytes));
        hart.setX(12, BigInt(word(2)));
        hart.setX(13, BigInt(word(1) ^ word(2)));
      }),
      budgets,
    );
  });

  test('of one of as many regions as there can be, which begin by different instructions', () => {
    const loopOf = (first: string) => `li t0, 16\n 1: ${first}\n addi a2, a2, 1\n addi t0, t0, -1\n bnez t0, 1b\n`;
    const firsts = [...Array.from({ length: 15 }, () => 'add a1, a1, t0'), 'sub a1, a1, t0'];
    // The second instruction of the first loop adds 1, or 3.
    const source = `loop: ${firsts.map(loopOf).join('')} sw a4, 8(a6)\n xor a4, a4, a5\n j loop`;
    const word = (add: number) => 0x0006_0613 | (add << 20);
    agree(
      both(source, (hart) => {
        hart.setX(16, base);
        hart.setX(14, BigInt(word(3)));
        hart.setX(15, BigInt(word(1) ^ word(3)));
      }),
      [...budgets, 1000, 1000],
    );
  });
});
