import { assemble, parseIsa } from '@hartlab/isa';
import fc from 'fast-check';
import { henvcfg, hgatp, menvcfg, mnstatus, mstatus, pmpaddrs, pmpcfgs, satp, vsatp, vsstatus } from '../csrs/csrs.ts';
import { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import { MachineMemory } from '../state/machine-memory.ts';
import type { AccessMode } from '../memory/address-space.ts';
import type { Access } from '../trap/trap.ts';
import { pte } from './page-tables.ts';

/*
 * Two harts and RAM from address 0 on, so that a guest physical page has a small number, too. Page 0 is code of M-mode.
 * Each other page that is no table is full of one instruction, which loads the page's number: what is fetched or loaded
 * shows from where.
 */
const pages = 64;
const isa = parseIsa('max_svade_smrnmi');
/** Root tables of the first stage for Sv39, Sv48 and Sv57: each leads to the one before. */
const roots = [16, 17, 18];
/** Of the G-stage, for Sv39x4 and Sv48x4; they are four pages each. */
const guestRoots = [32, 36];
/** What the tables of either stage are that pointers lead to; the second half holds leaves at first. */
const middle = [19, 20, 21];
const last = [22, 23, 24];
const isTable = (page: number) => (page >= 16 && page <= 24) || (page >= 32 && page < 40);

/** `li a0, page` */
const pageCode = (page: number) => (page << 20) | 0x513;

/** What a hart does with the address in a1 and the value in a2, by the instruction at address 0. */
const instructions = [
  'ld a0, 0(a1)',
  'lbu a0, 0(a1)',
  'sd a2, 0(a1)',
  'sw a2, 0(a1)',
  'sb a2, 0(a1)',
  'amoswap.d a0, a2, (a1)',
  'lr.d a0, (a1)',
  'sc.d a0, a2, (a1)',
  'cbo.zero (a1)',
  'hlv.d a0, (a1)',
  'hsv.d a2, (a1)',
] as const;
const code = Object.fromEntries(instructions.map((source) => [source, assemble(source).bytes]));

/** Where in memory a table entry is, and what is put there. */
export interface Poke {
  readonly is: 'poke';
  readonly at: number;
  readonly value: bigint;
  readonly width: 1 | 2 | 4 | 8;
  /** Who stores: a hart, or a device, by a store or by bytes. */
  readonly by: 0 | 1 | 'device' | 'bytes';
}

/** An access of a hart in some mode. */
export interface Attempt {
  readonly is: 'attempt';
  readonly hart: 0 | 1;
  readonly does: 'fetch' | (typeof instructions)[number];
  readonly address: bigint;
  readonly value: bigint;
}

/** What the next accesses of a hart depend on, apart from tables. */
export interface Context {
  readonly is: 'context';
  readonly hart: 0 | 1;
  readonly mode: readonly [privilege: Privilege, V: boolean];
  readonly changes: readonly ((hart: Hart) => void)[];
}

/** Remembering, and going back. */
export interface Travel {
  readonly is: 'save' | 'restore';
}

export type Action = Poke | Attempt | Context | Travel;

const all = pte.V | pte.R | pte.W | pte.X | pte.U | pte.A | pte.D;
const entryOf = (page: number, flags: bigint) => (BigInt(page) << 10n) | flags;
const N = 1n << 63n;
const PBMT = 1n << 61n;

const supervisor = all & ~pte.U;
const leafFlags = fc.oneof(
  fc.constantFrom(all, supervisor),
  fc.constantFrom(all & ~pte.A, all & ~pte.D, all & ~(pte.A | pte.D), all & ~pte.W, all & ~pte.X, all & ~pte.R),
  fc.constantFrom(supervisor & ~pte.W, pte.V | pte.X | pte.A, pte.V | pte.W | pte.A | pte.D, all & ~pte.V, all | PBMT),
);
const anyPage = fc.oneof(fc.nat({ max: pages - 1 }), fc.constantFrom(...middle, ...last));
const leaf = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(anyPage, leafFlags).map(([page, flags]) => entryOf(page, flags)) },
  // 64 KiB by Svnapot, and a huge page of whatever level it stands in.
  { weight: 1, arbitrary: fc.constantFrom(entryOf(8, all | N), entryOf(0x18, all | N), entryOf(0, all)) },
);
const pointers = (to: readonly number[]) => fc.constantFrom(...to).map((page) => entryOf(page, pte.V));
const entry = fc.oneof(leaf, pointers([...middle, ...last]), fc.constant(0n));

