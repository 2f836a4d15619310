import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Aplic } from './aplic.ts';
import { aplicOffset, deliveryOffset } from './aplic-registers.ts';

/*
 * Expected values: RISC-V AIA, "Advanced Platform-Level Interrupt Controller (APLIC)". What it leaves open is as on QEMU 11.1.
 */
const IE = 0x100n;
const DELEGATED = 0x400n;
const [DETACHED, EDGE1, EDGE0, LEVEL1, LEVEL0] = [1n, 4n, 5n, 6n, 7n];
const SOURCE = 40;

/** A root domain, in which source 40 is active, and the child, to which source 41 is delegated; two harts. */
function domains(sends: boolean) {
  const lines = { M: [false, false], S: [false, false] };
  const sent: [number, number][] = [];
  const message = sends ? (address: number, data: number) => void sent.push([address, data]) : undefined;
  const outputs = (level: 'M' | 'S') => [0, 1].map((hart) => (on: boolean) => void (lines[level][hart] = on));
  const root = new Aplic({ level: 'M', outputs: outputs('M'), message });
  const child = new Aplic({ level: 'S', parent: root, outputs: outputs('S'), message });
  const on = (domain: Aplic) => ({
    read: (offset: number) => domain.read(offset, 4),
    write: (offset: number, value: bigint) => expect(domain.write(offset, 4, value)).toBe(true),
    configure: (source: number, value: bigint) => domain.write(aplicOffset('sourcecfg', source), 4, value),
    sourcecfg: (source: number) => domain.read(aplicOffset('sourcecfg', source), 4),
    target: (source: number, value?: bigint) =>
      value === undefined
        ? domain.read(aplicOffset('target', source), 4)
        : domain.write(aplicOffset('target', source), 4, value),
    number: (name: 'setipnum' | 'clripnum' | 'setienum' | 'clrienum', source: number) =>
      domain.write(aplicOffset(name, 0), 4, BigInt(source)),
    isPending: (source: number) => bit(domain.read(aplicOffset('setip', source >> 5), 4)!, source),
    isEnabled: (source: number) => bit(domain.read(aplicOffset('setie', source >> 5), 4)!, source),
    isHigh: (source: number) => bit(domain.read(aplicOffset('in_clrip', source >> 5), 4)!, source),
    deliver: (hart: number) => {
      domain.write(aplicOffset('domaincfg', 0), 4, IE);
      domain.write(deliveryOffset('idelivery', hart), 4, 1n);
    },
    claim: (hart: number) => domain.read(deliveryOffset('claimi', hart), 4),
    top: (hart: number) => domain.read(deliveryOffset('topi', hart), 4),
  });
  return { root: on(root), child: on(child), domain: { root, child }, lines, sent };
}
const bit = (word: bigint, source: number): boolean => ((word >> BigInt(source & 31)) & 1n) === 1n;

let it: ReturnType<typeof domains>;
beforeEach(() => {
  it = domains(false);
});
const wire = (level: boolean, source = SOURCE) => it.domain.root.setSource(source, level);

describe('its registers', () => {
  test('are aligned words, and what is reserved reads zero', () => {
    const { root } = it.domain;
    expect([root.read(0, 8), root.read(0, 2), root.read(2, 4), root.write(0, 8, IE)]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ]);
    for (const offset of [0x184, 0x1000, 0x1c0c, 0x2008, 0x3180, 0x4040, 0x400c]) {
      it.root.write(offset, 0xffff_ffffn);
      expect(it.root.read(offset)).toBe(0n);
    }
  });

  test('domaincfg has IE, and says that it is little-endian and how it delivers', () => {
    it.root.write(0, 0xffff_ffffn);
    expect(it.root.read(0)).toBe(0x8000_0100n);
    const { root } = domains(true);
    root.write(0, 0n);
    expect(root.read(0)).toBe(0x8000_0004n);
  });

  test('sourcecfg takes the modes there are; a leaf delegates nothing', () => {
    const written = [DETACHED, 2n, 3n, EDGE1, EDGE0, LEVEL1, LEVEL0, 0xffff_fbf8n, DELEGATED];
    const modes = (domain: 'root' | 'child', source: number) =>
      written.map((value) => {
        it[domain].configure(source, value);
        return it[domain].sourcecfg(source);
      });
    expect(modes('root', SOURCE)).toEqual([1n, 0n, 0n, 4n, 5n, 6n, 7n, 0n, DELEGATED]);
    expect(modes('child', SOURCE)).toEqual([1n, 0n, 0n, 4n, 5n, 6n, 7n, 0n, 0n]);
  });

  test('target of an active source has a hart and a priority from 1 to 7', () => {
    it.root.target(SOURCE, 5n);
    expect(it.root.target(SOURCE)).toBe(0n);
    it.root.configure(SOURCE, EDGE1);
    expect(it.root.target(SOURCE)).toBe(1n);
    for (const [value, read] of [
      [0xffff_ffffn, 0xfffc_0007n],
      [0x4_0000n, 0x4_0001n],
      [0x8n, 1n],
    ] as const) {
      it.root.target(SOURCE, value);
      expect(it.root.target(SOURCE)).toBe(read);
    }
  });

  test('setipnum_be has its bytes the other way round', () => {
    it.root.configure(SOURCE, DETACHED);
    it.root.write(aplicOffset('setipnum_be', 0), BigInt(SOURCE) << 24n);
    expect(it.root.isPending(SOURCE)).toBe(true);
  });
});

