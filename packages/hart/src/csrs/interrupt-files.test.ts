import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlainHart } from '../testing/plain-hart.ts';
import { interrupt } from './causes.ts';
import * as all from './csrs.ts';

const allOnes = (1n << 64n) - 1n;

const isa = 'rv64imach_smaia_smstateen';

/** A hart with an IMSIC. */
function withFiles(guestFiles = 3, name = isa): PlainHart {
  const hart = new PlainHart(name);
  hart.guestFiles = guestFiles;
  // All that can be let through to the modes below.
  if (name === isa) {
    hart.write(all.mstateen0, allOnes);
    hart.write(all.hstateen0, allOnes);
  }
  return hart;
}

/** How software reaches the interrupt file of a level. */
const levels = {
  m: { select: all.miselect, register: all.mireg, top: all.mtopei, file: 'M' },
  s: { select: all.siselect, register: all.sireg, top: all.stopei, file: 0 },
  vs: { select: all.vsiselect, register: all.vsireg, top: all.vstopei, file: 2 },
} as const;
type Level = keyof typeof levels;

/** Software's view of an interrupt file: the VS level's is that of guest 2. */
function file(hart: PlainHart, level: Level) {
  const { select, register, top, file: number } = levels[level];
  if (level === 'vs') hart.set(all.hstatus.VGEIN, 2);
  const at = (which: number) => hart.write(select, BigInt(which));
  return {
    read: (which: number) => (at(which), hart.read(register)),
    write: (which: number, value: bigint) => (at(which), hart.write(register, value)),
    attempt: (which: number) => (at(which), hart.attempt(register.address, true)),
    send: (identity: number) => all.receive(number, identity, hart),
    top: () => hart.read(top),
    claim: () => hart.write(top, allOnes),
  };
}
const [EIDELIVERY, EITHRESHOLD, EIP, EIE] = [0x70, 0x72, 0x80, 0xc0];

describe.each(['m', 's', 'vs'] as const)('the interrupt file of %siselect', (level) => {
  // aia "Indirectly accessed interrupt-file registers": 255 identities, and no identity 0.
  test('what its registers hold', () => {
    const hart = withFiles();
    const own = file(hart, level);
    const held = Object.fromEntries(
      Array.from({ length: 0x100 - 0x70 }, (_, index) => 0x70 + index)
        .filter((which) => own.attempt(which) === 'ok')
        .map((which) => (own.write(which, allOnes), [which, own.read(which)]))
        .filter(([, value]) => value !== 0n),
    );
    const array = (first: number) => ({
      [first]: allOnes - 1n,
      [first + 2]: allOnes,
      [first + 4]: allOnes,
      [first + 6]: allOnes,
    });
    expect(held).toEqual({ [EIDELIVERY]: 1n, [EITHRESHOLD]: 0x7ffn, ...array(EIP), ...array(EIE) });
  });

  // aia "CSRs for external interrupts via an IMSIC": reserved ones read as zeros; on RV64 odd ones of the arrays are not there.
  test('which of its registers there are', () => {
    const own = file(withFiles(), level);
    for (let which = 0x40; which < 0x200; which++) {
      const inArray = which >= EIP && which < 0x100;
      const there = (which >= 0x70 && which < EIP) || (inArray && which % 2 === 0);
      expect([which, own.attempt(which)]).toEqual([which, there ? 'ok' : 'illegal-instruction']);
    }
  });

  // aia "Top external interrupt CSRs (`mtopei`, `stopei`, `vstopei`)"
  test('reports and claims as the bits one by one say', () => {
    const identity = fc.integer({ min: 0, max: 260 });
    const identities = fc.array(fc.oneof(identity, fc.constantFrom(1, 31, 32, 63, 64, 255, 256)), { maxLength: 20 });
    fc.assert(
      fc.property(identities, identities, fc.oneof(fc.constant(0), identity), (sent, enabled, threshold) => {
        const own = file(withFiles(), level);
        for (const one of sent) own.send(one);
        for (let index = 0; index < 4; index++)
          own.write(
            EIE + 2 * index,
            enabled.filter((one) => one >> 6 === index).reduce((bits, one) => bits | (1n << BigInt(one % 64)), 0n),
          );
        own.write(EITHRESHOLD, BigInt(threshold));
        const pending = new Set(sent.filter((one) => one >= 1 && one <= 255));
        for (;;) {
          const first = [...pending]
            .filter((one) => enabled.includes(one) && (threshold === 0 || one < threshold))
            .toSorted((a, b) => a - b)[0];
          expect(own.top()).toBe(first === undefined ? 0n : BigInt(first * 0x1_0001));
          own.claim();
          if (first === undefined) break;
          pending.delete(first);
        }
        const left = Array.from({ length: 4 }, (_, index) => own.read(EIP + 2 * index));
        const bits = [...pending].reduce((all64, one) => all64 | (1n << BigInt(one)), 0n);
        expect(left).toEqual([0n, 64n, 128n, 192n].map((low) => (bits >> low) & allOnes));
      }),
    );
  });

  test('is none of the others', () => {
    const hart = withFiles();
    file(hart, level).send(77);
    for (const other of ['m', 's', 'vs'] as const)
      expect(file(hart, other).read(EIP + 2)).toBe(other === level ? 1n << 13n : 0n);
    hart.set(all.hstatus.VGEIN, 1);
    expect(hart.read(all.vsireg)).toBe(0n);
  });
});

