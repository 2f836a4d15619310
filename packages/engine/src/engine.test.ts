import { csrs, type EngineKind, pageBytes, plainCsrsOf } from '@hartlab/hart';
import { assemble, parseCpu } from '@hartlab/isa';
import { beforeAll, describe, expect, test } from 'vitest';
import { interpreter, jitThat } from './engine.ts';
import { ramBase } from './testing/bare-engine.ts';
import { agree, base, both as bothOf, expectSame, type Prepare, type TurnOptions } from './testing/turns.ts';

/** The kinds of engines; what the compiler comes to twice it compiles. */
const kinds = { interpreter, jit: jitThat({ landings: 1, regions: 16 }) };
let kind: EngineKind = interpreter;

const both = (source: string, prepare?: Prepare, options?: TurnOptions) => bothOf(kind, source, prepare, options);

describe.each(Object.entries(kinds))('%s', (_name, each) => {
  beforeAll(() => {
    kind = each;
  });

  test('code goes on in the next page', () => {
    const nops = 'addi a1, a1, 1\n'.repeat(pageBytes / 4 + 8);
    agree(both(`${nops} j .`), [1000, 20, 10, 1, 1, 7]);
  });

  test('an instruction lies in two pages, and what follows changes its second half', () => {
    // addi a1, a1, 1 becomes addi a1, a1, 2 and back.
    const nops = 'addi a2, a2, 1\n'.repeat((pageBytes - 12) / 4);
    const source = `j start\n ${nops} start: lhu a3, 0(a0)\n c.nop\n addi a1, a1, 1\n xori a3, a3, 0x30\n sh a3, 0(a0)\n j start`;
    const both32 = both(source, (hart) => hart.setX(10, base + BigInt(pageBytes)));
    expect(both32[0].memory.readHalf(ramBase + pageBytes - 2)).toBe(0x8593);
    agree(both32);
  });

  describe('a store changes what comes after it at once', () => {
    /** The loop replaces the `addi a1, a1, 1` in its middle by one that adds 2, and back. */
    const rewriting = (store: string, words: readonly number[]) =>
      both(`loop: ${store} ${'nop\n'.repeat(3)} addi a1, a1, 1\n xor a2, a2, a3\n j loop`, (hart) => {
        hart.setX(10, base + BigInt(words[0]!));
        hart.setX(12, BigInt(words[1]!));
        hart.setX(13, BigInt(words[1]! ^ words[2]!));
      });

    test('of an instruction behind it', () => agree(rewriting('sw a2, 0(a0)\n', [0x10, 0x0025_8593, 0x0015_8593])));
    test('of the middle of one', () => agree(rewriting('sh a2, 0(a0)\n', [0x12, 0x0025, 0x0015])));
    test('of itself', () => agree(rewriting('sw a2, 0(a0)\n', [0, 0x00c5_2023, 0x00c5_2023])));
    test('of a loop that has gone round often', () => {
      const often = 'loop: nop\n addi a1, a1, 1\n addi a4, a4, 1\n andi t0, a4, 31\n bnez t0, loop\n';
      agree(
        both(`${often} sw a2, 0(a0)\n xor a2, a2, a3\n j loop`, (hart) => {
          hart.setX(10, base + 4n);
          hart.setX(12, 0x0025_8593n);
          hart.setX(13, 0x0025_8593n ^ 0x0015_8593n);
        }),
      );
    });
  });

  describe('what makes a hart more than its instructions', () => {
    test('an interrupt that is enabled while it is pending comes at the next boundary', () => {
      const source =
        'li t0, 8\n csrw mip, t0\n csrs mie, t0\n csrsi mstatus, 8\n addi a1, a1, 1\n addi a1, a1, 1\n j .';
      agree(both(source, (hart) => hart.setInterrupt('MSIP', true)));
    });

    test('WFI waits, and what ends the wait goes on behind it', () => {
      const benches = both('li t0, 8\n csrw mie, t0\n wfi\n addi a1, a1, 1\n j .-4');
      agree(benches, [100, 100]);
      for (const { hart } of benches) hart.setInterrupt('MSIP', true);
      agree(benches, [100]);
    });

    test('a trigger fires at a plain instruction', () => {
      // mcontrol6 with execute and M, at the address of the second addi; it then makes a trap.
      const source = `li t0, 0x6000000000000044\n li t1, ${base + 0x40n}\n csrw tdata2, t1\n csrw tdata1, t0\n j .`;
      agree(
        both(source, (hart, memory) => {
          memory.writeBytes(ramBase + 0x30, assemble('addi a1, a1, 1\n'.repeat(8), { origin: 0n }).bytes);
          memory.writeBytes(ramBase + 0x60, assemble('j 0', { origin: 0n }).bytes);
          hart.setX(1, 0n);
        }),
      );
    });

    test('a programmed counter counts plain instructions', () => {
      // Branches taken, from the hart's own list of events.
      const source =
        'li t0, 5\n csrw mhpmevent3, t0\n li t1, 20\n addi t1, t1, -1\n bnez t1, .-4\n csrr a2, mhpmcounter3\n j .';
      agree(both(source));
    });

    test('counters of instructions and cycles wrap, and interrupt, at the very instruction', () => {
      // mhpmevent3 counts instructions and mhpmevent4 cycles, from -20 and -33; the handler looks, and starts them anew.
      const start = 'li t1, -20\n csrw mhpmcounter3, t1\n li t1, -33\n csrw mhpmcounter4, t1\n';
      const source = `j begin
      .balign 4
      handler: csrr a2, mhpmcounter3\n csrr a3, mhpmcounter4\n csrr a4, mepc\n csrr a5, mip
      ${start} li t0, 2\n csrw mhpmevent3, t0\n li t0, 1\n csrw mhpmevent4, t0\n csrw mip, zero\n mret
      begin: la t0, handler\n csrw mtvec, t0\n ${start} li t0, 0x2000\n csrw mie, t0
      li t0, 2\n csrw mhpmevent3, t0\n li t0, 1\n csrw mhpmevent4, t0\n csrsi mstatus, 8
      loop: addi a1, a1, 1\n sd a1, 0(a0)\n xor a6, a6, a1\n j loop`;
      const benches = both(source, undefined, { isa: 'max' });
      agree(
        benches,
        Array.from({ length: 200 }, (_, n) => 1 + (n % 17)),
      );
      // It has come to the handler by an overflow.
      expect(benches[0].hart.x(15) & 0x2000n).toBe(0x2000n);
    });

    test('mcycle and minstret are what they are whenever they are read', () => {
      agree(both('addi a1, a1, 1\n addi a1, a1, 1\n csrr a2, minstret\n csrw mcycle, a1\n csrr a3, mcycle\n j .-20'));
    });
  });

  describe('CSRs', () => {
    /** A handler that goes on behind an illegal instruction; then, from `go` on in M-mode, in S-mode and with V = 1, what is to be tried. */
    const inModes = (tried: string) => `
    j start
    .balign 4
    handler: csrrw t6, mscratch, t6
    csrr t6, mepc\n addi t6, t6, 4\n csrw mepc, t6
    csrrw t6, mscratch, t6\n mret
    start: la t0, handler\n csrw mtvec, t0\n li s3, 0
    again: jal s2, tried
    la t0, again\n csrw mepc, t0
    li t0, 0x1800\n csrc mstatus, t0\n li t0, 0x800\n csrs mstatus, t0
    li t0, 0x8000000000
    bnez s3, guest
    csrc mstatus, t0
    j next
    guest: csrs mstatus, t0
    next: xori s3, s3, 1
    mret
    tried: ${tried}
    jalr zero, 0(s2)`;
    /** Each kind of instruction on one CSR; a1 to a7 are what was read, s4 and s5 what is written. */
    const all = (csr: number) => `
      csrrw a1, ${csr}, s4\n csrrs a2, ${csr}, s5\n csrrc a3, ${csr}, s4\n csrrw zero, ${csr}, s5
      csrrwi a4, ${csr}, 21\n csrrsi a5, ${csr}, 10\n csrrci a6, ${csr}, 3\n csrr a7, ${csr}
      csrrc a1, ${csr}, zero\n csrrw s4, ${csr}, s4\n xor s5, s5, a1\n addi s4, s4, 77`;
    // mscratch is the handler's, which no trap is to miss.
    const others = csrs.filter(({ name, address }) => address < 0x1000 && !/^mscratch$|deleg$/.test(name));

    test('all that are plain, in M-mode, S-mode and VS-mode', () => {
      for (const isa of ['rv64', 'max']) {
        const plain = plainCsrsOf(parseCpu(isa).isa);
        const some = others.filter(({ address }) => plain(address) !== undefined);
        expect(some.length).toBeGreaterThan(15);
        const benches = both(
          inModes(some.map(({ address }) => all(address)).join('')),
          (hart) => {
            hart.setX(20, 0x0123_4567_89ab_cdefn);
            hart.setX(21, 0xf0f0_f0f0_ff00_ff00n);
          },
          { isa },
        );
        agree(
          benches,
          Array.from({ length: 400 }, (_, n) => 1 + (n % 43)),
        );
      }
    });

    test('are plain where nothing but the mode decides who may access them', () => {
      const plain = plainCsrsOf(parseCpu('max').isa);
      const names = csrs
        .filter(({ address }) => address < 0x1000 && plain(address) !== undefined)
        .map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining(['sscratch', 'sepc', 'scause', 'stval', 'mscratch', 'mepc', 'mcause', 'mtval']),
      );
      for (const name of [
        'mcycle',
        'minstret',
        'satp',
        'sstatus',
        'mstatus',
        'mie',
        'fcsr',
        'tdata1',
        'stimecmp',
        'senvcfg',
      ])
        expect(names).not.toContain(name);
    });
  });

  test('floating-point state becomes Dirty, and is not used while it is Off', () => {
    const use = 'fmv.d.x fa0, a1\n addi a1, a1, 1\n csrr a2, mstatus\n';
    const source = `li t0, 0x6000\n li t1, 0x2000\n csrs mstatus, t0\n ${use} csrc mstatus, t1\n ${use} csrc mstatus, t0\n ${use} j .`;
    agree(both(source));
  });

  describe('memory', () => {
    /** An Sv39 root whose first page maps 1 GiB to RAM's, and whose other entries a test writes. */
    const paged =
      (leaf: bigint): Prepare =>
      (hart, memory) => {
        const root = ramBase + 0x6000;
        memory.write(root + 8 * 2, 8, (base >> 2n) | 0xcfn);
        memory.write(root + 8 * 3, 8, (base >> 2n) | leaf);
        for (let page = 0; page < 4; page++) memory.write(ramBase + 0x4000 + 8 * page, 8, BigInt(page));
        hart.setX(11, 0xc000_4000n);
        hart.setX(12, BigInt(root) + 24n);
        hart.setX(13, (base >> 2n) | 0xcfn);
        hart.setX(14, (8n << 60n) | BigInt(root / pageBytes));
      };
    const toSupervisor = 'csrw satp, a4\n li t0, 0x800\n csrs mstatus, t0\n la t1, go\n csrw mepc, t1\n mret\n go: ';

    test('that may be stored to but not loaded, or loaded but not stored to', () => {
      for (const leaf of [0xc3n, 0xc7n, 0xc9n])
        agree(both(`${toSupervisor} ld a5, 0(a1)\n sd a5, 8(a1)\n ld a6, 8(a1)\n j .-12`, paged(leaf)));
    });

    test('at addresses that are not aligned', () => {
      const aligned = 'ld a1, 0(a0)\n sd a1, 8(a0)\n amoadd.d a2, a1, (a0)\n';
      agree(
        both(`${aligned} ld a3, 3(a0)\n sd a3, 13(a0)\n lw a4, -2(a0)\n addi a0, a0, 4\n amoadd.d a2, a1, (a0)\n j .`),
      );
    });

    test('whose high address bits are ignored', () => {
      // mseccfg.PMM = 2: the upper seven bits count for nothing.
      const use =
        'ld a1, 0(a3)\n addi a1, a1, 1\n sd a1, 0(a3)\n amoadd.d a2, a1, (a3)\n lw a4, 3(a3)\n ld a5, 8(a0)\n';
      const source = `li a3, 0x2a00000000000000\n add a3, a3, a0\n li t0, 0x200000000\n csrw 0x747, t0\n ${use} ${use} csrw 0x747, zero\n ${use} j .`;
      agree(both(source, undefined, { isa: 'max' }));
    });

    test('whose table changes without a fence', () => {
      agree(both(`${toSupervisor} ld a5, 0(a1)\n sd a3, 0(a2)\n ld a6, 0(a1)\n sd zero, 0(a2)\n j .-16`, paged(0xc3n)));
    });

    /** Sv39 with a last table, whose entry for 0xc0004000 is at a2; a3 and a4 are two entries for it, and a1 the address. */
    const pagedTwice: Prepare = (hart, memory) => {
      const at = (page: number) => BigInt(ramBase + page * pageBytes) >> 2n;
      memory.write(ramBase + 0x6000 + 8 * 2, 8, at(0) | 0xcfn);
      memory.write(ramBase + 0x6000 + 8 * 3, 8, at(7) | 1n);
      memory.write(ramBase + 0x7000, 8, at(5) | 1n);
      memory.write(ramBase + 0x5000 + 8 * 4, 8, at(4) | 0xc7n);
      memory.write(ramBase + 0x3000, 8, 3n);
      memory.write(ramBase + 0x4000, 8, 4n);
      hart.setX(11, 0xc000_4000n);
      hart.setX(12, base + 0x5020n);
      hart.setX(13, at(4) | 0xc7n);
      hart.setX(15, at(3) | 0xc7n);
      hart.setX(14, (8n << 60n) | ((base + 0x6000n) / BigInt(pageBytes)));
    };
    const remap = 'ld a6, 0(a1)\n sd a6, 8(a1)\n sd a5, 0(a2)\n ld a7, 0(a1)\n sd a7, 16(a1)\n sd a3, 0(a2)\n j .-24';

    test('of which one page moves without a fence', () => {
      agree(both(`${toSupervisor} ${remap}`, pagedTwice));
    });

    test('of which one page moves that pointers with a tag lead to', () => {
      // menvcfg.PMM = 2: the upper seven bits count for nothing.
      const tagged = 'li t0, 0x200000000\n csrw 0x30a, t0\n li t0, 0x2a00000000000000\n add a1, a1, t0\n';
      agree(both(`${tagged} ${toSupervisor} ${remap}`, pagedTwice, { isa: 'max' }));
    });

    test('that another hart has reserved', () => {
      const source = 'csrr t0, mhartid\n bnez t0, store\n lr.d a1, (a0)\n wait: j wait\n store: sd t0, 8(a0)\n j .-4';
      const benches = both(source, undefined, { count: 2 });
      const passed = (index: number, budget: number) =>
        benches.map(({ engine, memory }) => [engine.run(index, budget), memory.run.done]);
      for (const [index, budget] of [
        [1, 20],
        [0, 20],
        [1, 20],
        [0, 5],
      ] as const) {
        const [engine, reference] = passed(index, budget);
        expect(engine).toEqual(reference);
        expectSame(benches);
      }
      expect(benches[0].hart.state.reservation).toBe(2n ** 64n - 1n);
    });

    test('that the hart itself has reserved, or not', () => {
      const pair = (lr: string, sc: string) =>
        `lr.${lr} a1, (a0)\n addi a1, a1, 1\n sc.${sc} a2, a1, (a0)\n sc.${sc} a3, a1, (a0)\n`;
      const elsewhere = 'lr.d a1, (a0)\n addi a4, a0, 256\n sc.d a5, a0, (a4)\n addi a0, a0, 4\n';
      agree(both(`loop: ${pair('d', 'd')} ${pair('w', 'd')} ${elsewhere} ${pair('w', 'w')} ${pair('d', 'd')}`));
    });

    test('that is in two pages', () => {
      agree(
        both(
          'li t0, 0xffc\n add a0, a0, t0\n loop: sd t0, 0(a0)\n ld a1, 1(a0)\n lw a2, -3(a0)\n addi t0, t0, 1\n j loop',
        ),
      );
    });
  });

  describe('jumps', () => {
    test('to places that instructions cannot have', () => {
      const isa = 'rv64im_zicsr';
      // Every fourth time the branch is taken, and every eighth time the jump is made.
      for (const jump of ['beqz a2, .+6', 'bnez a2, .+8\n j .+6', 'bnez a2, .+12\n auipc a3, 0\n jr 6(a3)'])
        agree(both(`loop: addi a1, a1, 1\n andi a2, a1, 3\n ${jump}\n nop\n j loop`, undefined, { isa }));
    });

    test('back to where a function was not called from', () => {
      const source =
        'loop: jal ra, f\n addi a1, a1, 1\n addi a1, a1, 2\n j loop\n f: addi a2, a2, 1\n andi a3, a2, 3\n bnez a3, 1f\n addi ra, ra, 4\n 1: ret';
      agree(both(source));
    });

    test('to one of several places, to new ones, and to some that look like them', () => {
      const places = Array.from({ length: 6 }, (_, n) => `addi a1, a1, ${n + 1}\n j loop\n`).join('');
      // a2 goes round, now and then into the next page, where there is the same code.
      const source = `la a4, table\n loop: addi a2, a2, 8\n andi a3, a2, 0x38\n add a3, a3, a4\n andi a5, a2, 0x7c0\n bnez a5, 1f\n li a5, 0x1000\n add a3, a3, a5\n 1: jr a3\n table: ${places} ${'j loop\n j loop\n'.repeat(2)}`;
      const copied: Prepare = (_hart, memory) => memory.writeBytes(ramBase + pageBytes, memory.readBytes(ramBase, 256));
      agree(both(source, copied), [500, 1, 7, 100, 3, 1000]);
    });

    test('into functions by several addresses, and deep ones', () => {
      const f = (n: number) => `f${n}: addi a1, a1, ${n}\n ret\n nop\n nop\n`;
      const source = `la a4, f0\n loop: addi a2, a2, 16\n andi a3, a2, 0x30\n add a3, a3, a4\n jalr ra, 0(a3)\n jal ra, g\n j loop\n g: mv s1, ra\n jal t0, h\n mv ra, s1\n ret\n h: addi a5, a5, 1\n jr t0\n ${[0, 1, 2, 3].map(f).join('')}`;
      agree(both(source), [300, 1, 2, 3, 50, 400]);
    });

    test('more of them hot than there can be regions', () => {
      const source = `loop: ${'j .+4\n csrr a1, mscratch\n'.repeat(60)} addi a2, a2, 1\n la a3, loop\n jr a3`;
      agree(both(source), [400, 400, 399, 1, 4000]);
    });
  });

  test('what was restored is what goes on', () => {
    const benches = both('addi a1, a1, 1\n sd a1, 0(a0)\n j .-8');
    agree(benches, [100]);
    for (const { memory, engine, hart } of benches) {
      memory.writeBytes(ramBase, assemble('addi a1, a1, 3\n sd a1, 8(a0)\n j .-8', { origin: base }).bytes);
      memory.hartBlock(0).set(memory.hartBlock(0).slice());
      hart.flushTranslations();
      engine.flush();
    }
    agree(benches, [1, 100, 1000]);
  });
});
