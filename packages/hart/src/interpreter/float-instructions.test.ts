import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { fcsr, mcause, medeleg, mstatus, mtval, sstatus, vsstatus } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';

const initial = 1;
const clean = 2;
const dirty = 3;
const data = BigInt(ramBase) + 0x1000n;
const boxedOne = 0xffff_ffff_3f80_0000n;

/** A hart with this program, FS Initial, and a0 pointing to memory. */
function prepared(source: string, isa = 'max') {
  const { hart, memory } = bareHart([], { isa });
  memory.writeBytes(ramBase, assemble(source).bytes);
  hart.set(mstatus.FS, initial);
  hart.setX(10, data);
  return { hart, memory };
}

/** Runs the whole program. */
function run(source: string, prepare: (hart: Hart) => void = () => {}) {
  const { hart, memory } = prepared(source);
  prepare(hart);
  for (const _ of source.trim().split('\n')) expect(hart.step().kind).toBe('retired');
  return { hart, memory };
}

const traps = (hart: Hart) => {
  expect(hart.step().kind).toBe('trap');
  return hart.read(mcause);
};

// priv "Extension Context Status in mstatus Register"
describe('FS', () => {
  const every = [
    'flw fa0, (a0)',
    'fsd fa0, (a0)',
    'c.fld fa0, 0(a0)',
    'fadd.s fa0, fa1, fa2',
    'fsgnj.d fa0, fa1, fa2',
    'fmv.x.w a1, fa0',
    'feq.h a1, fa0, fa1',
    'fli.d fa0, 1.0',
    'fcvt.w.s a1, fa0',
    'csrr a1, fcsr',
    'fsrmi 1',
    'frflags a1',
  ];
  test.each(every)('Off: %s is an illegal instruction', (source) => {
    const { hart } = prepared(source);
    hart.set(mstatus.FS, 0);
    expect(traps(hart)).toBe(2n);
    expect(hart.get(mstatus.FS)).toBe(0);
  });

  // priv "Virtual Supervisor Status (vsstatus) Register": illegal, never virtual
  test.each(every)('Off for the guest: %s is an illegal instruction', (source) => {
    for (const field of [mstatus.FS, vsstatus.FS]) {
      const { hart } = prepared(source);
      hart.set(vsstatus.FS, initial);
      hart.set(field, 0);
      hart.enter('S', true);
      expect(traps(hart)).toBe(2n);
    }
  });

  test.each([
    ['flw fa0, (a0)', dirty],
    ['fmv.w.x fa0, a0', dirty],
    ['fadd.s fa0, fa1, fa2', dirty],
    ['fsflagsi 0', dirty],
    ['frflags a1', clean],
    ['fsw fa0, (a0)', clean],
    ['fmv.x.d a1, fa0', clean],
    ['fclass.d a1, fa0', clean],
    ['fle.d a1, fa0, fa0', clean],
    // f0 holds no boxed number, so this compares NaNs, and sets NV
    ['flt.s a1, fa0, fa0', dirty],
  ])('%s leaves Clean state %i', (source, after) => {
    const { hart } = run(source, (it) => it.set(mstatus.FS, clean));
    expect(hart.get(mstatus.FS)).toBe(after);
    expect(hart.read(mstatus) >> 63n).toBe(after === dirty ? 1n : 0n);
    expect(hart.read(sstatus) >> 63n).toBe(after === dirty ? 1n : 0n);
  });

  test('with V = 1 both fields become Dirty, and with V = 0 only that of mstatus', () => {
    const asGuest = run('fli.s fa0, 1.0', (hart) => {
      hart.set(vsstatus.FS, clean);
      hart.enter('S', true);
    });
    expect([asGuest.hart.get(mstatus.FS), asGuest.hart.get(vsstatus.FS)]).toEqual([dirty, dirty]);
    expect(asGuest.hart.read(vsstatus) >> 63n).toBe(1n);
    const asHost = run('fli.s fa0, 1.0', (hart) => hart.set(vsstatus.FS, clean));
    expect([asHost.hart.get(mstatus.FS), asHost.hart.get(vsstatus.FS)]).toEqual([dirty, clean]);
  });

  test('without F is read-only Off', () => {
    const { hart } = bareHart([], { isa: 'rv64imac' });
    hart.write(mstatus, ~0n);
    expect(hart.get(mstatus.FS)).toBe(0);
  });
});