const index = fc.nat({ max: 1 });
/** Entries that walks read, and what is put there: most often what leads on. */
const change = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...last), index, leaf) },
  // In a table of the G-stage the index is the page.
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...last), anyPage, leaf) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...middle), index, pointers(last)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(roots[0]!, ...guestRoots), index, pointers(middle)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...roots, ...middle, ...last), index, entry) },
);
/** Pages that the walks of Sv39 tell apart, and one more of Sv48. */
export const addresses: readonly bigint[] = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((bits) =>
  [0, 1, 2, 3].reduce((sum, level) => sum | (BigInt((bits >> level) & 1) << BigInt(12 + 9 * level)), 0n),
);
/** Virtual addresses that walks of any depth tell apart. */
const address = fc
  .tuple(
    fc.constantFrom(3, 3, 3, 4, 5).chain((levels) => fc.array(index, { minLength: levels, maxLength: levels })),
    fc.constantFrom(0, 0, 8, 16, 0xff8, 0xffc),
  )
  .map(([indices, offset]) =>
    indices.reduce((sum, index, level) => sum | (BigInt(index) << BigInt(12 + 9 * level)), BigInt(offset)),
  );

const poke: fc.Arbitrary<Poke> = fc
  .record({
    change,
    // Parts of an entry, and what reaches into the next.
    part: fc.constantFrom([8, 0], [8, 0], [4, 0], [1, 0], [2, 4], [8, 4], [4, -2]),
    by: fc.constantFrom(0, 1, 'device', 'bytes' as const),
  })
  .map(({ change: [page, at, value], part, by }) => {
    const [width, offset] = part as [Poke['width'], number];
    return { is: 'poke', at: page * 4096 + 8 * at + offset, value, width, by } as Poke;
  });

const attempt: fc.Arbitrary<Attempt> = fc.record({
  is: fc.constant('attempt'),
  hart: fc.constantFrom(0, 1),
  does: fc.constantFrom('fetch', 'fetch', 'ld a0, 0(a1)', 'sd a2, 0(a1)', ...instructions),
  address,
  value: entry,
});

/** Bare, or one of the schemes with the root for it, and now and then any. */
const register = (csr: Parameters<Hart['write']>[0], among: readonly number[]) => {
  const scheme = fc.nat({ max: among.length - 1 });
  return fc
    .tuple(fc.oneof({ weight: 5, arbitrary: scheme.map((n) => [n, n]) }, fc.tuple(scheme, scheme)), fc.nat({ max: 3 }))
    .map(([[mode, root], id]) => {
      const MODE = id === 3 ? 0n : BigInt(8 + mode!);
      return (hart: Hart) => hart.write(csr, (MODE << 60n) | (BigInt(id) << 44n) | BigInt(among[root!]!));
    });
};
const field = (one: Parameters<Hart['set']>[0]) => index.map((value) => (hart: Hart) => hart.set(one, value));
const setting = fc.oneof(
  { weight: 2, arbitrary: register(satp, roots) },
  { weight: 2, arbitrary: register(vsatp, roots) },
  { weight: 2, arbitrary: register(hgatp, guestRoots) },
  ...[mstatus.SUM, mstatus.MXR, vsstatus.SUM, vsstatus.MXR].map(field),
  ...[menvcfg.ADUE, menvcfg.PBMTE, menvcfg.SSE, henvcfg.ADUE, henvcfg.PBMTE, henvcfg.SSE].map(field),
  // The first entry of PMP takes something away from one page, or from nothing; the second permits the rest.
  fc.tuple(anyPage, fc.constantFrom(0x00n, 0x18n, 0x19n, 0x1bn, 0x1cn)).map(([page, rule]) => (hart: Hart) => {
    hart.write(pmpaddrs[0]!, (BigInt(page) << 10n) | 0x1ffn);
    hart.write(pmpcfgs[0]!, 0x1f00n | rule);
  }),
);
const context: fc.Arbitrary<Context> = fc.record({
  is: fc.constant('context'),
  hart: fc.constantFrom(0, 1),
  mode: fc.constantFrom(['S', false], ['S', true], ['U', false], ['U', true], ['M', false]),
  changes: fc.array(setting, { maxLength: 2 }),
});

/** What may happen in any order. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: poke },
  { weight: 12, arbitrary: attempt },
  { weight: 3, arbitrary: context },
  { weight: 1, arbitrary: fc.constantFrom({ is: 'save' }, { is: 'restore' }) },
);

/** Where the hart's accesses to these addresses would go, its own or in the name of others, or the causes of their exceptions. */
export const placesOf = (hart: Hart, of: readonly bigint[], as?: (access: Access) => AccessMode): string =>
  of
    .flatMap((address) =>
      (['fetch', 'load', 'store'] as const).map((each) => hart.translate(address, each, as?.(each))),
    )
    .map((place) => ('trap' in place ? `trap ${place.trap.cause}` : place.physical.toString(16)))
    .join();