describe('a domain', () => {
  test('has no part in a source that is not delegated to it', () => {
    it.child.configure(SOURCE, LEVEL1);
    it.child.number('setipnum', SOURCE);
    it.child.number('setienum', SOURCE);
    expect([it.child.sourcecfg(SOURCE), it.child.isPending(SOURCE), it.child.isEnabled(SOURCE)]).toEqual([
      0n,
      false,
      false,
    ]);
  });

  test('has a source that is delegated to it for its own, from its wire to its line', () => {
    it.root.configure(SOURCE, DELEGATED);
    it.child.configure(SOURCE, LEVEL1);
    it.child.number('setienum', SOURCE);
    it.child.target(SOURCE, 0x4_0003n);
    for (const domain of ['root', 'child'] as const) it[domain].deliver(1);
    wire(true);
    expect(it.lines).toEqual({ M: [false, false], S: [false, true] });
    expect(it.child.claim(1)).toBe((BigInt(SOURCE) << 16n) | 3n);
    wire(false);
    expect(it.lines.S).toEqual([false, false]);
  });

  test('forgets a source that its parent takes back', () => {
    it.root.configure(SOURCE, DELEGATED);
    it.child.configure(SOURCE, DETACHED);
    it.child.number('setipnum', SOURCE);
    it.child.number('setienum', SOURCE);
    it.child.deliver(0);
    expect(it.lines.S).toEqual([true, false]);
    it.root.configure(SOURCE, EDGE1);
    expect(it.lines.S).toEqual([false, false]);
    it.root.configure(SOURCE, DELEGATED);
    expect([it.child.sourcecfg(SOURCE), it.child.isPending(SOURCE), it.child.isEnabled(SOURCE)]).toEqual([
      0n,
      false,
      false,
    ]);
  });
});