// unpriv "Floating-Point Control and Status Register"
describe('fcsr', () => {
  test('fflags and frm are its parts', () => {
    const { hart } = run('fsrm a1\nfsflags a2\nfrcsr a3\nfrrm a4\nfrflags a5', (it) => {
      it.setX(11, 0xffn);
      it.setX(12, 0x2an);
    });
    expect(hart.read(fcsr)).toBe(0xean);
    expect([hart.x(13), hart.x(14), hart.x(15)]).toEqual([0xean, 7n, 0xan]);
  });

  test('flags accrue', () => {
    const { hart } = run('fdiv.s ft0, fa0, ft1\nfsqrt.s ft0, fa1\nfdiv.s ft0, fa0, fa2', (it) => {
      it.setF(10, boxedOne);
      it.setF(1, 0xffff_ffff_0000_0000n);
      it.setF(11, 0xffff_ffff_bf80_0000n);
      it.setF(12, 0xffff_ffff_4040_0000n);
    });
    expect(hart.read(fcsr)).toBe(0x19n); // NV, DZ and NX
  });

  test('frm rounds what is dynamic, and nothing else', () => {
    const third = (mode: string, frm: bigint) => {
      const { hart } = run(`fdiv.s ft0, fa0, fa2${mode}`, (it) => {
        it.write(fcsr, frm << 5n);
        it.setF(10, boxedOne);
        it.setF(12, 0xffff_ffff_4040_0000n);
      });
      return hart.f(0) & 0xffff_ffffn;
    };
    expect([0n, 1n, 2n, 3n, 4n].map((frm) => third('', frm) & 0xfn)).toEqual([0xbn, 0xan, 0xan, 0xbn, 0xbn]);
    expect(third(', rup', 1n)).toBe(0x3eaa_aaabn);
    expect(third(', rtz', 7n)).toBe(0x3eaa_aaaan);
  });

  test.each([5n, 6n, 7n])('frm = %i is an illegal instruction where it counts', (frm) => {
    for (const source of ['fadd.s fa0, fa1, fa2', 'fcvt.d.s fa0, fa1, dyn', 'fcvt.w.d a1, fa1', 'fround.s fa0, fa1']) {
      const { hart } = prepared(source);
      hart.write(fcsr, frm << 5n);
      hart.set(mstatus.FS, clean);
      expect(traps(hart)).toBe(2n);
      expect(hart.get(mstatus.FS)).toBe(clean);
      expect(hart.read(mtval)).toBe(BigInt(new DataView(assemble(source).bytes.buffer).getUint32(0, true)));
    }
    run('fmin.s fa0, fa1, fa2\nfcvt.d.s fa0, fa1\nfadd.d fa0, fa1, fa2, rtz', (hart) => hart.write(fcsr, frm << 5n));
  });

  test.each([5, 6])('rm = %i is an illegal instruction', (rm) => {
    const { hart, memory } = prepared('fadd.s fa0, fa1, fa2');
    memory.write(ramBase, 4, 0x00c5_8553n | (BigInt(rm) << 12n));
    hart.write(medeleg, 0n);
    expect(traps(hart)).toBe(2n);
  });
});

// unpriv "NaN Boxing of Narrower Values"
describe('NaN boxing', () => {
  test('narrow loads and moves box', () => {
    const { hart } = run('sd a1, (a0)\nflw fa0, (a0)\nflh fa1, (a0)\nfmv.w.x fa2, a1\nfmv.h.x fa3, a1', (it) =>
      it.setX(11, 0x1234_5678_9abc_def0n),
    );
    const expected = [0xffff_ffff_9abc_def0n, 0xffff_ffff_ffff_def0n, 0xffff_ffff_9abc_def0n, 0xffff_ffff_ffff_def0n];
    expect([10, 11, 12, 13].map((n) => hart.f(n))).toEqual(expected);
  });

  test('narrow stores and moves take the low bits, boxed or not', () => {
    const { hart, memory } = run(
      'fsw fa0, (a0)\nfsh fa0, 8(a0)\nfmv.x.w a1, fa0\nfmv.x.h a2, fa0\nfmv.x.d a3, fa0',
      (it) => it.setF(10, 0x1234_5678_9abc_8ef0n),
    );
    expect(memory.read(Number(data), 8)).toBe(0x9abc_8ef0n);
    expect(memory.read(Number(data) + 8, 8)).toBe(0x8ef0n);
    expect([hart.x(11), hart.x(12)]).toEqual([0xffff_ffff_9abc_8ef0n, 0xffff_ffff_ffff_8ef0n]);
    expect(hart.x(13)).toBe(0x1234_5678_9abc_8ef0n);
  });

  test('what is not boxed is the canonical NaN for every other instruction', () => {
    const { hart } = run(
      'fsgnj.s fa1, fa0, fa0\nfsgnjn.h fa2, fa0, fa0\nfclass.s a1, fa0\nfadd.s fa3, fa0, fa0',
      (it) => it.setF(10, 0xffff_fffe_3f80_3c00n),
    );
    expect([11, 12, 13].map((n) => hart.f(n))).toEqual([
      0xffff_ffff_7fc0_0000n,
      0xffff_ffff_ffff_fe00n,
      0xffff_ffff_7fc0_0000n,
    ]);
    expect(hart.x(11)).toBe(1n << 9n);
    expect(hart.read(fcsr)).toBe(0n);
  });
});