test('a message to a file that is not there is lost', () => {
  const cells = (hart: PlainHart) => all.interruptFileRegisters.map(({ address }) => hart.cell(address));
  const hart = withFiles(3);
  all.receive(4, 5, hart);
  const without = new PlainHart(isa);
  all.receive('M', 5, without);
  all.receive(0, 5, without);
  expect([...cells(hart), ...cells(without)].filter((cell) => cell !== 0n)).toEqual([]);
});

// aia "Interrupt delivery and handling"
describe('what a file delivers is pending', () => {
  const MEI = 1n << BigInt(interrupt.MEI);
  const SEI = 1n << BigInt(interrupt.SEI);
  const VSEI = 1n << BigInt(interrupt.VSEI);
  const SGEI = 1n << BigInt(interrupt.SGEI);

  test.each([
    ['m', MEI],
    ['s', SEI],
    ['vs', VSEI],
  ] as const)('%s', (level, bit) => {
    const hart = withFiles();
    const own = file(hart, level);
    own.send(100);
    own.write(EIE + 2, allOnes);
    expect(hart.read(all.mip)).toBe(0n);
    own.write(EIDELIVERY, 1n);
    expect(hart.read(all.mip)).toBe(bit);
    own.write(EITHRESHOLD, 100n);
    expect(hart.read(all.mip)).toBe(0n);
    own.write(EITHRESHOLD, 101n);
    expect(hart.read(all.mip)).toBe(bit);
    own.claim();
    expect(hart.read(all.mip)).toBe(0n);
  });

  // priv "Hypervisor Guest External Interrupt Registers (hgeip and hgeie)"
  test('a guest file that is not selected interrupts HS-mode, where hgeie says so', () => {
    const hart = withFiles();
    const own = file(hart, 'vs');
    own.send(9);
    own.write(EIE, allOnes);
    own.write(EIDELIVERY, 1n);
    hart.set(all.hstatus.VGEIN, 1);
    expect([hart.read(all.hgeip), hart.read(all.mip)]).toEqual([4n, 0n]);
    hart.write(all.hgeie, ~4n & allOnes);
    expect(hart.read(all.mip)).toBe(0n);
    hart.write(all.hgeie, 4n);
    expect(hart.read(all.mip)).toBe(SGEI);
    hart.set(all.hstatus.VGEIN, 2);
    expect(hart.read(all.mip)).toBe(SGEI | VSEI);
  });

  test.each([0, 1, 3, 7])('GEILEN is %i', (guests) => {
    const hart = withFiles(guests);
    hart.write(all.hgeie, allOnes);
    expect(hart.read(all.hgeie)).toBe((1n << BigInt(guests + 1)) - 2n);
    const held = Array.from({ length: 64 }, (_, number) => {
      hart.set(all.hstatus.VGEIN, 0);
      hart.write(all.hstatus, BigInt(number) << 12n);
      return hart.get(all.hstatus.VGEIN);
    });
    expect(held).toEqual(held.map((_, number) => (number <= guests ? number : 0)));
  });
});