/** Two harts on one memory. */
export class TableBench {
  readonly memory = new MachineMemory({ harts: 2, ramBase: 0, ramSize: pages * 4096 });
  readonly harts: readonly Hart[];

  constructor() {
    const bus = { read: () => undefined, write: () => false };
    this.harts = [0, 1].map(
      (index) => new Hart({ memory: this.memory, index, hartid: BigInt(index), isa, bus, time: () => 0n }),
    );
  }

  /** Both stages map what they can, all accesses are permitted, and the harts are in S-mode and in VS-mode. */
  prepare(): this {
    const { memory } = this;
    for (let page = 1; page < pages; page++)
      for (let at = 0; at < 4096 && !isTable(page); at += 4) memory.write(page * 4096 + at, 4, BigInt(pageCode(page)));
    const put = (table: number, at: number, value: bigint) => memory.write(table * 4096 + 8 * at, 8, value);
    const [root, guestRoot] = [roots[0]!, guestRoots[0]!];
    const [forSupervisor, forUser, forGuest] = last as [number, number, number];
    for (const at of [0, 1]) {
      for (const deeper of [1, 2]) put(roots[deeper]!, at, entryOf(roots[deeper - 1]!, pte.V));
      put(root, at, entryOf(middle[at]!, pte.V));
      for (const table of [0, 1]) put(middle[table]!, at, entryOf(last[table]!, pte.V));
      put(forSupervisor, at, entryOf(at === 0 ? 1 : forSupervisor, supervisor));
      put(forUser, at, entryOf(at === 0 ? 2 : forGuest, all));
    }
    put(guestRoots[1]!, 0, entryOf(guestRoot, pte.V));
    put(guestRoot, 0, entryOf(middle[2]!, pte.V));
    put(middle[2]!, 0, entryOf(forGuest, pte.V));
    for (let page = 0; page < pages; page++) put(forGuest, page, entryOf(page, all));
    for (const [index, hart] of this.harts.entries()) {
      hart.write(pmpaddrs[1]!, (1n << 54n) - 1n);
      hart.write(pmpcfgs[0]!, 0x1f00n);
      for (const csr of [satp, vsatp]) hart.write(csr, (8n << 60n) | BigInt(root));
      hart.write(hgatp, (8n << 60n) | BigInt(guestRoot));
      // mstatus.MPRV counts for nothing before.
      hart.set(mnstatus.NMIE, 1);
      hart.set(mstatus.SUM, 1);
      hart.set(vsstatus.SUM, 1);
      hart.enter('S', index === 1);
    }
    return this;
  }

  /** Becomes what another bench is, and knows nothing else. */
  become({ memory }: TableBench): this {
    if (Buffer.compare(memory.ram, this.memory.ram) !== 0) this.memory.writeBytes(0, memory.ram);
    for (const hart of this.harts) {
      this.memory.hartBlock(hart.index).set(memory.hartBlock(hart.index));
      hart.flushTranslations();
    }
    return this;
  }
}

export const pokeInto = ({ memory }: TableBench, { at, width, value, by }: Poke): void => {
  if (by === 'bytes') {
    const bytes = Uint8Array.from({ length: width }, (_, byte) => Number((value >> BigInt(8 * byte)) & 0xffn));
    memory.writeBytes(at, bytes);
  } else memory.write(at, width, value, by === 'device' ? -1 : by);
};

/**
 * Makes the attempt; what came of it. A fetch is one of the mode in which the hart is, from this address; data is accessed
 * from M-mode as from the mode in which the hart is, or as mstatus.MPRV says.
 */
export function make({ harts, memory }: TableBench, { hart: index, does, address: target, value }: Attempt) {
  const hart = harts[index]!;
  const { privilege, V } = hart;
  hart.setX(11, target);
  hart.setX(12, value);
  if (does === 'fetch') hart.pc = target;
  else {
    memory.writeBytes(0, code[does]!);
    hart.pc = 0n;
    hart.enter('M', false);
    hart.set(mstatus.MPRV, 1);
    hart.set(mstatus.MPP, privilege === 'M' ? 3 : privilege === 'S' ? 1 : 0);
    hart.set(mstatus.MPV, Number(V));
  }
  const { kind, cause } = hart.step();
  hart.enter(privilege, V);
  return { kind, cause, a0: hart.x(10) };
}