// unpriv "Single-Precision Floating-Point Computational Instructions": the signs of products and addends
test('the four multiply-adds', () => {
  const source = ['fmadd.s', 'fmsub.s', 'fnmsub.s', 'fnmadd.s'].map((name, n) => `${name} ft${n}, fa0, fa1, fa2`);
  const { hart } = run(source.join('\n'), (it) => {
    it.setF(10, 0xffff_ffff_4000_0000n); // 2
    it.setF(11, 0xffff_ffff_4040_0000n); // 3
    it.setF(12, boxedOne);
  });
  // 7, 5, -5, -7
  const bits = [0x40e0_0000n, 0x40a0_0000n, 0xc0a0_0000n, 0xc0e0_0000n];
  expect([0, 1, 2, 3].map((n) => hart.f(n) & 0xffff_ffffn)).toEqual(bits);
});

test('sign injection keeps NaN payloads and sets no flags', () => {
  const { hart } = run('fsgnj.s ft0, fa0, fa1\nfsgnjn.s ft1, fa0, fa1\nfsgnjx.s ft2, fa0, fa1', (it) => {
    it.setF(10, 0xffff_ffff_ff81_2345n);
    it.setF(11, 0xffff_ffff_8000_0000n);
  });
  expect([0, 1, 2].map((n) => hart.f(n) & 0xffff_ffffn)).toEqual([0xff81_2345n, 0x7f81_2345n, 0x7f81_2345n]);
  expect(hart.read(fcsr)).toBe(0n);
});

test('32-bit integers leave sign-extended, unsigned ones as well', () => {
  const { hart } = run(
    'fcvt.wu.d a1, fa0\nfcvt.w.d a2, fa1\nfcvt.lu.d a3, fa0\nfcvt.d.wu fa2, a4\nfcvt.d.w fa3, a4',
    (it) => {
      it.setF(10, 0x41ef_ffff_ffe0_0000n); // 4294967295
      it.setF(11, 0xc000_0000_0000_0000n); // -2
      it.setX(14, 0x1_ffff_ffffn); // only the low half counts
    },
  );
  expect([hart.x(11), hart.x(12), hart.x(13)]).toEqual([0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_fffen, 0xffff_ffffn]);
  expect([hart.f(12), hart.f(13)]).toEqual([0x41ef_ffff_ffe0_0000n, 0xbff0_0000_0000_0000n]);
});

test('a load that traps changes neither register nor FS', () => {
  const { hart } = prepared('fld fa0, (a1)');
  hart.setF(10, 5n);
  hart.setX(11, 0x10n);
  expect(traps(hart)).toBe(5n);
  expect([hart.f(10), hart.get(mstatus.FS)]).toEqual([5n, initial]);
});

test.each([
  ['fadd.d fa0, fa0, fa0', 'rv64if'],
  ['fcvt.d.h fa0, fa0', 'rv64if_zfhmin'],
  ['fadd.h fa0, fa0, fa0', 'rv64ifd_zfhmin'],
  ['fli.h fa0, 1.0', 'rv64ifd_zfa_zfhmin'],
  ['fli.d fa0, 1.0', 'rv64if_zfa'],
  ['c.fld fa0, 0(a0)', 'rv64ifc'],
  ['fcsr', 'rv64imac'],
])('%s does not exist in %s', (source, isa) => {
  const { hart, memory } = prepared(source === 'fcsr' ? 'frcsr a1' : source, isa);
  expect(memory.read(ramBase, 4)).not.toBe(0n);
  expect(traps(hart)).toBe(2n);
});