describe('the pending bit', () => {
  /** After each: the wire rises, setipnum, the wire falls, clripnum. */
  const steps = () => {
    const after: boolean[] = [];
    const then = () => after.push(it.root.isPending(SOURCE));
    wire(true);
    then();
    it.root.number('setipnum', SOURCE);
    then();
    wire(false);
    then();
    it.root.number('clripnum', SOURCE);
    then();
    return after;
  };

  // "Precise effects on interrupt-pending bits". A level in direct delivery mode is the wire; nothing but that changes it.
  test.each([
    ['inactive', 0n, [false, false, false, false], [false, false, false, false]],
    ['detached', DETACHED, [false, true, true, false], [false, true, true, false]],
    ['edge1', EDGE1, [true, true, true, false], [true, true, true, false]],
    ['level1', LEVEL1, [true, true, false, false], [true, true, false, false]],
    ['level0', LEVEL0, [false, false, true, true], [false, false, true, false]],
  ] as const)('of a source that is %s', (_, mode, direct, sending) => {
    it.root.configure(SOURCE, mode);
    expect(steps()).toEqual(direct);
    it = domains(true);
    it.root.configure(SOURCE, mode);
    expect(steps()).toEqual(sending);
  });

  test('of a falling edge', () => {
    wire(true);
    it.root.configure(SOURCE, EDGE0);
    expect(it.root.isPending(SOURCE)).toBe(false);
    wire(false);
    expect([it.root.isPending(SOURCE), it.root.isHigh(SOURCE)]).toEqual([true, true]);
    wire(true);
    expect([it.root.isPending(SOURCE), it.root.isHigh(SOURCE)]).toEqual([true, false]);
  });

  test('is set where the source is asserted when it becomes active, and gone when it becomes inactive', () => {
    wire(true);
    it.root.configure(SOURCE, EDGE1);
    it.root.number('setienum', SOURCE);
    expect([it.root.isPending(SOURCE), it.root.isEnabled(SOURCE)]).toEqual([true, true]);
    it.root.configure(SOURCE, 0n);
    expect([it.root.isPending(SOURCE), it.root.isEnabled(SOURCE)]).toEqual([false, false]);
  });

  test('of a level that is forwarded is set anew only by its wire, or by software as long as that is high', () => {
    it = domains(true);
    it.root.configure(SOURCE, LEVEL1);
    it.root.number('setienum', SOURCE);
    it.root.write(0, IE);
    it.root.target(SOURCE, 9n);
    wire(true);
    wire(true);
    expect([it.sent.length, it.root.isPending(SOURCE)]).toEqual([1, false]);
    it.root.number('setipnum', SOURCE);
    expect(it.sent).toHaveLength(2);
    wire(false);
    it.root.number('setipnum', SOURCE);
    expect(it.sent).toHaveLength(2);
  });
});

describe('delivery to a hart', () => {
  const pend = (source: number, target: bigint) => {
    it.root.configure(source, DETACHED);
    it.root.target(source, target);
    it.root.number('setienum', source);
    it.root.number('setipnum', source);
  };

  test('needs IE, idelivery, an enabled source, and a priority number below the threshold', () => {
    pend(SOURCE, 3n);
    expect(it.lines.M).toEqual([false, false]);
    it.root.deliver(0);
    expect(it.lines.M).toEqual([true, false]);
    for (const [threshold, on] of [
      [3n, false],
      [4n, true],
      [0n, true],
    ] as const) {
      it.root.write(deliveryOffset('ithreshold', 0), threshold);
      expect([it.lines.M[0], it.root.top(0) !== 0n]).toEqual([on, on]);
    }
    it.root.number('clrienum', SOURCE);
    expect(it.lines.M).toEqual([false, false]);
  });

  test('is of the smallest priority number first, then of the smallest source', () => {
    pend(50, 2n);
    pend(45, 2n);
    pend(20, 3n);
    pend(10, 0x4_0001n);
    const claimed = [0, 0, 0, 0].map(() => it.root.claim(0)! >> 16n);
    expect([claimed, it.root.claim(1)! >> 16n]).toEqual([[45n, 50n, 20n, 0n], 10n]);
  });

  test('is forced by iforce until a claim finds nothing', () => {
    it.root.deliver(1);
    it.root.write(deliveryOffset('iforce', 1), 1n);
    expect([it.lines.M, it.root.top(1)]).toEqual([[false, true], 0n]);
    expect(it.root.claim(1)).toBe(0n);
    expect([it.lines.M, it.root.read(deliveryOffset('iforce', 1))]).toEqual([[false, false], 0n]);
  });
});