// aia "Machine top interrupt CSR (`mtopi`)", "Supervisor top interrupt CSR (`stopi`)", "Virtual supervisor top interrupt CSR (`vstopi`)"
describe('the priority number of an external interrupt is its identity', () => {
  const arrived = (level: Level, identity: number) => {
    const hart = withFiles();
    const own = file(hart, level);
    own.send(identity);
    own.write(EIE + 2 * (identity >> 6), allOnes);
    own.write(EIDELIVERY, 1n);
    hart.write(all.mideleg, allOnes);
    hart.write(all.hideleg, allOnes);
    hart.write(all.mie, allOnes);
    return { hart, own };
  };

  test('at machine level', () => {
    const { hart } = arrived('m', 40);
    expect(hart.read(all.mtopi)).toBe(0x000b_0028n);
    hart.interruptLines = 1n << BigInt(interrupt.MTI);
    hart.write(all.miselect, 0x30n);
    hart.write(all.mireg, 41n << 56n);
    expect(hart.read(all.mtopi)).toBe(0x000b_0028n);
    hart.write(all.mireg, 39n << 56n);
    expect(hart.read(all.mtopi)).toBe(0x0007_0027n);
  });

  test('at supervisor level, 256 if software asserts it', () => {
    const { hart, own } = arrived('s', 200);
    expect(hart.read(all.stopi)).toBe(0x0009_00c8n);
    own.claim();
    hart.write(all.mvip, 1n << 9n);
    expect(hart.read(all.stopi)).toBe(0x0009_00ffn);
  });

  test('at VS level, as vstopei has it, or else as hvictl says', () => {
    const { hart, own } = arrived('vs', 30);
    hart.write(all.hvictl, (9n << 16n) | (1n << 8n) | 20n);
    expect(hart.read(all.vstopi)).toBe(0x0009_001en);
    // Not delivered, and asserted by the hypervisor: vstopei counts all the same.
    own.write(EIDELIVERY, 0n);
    hart.write(all.hvip, 1n << 10n);
    expect(hart.read(all.vstopi)).toBe(0x0009_001en);
    own.claim();
    expect(hart.read(all.vstopi)).toBe(0x0009_00ffn);
    hart.set(all.hstatus.VGEIN, 0);
    expect(hart.read(all.vstopi)).toBe(0x0009_0014n);
  });
});

/** What accesses come to in M, HS, U, VS and VU: i and v are the exceptions. */
const accesses = (hart: PlainHart, name: 'mtopei' | 'stopei' | 'vstopei' | 'mireg' | 'sireg' | 'vsireg') =>
  (['M', 'HS', 'U', 'VS', 'VU'] as const)
    .map((mode) => hart.enter(mode).attempt(all[name].address))
    .map((answer) => (answer === 'ok' ? '.' : answer.slice(0, 1)))
    .join('');

describe('who may reach them', () => {
  // aia "Hypervisor and VS CSRs", "Virtual instruction exceptions", "Access control by the state-enable CSRs"
  test.each([
    ['no IMSIC', (hart: PlainHart): unknown => (hart.guestFiles = undefined), 'iiiii iiivv iiivv', 'iiiii iiivv iiivv'],
    ['a guest file selected', () => {}, '.iiii ..i.v ..ivv', '.iiii ..i.v ..ivv'],
    ['none selected', (hart: PlainHart) => hart.set(all.hstatus.VGEIN, 0), '.iiii ..ivv iiivv', '.iiii ..ivv iiivv'],
    [
      'mstateen0.IMSIC clear',
      (hart: PlainHart) => hart.set(all.mstateen0.IMSIC, 0),
      '.iiii .iiii .iiii',
      '.iiii .iiiv .iivv',
    ],
    [
      'hstateen0.IMSIC clear',
      (hart: PlainHart) => hart.set(all.hstateen0.IMSIC, 0),
      '.iiii ..ivv ..ivv',
      '.iiii ..ivv ..ivv',
    ],
    ['mvien.SEI set', (hart: PlainHart) => hart.set(all.mvien.SEI, 1), '.iiii .ii.v ..ivv', '.iiii .ii.v ..ivv'],
  ] as const)('%s', (_, change, tops, registers) => {
    const hart = withFiles();
    hart.set(all.hstatus.VGEIN, 1);
    for (const { select } of Object.values(levels)) hart.write(select, BigInt(EIP));
    change(hart);
    const got = (names: readonly ('mtopei' | 'mireg')[]) => names.map((name) => accesses(hart, name)).join(' ');
    expect(got(['mtopei', 'stopei', 'vstopei'] as never)).toBe(tops);
    expect(got(['mireg', 'sireg', 'vsireg'] as never)).toBe(registers);
  });

  test('the priorities of S-mode are behind mstateen0.AIA, and its interrupt file is not', () => {
    const hart = withFiles();
    hart.set(all.mstateen0.AIA, 0);
    hart.write(all.siselect, 0x30n);
    expect(hart.enter('HS').attempt(all.sireg.address)).toBe('illegal-instruction');
    hart.write(all.siselect, BigInt(EIP));
    expect(hart.attempt(all.sireg.address)).toBe('ok');
  });

  test.each([
    [undefined, 0n],
    [0, 1n << 58n],
  ])('the IMSIC bits of mstateen0 and hstateen0 with %s guest files', (guests, held) => {
    const hart = withFiles();
    hart.guestFiles = guests;
    for (const register of [all.mstateen0, all.hstateen0]) {
      if (register === all.hstateen0) hart.write(all.mstateen0, allOnes);
      hart.set(register.IMSIC, 0);
      hart.write(register, 1n << 58n);
      expect(hart.read(register)).toBe(held);
    }
  });
});