describe('a message', () => {
  beforeEach(() => {
    it = domains(true);
    // Harts 4 KiB apart at machine level, and two groups 16 MiB apart; 16 KiB at supervisor level.
    for (const [index, value] of [0x2_4000n, (1n << 12n) | (1n << 16n), 0x2_8000n, 2n << 20n].entries())
      it.root.write(aplicOffset('msiaddrcfg', index), value);
  });

  test('of a machine-level domain goes to the hart’s page; to no guest', () => {
    it.root.configure(SOURCE, DETACHED);
    it.root.target(SOURCE, 0xffff_ffffn);
    expect(it.root.target(SOURCE)).toBe(0xfffc_07ffn);
    it.root.target(SOURCE, (3n << 18n) | 0x123n);
    it.root.number('setienum', SOURCE);
    it.root.number('setipnum', SOURCE);
    expect([it.sent, it.root.isPending(SOURCE)]).toEqual([[], true]);
    it.root.write(0, IE);
    expect([it.sent, it.root.isPending(SOURCE)]).toEqual([[[0x2400_1000 + 2 ** 24, 0x123]], false]);
  });

  test('of a supervisor-level domain goes to the hart’s or to a guest’s, by the machine’s widths', () => {
    it.root.configure(SOURCE, DELEGATED);
    it.child.configure(SOURCE, DETACHED);
    it.child.write(0, IE);
    it.child.target(SOURCE, (1n << 18n) | (2n << 12n) | 0x7ffn);
    it.child.number('setienum', SOURCE);
    it.child.number('setipnum', SOURCE);
    it.child.write(aplicOffset('genmsi', 0), (1n << 18n) | (2n << 12n) | 0x55n);
    expect(it.sent).toEqual([
      [0x2800_6000, 0x7ff],
      [0x2800_4000, 0x55],
    ]);
    expect(it.child.read(aplicOffset('genmsi', 0))).toBe((1n << 18n) | 0x55n);
  });

  test('goes where the root says, which can be locked; in direct delivery mode nothing can be said', () => {
    const registers = [0, 1, 2, 3].map((index) => aplicOffset('msiaddrcfg', index));
    for (const register of registers) it.root.write(register, 0xffff_ffffn);
    const all = [0x2_4000n, 0xffff_ffffn, 0x2_8000n, 2n << 20n];
    expect(registers.map((register) => it.root.read(register))).toEqual([0xffff_ffffn, 0x9f77_ffffn, ...all.slice(2)]);
    for (const register of registers) it.child.write(register, 1n);
    expect(registers.map((register) => it.child.read(register))).toEqual([0n, 0n, 0n, 0n]);
    it = domains(false);
    for (const register of registers) it.root.write(register, 1n);
    it.root.write(aplicOffset('genmsi', 0), 1n);
    expect([...registers, aplicOffset('genmsi', 0)].map((register) => it.root.read(register))).toEqual(
      Array.from({ length: 5 }, () => 0n),
    );
  });
});

describe('what is saved', () => {
  const step = fc.oneof(
    fc.record({ source: fc.integer({ min: 38, max: 42 }), level: fc.boolean() }),
    fc.record({
      of: fc.constantFrom('root' as const, 'child' as const),
      offset: fc.oneof(
        fc.constantFrom(0, 0x1bc0, 0x1bc4, 0x1c04, 0x1d04, 0x1e04, 0x1f04, 0x3000, 0x4000, 0x4008, 0x401c, 0x4020),
        fc.integer({ min: 38, max: 42 }).map((source) => aplicOffset('sourcecfg', source)),
        fc.integer({ min: 38, max: 42 }).map((source) => aplicOffset('target', source)),
      ),
      store: fc.option(
        fc.oneof(fc.constantFrom(0n, 1n, 4n, 6n, 7n, 0x100n, 0x400n), fc.bigInt({ min: 0n, max: 2n ** 32n - 1n })),
        { nil: undefined },
      ),
    }),
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  const steps = fc.array(step, { maxLength: 80 });
  /** What the steps answer, and what comes of them. */
  const make = ({ domain, lines, sent }: ReturnType<typeof domains>, made: readonly Step[]) =>
    made.map((each) => {
      sent.length = 0;
      if ('source' in each) domain.root.setSource(each.source, each.level);
      const answer =
        'of' in each &&
        (each.store === undefined
          ? domain[each.of].read(each.offset, 4)
          : domain[each.of].write(each.offset, 4, each.store));
      return { answer, lines: structuredClone(lines), sent: [...sent] };
    });

  test.each([false, true])('is all that the domains have, and shared with nothing; with messages: %o', (sends) => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const first = domains(sends);
        make(first, before);
        const saved = { root: first.domain.root.save(), child: first.domain.child.save() };
        const copy = structuredClone(saved);
        const second = domains(sends);
        second.domain.root.restore(structuredClone(saved.root));
        second.domain.child.restore(structuredClone(saved.child));
        expect(second.lines).toEqual(first.lines);
        const answers = make(first, after);
        expect(make(second, after)).toEqual(answers);
        expect(saved).toEqual(copy);
        first.domain.root.restore(saved.root);
        first.domain.child.restore(saved.child);
        expect(make(first, after)).toEqual(answers);
        expect(saved).toEqual(copy);
      }),
      { numRuns: 100 },
    );
  });
});
